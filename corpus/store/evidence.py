"""Suggestions, and the Voluntary National Reviews they are counted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, insert, select

from corpus.documents import WorkType
from corpus.evidence import Suggestion
from corpus.indicators import Evidence, Review
from corpus.store import schema

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class PassageText:
    """A stored passage, as much of it as suggestions are made from."""

    id: str
    kind: str
    heading_path: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class EvidenceTable:
    """Reading suggestions, and writing them anew."""

    store: Store

    def reviews(self) -> list[Review]:
        """Every VNR in the corpus, one entry for each of its languages, by year, country and language.

        A VNR always has a country and a year: what is a review of unknown country or year is not stored as one.
        """
        table, works = schema.expressions.c, schema.works.c
        query = (
            select(table.id, table.work, works.country, works.year, table.language, table.page_count)
            .add_columns(table.unread_pages, table.passage_count, _DAMAGED.label("damaged"))
            .join(schema.works, works.key == table.work)
            .where(table.state == "visible", works.type == WorkType.VNR.value)
            .where(works.country.is_not(None), works.year.is_not(None))
            .order_by(works.year, works.country, table.language)
        )
        with self.store.reading() as connection:
            return [_review(row) for row in connection.execute(query)]

    def holding(self, column: str, works: Mapping[str, object]) -> list[Evidence]:
        """The suggestions of these works for which a column of the table holds, in reading order."""
        table = schema.suggestions
        query = (
            select(table, *_PLACE)
            .join(schema.expressions, schema.expressions.c.id == table.c.expression)
            .join(
                schema.passages,
                (schema.passages.c.expression == table.c.expression) & (schema.passages.c.id == table.c.passage),
            )
            .where(table.c[column], schema.expressions.c.state == "visible")
            .order_by(schema.expressions.c.work, schema.expressions.c.language, schema.passages.c.ordinal)
        )
        with self.store.reading() as connection:
            return [_evidence(row) for row in connection.execute(query) if row.work in works]

    def of(self, expression: str) -> dict[str, dict[str, Any]]:
        """The suggestions of an expression by passage id, as stored."""
        query = select(schema.suggestions).where(schema.suggestions.c.expression == expression)
        with self.store.reading() as connection:
            return {row.passage: dict(row._mapping) for row in connection.execute(query)}

    def passages(self, expression: str) -> list[PassageText]:
        """The passages of an expression, in reading order."""
        table = schema.passages.c
        query = select(table.id, table.kind, table.heading_path, table.text).order_by(table.ordinal)
        with self.store.reading() as connection:
            rows = connection.execute(query.where(table.expression == expression))
            return [PassageText(row.id, row.kind, tuple(row.heading_path), row.text) for row in rows]

    def made_by(self) -> dict[str, set[tuple[str, str | None]]]:
        """What made the suggestions of each expression that has any: versions of the rules and of the opinion."""
        table = schema.suggestions.c
        found: dict[str, set[tuple[str, str | None]]] = {}
        with self.store.reading() as connection:
            for row in connection.execute(
                select(table.expression, table.rule_version, table.opinion_version).distinct()
            ):
                found.setdefault(row.expression, set()).add((row.rule_version, row.opinion_version))
        return found

    def replace(self, expression: str, suggestions: Sequence[tuple[str, Suggestion]]) -> None:
        """Put these in the place of an expression's suggestions, at once; what people decided is elsewhere and stays.

        An expression that is shown no more keeps what it had.
        """
        table, shown = schema.suggestions, schema.expressions.c
        rows = [suggestion_row(expression, passage, suggestion) for passage, suggestion in suggestions]
        with self.store.writing() as connection:
            if connection.execute(select(shown.id).where(shown.id == expression, shown.state == "visible")).first():
                connection.execute(delete(table).where(table.c.expression == expression))
                if rows:
                    connection.execute(insert(table), rows)


_DAMAGED = (
    select(schema.issues.c.code)
    .where(schema.issues.c.expression == schema.expressions.c.id, schema.issues.c.code == "damaged")
    .exists()
)

_PLACE = [
    schema.expressions.c.work,
    schema.expressions.c.language,
    schema.passages.c.page_first,
    schema.passages.c.number,
    schema.passages.c.path,
    schema.passages.c.text,
]


def suggestion_row(expression: str, passage: str, suggestion: Suggestion) -> dict[str, Any]:
    """The row of a suggestion."""
    named = suggestion.named
    return {
        "expression": expression,
        "passage": passage,
        "level": suggestion.level.value,
        "mention": suggestion.mentions_volunteering,
        "contribution": suggestion.contribution,
        "policy": suggestion.policy_integration,
        "policy_lenient": suggestion.policy_lenient,
        "measured": suggestion.measured_data,
        "instrument": suggestion.instrument,
        "instrument_type": suggestion.instrument_type,
        "instrument_status": None if named is None else named.status.value,
        "instrument_scope": None if named is None else named.scope.value,
        "instrument_year": None if named is None else named.year,
        "framework": suggestion.framework,
        "borderline": suggestion.borderline,
        "score": suggestion.score,
        "probability": suggestion.probability,
        "opinion": suggestion.opinion,
        "opinion_version": suggestion.opinion_version,
        "rules": [asdict(hit) for hit in suggestion.hits],
        "rule_version": suggestion.rule_version,
    }


def _review(row: Row[Any]) -> Review:
    return Review(
        work=row.work,
        country=row.country,
        year=row.year,
        language=row.language,
        pages=row.page_count,
        unread_pages=row.unread_pages,
        passages=row.passage_count,
        damaged=bool(row.damaged),
    )


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(
        passage_id=row.passage,
        work=row.work,
        language=row.language,
        page=row.page_first,
        number=row.number,
        path=row.path,
        quote=row.text,
        level=row.level,
        instrument=row.instrument,
        rule_version=row.rule_version,
    )
