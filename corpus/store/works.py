"""Works, expressions, pages and passages, as the corpus shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, and_, func, select

from corpus.documents import PassageKind, Recognition, WorkType
from corpus.places import part_name
from corpus.store import schema
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store


OWN = "FILE/"
"""What the keys of Works begin with that have no symbol."""

BATCH = 500
"""Keys that one statement names."""


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
    engine: str
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
class Stated:
    """What one expression says of its Work, and whether a manifest says so."""

    language: str
    manifest: bool
    type: str
    country: str | None
    year: int | None


def settled(said: Sequence[Stated]) -> WorkFacts | None:
    """What follows for the Work: a manifest's word first, then by language; what one leaves open another may tell."""
    ordered = sorted(said, key=lambda one: (not one.manifest, one.language))
    if not ordered:
        return None
    told = [one.type for one in ordered if one.manifest or one.type != WorkType.OTHER.value]
    countries = [one.country for one in ordered if one.country is not None]
    years = [one.year for one in ordered if one.year is not None]
    return WorkFacts(next(iter(told), WorkType.OTHER.value), next(iter(countries), None), next(iter(years), None))


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


DAMAGED = (
    select(schema.issues.c.code)
    .where(schema.issues.c.expression == schema.expressions.c.id, schema.issues.c.code == "damaged")
    .exists()
)
"""Whether the file of an expression is damaged."""


