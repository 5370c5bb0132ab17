"""Samples of passages of which nothing is suggested: drawn by chance, to see what the suggestions miss.

A sample is drawn from the passages that are shown, in each language by itself and in proportion to how many it has. The
seed decides it: the same corpus and seed give the same sample. Its members are items, which find their place again in
another version of a file as decisions do.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select

from corpus.anchoring import wording
from corpus.corrections import anchored
from corpus.errors import PortalError
from corpus.reviewing import Item
from corpus.store import schema
from corpus.store.audit import Kind, enter_row
from corpus.store.clock import now
from corpus.store.review_queue import Asked, of_documents
from corpus.store.reviewing import item_for

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample that was drawn. ``strata``: of each language how many passages there were and how many were drawn.

    ``members`` are (item, language), in the order in which they are to be read, which is chance's.
    """

    id: int
    indicator: str
    seed: int
    drawn_at: str
    drawn_by: str
    population: int
    filters: Mapping[str, Any]
    strata: Mapping[str, Mapping[str, int]]
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReviewSampleTable:
    """Drawing samples, and reading those that were drawn."""

    store: Store

    def all(self, indicator: str | None = None) -> list[Sample]:
        """Every sample, of one indicator or of all, as they were drawn."""
        table = schema.review_samples
        query = select(table).order_by(table.c.id)
        query = query if indicator is None else query.where(table.c.indicator == indicator)
        with self.store.reading() as connection:
            return [_sample(row) for row in connection.execute(query)]

    def get(self, number: int) -> Sample:
        """A sample by its number; ``PortalError("unknown_sample")``."""
        with self.store.reading() as connection:
            row = connection.execute(select(schema.review_samples).where(schema.review_samples.c.id == number)).first()
        if row is None:
            raise PortalError("unknown_sample", str(number))
        return _sample(row)

    def draw(self, asked: Asked, size: int, seed: int, by: str, without: Collection[str] = ()) -> Sample:
        """Draw passages of which the lenient condition is not suggested; ``without`` kinds that report nothing.

        Raises ``PortalError("bad_input")`` where there are none.
        """
        filters = {"country": asked.country, "year": asked.year, "language": asked.language}
        with self.store.writing(in_turn=True) as connection:
            strata = _strata(connection, asked, without)
            shares = allotted(strata, size)
            if not shares:
                raise PortalError("bad_input", "there is no passage to draw", "widen the filters")
            drawn = list(_drawn(connection, asked, without, strata, shares, seed))
            random.Random(seed).shuffle(drawn)  # noqa: S311 - chance that can be repeated, nothing secret
            values = {
                "indicator": asked.indicator,
                "seed": seed,
                "drawn_at": now(),
                "drawn_by": by,
                "population": sum(strata.values()),
                "filters": {name: list(words) for name, words in filters.items() if words},
                "strata": {name: {"population": strata[name], "drawn": shares[name]} for name in shares},
                "members": [list(member) for member in drawn],
            }
            added = connection.execute(insert(schema.review_samples).values(**values))
            number = int(added.inserted_primary_key[0])  # type: ignore[index]
            enter_row(connection, Kind.SAMPLE, number)
        return self.get(number)

    def suggested(self, asked: Asked, label: str) -> list[bool | None]:
        """Of each passage that is suggested, whether people settled that a label holds; None where they have not.

        ``asked`` has to be kept to what the sample was drawn from.
        """
        query = (
            select(schema.review_items.c[label])
            .select_from(_everything().outerjoin(schema.review_items, _item_here()))
            .where(*_of(asked), _holds(asked.lenient))
        )
        with self.store.reading() as connection:
            return [None if holds is None else bool(holds) for holds in connection.execute(query).scalars()]


