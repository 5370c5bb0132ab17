"""N7 and N8: what is stored of a document is what its original gives, and every page of it is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.documents import PageState, passage_id
from corpus.errors import PortalError
from corpus.originals import open_originals
from corpus.store.evidence import suggestion_row
from corpus.store.jobs import Job, JobState
from corpus.store.staging import Derived
from corpus.store.works import Expression
from ingest.cell import Heard, read_file
from ingest.checks.corpus import Corpus
from ingest.checks.finding import REPAIR, Check, Fault, check
from ingest.derive import derive, pipeline_version
from ingest.found import About
from ingest.ocr import by_ocr
from ingest.warm import WarmChildren

REREAD = 5
"""How many originals check N7 reads again without ``deep``: the smallest, so that it stays quick."""

UNREAD = (PageState.NEEDS_OCR.value, PageState.FAILED.value)

AGAIN = f"{REPAIR}: its original is read again, and what people decided finds its place again"
OTHER = Fault(
    "changed", "what is stored of a document is not what its original gives: the rows were changed or lost", AGAIN, True
)
DERIVED = Fault("derived", "links or suggestions stored of a document are not what its words give", AGAIN, True)
STALE = Fault(
    "stale", "links say that a document is not in the corpus, and it is", f"{REPAIR}: they are decided again", True
)
SILENT = Fault("silent", "a page was not read, or is missing, and nothing says so", AGAIN, True)

SUGGESTED = ("level", "mention", "contribution", "policy", "policy_lenient", "measured", "framework", "instrument")


def ingesting_again_writes_nothing(corpus: Corpus) -> Check:
    """N7: the passages of every document are those that their ids name, as many as were stored.

    Originals that are read again give the same passages, links and suggestions: the smallest few, or all with ``deep``.
    """
    changed = {e.sha256: told for e in corpus.shown if (told := _not_as_named(corpus, e)) is not None}
    jobs, derived = _jobs(corpus), dict[str, str]()
    sizes, shown = corpus.store.jobs.originals(), {e.sha256: e for e in corpus.shown}
    sample = sorted(jobs, key=lambda job: sizes.get(job.sha256, 0))[: None if corpus.deep else REREAD]
    with WarmChildren() as children:
        for job in sample:
            other = _read_again(corpus, job, shown[job.sha256], children.said_by)
            if other is not None:
                (changed if other[0] is OTHER else derived).setdefault(job.sha256, f"{job.source}: {other[1]}")
    stale = corpus.store.links.arrived() if corpus.at_rest else []
    wrong = {OTHER: changed, DERIVED: derived, STALE: {work: work for work in stale}}
    return check(
        "N7", wrong, {"read_again": len(sample), "of": len(jobs)}, {"read_again": len(sample), "of": len(jobs)}
    )


def _not_as_named(corpus: Corpus, expression: Expression) -> str | None:
    """What is wrong with the stored passages of a document; an id names work, language, place and words."""
    rows = corpus.store.works.worded(expression.id)
    other = [one for one, path, text in rows if passage_id(expression.work, expression.language, path, text) != one]
    said = f"{expression.work} ({expression.language})"
    if other:
        return f"{said}: passage {other[0]} has other words or another place"
    if len(rows) != expression.passage_count:
        return f"{said}: {len(rows)} of {expression.passage_count} passages"
    return None


def _jobs(corpus: Corpus) -> list[Job]:
    """What this version read, and is shown, and can be read again."""
    shown, there = {e.sha256 for e in corpus.shown}, _there(corpus)
    return [
        job
        for job in corpus.store.jobs.all()
        if job.state is JobState.INDEXED
        and job.sha256 in shown
        and job.pipeline == pipeline_version()
        and job.sha256 in there
    ]


def _there(corpus: Corpus) -> frozenset[str]:
    """The originals that can be read; none where their store does not answer, which check N2 says."""
    try:
        return frozenset(open_originals(corpus.settings).names())
    except PortalError as failure:
        if failure.code != "originals_unavailable":
            raise
        return frozenset()


def _read_again(corpus: Corpus, job: Job, stored: Expression, heard: Heard) -> tuple[Fault, str] | None:
    """What reading an original again gives otherwise."""
    name = Path(job.source).name
    with open_originals(corpus.settings).local(job.sha256) as path:
        if path is None:  # check N2 says so
            return None
        try:
            parsed = read_file(path, corpus.settings, name=name, ocr=by_ocr(stored.engine), heard=heard)
        except PortalError as failure:
            return OTHER, str(failure)
    again = derive(corpus.store, parsed, About(job.sha256, name, job.manifest))
    if list(again.ids) != [one for one, _, _ in corpus.store.works.worded(stored.id)]:
        return OTHER, "other passages"
    told = next(_other_links(corpus, stored, again), None) or next(_other_suggestions(corpus, stored, again), None)
    return None if told is None else (DERIVED, told)


def _other_links(corpus: Corpus, stored: Expression, again: Derived) -> Iterator[str]:
    """Mentions that are not those found again; and while no run has anything to finish, where they lead."""
    rows = [link for link in corpus.store.links.of_expression(stored.id) if link.machine is not None]
    found = {(passage, link.mention.start, link.mention.end): link for passage, link in again.links}
    kept = {(row.passage, row.machine.start, row.machine.end): row for row in rows if row.machine is not None}
    if found.keys() != kept.keys():
        yield f"{len(kept)} mentions are stored, and {len(found)} are found"
    for place, link in found.items():
        row = kept.get(place)
        if row is None or row.machine != link.mention:
            yield f"the mention {link.mention.surface!r} was stored otherwise"
        elif corpus.at_rest and row.decision is None and row.link != link:
            yield f"the mention {link.mention.surface!r} leads elsewhere"


def _other_suggestions(corpus: Corpus, stored: Expression, again: Derived) -> Iterator[str]:
    """Suggestions that these rules make otherwise; those of other rules are theirs, and opinions make no label."""
    rows = corpus.store.evidence.of(stored.id)
    found: Mapping[str, Any] = dict(again.suggestions)
    versions = {suggestion.rule_version for suggestion in found.values()}
    if versions and not {row["rule_version"] for row in rows.values()} <= versions:
        return
    for passage in sorted(rows.keys() ^ found.keys()):
        yield f"the suggestion for passage {passage} is {'not made' if passage in rows else 'missing'}"
    for passage in rows.keys() & found.keys():
        row = suggestion_row(stored.id, passage, found[passage])
        if any(row[name] != rows[passage][name] for name in SUGGESTED):
            yield f"the suggestion for passage {passage} was stored otherwise"


def every_page_is_accounted_for(corpus: Corpus) -> Check:
    """N8: every page of every document has text, or is empty by design, or has an issue."""
    silent: dict[str, str] = {}
    pages = 0
    for expression in corpus.shown:
        said = f"{expression.work} ({expression.language})"
        reported = {issue["page"] for issue in corpus.store.works.issues(expression.id)}
        rows = corpus.store.works.pages(expression.id)
        pages += len(rows)
        if len(rows) != expression.page_count:
            silent.setdefault(expression.sha256, f"{said}: {len(rows)} of {expression.page_count} pages")
        for row in rows:
            if row["state"] in UNREAD and row["number"] not in reported:
                silent.setdefault(expression.sha256, f"{said} page {row['number']}")
    return check("N8", {SILENT: silent}, {"pages": pages}, {"pages": pages})
