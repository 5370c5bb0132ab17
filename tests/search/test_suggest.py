"""Did you mean: misspelt words become words that find something; what is spelt right is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from api.corpus_folder import open_searcher
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.texts import visible_expressions
from ingest.pipeline import ingest
from search.near import Words, known_words
from search.prepare import folded
from search.searcher import Searcher, SearchFilters
from search.sounds import sound
from search.suggest import Correction, Suggester, rewritten
from search.vocabulary import KEPT, Vocabulary, open_vocabulary, words_of

TEXTS = {
    "a.txt": "1. Volunteers coordinate relief after the earthquake.\n\n2. Volunteer centres register volunteers.\n",
    "b.txt": "1. 青年志愿者帮助受灾社区恢复生计。\n\n2. 可持续发展需要人人参与。\n",
    "c.txt": "1. Les bénévoles reconstruisent les écoles du district.\n",
    "d.txt": "1. Добровольцы восстанавливают школы и больницы района.\n",
    "e.txt": "1. يعيد المتطوعون بناء المستشفيات والمدارس في المنطقة.\n",
}
MANIFEST = "path,symbol,language\na.txt,DP/2099/1,en\nb.txt,DP/2099/2,zh\nc.txt,DP/2099/3,fr\nd.txt,DP/2099/4,ru\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store, Searcher]]:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(MANIFEST + "e.txt,DP/2099/5,ar\n", encoding="utf-8")
    settings = Settings(data=tmp_path_factory.mktemp("corpus") / "data")
    ingest([folder], settings)
    with open_searcher(settings) as (store, searcher):
        yield settings, store, searcher


def suggested(corpus: tuple[Settings, Store, Searcher], query: str, filters: SearchFilters | None = None) -> list[str]:
    settings, store, searcher = corpus
    words = open_vocabulary(settings.data).fresh(store)
    return Suggester(searcher, lambda: words).did_you_mean(query, filters)


MISSPELT = [
    ("earthquke", "earthquake"),  # a letter is missing
    ("eartqhuake", "earthquake"),  # two letters have changed places
    ("youth volunteeers", "youth volunteers"),  # only the word that is wrong is changed
    ("regsiter volunnteers", "register volunteers"),  # two words at once
    ("Bénévolles", "bénévoles"),  # an accent and a letter
    ("восстанавливоют", "восстанавливают"),  # Cyrillic
    ("المستسفيات", "المستشفيات"),  # Arabic
    ("自原者", "志愿者"),  # typed by its sound, two characters wrong
    ("青年自原者", "青年志愿者"),  # within a longer stretch
    ("可持续发辗", "可持续发展"),  # a character that looks alike
    ("可恃续发展", "可持续发展"),
]


@pytest.mark.parametrize(("typed", "meant"), MISSPELT)
def test_a_misspelt_query_leads_to_the_one_that_was_meant(
    corpus: tuple[Settings, Store, Searcher], typed: str, meant: str
) -> None:
    assert suggested(corpus, typed)[0] == meant


REPLACED = [
    ("developmen developments", "development developments"),  # the wrong word begins another
    ("developmen, redevelopmen (developmen)", "development, redevelopmen (development)"),
    ("developmen目标", "development目标"),  # beside Chinese
]


@pytest.mark.parametrize(("query", "mended"), REPLACED)
def test_only_whole_words_are_replaced(query: str, mended: str) -> None:
    assert rewritten(query, query, [Correction("developmen", ["development"])]) == [mended]


MANY_WRONG = {
    "Chinese": " ".join(f"自原者{'的' * n}" for n in range(30)) + " 自原 自愿着 智愿者 志源者 可持续发辗 可恃续发展",
    "words": "earthquke volunteeers regsiter reliefe coordinatte centress recontruire volunnteers",
    "both": "earthquke 自原者 volunteeers 可持续发辗 regsiter reliefe 可恃续发展",
}


@pytest.mark.parametrize("kind", MANY_WRONG)
def test_a_query_full_of_mistakes_starts_few_searches(
    corpus: tuple[Settings, Store, Searcher], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    asked: list[str] = []
    real = Searcher.finds

    def counted(self: Searcher, query: str, filters: SearchFilters) -> bool:
        asked.append(query)
        return real(self, query, filters)

    monkeypatch.setattr(Searcher, "finds", counted)
    assert suggested(corpus, MANY_WRONG[kind])
    assert 3 < len(asked) <= 10


RIGHT = [
    "earthquake relief",  # all words stand in the corpus
    "centres",  # another form of a word that does
    "volunters",  # its stem is that of volunteers: they are found
    "sustainable development",  # in the glossary, and found in Chinese
    "志愿者",
    "人人参与",
    "the of and",  # function words
    "qqqqwwww",  # near to nothing
    "龘龘",  # rare characters that sound like nothing known
    "A/RES/99/901",  # a symbol is never a misspelt word
    "2030 58%",  # nor are numbers
]


@pytest.mark.parametrize("typed", RIGHT)
def test_a_query_that_is_spelt_right_or_near_to_nothing_gets_no_suggestion(
    corpus: tuple[Settings, Store, Searcher], typed: str
) -> None:
    assert suggested(corpus, typed) == []


def test_only_words_that_find_something_within_the_filters_are_suggested(
    corpus: tuple[Settings, Store, Searcher],
) -> None:
    """The word stands in the English document; of that year there is none."""
    assert suggested(corpus, "earthquke", SearchFilters(lang=("en",))) == ["earthquake"]
    assert suggested(corpus, "earthquke", SearchFilters(year=(1950,))) == []
    _, _, searcher = corpus
    for typed, _ in MISSPELT:
        assert all(searcher.search(query, k=1).total for query in suggested(corpus, typed))


def test_words_that_passages_say_are_not_asked_for_again(corpus: tuple[Settings, Store, Searcher]) -> None:
    def not_asked() -> None:
        raise AssertionError

    assert Suggester(corpus[2], not_asked).did_you_mean("earthquake", found={"earthquake"}) == []  # type: ignore[arg-type]


def test_documents_that_come_are_counted_and_those_counted_are_not_read_again(
    tmp_path: Path, corpus: tuple[Settings, Store, Searcher]
) -> None:
    _, store, _ = corpus
    first = Vocabulary(tmp_path / KEPT)
    assert first.catch_up(store)
    assert first.words["volunteers"] == 2
    again = open_vocabulary(tmp_path)
    assert (again.words, again.counted) == (first.words, visible_expressions(store))
    again.words["volunteers"] = 7  # would be 2 if it were counted again
    known = again.known()
    assert again.catch_up(store)
    assert again.words["volunteers"] == 7
    assert again.known() is known  # nor is anything prepared again


def test_without_time_nothing_is_counted_and_nothing_is_lost(
    tmp_path: Path, corpus: tuple[Settings, Store, Searcher]
) -> None:
    hurried = Vocabulary(tmp_path / KEPT)
    assert not hurried.catch_up(corpus[1], seconds=-1)
    assert hurried.catch_up(corpus[1])
    assert hurried.words["earthquake"] == 1


def test_when_most_documents_have_gone_the_words_are_counted_anew(
    tmp_path: Path, corpus: tuple[Settings, Store, Searcher]
) -> None:
    stale = Vocabulary(tmp_path / KEPT)
    stale.words["dinosaurs"], stale.counted = 9, {f"gone {n}" for n in range(20)}
    stale.catch_up(corpus[1])
    assert stale.words["dinosaurs"] == 0
    assert stale.counted == visible_expressions(corpus[1])


def test_a_vocabulary_that_cannot_be_read_is_counted_anew(
    tmp_path: Path, corpus: tuple[Settings, Store, Searcher]
) -> None:
    (tmp_path / KEPT).write_text('{"version": 1, "words"', encoding="utf-8")
    assert open_vocabulary(tmp_path).fresh(corpus[1]).is_spelt("earthquake")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("志愿者", "自原者", True),  # zh and z, tones apart
        ("资源", "志愿", True),
        ("林", "宁", True),  # l and n, in and ing
        ("发展", "发辗", True),
        ("发展", "发达", False),
        ("旅行", "路行", False),  # ü is not u
        ("啊", "座", False),  # the first and the last of the table
        ("龘", "龖", False),  # not in the table: each for itself
    ],
)
def test_what_sounds_alike_is_told(one: str, other: str, alike: bool) -> None:
    assert (sound(one) == sound(other)) is alike


def test_of_near_words_the_nearer_and_the_more_frequent_comes_first() -> None:
    known = known_words({"policies": 40, "polities": 2, "pollies": 4000, "belongs": 90})
    near = known.near_words("polices")
    assert near.index("policies") < near.index("polities")
    assert "belongs" not in near


@given(st.lists(st.text("abcdé", min_size=3, max_size=8), min_size=1, max_size=20), st.text("abcdé", min_size=3))
def test_no_word_that_is_near_is_passed_over_without_being_compared(written: list[str], typed: str) -> None:
    near = {(distance, word) for distance, word in Words.of(written).near(folded(typed), 2)}
    far = ((OSA.distance(folded(word), folded(typed)), word) for word in written)
    assert near == {(distance, word) for distance, word in far if distance <= 2}


def test_what_looks_like_a_form_of_another_word_is_clearly_meant_only_for_a_frequent_one_of_another_stem() -> None:
    """In Spanish "voluntear" would be a form of "voluntad"; "mangroves" is one of "mangrove"."""
    known = known_words({"volunteer": 40, "mangrove": 40})
    assert known.clearly_meant("voluntear") == ["volunteer"]
    assert known.clearly_meant("mangroves") == []
    assert "volunteer" not in known_words({}).clearly_meant("voluntear")


def test_words_are_counted_in_lower_case_and_chinese_by_its_words() -> None:
    counted = words_of(["Youth youth of UNV", "青年志愿者，志願者", "l'été à 2030"])
    assert (counted["youth"], counted["unv"], counted["été"]) == (2, 1, 1)
    assert counted["志愿者"] == 2  # traditional characters are counted as simplified ones
    assert not {"of", "à", "2030"} & counted.keys()
