"""``/v1/countries``: what reviews hold, by country."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.countries_shapes import Countries, Country
from api.countries_views import countries_document, country_document
from api.problems import documented
from api.routes.given import PortalGiven

router = APIRouter(prefix="/v1", tags=["countries"])


@router.get("/countries", response_model=Countries, responses=documented(400, 422, 503))
def countries(
    portal: PortalGiven,
    region: Annotated[
        str | None, Query(description="A region, subregion or group.", max_length=80, examples=["Africa", "sids"])
    ] = None,
) -> dict[str, Any]:
    """The countries that have a Voluntary National Review in the corpus."""
    return countries_document(portal.store, region)


@router.get("/countries/{iso3}", response_model=Country, responses=documented(400, 422, 503))
def country(
    portal: PortalGiven, iso3: Annotated[str, Path(description="A code or a name.", max_length=80, examples=["KEN"])]
) -> dict[str, Any]:
    """A country's reviews, evidence, instruments and measured data; empty lists where the corpus holds no review."""
    return country_document(portal.store, iso3)
