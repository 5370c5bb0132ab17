"""N3 and N9: the index holds the passages that are shown, each once and whole documents."""

from __future__ import annotations

from collections import Counter

from corpus.errors import PortalError
from ingest.checks.corpus import Corpus
from ingest.checks.finding import Check, Fault, check
from search.index import point_id

REINDEX = "run 'vkp reindex', or 'vkp verify --repair': it is built anew from the store"

NO_INDEX = Fault(
    "missing", "the index is missing or damaged: nothing can be searched, and nothing is lost", REINDEX, True
)
MISSING = Fault("missing", "passages that are shown are not in the index: search does not find them", REINDEX, True)
PHANTOM = Fault("phantom", "the index holds passages of no document that is shown", REINDEX, True)
DUPLICATE = Fault("duplicate", "the index holds a passage twice", REINDEX, True)
UNFIT = Fault(
    "unfit",
    "the index holds passages without words or place, or with others: search finds or shows them wrongly",
    REINDEX,
    True,
)
PARTIAL = Fault("partial", "search shows a part of a document", REINDEX, True)


def index_equals_store(corpus: Corpus) -> Check:
    """N3: the ids in the index are those of the visible passages; vectors that hold something; words and place."""
    held = corpus.held
    expected = {
        point_id(expression, passage): passage
        for passage, expression in corpus.store.works.visible_ids()
        if expression not in corpus.moving
    }
    if isinstance(held, PortalError):
        lost = {NO_INDEX: {"index": str(held)} if expected else {}}
        none = {"phantom": 0, "duplicate": 0, "unfit": 0}
        found = check("N3", lost, {"points": 0}, {"points": len(expected)} | none)
        return Check("N3", {**found.found, **none, "missing": len(expected)}, found.expected, found.wrong)
    points = {identity for identity, expression in held.points.items() if expression not in corpus.moving}
    wrong = {
        MISSING: {one: f"passage {expected[one]}" for one in sorted(expected.keys() - points)},
        PHANTOM: {one: f"point {one} of document {held.points[one]}" for one in sorted(points - expected.keys())},
        DUPLICATE: {one: f"point {one}" for one in held.duplicate if one in points},
        UNFIT: {one: f"point {one}" for one in held.unfit if one in points},
    }
    return check("N3", wrong, {"points": len(points)}, {"points": len(expected)})


def documents_are_whole(corpus: Corpus) -> Check:
    """N9: a document shows all of its passages in search, or none."""
    held = corpus.held
    shown = Counter(() if isinstance(held, PortalError) else held.points.values())
    documents = [e for e in corpus.shown if e.id not in corpus.moving]
    partial = {
        e.id: f"{e.work} ({e.language}): {shown[e.id]} of {e.passage_count} passages"
        for e in documents
        if shown[e.id] not in (0, e.passage_count)
    }
    return check("N9", {PARTIAL: partial}, {"documents": len(documents)}, {"documents": len(documents)})
