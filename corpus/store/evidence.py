"""What the machine suggests of passages, as stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from corpus.evidence import Suggestion
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
