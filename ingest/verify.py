"""Is anything lost or inconsistent? The checks N1-N3, N5 and N7-N10, each with what was found and what was expected."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.documents import PageState
from corpus.errors import PortalError
from corpus.originals import Originals, sha256_of
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.jobs import Job, JobState
from ingest.cell import read_file
from ingest.derive import derive, pipeline_version
from ingest.ocr import by_ocr
from search.index import REQUIRED_META, IndexedPoint, PassageIndex, point_id

REINDEX = "the index is not what the store says: run 'vkp reindex'"
ORPHAN_SECONDS = 3600
EXAMPLES = 5
REREAD = 5
"""How many originals check N7 reads again without ``deep``: the smallest, so that it stays quick."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``meaning`` says what a failure means and what to do about it."""

    code: str
    ok: bool
    found: Any
    expected: Any
    examples: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True)
class Corpus:
    """What is verified: the store, the originals and the index of one data folder; or why there is no index."""

    settings: Settings
    store: Store
    index: PassageIndex | PortalError
    deep: bool = False

    def points(self) -> list[IndexedPoint] | PortalError:
        """Every point of the index, or why it cannot be read."""
        if isinstance(self.index, PortalError):
            return self.index
        try:
            return list(self.index.points())
        except PortalError as failure:
            return failure


