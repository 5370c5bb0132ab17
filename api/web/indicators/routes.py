"""The addresses of the indicators: the list, one with its series and table, and its ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator

from api.counting_plots import language_of_png
from api.routes.given import PortalGiven
from api.web.given import Number, PagesGiven
from api.web.indicators import lines as of_lines
from api.web.indicators.charts import coverage_chart, series_chart, trend
from api.web.indicators.counts import count_of, reported_of, since_last, summaries, year_rows
from api.web.portions import by_length, by_size
from corpus.indicators import indicator as defined
from corpus.indicators.figures import bounds

router = APIRouter(include_in_schema=False)

LINES = 40
"""Lines on one page of the table."""

LEDGER_SIZE = 70_000
"""Bytes of quotes on one page of the ledger, of which none is cut."""

AROUND = 600
"""Bytes of a page that a quote needs besides itself."""

Policy = Literal["strict", "lenient"]
Basis = Literal["suggested", "reviewed"]
Short = Annotated[str | None, Query(max_length=80)]
Chosen = Annotated[int | None, BeforeValidator(lambda given: given or None)]
"""A number that a form lets one choose, or not: an empty choice is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a count is read, and what its table is kept to."""

    policy: str
    basis: str
    filters: of_lines.Filters
    order: str

    @property
    def query(self) -> str:
        """The reading as a query for other addresses of the same count."""
        return urlencode({"policy": self.policy, "basis": self.basis})


def asked(
    *,
    year: Chosen = None,
    policy: Policy = "strict",
    basis: Basis = "suggested",
    status: Short = None,
    region: Short = None,
    country: Short = None,
    work: Short = None,
    sort: Annotated[str, Query(max_length=20)] = "",
) -> Asked:
    """From the address; an empty choice of a form is none."""
    filters = of_lines.Filters(year, status or None, region or None, country or None, work or None)
    return Asked(policy, basis, filters, sort)


AskedGiven = Annotated[Asked, Depends(asked)]


@router.get("/indicators")
def indicators(request: Request, portal: PortalGiven, pages: PagesGiven) -> Response:
    """Each indicator with its last figures and its trend."""
    listed = [(summary, trend(summary)) for summary in summaries(portal)]
    return pages.show(request, "indicators.html", listed=listed)


@router.get("/indicators/{code}")
def indicator(
    *, request: Request, portal: PortalGiven, pages: PagesGiven, code: str, asked: AskedGiven, page: Number = 1
) -> Response:
    """An indicator by year, how it is counted, and its countries."""
    count = count_of(portal, code, asked.policy, asked.basis)
    rows = year_rows(count, reported_of(portal, defined(count["indicator"])))
    table = of_lines.lines_of(count, asked.filters, asked.order)
    values: dict[str, Any] = {
        "count": count,
        "definition": defined(count["indicator"]),
        "asked": asked,
        "rows": rows,
        "series": series_chart(count, rows),
        "coverage": coverage_chart(count["years"]),
        "table": by_length(table, page, LINES),
        "found": of_lines.status_counts(table),
        "of_lines": of_lines,
        "bounds": bounds(count),
        "since": since_last(portal, count),
        "reported": [one for row in rows for one in row.reported],
    }
    return pages.show(request, "indicator.html", **values, language_of_png=language_of_png)


@router.get("/indicators/{code}/ledger")
def ledger(
    *, request: Request, portal: PortalGiven, pages: PagesGiven, code: str, asked: AskedGiven, page: Number = 1
) -> Response:
    """The ledger with every quote in full, for reading and for paper; one country's where one is asked for."""
    count = count_of(portal, code, asked.policy, asked.basis)
    table = of_lines.lines_of(count, asked.filters, asked.order)
    portions = by_size([piece for line in table for piece in of_lines.pieces(line)], _size, LEDGER_SIZE)
    number = min(page, len(portions))
    values: dict[str, Any] = {"count": count, "asked": asked, "lines": portions[number - 1], "total": len(table)}
    return pages.show(
        request,
        "ledger.html",
        **values,
        portion={"number": number, "of": len(portions)},
        language_of_png=language_of_png,
    )


def _size(line: of_lines.Line) -> int:
    return AROUND + sum(len(item["quote"].encode()) + AROUND for item in (*line["evidence"], *line["refused"]))
