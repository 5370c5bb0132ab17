"""The addresses of country profiles: the world by regions, and one country."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BeforeValidator

from api.countries_views import named_country
from api.routes.given import PortalGiven
from api.web import language
from api.web.countries import profile as of_country
from api.web.countries.world import COUNTED, MARKS, known_countries, world
from api.web.given import Number, PagesGiven
from api.web.indicators.lines import regions
from api.web.portions import by_length
from corpus.country_groups import group_named
from corpus.country_near import near_countries
from corpus.errors import PortalError

router = APIRouter(include_in_schema=False)

EVIDENCE, INSTRUMENTS, MEASURED = 15, 20, 15
"""Passages, instruments and amounts on one page."""

Short = Annotated[str, Query(max_length=80)]
Chosen = Annotated[int | None, BeforeValidator(lambda given: given or None)]
"""A number that a form lets one choose, or not: an empty choice is none."""


@router.get("/countries")
def countries(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    region: Short = "",
    indicator: Literal["3.1", "1.1", "mention"] = "3.1",
    basis: Literal["suggested", "reviewed"] = "suggested",
    states: Literal["present", "all"] = "present",
    name: Short = "",
) -> Response:
    """The world by regions and groups, with the reviews of each country by year; a name leads to its country."""
    found = _found(name)
    if found is not None:
        return RedirectResponse(f"/countries/{found}", 303)
    kept = group_named(region) if region else None
    if region and kept is None:
        raise PortalError("bad_input", f"region {region!r}", "give one as Africa, 014, ldc, lldc or sids")
    shown = world(
        portal,
        language.interface_language(request),
        indicator,
        basis,
        None if kept is None else kept.code,
        every=states == "all",
    )
    values: dict[str, Any] = {"indicator": indicator, "basis": basis, "states": states, "kept": kept}
    values |= {"written": name.strip(), "near": near_countries(name, known_countries(portal))}
    status = 400 if values["written"] else 200
    constant = {"regions": regions(), "counted": COUNTED, "marks": MARKS}
    return pages.show(request, "countries.html", status, **values, **constant, world=shown)


def _found(name: str) -> str | None:
    """The code of the country that is asked for by this name; None where none is, or there is none of that name."""
    try:
        return named_country(name) if name.strip() else None
    except PortalError:
        return None


@router.get("/countries/{written}")
def country(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    written: str,
    level: Literal["policy", "contribution", "mention", ""] = "",
    year: Chosen = None,
    page: Number = 1,
    instruments: Number = 1,
    measured: Number = 1,
) -> Response:
    """What the portal knows of a country; another way to write it leads to its address."""
    iso3 = named_country(written)
    if iso3 != written:
        return RedirectResponse(f"/countries/{quote(iso3)}", 302)
    document = of_country.profile(portal, iso3)
    values: dict[str, Any] = {
        "document": document,
        "level": level,
        "year": year,
        "levels": of_country.level_counts(document),
        "evidence": by_length(of_country.evidence_of(document, level or None, year), page, EVIDENCE),
        "instruments": by_length(document["instruments"], instruments, INSTRUMENTS),
        "measured": by_length(document["measured"], measured, MEASURED),
        "gaps": of_country.gaps(document),
        "standings": of_country.standings(portal, iso3, COUNTED),
    }
    return pages.show(request, "country.html", **values)
