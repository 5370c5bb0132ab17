"""Writing expressions: staged unseen, then published in one transaction; what they replace is retired, then swept.

A retired expression is seen by nobody and keeps its passages until they have left the index.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update

from corpus.citations import Link
from corpus.documents import PASSAGE_NAMESPACE, Page, ParsedDocument, Passage, Recognition
from corpus.evidence import Suggestion
from corpus.records import fields_of
from corpus.store import schema
from corpus.store.clock import now
from corpus.store.correcting import Held, hold
from corpus.store.evidence import suggestion_row
from corpus.store.jobs import issue_rows
from corpus.store.links import mention_row
from corpus.store.review_places import place_reviews
from corpus.store.works import WorkFacts
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything reading one original gave, ready to be stored.

    ``ids`` are the passages' ids, in their order. ``revision`` names what made it (pipeline version and manifest row):
    a new one is written beside the old one before it takes its place.
    """

    sha256: str
    parsed: ParsedDocument
    recognition: Recognition
    ids: tuple[str, ...]
    revision: str = ""
    links: tuple[tuple[str, Link], ...] = ()
    suggestions: tuple[tuple[str, Suggestion], ...] = ()

    @property
    def expression(self) -> str:
        """The id of the expression: of its Work, language, original and revision."""
        key = (self.recognition.work, self.recognition.language, self.sha256, self.revision)
        return str(uuid.uuid5(PASSAGE_NAMESPACE, "\x1f".join(key)))


@dataclass(frozen=True)
class StagingTable:
    """Writing works and their expressions; every write is one committed transaction."""

    store: Store

    def stage(self, derived: Derived) -> None:
        """Write an expression that nobody sees yet; staging it again replaces what an unfinished run left."""
        expression = derived.expression
        with self.store.writing() as connection:
            _remove(connection, expression)
            _know_work(connection, derived.recognition)
            connection.execute(insert(schema.expressions).values(**_expression_row(derived)))
            for table, rows in _child_rows(derived).items():
                if rows:
                    connection.execute(insert(table), rows)

    def publish(
        self, derived: Derived, superseded: Sequence[str] = (), corrections: Callable[[], Sequence[Held]] = tuple
    ) -> None:
        """Make a staged expression visible and retire those it takes the place of, at once; its job stays open.

        ``corrections`` are asked for when what was shown is retired and nobody can correct it any more: what people
        said until then, of links and of evidence, holds from the moment the expression is visible.
        """
        with self.store.writing(in_turn=True) as connection:
            self._retire(connection, superseded, derived.recognition)
            _set_state(connection, derived.expression, "visible")
            hold(connection, derived.expression, corrections())
            place_reviews(connection, derived.expression, derived.recognition.work, derived.recognition.language)

    def keep_aside(self, derived: Derived, superseded: Sequence[str] = ()) -> None:
        """Record an original whose Work and language another original already shows (state *alternate*).

        ``superseded`` are expressions that the same original gave under another reading; they are retired.
        """
        with self.store.writing() as connection:
            self._retire(connection, superseded)
            _remove(connection, derived.expression)
            _know_work(connection, derived.recognition)
            row = _expression_row(derived) | {"state": "alternate"}
            connection.execute(insert(schema.expressions).values(**row))
            connection.execute(insert(schema.pages), _page_rows(derived.expression, derived.parsed.pages))

    def _retire(self, connection: Connection, retired: Sequence[str], shown: Recognition | None = None) -> None:
        """Retire expressions, and settle what is then known of their Works and of the one that is shown instead."""
        table = schema.expressions.c
        works = set(connection.execute(select(table.work).where(table.id.in_(retired))).scalars())
        for work in works | ({shown.work} if shown is not None else set()):
            adding = shown if shown is not None and shown.work == work else None
            facts = self.store.works.facts(work, retired, adding)
            if facts is not None:
                connection.execute(update(schema.works).where(schema.works.c.key == work).values(**asdict(facts)))
        for expression in retired:
            _set_state(connection, expression, "retired")

    def sweep(self, expression: str) -> None:
        """Remove what a retired expression still held, once its passages have left the index."""
        with self.store.writing() as connection:
            _empty(connection, expression)
            _set_state(connection, expression, "superseded")

    def discard(self, expression: str) -> None:
        """Remove an expression that never became visible."""
        with self.store.writing() as connection:
            _remove(connection, expression)