def verify(corpus: Corpus) -> dict[str, Any]:
    """Run every check; the contract's shape. Reads only, apart from a temporary folder of its own.

    An index that is missing or damaged is a finding (N3), and the other checks run.
    """
    checks = [check(corpus) for check in CHECKS]
    return {"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]}


def every_job_in_one_state(corpus: Corpus) -> Check:
    """N1: accepted = pending + running + indexed + failed + quarantined, every id in exactly one.

    What is indexed is shown, or another original of the same Work and language is.
    """
    states = corpus.store.jobs.counts()
    accepted = corpus.store.jobs.originals()
    without = sorted(accepted.keys() - {job.sha256 for job in corpus.store.jobs.all()})
    unseen = corpus.store.works.unseen()
    return Check(
        "N1",
        ok=not without and not unseen and sum(states.values()) == len(accepted),
        found=states | {"unseen": len(unseen)},
        expected={"accepted": len(accepted), "unseen": 0},
        examples=tuple((without + unseen)[:EXAMPLES]),
        meaning="an accepted file has no job row, or is shown nowhere: ingest any file, it is finished then",
    )


def every_original_is_there(corpus: Corpus) -> Check:
    """N2: every accepted original exists with its SHA-256; no orphan file older than an hour."""
    originals = Originals(corpus.settings.originals)
    accepted = corpus.store.jobs.originals()
    wrong = [sha for sha in accepted if not _intact(originals.path(sha), sha)]
    orphans = [path.name for path in originals.files() if path.name not in accepted and _old(path)]
    return Check(
        "N2",
        ok=not wrong and not orphans,
        found={"intact": len(accepted) - len(wrong), "orphans": len(orphans)},
        expected={"intact": len(accepted), "orphans": 0},
        examples=tuple((wrong + orphans)[:EXAMPLES]),
        meaning="an original is missing or changed: restore it from a backup, or delete the orphan by hand",
    )


def index_equals_store(corpus: Corpus) -> Check:
    """N3: the ids in the index are those of the visible passages; no zero vector; every required payload key."""
    in_flight = _in_flight(corpus.store)
    expected = {point_id(expression, passage) for passage, expression in corpus.store.works.visible_ids()}
    points = corpus.points()
    if isinstance(points, PortalError):
        return _no_index(points, len(expected))
    held: Counter[str] = Counter()
    unfit: list[str] = []
    for point in points:
        if point.meta.get("expression") in in_flight:
            continue
        held[point.id] += 1
        if not point.has_vector or REQUIRED_META - point.meta.keys():
            unfit.append(point.id)
    missing, phantom = sorted(expected - held.keys()), sorted(held.keys() - expected)
    duplicate = [identity for identity, times in held.items() if times > 1]
    return Check(
        "N3",
        ok=not (missing or phantom or duplicate or unfit),
        found={
            "points": sum(held.values()),
            "missing": len(missing),
            "phantom": len(phantom),
            "duplicate": len(duplicate),
            "unfit": len(unfit),
        },
        expected={"points": len(expected), "missing": 0, "phantom": 0, "duplicate": 0, "unfit": 0},
        examples=tuple((missing + phantom + duplicate + unfit)[:EXAMPLES]),
        meaning=REINDEX,
    )


def _no_index(cause: PortalError, expected: int) -> Check:
    """N3 where the index cannot be read; an empty corpus needs none."""
    return Check(
        "N3",
        ok=expected == 0,
        found={"points": 0, "missing": expected, "phantom": 0, "duplicate": 0, "unfit": 0},
        expected={"points": expected, "missing": 0, "phantom": 0, "duplicate": 0, "unfit": 0},
        examples=(str(cause),) if expected else (),
        meaning=REINDEX,
    )


def audit_is_whole(corpus: Corpus) -> Check:
    """N5: decisions = audit entries of that kind, and the audit's chain holds from first to last."""
    audited = corpus.store.audit.checked()
    return Check(
        "N5",
        ok=not audited.faults,
        found={"entries": audited.entries, "rows": audited.rows, "wrong": len(audited.faults), "head": audited.head},
        expected={"wrong": 0},
        examples=audited.faults[:EXAMPLES],
        meaning="what people wrote was changed outside the portal: compare it with a backup",
    )


def ingesting_again_writes_nothing(corpus: Corpus) -> Check:
    """N7: reading originals again gives the passages that are stored. The smallest few, or all with ``deep``."""
    visible = {e.sha256: e for e in corpus.store.works.expressions()}
    jobs = [
        job
        for job in corpus.store.jobs.all()
        if job.state is JobState.INDEXED and job.sha256 in visible and job.pipeline == pipeline_version()
    ]
    sizes = corpus.store.jobs.originals()
    sample = sorted(jobs, key=lambda job: sizes[job.sha256])[: None if corpus.deep else REREAD]
    changed = []
    for job in sample:
        again = _derived_ids(corpus, job, ocr=by_ocr(visible[job.sha256].engine))
        stored = [passage.id for passage in corpus.store.works.passages(visible[job.sha256].id)]
        if again != stored:
            changed.append(job.source)
    return Check(
        "N7",
        ok=not changed,
        found={"read_again": len(sample), "of": len(jobs), "changed": len(changed)},
        expected={"read_again": len(sample), "of": len(jobs), "changed": 0},
        examples=tuple(changed[:EXAMPLES]),
        meaning="the same file gives other passages now: ingest it again after an update, else report it",
    )


def every_page_is_accounted_for(corpus: Corpus) -> Check:
    """N8: every page of every document has text, or is empty by design, or has an issue."""
    silent = []
    pages = 0
    for expression in corpus.store.works.expressions():
        reported = {issue["page"] for issue in corpus.store.works.issues(expression.id)}
        rows = corpus.store.works.pages(expression.id)
        pages += len(rows)
        if len(rows) != expression.page_count:
            silent.append(f"{expression.work} ({expression.language}): {len(rows)} of {expression.page_count} pages")
        for row in rows:
            if row["state"] in UNREAD and row["number"] not in reported:
                silent.append(f"{expression.work} ({expression.language}) page {row['number']}")
    return Check(
        "N8",
        ok=not silent,
        found={"pages": pages, "silent": len(silent)},
        expected={"pages": pages, "silent": 0},
        examples=tuple(silent[:EXAMPLES]),
        meaning="a page was not read and nothing says so: report it",
    )


def documents_are_whole(corpus: Corpus) -> Check:
    """N9: a document shows all of its passages in search, or none."""
    points = corpus.points()
    shown = Counter(p.meta.get("expression") for p in (() if isinstance(points, PortalError) else points))
    expressions = corpus.store.works.expressions()
    partial = [f"{e.work} ({e.language})" for e in expressions if shown[e.id] not in (0, e.passage_count)]
    return Check(
        "N9",
        ok=not partial,
        found={"documents": len(expressions), "partial": len(partial)},
        expected={"documents": len(expressions), "partial": 0},
        examples=tuple(partial[:EXAMPLES]),
        meaning="search shows a part of a document: run 'vkp reindex'",
    )


def decisions_count(corpus: Corpus) -> Check:
    """N10: what is kept beside a passage as settled is what people's decisions on it come to."""
    wrong = corpus.store.reviews.disagreeing()
    return Check(
        "N10",
        ok=not wrong,
        found={"wrong": len(wrong)},
        expected={"wrong": 0},
        examples=tuple(wrong[:EXAMPLES]),
        meaning="the decisions are whole, and a count of them is not: report it",
    )


UNREAD = (PageState.NEEDS_OCR.value, PageState.FAILED.value)

CHECKS: tuple[Callable[[Corpus], Check], ...] = (
    every_job_in_one_state,
    every_original_is_there,
    index_equals_store,
    audit_is_whole,
    ingesting_again_writes_nothing,
    every_page_is_accounted_for,
    documents_are_whole,
    decisions_count,
)


def _in_flight(store: Store) -> set[str]:
    """Expressions a killed run was writing or removing: nobody sees them, and the next ingest clears them first."""
    return {e.id for state in ("staged", "retired") for e in store.works.expressions(state=state)}


def _intact(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256


def _old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > ORPHAN_SECONDS


def _derived_ids(corpus: Corpus, job: Job, *, ocr: bool) -> list[str]:
    path, name = Originals(corpus.settings.originals).path(job.sha256), Path(job.source).name
    try:
        parsed = read_file(path, corpus.settings, name=name, ocr=ocr)
    except PortalError as failure:
        return [str(failure)]
    return list(derive(corpus.store, parsed, job.sha256, name, job.manifest).ids)
