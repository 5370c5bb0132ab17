"""Works, expressions, pages and passages: staged unseen, then published in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from corpus.citations import Link
from corpus.documents import PASSAGE_NAMESPACE, Page, ParsedDocument, Passage, Recognition, WorkType
from corpus.evidence import Suggestion
from corpus.store import schema
from corpus.store.evidence import suggestion_row
from corpus.store.jobs import finish, issue_rows, now
from corpus.store.links import mention_row
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


@dataclass(frozen=True, slots=True)
class Expression:
    """One language version of a Work, as stored."""

    id: str
    work: str
    type: str
    language: str
    sha256: str
    state: str
    media_type: str
    title: str
    symbol: str | None
    country: str | None
    year: int | None
    job_number: str | None
    date: str | None
    url: str | None
    page_count: int
    unread_pages: int
    passage_count: int
    basis: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What is true of a Work in every language."""

    type: str
    country: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its id and the expression it stands in."""

    id: str
    expression: Expression
    ordinal: int
    path: str
    kind: str
    number: str | None
    parent: str | None
    role: str | None
    level: int | None
    heading_path: tuple[str, ...]
    page_first: int
    page_last: int
    text: str
    footnotes: tuple[dict[str, Any], ...]
    boxes: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class WorkTable:
    """Reading and writing works and their expressions."""

    store: Store

    # writing

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

    def publish(self, derived: Derived, superseded: Sequence[str] = ()) -> None:
        """Make a staged expression visible, retire those it takes the place of, and finish its job: all at once."""
        facts = self.facts(derived.recognition, superseded)
        with self.store.writing() as connection:
            _retire(connection, superseded)
            _set_facts(connection, derived.recognition.work, facts)
            _set_state(connection, derived.expression, "visible")
            finish(connection, derived.sha256, derived.expression)

    def keep_aside(self, derived: Derived, superseded: Sequence[str] = ()) -> None:
        """Record an original whose Work and language another original already shows (state *alternate*).

        ``superseded`` are expressions that the same original gave under another reading; they are retired.
        """
        with self.store.writing() as connection:
            _retire(connection, superseded)
            _remove(connection, derived.expression)
            _know_work(connection, derived.recognition)
            row = _expression_row(derived) | {"state": "alternate"}
            connection.execute(insert(schema.expressions).values(**row))
            connection.execute(insert(schema.pages), _page_rows(derived.expression, derived.parsed.pages))
            finish(connection, derived.sha256, derived.expression)

    # reading

    def shown(self, work: str, language: str) -> Expression | None:
        """The visible expression of a Work in a language."""
        found = [e for e in self.expressions(work) if e.language == language]
        return found[0] if found else None

    def expressions(self, work: str | None = None, *, state: str = "visible") -> list[Expression]:
        """The expressions in a state, of one Work or of all, by Work and language."""
        table = schema.expressions.c
        query = _expressions().where(table.state == state).order_by(table.work, table.language)
        if work is not None:
            query = query.where(schema.works.c.identity == identity(work))
        with self.store.reading() as connection:
            return [_expression(row) for row in connection.execute(query)]

    def given_by(self, sha256: str) -> list[Expression]:
        """The visible expressions that an original gave."""
        table = schema.expressions.c
        query = _expressions().where(table.sha256 == sha256, table.state == "visible")
        with self.store.reading() as connection:
            return [_expression(row) for row in connection.execute(query)]

    def facts(self, recognition: Recognition, without: Sequence[str] = ()) -> WorkFacts:
        """What is true of a Work once an expression recognised so is visible and those ``without`` are not.

        A manifest's word is taken; otherwise what another language told is kept where this one tells nothing.
        """
        said = WorkFacts(recognition.type.value, recognition.country, recognition.year)
        known = next((e for e in self.expressions(recognition.work) if e.id not in without), None)
        if known is None:
            return said
        silent = recognition.type is WorkType.OTHER and recognition.basis.get("type") != "manifest"
        return WorkFacts(known.type if silent else said.type, said.country or known.country, said.year or known.year)

    def discard(self, expression: str) -> None:
        """Remove an expression that never became visible."""
        with self.store.writing() as connection:
            _remove(connection, expression)

    def key(self, work: str) -> str | None:
        """The key under which a Work is in the corpus, however it was asked for; None when no language is visible."""
        query = (
            select(schema.works.c.key)
            .join(schema.expressions, schema.expressions.c.work == schema.works.c.key)
            .where(schema.works.c.identity == identity(work), schema.expressions.c.state == "visible")
            .limit(1)
        )
        with self.store.reading() as connection:
            return connection.execute(query).scalar()

    def has(self, work: str) -> bool:
        """Whether any language of a Work is visible."""
        return self.key(work) is not None

    def passages(self, expression: str) -> list[StoredPassage]:
        """The passages of an expression, in reading order."""
        condition = schema.passages.c.expression == expression
        return list(self._passages(condition))

    def passage(self, passage_id: str) -> StoredPassage | None:
        """A visible passage by its id."""
        condition = and_(schema.passages.c.id == passage_id, schema.expressions.c.state == "visible")
        return next(iter(self._passages(condition)), None)

    def passage_at(self, work: str, paths: Sequence[str], language: str) -> str | None:
        """The id of the visible passage at the first path that exists, in ``language`` before English before others."""
        table = schema.passages.c
        query = (
            select(table.id, table.path, schema.expressions.c.language)
            .join(schema.expressions, schema.expressions.c.id == table.expression)
            .where(schema.expressions.c.work == work, schema.expressions.c.state == "visible", table.path.in_(paths))
        )
        with self.store.reading() as connection:
            rows = list(connection.execute(query))
        preference = [language, "en"]
        rows.sort(key=lambda row: (_place(row.language, preference), row.language, list(paths).index(row.path)))
        return rows[0].id if rows else None

    def visible_ids(self) -> Iterator[tuple[str, str]]:
        """(passage id, expression id) of every visible passage."""
        query = (
            select(schema.passages.c.id, schema.passages.c.expression)
            .join(schema.expressions, schema.expressions.c.id == schema.passages.c.expression)
            .where(schema.expressions.c.state == "visible")
        )
        with self.store.reading() as connection:
            for row in connection.execute(query):
                yield row.id, row.expression

    def pages(self, expression: str) -> list[dict[str, Any]]:
        """The pages of an expression: number, label, state, width, height."""
        table = schema.pages
        query = select(table).where(table.c.expression == expression).order_by(table.c.number)
        with self.store.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def issues(self, expression: str) -> list[dict[str, Any]]:
        """What could not be read or decided of an expression: page, code, message."""
        table = schema.issues.c
        query = select(table.page, table.code, table.message).where(table.expression == expression)
        with self.store.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def totals(self) -> dict[str, int]:
        """How many works, expressions, passages, pages and unread pages are visible."""
        table = schema.expressions.c
        query = select(
            func.count(func.distinct(table.work)).label("works"),
            func.count().label("expressions"),
            func.coalesce(func.sum(table.passage_count), 0).label("passages"),
            func.coalesce(func.sum(table.page_count), 0).label("pages"),
            func.coalesce(func.sum(table.unread_pages), 0).label("unread_pages"),
        ).where(table.state == "visible")
        with self.store.reading() as connection:
            return {key: int(value) for key, value in connection.execute(query).one()._mapping.items()}

    def _passages(self, condition: Any) -> Iterator[StoredPassage]:
        query = (
            select(schema.passages, *_EXPRESSION_COLUMNS)
            .join(schema.expressions, schema.expressions.c.id == schema.passages.c.expression)
            .join(schema.works, schema.works.c.key == schema.expressions.c.work)
            .where(condition)
            .order_by(schema.passages.c.expression, schema.passages.c.ordinal)
        )
        seen: dict[str, Expression] = {}
        with self.store.reading() as connection:
            for row in connection.execute(query):
                if row.expression not in seen:
                    seen[row.expression] = _expression(row)
                yield _passage(row, seen[row.expression])


_EXPRESSION_COLUMNS = [
    *[c.label(f"e_{c.name}") for c in schema.expressions.c],
    schema.works.c.type.label("w_type"),
    schema.works.c.country.label("w_country"),
    schema.works.c.year.label("w_year"),
]


def _expressions() -> Any:
    return select(*_EXPRESSION_COLUMNS).join(schema.works, schema.works.c.key == schema.expressions.c.work)


def _expression(row: Row[Any]) -> Expression:
    columns = [name for name in Expression.__dataclass_fields__ if name not in ("type", "country", "year")]
    values = {name: getattr(row, f"e_{name}") for name in columns}
    return Expression(type=row.w_type, country=row.w_country, year=row.w_year, **values)


def _passage(row: Row[Any], expression: Expression) -> StoredPassage:
    return StoredPassage(
        id=row.id,
        expression=expression,
        ordinal=row.ordinal,
        path=row.path,
        kind=row.kind,
        number=row.number,
        parent=row.parent,
        role=row.role,
        level=row.level,
        heading_path=tuple(row.heading_path),
        page_first=row.page_first,
        page_last=row.page_last,
        text=row.text,
        footnotes=tuple(row.footnotes),
        boxes=tuple(row.boxes),
    )


def _place(word: str, preference: Sequence[str]) -> int:
    return preference.index(word) if word in preference else len(preference)


def _know_work(connection: Connection, recognition: Recognition) -> None:
    """Make sure that a Work has a row; what is known of one that has it stays until something is published."""
    table = schema.works
    if connection.execute(select(table.c.key).where(table.c.key == recognition.work)).first() is None:
        said = WorkFacts(recognition.type.value, recognition.country, recognition.year)
        values = {"key": recognition.work, "identity": identity(recognition.work)} | asdict(said)
        connection.execute(insert(table).values(**values))


def _set_facts(connection: Connection, work: str, facts: WorkFacts) -> None:
    connection.execute(update(schema.works).where(schema.works.c.key == work).values(**asdict(facts)))


def _retire(connection: Connection, expressions: Sequence[str]) -> None:
    for expression in expressions:
        _empty(connection, expression)
        _set_state(connection, expression, "superseded")


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
    return [{"expression": expression, **asdict(page), "state": page.state.value} for page in pages]


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
        "footnotes": [asdict(mark) for mark in passage.footnotes],
        "boxes": [asdict(box) for box in passage.boxes],
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