def _know_work(connection: Connection, recognition: Recognition) -> None:
    """Make sure that a Work has a row; what is known of one that has it stays until something is published."""
    table = schema.works
    if connection.execute(select(table.c.key).where(table.c.key == recognition.work)).first() is None:
        said = WorkFacts(recognition.type.value, recognition.country, recognition.year)
        values = {"key": recognition.work, "identity": identity(recognition.work)} | asdict(said)
        connection.execute(insert(table).values(**values))


def _expression_row(derived: Derived) -> dict[str, Any]:
    parsed, recognition = derived.parsed, derived.recognition
    return {
        "id": derived.expression,
        "work": recognition.work,
        "language": recognition.language,
        "sha256": derived.sha256,
        "state": "staged",
        "media_type": parsed.media_type,
        "title": recognition.title,
        "symbol": parsed.symbol,
        "job_number": parsed.job_number,
        "date": recognition.date or parsed.date,
        "session": parsed.session,
        "agenda_item": parsed.agenda_item,
        "url": recognition.url,
        "engine": parsed.engine,
        "basis": recognition.basis,
        "stated_type": recognition.type.value,
        "stated_country": recognition.country,
        "stated_year": recognition.year,
        "page_count": len(parsed.pages),
        "unread_pages": parsed.unread_pages,
        "passage_count": len(derived.ids),
        "added_at": now(),
    }


def _child_rows(derived: Derived) -> dict[Any, list[dict[str, Any]]]:
    expression, parsed = derived.expression, derived.parsed
    return {
        schema.pages: _page_rows(expression, parsed.pages),
        schema.passages: [
            _passage_row(expression, ordinal, passage_id, passage)
            for ordinal, (passage_id, passage) in enumerate(zip(derived.ids, parsed.passages, strict=True))
        ],
        schema.issues: issue_rows(expression, parsed.issues + derived.recognition.issues),
        schema.mentions: [mention_row(expression, passage, link) for passage, link in derived.links],
        schema.suggestions: [suggestion_row(expression, passage, s) for passage, s in derived.suggestions],
        schema.reported_indicators: [
            {"expression": expression, "ordinal": n, **asdict(i)} for n, i in enumerate(parsed.indicators)
        ],
    }


def _page_rows(expression: str, pages: Sequence[Page]) -> list[dict[str, Any]]:
    return [{"expression": expression, **fields_of(page), "state": page.state.value} for page in pages]


def _passage_row(expression: str, ordinal: int, passage_id: str, passage: Passage) -> dict[str, Any]:
    values = {name: getattr(passage, name) for name in ("path", "number", "parent", "role", "level", "text")}
    return values | {
        "expression": expression,
        "ordinal": ordinal,
        "id": passage_id,
        "kind": passage.kind.value,
        "heading_path": list(passage.heading_path),
        "page_first": passage.page_first,
        "page_last": passage.page_last,
        "footnotes": [fields_of(mark) for mark in passage.footnotes],
        "boxes": [fields_of(box) for box in passage.boxes],
    }


_CHILDREN = (
    schema.pages,
    schema.passages,
    schema.issues,
    schema.mentions,
    schema.suggestions,
    schema.reported_indicators,
)


def _empty(connection: Connection, expression: str) -> None:
    for table in _CHILDREN:
        connection.execute(delete(table).where(table.c.expression == expression))


def _remove(connection: Connection, expression: str) -> None:
    _empty(connection, expression)
    connection.execute(delete(schema.expressions).where(schema.expressions.c.id == expression))


def _set_state(connection: Connection, expression: str, state: str) -> None:
    table = schema.expressions
    connection.execute(update(table).where(table.c.id == expression).values(state=state))
