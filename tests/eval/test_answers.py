"""The evaluation of answers: bars chosen on one half, shares counted on the other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus.lexicon import read_yaml
from eval import answers
from eval.answer_sets import collections, part_of
from eval.answers import Given, Seen, chosen_bar, keep_bars, table
from search.confidence import Bar


def seen(scores: Iterable[float], *, answerable: bool, ordinary: float = 0.0, right: bool = True) -> list[Seen]:
    return [Seen("words", answerable, score, ordinary, right and answerable) for score in scores]


UNANSWERABLE = seen([0.1] * 18 + [0.5, 0.6], answerable=False)


@pytest.mark.parametrize(
    ("found", "bar"),
    [
        # of twenty one may be answered wrongly: the bar is above the second
        ([*UNANSWERABLE, *seen([0.2, 0.9], answerable=True)], Bar(0.501, 0.0)),
        # what stands out from the rest is told apart only by how far it does
        (
            [
                *seen([0.5] * 20, answerable=False, ordinary=0.5),
                *seen([0.5] * 20, answerable=True, ordinary=0.1),
            ],
            Bar(0.501, 0.5),
        ),
    ],
)
def test_the_bar_lets_most_pass_that_is_right_and_few_that_are_not(found: list[Seen], bar: Bar) -> None:
    assert chosen_bar(found) == bar


def test_shares_are_of_the_questions_they_speak_of() -> None:
    def given(group: str, *, answerable: bool, answered: bool, right: bool, holds: bool | None = None) -> Given:
        return Given("s", "words", group, answerable, answered, right, holds)

    rows = [
        given("a", answerable=True, answered=True, right=True, holds=True),
        given("a", answerable=True, answered=True, right=True, holds=False),
        given("b", answerable=True, answered=True, right=False),
        given("b", answerable=True, answered=False, right=False),
        given("c", answerable=False, answered=True, right=False),
        given("d", answerable=False, answered=False, right=False),
    ]
    figures = answers._figures(rows)
    shares = {name: figures[name]["share"] for name in ("answered", "right", "holds", "wrongly")}
    assert shares == {"answered": 3 / 4, "right": 2 / 3, "holds": 1 / 2, "wrongly": 1 / 2}
    assert (figures["answerable"], figures["unanswerable"]) == (4, 2)
    assert figures["wrongly"]["interval"] == (0.0, 1.0)


def test_the_bars_that_are_kept_are_those_that_were_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "SHIPPED", tmp_path / "answering.yml")
    (tmp_path / "ranking.yml").write_text("")
    kept = keep_bars({"chosen": {"words": {"least": 0.5, "lead": 1.0}}})
    assert kept.read_text("utf-8").splitlines()[-2:] == ["bars:", "  words: {least: 0.5, lead: 1.0}"]


def test_the_bars_were_chosen_with_the_weights_of_the_ranker() -> None:
    """If not: python -m eval answers --keep."""
    assert read_yaml("search", "answering")["ranking"] == answers.ranking()


def test_a_table_has_a_line_for_each_set_and_bar() -> None:
    row = {"answerable": 1, "unanswerable": 0, "answered": {"share": 1.0, "interval": None}}
    row |= dict.fromkeys(("right", "holds", "wrongly"))
    bar = {"least": 0.5, "lead": 1.0}
    figures = {"models": {}, "sets": {"s": row}, "support": {}, "chosen": {"words": bar}, "shipped": {"words": bar}}
    lines = list(table(figures))
    assert lines[1].split() == ["s", "1.000", "-", "-", "-", "of", "1", "+", "0"]
    assert len(lines) == 3


def test_an_article_is_in_one_collection_and_its_questions_have_no_answer_in_the_other(shared_data: Path) -> None:
    english = [found for found in collections(shared_data, 20) if found.pool.name.startswith("xquad-en-")]
    works = [{passage.work for passage in found.pool.passages} for found in english]
    assert (len(works), works[0] & works[1]) == (2, set())
    asked = [{one.query.id: one.answerable for one in found.questions} for found in english]
    assert asked[0].keys() == asked[1].keys()
    assert all(asked[0][query] is not asked[1][query] for query in asked[0])


def test_the_same_article_is_always_in_the_same_part() -> None:
    assert [part_of(name) for name in ("XQUAD/0", "XQUAD/1", "XQUAD/2", "XQUAD/3")] == [0, 0, 1, 1]
