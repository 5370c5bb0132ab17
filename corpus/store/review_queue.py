"""What there is to review: the suggestions that come to people for an indicator, the most probable first.

A queue is read by an index, a page at a time from where the last one ended: it may be of any length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, literal, literal_column, select, tuple_

from corpus.reviewing import Settling
from corpus.settling import opinions
from corpus.store import schema
from corpus.store.reviews import decisions_of
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store

TO_DO = "todo"
"""Not settled for the indicator, and not disputed: for a reviewer."""
ALL = "all"
STATES = (TO_DO, *(state.value for state in Settling), ALL)
"""Which passages a queue may be kept to, by how far people have come with them."""

PAGE = 200
"""Rows that are read at once, at least."""

Cursor = tuple[float, float, str, str]
"""Where a page of a queue ended: the order of its last passage."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a queue is kept to.

    ``strict`` and ``lenient`` are the indicator's labels; ``types`` are the types of Works it counts in, ``among`` the
    Works, where it counts in some of a catalogue. ``reviewer`` is who asks: what they decided for it is left out.
    ``assignee``: only Works assigned to them; "" those of nobody.
    """

    indicator: str
    strict: str
    lenient: str
    types: tuple[str, ...]
    among: tuple[str, ...] | None = None
    state: str = TO_DO
    country: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    language: tuple[str, ...] = ()
    work: str | None = None
    least: float | None = None
    reviewer: str | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A passage of a queue, with what is suggested of it and how far people have come."""

    passage: str
    expression: str
    work: str
    language: str
    country: str | None
    year: int | None
    page: int
    number: str | None
    path: str
    text: str
    level: str
    instrument: str | None
    score: float
    probability: float | None
    borderline: bool
    item: str | None
    state: str | None
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Tally:
    """How many passages are suggested in the documents of a country, year and language, and how many are settled."""

    country: str | None
    year: int | None
    language: str
    suggested: int
    settled: int


@dataclass(frozen=True)
class ReviewQueue:
    """Reading what there is to review."""

    store: Store

    def page(self, asked: Asked, limit: int, after: Cursor | None = None) -> list[Waiting]:
        """The next passages of a queue, after the one where the last page ended."""
        found: list[Waiting] = []
        for waiting in self._all(asked, limit, after):
            found.append(waiting)
            if len(found) == limit:
                break
        return found

    def count(self, asked: Asked) -> int:
        """How many passages a queue holds, those decided by its reviewer included."""
        query = select(func.count()).select_from(_joined()).where(*_conditions(asked))
        with self.store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def extent(self, asked: Asked) -> tuple[int, str | None]:
        """How many passages a queue holds, and since when the document of the oldest is here."""
        since = func.min(schema.expressions.c.added_at)
        query = select(func.count(), since).select_from(_joined()).where(*_conditions(asked))
        with self.store.reading() as connection:
            waiting, oldest = connection.execute(query).one()
            return int(waiting), oldest

    def by_work(self, asked: Asked) -> dict[str, tuple[int, int]]:
        """(suggested, settled for the indicator) of each Work with anything suggested, whatever the state asked for."""
        settled = func.count(schema.review_items.c[asked.strict])
        query = select(schema.expressions.c.work, func.count(), settled).select_from(_joined())
        query = query.where(*_conditions(replace(asked, state=ALL))).group_by(schema.expressions.c.work)
        with self.store.reading() as connection:
            return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}

    def tallies(self, asked: Asked) -> list[Tally]:
        """What is suggested, by country, year and language, whatever the state asked for."""
        of = (schema.works.c.country, schema.works.c.year, schema.expressions.c.language)
        query = select(*of, func.count(), func.count(schema.review_items.c[asked.strict])).select_from(_joined())
        query = query.where(*_conditions(replace(asked, state=ALL))).group_by(*of)
        with self.store.reading() as connection:
            return [Tally(*row) for row in connection.execute(query)]

    def _all(self, asked: Asked, limit: int, after: Cursor | None) -> Iterator[Waiting]:
        with self.store.reading() as connection:
            while True:
                rows = connection.execute(_query(asked, max(PAGE, limit), after)).all()
                done = _done(connection, rows, asked)
                yield from (_waiting(row) for row in rows if row.item not in done)
                if len(rows) < max(PAGE, limit):
                    return
                after = _cursor(rows[-1])


def _done(connection: Connection, rows: Sequence[Row[Any]], asked: Asked) -> set[str]:
    """Items that the reviewer who asks has done with: for the indicator, as adjudicator, or for a second to decide."""
    theirs = [row.item for row in rows if asked.reviewer in (row.standing or {})]
    held = {item: opinions(made)[asked.reviewer or ""] for item, made in decisions_of(connection, theirs).items()}
    return {item for item, mine in held.items() if mine.adjudicates or not mine.labels or asked.strict in mine.labels}