def allotted(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """How many to draw of each stratum: in proportion, by largest remainders, and one of each that has any.

    >>> allotted({"en": 900, "fr": 99, "ru": 1}, 10)
    {'en': 8, 'fr': 1, 'ru': 1}
    """
    whole = sum(strata.values())
    size = min(size, whole)
    if size <= 0:
        return {}
    exact = {name: size * number / whole for name, number in sorted(strata.items()) if number}
    shares = {name: max(1, int(part)) for name, part in exact.items()}
    rest = sorted(exact, key=lambda name: (int(exact[name]) - exact[name], name))
    for name in islice(rest * 2, max(0, size - sum(shares.values()))):
        shares[name] += shares[name] < strata[name]
    while sum(shares.values()) > size and max(shares.values()) > 1:
        shares[max(shares, key=lambda name: (shares[name], name))] -= 1
    return shares


def _strata(connection: Connection, asked: Asked, without: Collection[str]) -> dict[str, int]:
    language = schema.expressions.c.language
    query = select(language, func.count()).select_from(_everything()).where(*_unsuggested(asked, without))
    return {row[0]: int(row[1]) for row in connection.execute(query.group_by(language).order_by(language))}


def _drawn(
    connection: Connection,
    asked: Asked,
    without: Collection[str],
    strata: Mapping[str, int],
    shares: Mapping[str, int],
    seed: int,
) -> Iterator[tuple[str, str]]:
    """The members that chance picks, language by language, made items."""
    table = schema.passages.c
    for language, share in shares.items():
        places = set(random.Random(f"{seed}:{language}").sample(range(strata[language]), share))  # noqa: S311 - as above
        query = (
            select(table.expression, table.id)
            .select_from(_everything())
            .where(*_unsuggested(asked, without), schema.expressions.c.language == language)
            .order_by(table.id)
        )
        chosen = [tuple(row) for at, row in enumerate(connection.execute(query)) if at in places]
        for expression, passage in chosen:
            yield _member(connection, expression, passage), language


def _member(connection: Connection, expression: str, passage: str) -> str:
    """The id of the item of a passage, made where there is none."""
    items, passages = schema.review_items.c, schema.passages.c
    known = select(items.id).where(items.expression == expression, items.passage == passage)
    found: str | None = connection.execute(known).scalar()
    if found is not None:
        return found
    columns = (
        passages.path,
        passages.page_first,
        passages.text,
        schema.expressions.c.work,
        schema.expressions.c.language,
    )
    of = schema.passages.join(schema.expressions, schema.expressions.c.id == passages.expression)
    row = connection.execute(
        select(*columns).select_from(of).where(passages.expression == expression, passages.id == passage)
    ).one()
    anchor = anchored(row.work, row.language, row.path, row.page_first, row.text, (0, len(row.text)))
    return item_for(connection, Item(passage, anchor, expression, passage, wording(row.text)))


def _everything() -> Any:
    """Passages with their documents and what is suggested of them."""
    passages, suggestions = schema.passages, schema.suggestions
    here = (suggestions.c.expression == passages.c.expression) & (suggestions.c.passage == passages.c.id)
    return (
        passages.join(schema.expressions, schema.expressions.c.id == passages.c.expression)
        .join(schema.works, schema.works.c.key == schema.expressions.c.work)
        .outerjoin(suggestions, here)
    )


def _item_here() -> Any:
    items, passages = schema.review_items.c, schema.passages.c
    return (items.expression == passages.expression) & (items.passage == passages.id)


def _of(asked: Asked) -> list[Any]:
    return [schema.expressions.c.state == "visible", *of_documents(asked)]


def _holds(column: str) -> Any:
    """Whether a suggestion's column holds, false where nothing is suggested."""
    chosen = schema.suggestions.c[column]
    return chosen.is_not(None) if column == "framework" else func.coalesce(chosen, False)


def _unsuggested(asked: Asked, without: Collection[str]) -> list[Any]:
    kinds: Sequence[str] = sorted(without)
    return [*_of(asked), ~_holds(asked.lenient), schema.passages.c.kind.not_in(kinds)]


def _sample(row: Row[Any]) -> Sample:
    values = dict(row._mapping)
    return Sample(**values | {"members": tuple((item, language) for item, language in row.members)})
