"""Lists of those who presented a review, as commands and routes show them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.checked import year_of
from corpus.countries import country_name
from corpus.errors import PortalError
from corpus.presenters import Presenter, planned, presented_by_year, read_presenters
from corpus.store import Store

LARGEST = 1 << 20
"""Bytes of a list that is imported."""


def imported_document(store: Store, path: Path, *, whole: bool) -> dict[str, Any]:
    """Import a list instead of what is kept of its years. Raises ``PortalError``: path_missing, bad_input."""
    rows = read_presenters(_text(path), whole=whole)
    store.presenters.replace(rows)
    return {"imported": len(rows), "years": sorted({row.year for row in rows}), "whole": whole}


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if len(content) > LARGEST:
            raise PortalError("bad_input", f"{path} has {len(content) >> 10} KiB", "a list of presenters is small")
        return content.decode("utf-8-sig")
    except FileNotFoundError as failure:
        raise PortalError("path_missing", str(path)) from failure
    except (OSError, UnicodeDecodeError) as failure:
        raise PortalError("bad_input", f"{path}: {failure}", "give a CSV file in UTF-8") from failure


def presenters_document(store: Store, year: int | None = None) -> dict[str, Any]:
    """What is imported, what is said in public of each year, and who had signed up where that is published.

    Raises ``PortalError("bad_input")`` for what is no year of a document.
    """
    if year is not None:
        year_of(year)
    rows = store.presenters.every(year, year)
    obtained: dict[int, set[str]] = {} if year is None else {year: set()}
    for review in store.counts.reviews(year, year):
        if review.year is not None and review.country is not None:
            obtained.setdefault(review.year, set()).add(review.country)
    known = presented_by_year(rows, {one: frozenset(countries) for one, countries in obtained.items()})
    years = [{"year": one, **row, "planned": [_row(plan) for plan in planned(one)]} for one, row in known.items()]
    return {"presenters": [_row(row) for row in rows], "years": years}


def _row(row: Presenter) -> dict[str, Any]:
    return asdict(row) | {"country": country_name(row.iso3, "en"), "country_zh": country_name(row.iso3, "zh")}