def _joined() -> Any:
    suggestions, items = schema.suggestions, schema.review_items
    here = (items.c.expression == suggestions.c.expression) & (items.c.passage == suggestions.c.passage)
    return (
        suggestions.join(schema.expressions, schema.expressions.c.id == suggestions.c.expression)
        .join(schema.works, schema.works.c.key == schema.expressions.c.work)
        .outerjoin(items, here)
    )


def _order() -> tuple[Any, ...]:
    table = schema.suggestions.c
    probability = func.coalesce(table.probability, literal_column("-1.0"))
    return probability, table.score, table.expression, table.passage


def _query(asked: Asked, limit: int, after: Cursor | None) -> Any:
    passages, suggestions = schema.passages, schema.suggestions
    here = (passages.c.expression == suggestions.c.expression) & (passages.c.id == suggestions.c.passage)
    query = (
        select(suggestions, *_COLUMNS)
        .select_from(_joined().join(passages, here))
        .where(*_conditions(asked))
        .order_by(*(part.desc() for part in _order()))
        .limit(limit)
    )
    return query if after is None else query.where(tuple_(*_order()) < tuple_(*map(literal, after)))


_COLUMNS = (
    *(schema.expressions.c[name] for name in ("work", "language")),
    *(schema.works.c[name] for name in ("country", "year")),
    *(schema.passages.c[name] for name in ("page_first", "number", "path", "text")),
    schema.review_items.c.id.label("item"),
    schema.review_items.c.state,
    schema.review_items.c.standing,
)


def _conditions(asked: Asked) -> list[Any]:
    suggestions, expressions = schema.suggestions.c, schema.expressions.c
    chosen = suggestions[asked.lenient]
    shown = func.coalesce(expressions.state, "") if _of_any_document(asked) else expressions.state
    conditions = [chosen.is_not(None) if asked.lenient == "framework" else chosen, shown == "visible"]
    conditions += [suggestions.score >= asked.least] if asked.least is not None else []
    return [*conditions, *of_documents(asked), *_of_state(asked), *_of_assignee(asked)]


def _of_any_document(asked: Asked) -> bool:
    """Whether a queue is of many documents: it is then read in its order, and the documents are looked up.

    A database would begin with the documents and sort; it is kept from it by hiding their indexed columns.
    """
    return not (asked.country or asked.year or asked.work or asked.among is not None)


def of_documents(asked: Asked) -> list[Any]:
    """The conditions that keep to the documents asked for."""
    works, expressions = schema.works.c, schema.expressions.c
    kind = func.coalesce(works.type, "") if _of_any_document(asked) else works.type
    conditions: list[Any] = [kind.in_(asked.types)] if asked.types else []
    conditions += [works.key.in_(asked.among)] if asked.among is not None else []
    conditions += [works.country.in_(asked.country)] if asked.country else []
    conditions += [works.year.in_(asked.year)] if asked.year else []
    conditions += [expressions.language.in_(asked.language)] if asked.language else []
    conditions += [works.identity == identity(asked.work)] if asked.work is not None else []
    return conditions


def _of_state(asked: Asked) -> list[Any]:
    items = schema.review_items.c
    if asked.state == ALL:
        return []
    if asked.state == TO_DO:
        disputed = func.coalesce(items.state, "") == Settling.DISPUTED.value
        return [items[asked.strict].is_(None), ~disputed]
    return [items.state == asked.state]


def _of_assignee(asked: Asked) -> list[Any]:
    if asked.assignee is None:
        return []
    table = schema.review_assignments.c
    works = select(table.work).where(table.indicator == asked.indicator)
    if asked.assignee == "":
        return [schema.expressions.c.work.not_in(works)]
    return [schema.expressions.c.work.in_(works.where(table.reviewer == asked.assignee))]


def _cursor(row: Row[Any]) -> Cursor:
    return place_of(dict(row._mapping))


def place_of(suggestion: Mapping[str, Any]) -> Cursor:
    """Where what is suggested of a passage stands in the order of queues."""
    probability = suggestion["probability"]
    place = suggestion["score"], suggestion["expression"], suggestion["passage"]
    return -1.0 if probability is None else probability, *place


def _waiting(row: Row[Any]) -> Waiting:
    same = ("passage", "expression", "work", "language", "country", "year", "number", "path", "text", "level")
    also = ("instrument", "score", "probability", "borderline", "item", "state")
    return Waiting(page=row.page_first, cursor=_cursor(row), **{name: getattr(row, name) for name in (*same, *also)})