@dataclass(frozen=True)
class WorkTable:
    """Reading works and their expressions."""

    store: Store

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

    def titles(self, works: Iterable[str]) -> dict[str, str]:
        """The titles of those of these Works that have no symbol: nobody knows them by their key."""
        table, wanted = schema.expressions.c, sorted({work for work in works if work.startswith(OWN)})
        query = select(table.work, func.min(table.title).label("title")).where(table.state == "visible")
        query = query.where(table.title != "").group_by(table.work)
        with self.store.reading() as connection:
            batches = (wanted[at : at + BATCH] for at in range(0, len(wanted), BATCH))
            return {r.work: r.title for some in batches for r in connection.execute(query.where(table.work.in_(some)))}

    def states(self) -> dict[str, str]:
        """The state of every expression, by id."""
        table = schema.expressions.c
        with self.store.reading() as connection:
            return {row.id: row.state for row in connection.execute(select(table.id, table.state))}

    def visible_among(self, expressions: Collection[str]) -> set[str]:
        """Those of these expressions that are visible."""
        return self.store.shown.visible_among(self.store, expressions)

    def given_by(self, sha256: str) -> list[Expression]:
        """The visible expressions that an original gave."""
        table = schema.expressions.c
        query = _expressions().where(table.sha256 == sha256, table.state == "visible")
        with self.store.reading() as connection:
            return [_expression(row) for row in connection.execute(query)]

    def facts(self, work: str, without: Collection[str] = (), adding: Recognition | None = None) -> WorkFacts | None:
        """What its visible expressions say of a Work, ``without`` some and ``adding`` one; None where none is left."""
        table = schema.expressions.c
        query = select(table.language, table.basis, table.stated_type, table.stated_country, table.stated_year).where(
            table.work == work, table.state == "visible", table.id.not_in(without)
        )
        with self.store.reading() as connection:
            said = [
                Stated(row.language, row.basis.get("type") == "manifest", *row[2:]) for row in connection.execute(query)
            ]
        if adding is not None:
            manifest = adding.basis.get("type") == "manifest"
            said.append(Stated(adding.language, manifest, adding.type.value, adding.country, adding.year))
        return settled(said)

    def unseen(self) -> list[str]:
        """Originals that are indexed, not shown, and have no visible expression of their Work and language before them.

        What was before them has left since: they are to be shown now. By SHA-256, the latest first.
        """
        table, other = schema.expressions, schema.expressions.alias()
        before = select(other.c.id).where(
            other.c.state == "visible", other.c.work == table.c.work, other.c.language == table.c.language
        )
        query = (
            select(table.c.sha256)
            .join(schema.jobs, schema.jobs.c.expression == table.c.id)
            .where(schema.jobs.c.state == "indexed", table.c.state.in_(("superseded", "alternate")), ~before.exists())
            .order_by(schema.jobs.c.updated_at.desc(), table.c.sha256)
        )
        with self.store.reading() as connection:
            return list(connection.execute(query).scalars())

    def key(self, work: str, *, staged: bool = False) -> str | None:
        """The key under which a Work is in the corpus, however it was asked for; None when no language is visible.

        ``staged``: also where it is about to be.
        """
        states = ("visible", "staged") if staged else ("visible",)
        query = (
            select(schema.works.c.key)
            .join(schema.expressions, schema.expressions.c.work == schema.works.c.key)
            .where(schema.works.c.identity == identity(work), schema.expressions.c.state.in_(states))
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

    def worded(self, expression: str) -> list[tuple[str, str, str]]:
        """(id, path, text) of the passages of an expression, in reading order."""
        table = schema.passages.c
        query = select(table.id, table.path, table.text).where(table.expression == expression).order_by(table.ordinal)
        with self.store.reading() as connection:
            return [(row.id, row.path, row.text) for row in connection.execute(query)]

    def passage(self, passage_id: str) -> StoredPassage | None:
        """A visible passage by its id."""
        condition = and_(schema.passages.c.id == passage_id, schema.expressions.c.state == "visible")
        return next(iter(self._passages(condition)), None)

    def around(self, passage: StoredPassage, reach: int) -> list[StoredPassage]:
        """A passage with up to ``reach`` passages before and behind it, in reading order."""
        table = schema.passages.c
        near = table.ordinal.between(passage.ordinal - reach, passage.ordinal + reach)
        return list(self._passages(and_(table.expression == passage.expression.id, near)))

    def places(self, passages: Collection[str]) -> dict[str, tuple[str, str, str]]:
        """The (work, language, path) of those of these passages that are visible, by id."""
        table, of = schema.passages.c, schema.expressions.c
        query = (
            select(table.id, of.work, of.language, table.path)
            .join(schema.expressions, of.id == table.expression)
            .where(table.id.in_(passages), of.state == "visible")
        )
        with self.store.reading() as connection:
            return {row.id: (row.work, row.language, row.path) for row in connection.execute(query)}

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

    def translation(self, work: str, path: str, language: str) -> StoredPassage | None:
        """The visible passage at a place of a document, in a language; only printed numbers are the same in each."""
        found = self.passage_at(work, [path], language) if part_name(path, language) else None
        passage = None if found is None else self.passage(found)
        return passage if passage is not None and passage.expression.language == language else None

    def headings(self, work: str, language: str) -> list[tuple[str, str]]:
        """(id, text) of the headings of a Work, in ``language``, else in English, else in the first it has."""
        languages = [e.language for e in self.expressions(work)]
        shown = next((one for one in (language, "en", *languages) if one in languages), None)
        table = schema.passages.c
        query = (
            select(table.id, table.text)
            .join(schema.expressions, schema.expressions.c.id == table.expression)
            .join(schema.works, schema.works.c.key == schema.expressions.c.work)
            .where(schema.works.c.identity == identity(work), schema.expressions.c.language == shown)
            .where(schema.expressions.c.state == "visible", table.kind == PassageKind.HEADING.value)
            .order_by(table.ordinal)
        )
        with self.store.reading() as connection:
            return [(row.id, row.text) for row in connection.execute(query)]

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

    def unread(self) -> tuple[int, int]:
        """How many visible expressions have unread pages, and how many these are."""
        return self.store.shown.unread(self.store)

    def unread_by(self) -> dict[str, str]:
        """Which engine read each visible original of which pages are unread, by SHA-256, in the order of addition."""
        table = schema.expressions.c
        query = select(table.sha256, table.engine).where(table.state == "visible", table.unread_pages > 0)
        with self.store.reading() as connection:
            return {row.sha256: row.engine for row in connection.execute(query.order_by(table.added_at, table.id))}

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
