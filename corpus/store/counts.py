"""What counts rest on: the documents that are counted, their passages that speak of volunteering, and their words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, select

from corpus.anchoring import quoted
from corpus.documents import PassageKind, WorkType
from corpus.evidence import highest_level
from corpus.folding import without_accents
from corpus.indicators.ledger import Candidate, Review
from corpus.indicators.quotes import Evidence
from corpus.lexicon import load_catalogue
from corpus.reviewing import FLAGS, Settled
from corpus.store import schema
from corpus.store.works import DAMAGED

if TYPE_CHECKING:
    from corpus.store.open import Store

BATCH = 500
"""Ids that one statement names."""

RESULTS_FRAMEWORK = "results_framework"


@dataclass(frozen=True)
class CountTable:
    """Reading what is counted."""

    store: Store

    def reviews(self, low: int | None = None, high: int | None = None) -> list[Review]:
        """The language versions of the Voluntary National Reviews of a span of years.

        A VNR always has a country and a year: what is a review of unknown country or year is not stored as one.
        """
        works = schema.works.c
        query = _versions().where(works.type == WorkType.VNR.value, works.country.is_not(None))
        return self._reviews(_of_years(query.where(works.year.is_not(None)), low, high))

    def versions_of(self, works: Iterable[str], low: int | None = None, high: int | None = None) -> list[Review]:
        """The language versions of these Works."""
        wanted = sorted(set(works))
        query = _of_years(_versions(), low, high)
        batches = (query.where(schema.works.c.key.in_(wanted[at : at + BATCH])) for at in range(0, len(wanted), BATCH))
        return [review for batch in batches for review in self._reviews(batch)]

    def _reviews(self, query: Select[Any]) -> list[Review]:
        with self.store.reading() as connection:
            return [Review(**dict(row._mapping) | {"damaged": bool(row.damaged)}) for row in connection.execute(query)]

    def candidates(
        self, reviews: Sequence[Review], settled: Mapping[tuple[str, str], Settled], *, placed: bool = False
    ) -> list[Candidate]:
        """The passages of these versions with a suggestion or a decision, in reading order of neither.

        ``placed``: also whether each stands in a results framework.
        """
        expressions = {review.expression for review in reviews}
        with self.store.reading() as connection:
            rows = [row for row in connection.execute(_suggestions()) if row.expression in expressions]
        known = {(row.expression, row.passage) for row in rows}
        alone = [key for key in settled if key[0] in expressions and key not in known]
        parts = self._parts([*known, *alone]) if placed else {}
        suggested = (_candidate(row, settled, parts) for row in rows)
        decided = (Candidate(*key, settled=settled[key], within=parts.get(key, NOWHERE)) for key in alone)
        return sorted([*suggested, *decided], key=lambda one: (one.expression, one.passage))

    def _parts(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
        found = ((key, _in_results_framework(row)) for key, row in self._passages(keys))
        return {key: frozenset({RESULTS_FRAMEWORK}) for key, inside in found if inside}

    def quotes(self, candidates: Sequence[Candidate]) -> dict[tuple[str, str], Evidence]:
        """The passages of these candidates as the ledger prints them, in reading order."""
        wanted = {(one.expression, one.passage): one for one in candidates}
        rows = sorted(self._passages(list(wanted)), key=lambda pair: (pair[1].work, pair[1].language, pair[1].ordinal))
        return {key: _evidence(wanted[key], row) for key, row in rows}

    def _passages(self, keys: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Row[Any]]]:
        table, wanted = schema.passages.c, set(keys)
        query = select(
            table.expression, table.id, table.ordinal, table.page_first, table.number, table.path
        ).add_columns(
            *(table.text, table.kind, table.heading_path, schema.expressions.c.work, schema.expressions.c.language)
        )
        query = query.join(schema.expressions, schema.expressions.c.id == table.expression)
        ids = sorted({passage for _, passage in keys})
        with self.store.reading() as connection:
            for at in range(0, len(ids), BATCH):
                for row in connection.execute(query.where(table.id.in_(ids[at : at + BATCH]))):
                    if (row.expression, row.id) in wanted:
                        yield (row.expression, row.id), row


def _versions() -> Select[Any]:
    shown, works = schema.expressions.c, schema.works.c
    return (
        select(shown.work, works.country, works.year, shown.language, shown.page_count.label("pages"))
        .add_columns(shown.unread_pages, shown.passage_count.label("passages"), DAMAGED.label("damaged"))
        .add_columns(shown.sha256, shown.id.label("expression"), shown.title)
        .join(schema.works, works.key == shown.work)
        .where(shown.state == "visible")
        .order_by(works.year, works.country, shown.work, shown.language)
    )


def _of_years(query: Select[Any], low: int | None, high: int | None) -> Select[Any]:
    year = schema.works.c.year
    if low is not None:
        query = query.where(year >= low)
    return query if high is None else query.where(year <= high)


def _suggestions() -> Select[Any]:
    """Suggestions of what is visible, without the rules that fired: they are most of a row."""
    table = schema.suggestions.c
    return (
        select(table.expression, table.passage, *(table[name] for name in FLAGS))
        .add_columns(table.framework, table.instrument, table.rule_version)
        .join(schema.expressions, schema.expressions.c.id == table.expression)
        .where(schema.expressions.c.state == "visible")
    )


def _candidate(
    row: Row[Any], settled: Mapping[tuple[str, str], Settled], parts: Mapping[tuple[str, str], frozenset[str]]
) -> Candidate:
    expression, passage, *flags, framework, instrument, rule_version = tuple[Any, ...](row)
    return Candidate(
        expression,
        passage,
        machine=_labels(*map(bool, flags), framework is not None),
        settled=settled.get((expression, passage)),
        instrument=instrument,
        rule_version=rule_version,
        within=parts.get((expression, passage), NOWHERE),
    )


NOWHERE: frozenset[str] = frozenset()


@cache
def _labels(*holds: bool) -> frozenset[str]:
    """The labels that hold, of ``FLAGS`` and framework: one set for all that hold the same, of thousands."""
    return frozenset(name for name, held in zip((*FLAGS, "framework"), holds, strict=True) if held)


def _in_results_framework(row: Row[Any]) -> bool:
    headings = row.heading_path if isinstance(row.heading_path, list) else json.loads(row.heading_path)
    return row.kind != PassageKind.FOOTNOTE.value and any(_heads_results(heading) for heading in headings)


def _heads_results(heading: str) -> bool:
    return _results_headings().search(without_accents(heading.casefold())) is not None


@cache
def _results_headings() -> re.Pattern[str]:
    return re.compile("|".join(load_catalogue("results_framework")["headings"]))


def _evidence(candidate: Candidate, row: Row[Any]) -> Evidence:
    settled = candidate.settled
    return Evidence(
        passage_id=candidate.passage,
        work=row.work,
        language=row.language,
        page=row.page_first,
        number=row.number,
        path=row.path,
        quote=quoted(None if settled is None else settled.quote, row.text),
        level=highest_level(candidate.machine).value,
        instrument=candidate.instrument,
        rule_version=candidate.rule_version,
        review_state=None if settled is None else settled.state.value,
        decisions={} if settled is None else dict(settled.decisions),
    )
