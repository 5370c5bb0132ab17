"""Results tables of reports, their checks and series, as command and route show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.spreadsheets import csv_lines
from api.views import known_work
from corpus.errors import PortalError
from corpus.frameworks import Correspondence
from corpus.queries import symbol_of
from corpus.results.figures import Figure, plain_number
from corpus.results.reported import Reported, read_indicators
from corpus.results.series import Point, Series, series_of
from corpus.store import Store

FIGURES = ("target", "result", "score")

COLUMNS = (
    *("work", "language", "document_year", "year", "framework", "code", "kind", "text"),
    *(column for name in FIGURES for column in (name, f"{name}_value", f"{name}_unit")),
    *("status", "recomputed_score", "agreement", "doubt", "expected_status", "series"),
)
"""Columns of the CSV: one indicator of one language version a row."""


def results_document(store: Store, written: str | None = None, code: str | None = None) -> dict[str, Any]:
    """The indicators of a Work's results tables, or of all, with the series they stand in and what contradicts itself.

    ``code`` keeps the series of that code: "3.1", or "UNV-2022-2025:3.1" for that of one framework. A series reaches
    over every document whichever Work is asked for. Raises ``PortalError``: unknown_work, unknown_indicator.
    """
    work = None if written is None else known_work(store, written)
    every = read_indicators(store.reported.rows())
    series = _chosen(series_of(every), code)
    named = {id(row): one.name for one in series for point in one.points for row in point.rows}
    rows = [row for row in every if id(row) in named and work in (None, row.printed.work)]
    asked = {named[id(row)] for row in rows}
    shown = [one for one in series if one.name in asked]
    return {
        "work": work,
        "total": len(rows),
        "disagreements": sum(row.disagrees for row in rows) + sum(p.languages_differ for s in shown for p in s.points),
        "indicators": [indicator_document(row, named[id(row)]) for row in rows],
        "series": [_series(one) for one in shown],
    }


def _chosen(series: Sequence[Series], code: str | None) -> list[Series]:
    if code is None:
        return list(series)
    where, _, number = code.strip().rpartition(":")
    found = [one for one in series if any(c == number and where in ("", w) for w, c in one.members)]
    if not found:
        raise PortalError("unknown_indicator", repr(code[:80]), "'vkp results' lists the codes that documents print")
    return found


def indicator_document(row: Reported, series: str) -> dict[str, Any]:
    """One row of a results table."""
    printed, check = row.printed, row.check
    return {
        "work": printed.work,
        "symbol": symbol_of(printed.work),
        "language": printed.language,
        "document_year": printed.document_year,
        "year": row.year,
        "framework": row.framework,
        "code": printed.code,
        "kind": printed.kind,
        "text": printed.text,
        **{name: _figure(getattr(row, name)) for name in FIGURES},
        "status": printed.status,
        "breakdown": [dict(part) for part in printed.breakdown],
        "check": {
            "agreement": check.agreement.value,
            "doubt": None if check.doubt is None else check.doubt.value,
            "recomputed_score": plain_number(check.recomputed),
            "expected_status": row.expected_status,
            "disagrees": row.disagrees,
        },
        "series": series,
    }


def _figure(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "printed": figure.printed,
        "value": plain_number(figure.value),
        "unit": None if figure.unit is None else figure.unit.value,
        "said": None if figure.said is None else figure.said.value,
        "bound": figure.bound,
    }


def _series(series: Series) -> dict[str, Any]:
    return {
        "name": series.name,
        "members": [_member(*node) for node in series.members],
        "points": [_point(point) for point in series.points],
        "correspondences": [_correspondence(one) for one in series.correspondences],
    }


def _member(where: str, code: str) -> dict[str, str]:
    return {"framework": where, "code": code}


def _point(point: Point) -> dict[str, Any]:
    """What a Work says, by its first language; ``languages_differ``: another language prints other figures."""
    first = point.rows[0]
    return {
        "work": first.printed.work,
        "languages": [row.printed.language for row in point.rows],
        "year": point.year,
        **_member(*point.node),
        "text": first.printed.text,
        **{name: _figure(getattr(first, name)) for name in FIGURES},
        "status": first.printed.status,
        "languages_differ": point.languages_differ,
    }


def _correspondence(one: Correspondence) -> dict[str, Any]:
    return {
        "from": _member(*one.first),
        "to": _member(*one.second),
        "relation": one.relation.value,
        "basis": one.basis,
        "note": dict(one.note),
    }


def results_csv(document: Mapping[str, Any]) -> Iterator[str]:
    """The indicators of ``results_document`` as CSV."""
    return csv_lines((_csv_row(row) for row in document["indicators"]), COLUMNS)


def _csv_row(row: Mapping[str, Any]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name in FIGURES:
        figure = row[name] or {"printed": None, "value": None, "unit": None}
        figures |= {name: figure["printed"], f"{name}_value": figure["value"], f"{name}_unit": figure["unit"]}
    return {**row, **row["check"], **figures}
