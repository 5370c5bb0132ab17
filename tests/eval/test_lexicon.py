"""Learning word translations: alignment on texts made by hand, pairing of rows, folds without what is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.alignment import learn
from eval.lexicon import LEAST_PROBABILITY, LEAST_TIMES, Row, as_lexicons, learned, write
from eval.lexicon_contribution import FOLDS, beside, fold_of, goal_of
from eval.parallel import Translated, goals, paired, surfaces, words

ROOMS = [
    (["house", "blue"], ["casa", "azul"]),
    (["house", "green"], ["casa", "verde"]),
    (["book", "blue"], ["libro", "azul"]),
    (["book", "green"], ["libro", "verde"]),
]


def test_words_that_stand_together_are_learned() -> None:
    found = {(row.source, row.target): row for row in learn(ROOMS)}
    for pair in (("house", "casa"), ("blue", "azul"), ("book", "libro"), ("green", "verde")):
        assert found[pair].probability > 0.8
        assert 1 < found[pair].times <= 2  # each stands in two of the texts
    assert max(found["house", "azul"].probability, found["book", "azul"].probability) < 0.1


def test_a_word_that_is_not_translated_takes_no_other() -> None:
    # "please" stands once, beside words that are known from elsewhere
    found = {(row.source, row.target): row for row in learn([*ROOMS, (["please", "house", "blue"], ["casa", "azul"])])}
    assert found["house", "casa"].times > found["please", "casa"].times * 4


def test_no_text_teaches_nothing() -> None:
    assert list(learn([])) == []
    assert [row for row in learn([([], ["casa"])]) if row.source] == []


SIDES = st.lists(st.sampled_from("abcd"), max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SIDES, SIDES), max_size=6))
def test_probabilities_are_some_and_learning_is_the_same_both_ways(texts: list[tuple[list[str], list[str]]]) -> None:
    there = {(row.source, row.target): row for row in learn(texts)}
    back = {(row.target, row.source): row for row in learn([(other, one) for one, other in texts])}
    assert there.keys() == back.keys()
    for pair, row in there.items():
        assert 0 <= row.probability <= 1 + 1e-9
        assert row.times <= len(texts) + 1e-9
        assert back[pair].probability == pytest.approx(row.probability, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "language", "keys"),
    [
        ("The volunteers and their communities", "en", ["volunt", "communiti"]),  # function words say nothing
        ("In 2015 resolution A/RES/70/1 was adopted", "en", ["resolut", "adopt"]),  # numbers and symbols are no words
        ("二十志愿者在UNICEF", "zh", ["志愿者"]),  # numerals, letters of another script
        ("Доступ к воде", "ru", ["доступ", "вод"]),
    ],
)
def test_words_of_a_text(text: str, language: str, keys: list[str]) -> None:
    assert [key for key, _ in words(text, language)] == keys


def test_a_word_is_written_as_it_mostly_is() -> None:
    assert surfaces(["monitoring", "Monitoring monitored monitoring"], "en") == {"monitor": "monitoring"}


def test_a_sentence_is_paired_with_the_row_that_translates_it() -> None:
    english = ["Poverty and hunger", "Climate change and disasters", "Volunteers and young people", "Annex"]
    chinese = ["气候变化与灾害", "志愿者与青年", "预算", "预算"]  # each one row too early, then another text
    assert dict(paired(english, chinese)) == {1: 0, 2: 1}


COLOURS = ("Blue water", "蓝色水"), ("Blue energy", "蓝色能源"), ("Clean water", "清洁水"), ("Clean energy", "清洁能源")


def test_what_is_seen_once_is_not_learned() -> None:
    texts = [Translated(one, other, "un") for one, other in (*COLOURS, *COLOURS, ("Penguins", "企鹅"))]
    found = {(row.source, row.target) for row in learned(texts, "en", "zh")}
    assert found == {("Blue", "蓝色"), ("water", "水"), ("Clean", "清洁"), ("energy", "能源")}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Development data of a few sentences made for this test."""
    told = (
        ("Poverty and hunger", "贫困与饥饿"),
        ("Hunger and climate", "饥饿与气候"),
        ("Climate and poverty", "气候与贫困"),
    )
    pairs = [(f"{one}, {more}", f"{other}，{again}") for one, other in told for more, again in COLOURS]
    (tmp_path / "terms").mkdir()
    data = [{"en": one, "zh": other} for one, other in pairs]
    (tmp_path / "terms/un-zh-en-sentences.json").write_text(json.dumps({"data": data}), "utf-8")
    return tmp_path


def test_files_are_the_same_each_time_and_say_how(rows: Path) -> None:
    first = write(rows, rows / "one")
    assert write(rows, rows / "two") == first
    for name in ("en-zh.tsv", "zh-en.tsv"):
        text = (rows / "one" / name).read_text("utf-8")
        assert text == (rows / "two" / name).read_text("utf-8")
        assert text.startswith("# ")
        assert f"expected {LEAST_TIMES} times or more, probability {LEAST_PROBABILITY}" in text
    assert "hunger\t饥饿\t" in (rows / "one/en-zh.tsv").read_text("utf-8").casefold()


def test_titles_of_the_goals_are_paired_by_key(tmp_path: Path) -> None:
    folder = tmp_path / "terms/sdg"
    folder.mkdir(parents=True)
    for name, goal, target in (("en", "End hunger", "Feed everyone"), ("zh-Hans", "消除饥饿", "人人有饭吃")):
        (folder / f"{name}.global_goals.yml").write_text(f"2-title: {goal}\n", "utf-8")
        (folder / f"{name}.global_targets.yml").write_text(f"2-1-title: {target}\n", "utf-8")
        (folder / f"{name}.global_indicators.yml").write_text("{}\n", "utf-8")
    found = goals(tmp_path, "en", "zh")
    assert Translated("End hunger", "消除饥饿", "2") in found
    assert Translated("Feed everyone", "人人有饭吃", "2") in found


def test_a_target_and_its_titles_are_in_one_fold() -> None:
    assert {fold_of(goal_of(key)) for key in ("1-b", "1-1", "1")} == {1}
    assert {fold_of(str(goal)) for goal in range(1, 18)} == set(range(FOLDS))


def test_what_is_taught_stands_beside_what_is_shipped() -> None:
    taught = dict(as_lexicons([Row("punitive", "严惩", 0.5), Row("zyzzyva", "象鼻虫", 0.9)], "en", "zh"))
    assert list(beside(taught, "zyzzyvas", "en")) == [("zh", "象鼻虫", 0.9)]
    assert [text for _, text, _ in beside(taught, "punitive", "en")][-1] == "严惩"
    assert list(beside(taught, "象鼻虫", "zh")) == [("en", "zyzzyva", 0.9)]
