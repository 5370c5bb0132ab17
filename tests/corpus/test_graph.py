"""Who cites whom, counted over a corpus made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.citations import Link, LinkStatus, Mention, MentionKind
from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, Recognition, WorkType, passage_id
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.graph import Cited, Edge, Neighbour
from corpus.store.staging import Derived

CITATIONS = {
    "DP/2099/1": ("A/RES/99/1", "A/RES/99/1", "A/RES/70/1", "SDG/5", "DP/2099/1"),
    "DP/2099/2": ("A/RES/99/1", "S/RES/1325(2000)"),
    "DP/2099/3": ("A/RES/70/1", "S/RES/1325", "A/RES/99/1"),
    "A/RES/99/1": (),
}
"""By document, what its one paragraph cites; S/RES/1325 is one Work however it is written."""


@pytest.fixture
def store(database: str, tmp_path: Path) -> Store:
    store = open_store(Settings(data=tmp_path / "data"), create=True)
    for number, (work, targets) in enumerate(CITATIONS.items()):
        document = derived(work, targets, f"{number:064x}")
        store.jobs.accept(document.sha256, 10, "file.txt", {}, "1")
        store.staging.stage(document)
        store.staging.publish(document)
    return store


def derived(work: str, targets: tuple[str, ...], sha256: str) -> Derived:
    passage = Passage("p1", PassageKind.PARAGRAPH, "x" * 40, 1, 1, number="1")
    parsed = ParsedDocument("text/plain", (Page(1, PageState.TEXT),), (passage,), language="en", engine="text")
    recognition = Recognition(work, WorkType.REPORT, "en", "Sample")
    identity = passage_id(work, "en", "p1", passage.text)
    links = tuple((identity, link(at, target)) for at, target in enumerate(targets))
    return Derived(sha256, parsed, recognition, (identity,), links=links)


def link(at: int, target: str) -> Link:
    known = target in CITATIONS
    status = LinkStatus.MATCHED if known else LinkStatus.OUTSIDE
    return Link(Mention(at, at + 1, "x", MentionKind.DOCUMENT, target), status, target)


def test_the_most_cited_are_those_that_most_documents_cite_then_by_mentions(store: Store) -> None:
    assert store.graph.most_cited() == [
        Cited("A/RES/99/1", mentions=4, documents=3, in_corpus=True),
        Cited("A/RES/70/1", mentions=2, documents=2, in_corpus=False),
        Cited("S/RES/1325(2000)", mentions=2, documents=2, in_corpus=False),
    ]


def test_missing_are_the_works_that_are_cited_and_not_here_and_no_goals(store: Store) -> None:
    assert [cited.work for cited in store.graph.missing()] == ["A/RES/70/1", "S/RES/1325(2000)"]
    assert store.graph.missing()[0] == Cited("A/RES/70/1", 2, 2, False)


def test_a_work_that_is_not_here_can_be_asked_for_however_it_is_written(store: Store) -> None:
    assert store.graph.times_cited("S/RES/1325") == Cited("S/RES/1325(2000)", 2, 2, False)
    assert store.graph.times_cited("A/RES/1/1") is None


def test_works_that_the_same_documents_cite_belong_together(store: Store) -> None:
    assert store.graph.cited_together("A/RES/70/1", 10) == [
        Neighbour("A/RES/99/1", 2, ("DP/2099/1", "DP/2099/3"), True),
        Neighbour("S/RES/1325", 1, ("DP/2099/3",), False),
    ]


def test_a_work_has_one_name_however_it_was_cited(store: Store) -> None:
    (council,) = [one for one in store.graph.cited_together("A/RES/99/1", 10) if one.work.startswith("S/RES")]
    assert (council.work, council.shared) == ("S/RES/1325(2000)", 2)


def test_documents_that_cite_the_same_works_belong_together(store: Store) -> None:
    assert store.graph.citing_alike("DP/2099/1", 10) == [
        Neighbour("DP/2099/3", 2, ("A/RES/70/1", "A/RES/99/1"), True),
        Neighbour("DP/2099/2", 1, ("A/RES/99/1",), True),
    ]


def test_edges_are_weighted_by_mentions_and_leave_out_what_leads_to_its_own_document(store: Store) -> None:
    assert store.graph.edges("DP/2099/1") == [
        Edge("DP/2099/1", "A/RES/99/1", 2, 0, True),
        Edge("DP/2099/1", "A/RES/70/1", 1, 0, False),
    ]
    assert len(store.graph.edges()) == 7
