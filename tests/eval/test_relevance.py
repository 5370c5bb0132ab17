"""Relevance cases: what each form asks for, what a diagnosis tells, and that the shipped cases are met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.errors import PortalError
from eval.relevance import Before, Case, MustBeInTop, MustNotBe, Outcome, Place, cases, sample_searcher
from search.searcher import Hit, Searcher

HIT = Hit(
    1, 2.5, "id", "A/1", None, "T", "report", "en", None, None, "paragraph", None, (), 1, 1, "p1", "volunteers", ()
)


def hits(*paths: str) -> tuple[Hit, ...]:
    """Hits of one document at these paths, in this order."""
    return tuple(replace(HIT, rank=rank, path=path) for rank, path in enumerate(paths, start=1))


def place(path: str) -> Place:
    return Place("A/1", "en", path)


FOUND = hits("p3", "p1/(a)", "h2")


@pytest.mark.parametrize(
    ("case", "met"),
    [
        (MustBeInTop("q", "", (), place("p3"), 1), True),
        (MustBeInTop("q", "", (), place("h2"), 2), False),
        (MustBeInTop("q", "", (), place("p1"), 2), True),  # its item is a part of it
        (MustBeInTop("q", "", (), place("p"), 3), False),  # "p" is not the beginning of "p3"
        (MustBeInTop("q", "", (), Place("A/1", "zh", "p3"), 3), False),
        (MustNotBe("q", "", (), place("h2"), 2), True),
        (MustNotBe("q", "", (), place("h2"), 3), False),
        (MustNotBe("q", "", (), place("p9"), 3), True),
        (Before("q", "", (), place("p3"), place("h2")), True),
        (Before("q", "", (), place("h2"), place("p3")), False),
        (Before("q", "", (), place("p3"), place("p9")), True),  # the other need not be found
        (Before("q", "", (), place("p9"), place("p3")), False),
    ],
)
def test_each_form_asks_for_what_its_name_says(case: Case, met: bool) -> None:
    assert case.holds(FOUND) is met


def test_a_diagnosis_tells_the_rank_and_who_stands_above_with_scores() -> None:
    case = MustBeInTop("bridges", "a reason", (), place("h2"), 1)
    lines = list(Outcome(case, FOUND, met=False).diagnose())
    assert lines[0] == "bridges: A/1 en h2 in the first 1 (a reason)"
    assert lines[1] == "  A/1 en h2: rank 3"
    assert [line.split()[:2] for line in lines[2:]] == [["1", "2.5000"], ["2", "2.5000"], ["3", "2.5000"]]


def test_a_passage_that_is_not_found_has_no_rank() -> None:
    lines = list(Outcome(MustBeInTop("q", "", (), place("p9"), 1), FOUND, met=False).diagnose())
    assert lines[1] == "  A/1 en p9: not in the first 100"


@pytest.mark.parametrize(
    "text",
    [
        "- {case: must_be, query: q, why: w, passage: A/1 en p1, k: 1}",  # no such case
        "- {case: must_be_in_top, query: q, why: w, passage: A/1 en p1}",  # k is missing
        "- {case: before, query: q, why: w, this: A/1 en p1, that: p2}",  # no passage
        "- {case: before, query: q, why: w, passage: A/1 en p1}",
    ],
)
def test_a_row_that_is_no_case_is_refused(text: str) -> None:
    with pytest.raises(PortalError):
        cases(text)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """The samples, ingested as the demo ingests them."""
    with sample_searcher(tmp_path_factory.mktemp("relevance") / "data") as opened:
        yield opened


def test_every_passage_that_a_case_names_is_in_the_samples(searcher: Searcher) -> None:
    assert searcher.store is not None
    works = searcher.store.works
    named = {place for case in cases() for place in case.places()}
    assert [str(p) for p in named if works.passage_at(p.work, [p.path], p.language) is None] == []


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_samples_are_found_as_a_reader_would_want(searcher: Searcher, case: Case) -> None:
    outcome = case.run_against(searcher)
    assert outcome.met, "\n".join(outcome.diagnose())
