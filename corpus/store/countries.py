"""What the store holds of countries: their Voluntary National Reviews, and what is suggested and decided of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, Row, Select, Table, and_, cast, func, or_, select

from corpus.country_view import CountryReview, Finding
from corpus.documents import WorkType
from corpus.reviewing import FLAGS, LABELS, Settling
from corpus.store import schema
from corpus.store.works import DAMAGED

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True)
class CountryTable:
    """Reading by country; one query each."""

    store: Store

    def reviews(self, countries: Sequence[str] | None = None) -> list[CountryReview]:
        """The visible reviews of these countries, or of all, one for each language, by country, year and language."""
        query = _reviews().order_by(schema.works.c.country, schema.works.c.year, schema.expressions.c.language)
        if countries is not None:
            query = query.where(schema.works.c.country.in_(countries))
        with self.store.reading() as connection:
            return [_review(row) for row in connection.execute(query)]

    def findings(self, iso3: str) -> list[Finding]:
        """What is suggested of volunteering, or decided by people, in the reviews of a country, in reading order."""
        query = _findings().where(
            schema.works.c.country == iso3, schema.works.c.type == WorkType.VNR.value, _EXPRESSIONS.state == "visible"
        )
        with self.store.reading() as connection:
            return [_finding(row) for row in connection.execute(query)]

    def tallies(self, countries: Sequence[str] | None = None) -> Mapping[str, Mapping[str, int]]:
        """For each country how many passages hold each label by suggestion, and by people ("settled_policy")."""
        suggested = _tallies(schema.suggestions, {name: _SUGGESTED[name] for name in FLAGS}, _SUGGESTION)
        settled = _tallies(schema.review_items, {f"settled_{name}": _ITEMS[name] for name in FLAGS}, _ITEM)
        found: dict[str, dict[str, int]] = {}
        with self.store.reading() as connection:
            for query in (suggested, settled):
                wanted = query if countries is None else query.where(schema.works.c.country.in_(countries))
                for row in connection.execute(wanted):
                    found.setdefault(row.country, {}).update(_without_country(row))
        return found


_EXPRESSIONS = schema.expressions.c
_SUGGESTED, _ITEMS, _PASSAGES = schema.suggestions.c, schema.review_items.c, schema.passages.c
_ITEM = and_(_ITEMS.expression == _EXPRESSIONS.id, _ITEMS.passage == _PASSAGES.id)
_SUGGESTION = and_(_SUGGESTED.expression == _EXPRESSIONS.id, _SUGGESTED.passage == _PASSAGES.id)


def _reviews() -> Select[Any]:
    table = _EXPRESSIONS
    return (
        select(schema.works.c.country, schema.works.c.year, table.work, table.language, table.title, table.url)
        .add_columns(table.page_count, table.unread_pages, table.passage_count, DAMAGED.label("damaged"))
        .join(schema.works, schema.works.c.key == table.work)
        .where(table.state == "visible", schema.works.c.type == WorkType.VNR.value)
        .where(schema.works.c.country.is_not(None), schema.works.c.year.is_not(None))
    )


def _review(row: Row[Any]) -> CountryReview:
    return CountryReview(
        country=row.country,
        work=row.work,
        year=row.year,
        language=row.language,
        title=row.title,
        url=row.url,
        pages=row.page_count,
        unread_pages=row.unread_pages,
        passages=row.passage_count,
        damaged=bool(row.damaged),
    )


_SHOWN = ("level", "instrument", "instrument_type", "instrument_status", "instrument_scope", "instrument_year")
_MACHINE = (*FLAGS, *_SHOWN, "framework", "borderline", "score", "probability", "rules", "rule_version")


def _findings() -> Select[Any]:
    """Every passage of which something is suggested or settled, with both."""
    holds = or_(*(_SUGGESTED[name] for name in FLAGS), _SUGGESTED.instrument.is_not(None), _ITEMS.state.is_not(None))
    return (
        select(schema.works.c.year, _EXPRESSIONS.work, _EXPRESSIONS.language)
        .add_columns(_PASSAGES.id, _PASSAGES.page_first, _PASSAGES.number, _PASSAGES.path, _PASSAGES.text)
        .add_columns(*(_SUGGESTED[name].label(f"s_{name}") for name in _MACHINE))
        .add_columns(*(_ITEMS[name].label(f"r_{name}") for name in (*LABELS, "state", "quote", "standing")))
        .join_from(schema.works, schema.expressions, _EXPRESSIONS.work == schema.works.c.key)
        .join(schema.passages, _PASSAGES.expression == _EXPRESSIONS.id)
        .outerjoin(schema.suggestions, _SUGGESTION)
        .outerjoin(schema.review_items, _ITEM)
        .where(holds)
        .order_by(schema.works.c.year, _EXPRESSIONS.work, _EXPRESSIONS.language, _PASSAGES.ordinal)
    )


def _finding(row: Row[Any]) -> Finding:
    return Finding(
        passage_id=row.id,
        work=row.work,
        year=row.year,
        language=row.language,
        page=row.page_first,
        number=row.number,
        path=row.path,
        text=row.text,
        machine=None if row.s_level is None else {name: getattr(row, f"s_{name}") for name in _MACHINE},
        settling=None if row.r_state is None else Settling(row.r_state),
        settled={name: bool(held) for name in LABELS if (held := getattr(row, f"r_{name}")) is not None},
        settled_quote=row.r_quote,
        decisions=dict(row.r_standing or {}),
    )


def _tallies(table: Table, told: Mapping[str, ColumnElement[bool]], of_passage: ColumnElement[bool]) -> Select[Any]:
    """How many passages of visible reviews each of these columns of a table holds for, by country."""
    return (
        select(schema.works.c.country, *(func.sum(_counted(held)).label(name) for name, held in told.items()))
        .join_from(schema.works, schema.expressions, _EXPRESSIONS.work == schema.works.c.key)
        .join(schema.passages, _PASSAGES.expression == _EXPRESSIONS.id)
        .join(table, of_passage)
        .where(_EXPRESSIONS.state == "visible", schema.works.c.type == WorkType.VNR.value)
        .group_by(schema.works.c.country)
    )


def _counted(held: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(cast(held, Integer), 0)


def _without_country(row: Row[Any]) -> dict[str, int]:
    return {name: int(value or 0) for name, value in row._mapping.items() if name != "country"}
