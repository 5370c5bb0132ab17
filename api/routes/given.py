"""What routes are given: the open portal, and the parameters several of them share.

None of it waits for anything, so all of it is ``async``: FastAPI gives each plain function a thread, and a request
waits for its turn there and back.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request

from api.checked import FIRST_YEAR, LAST_YEAR
from api.portal import Portal


async def open_resources(request: Request) -> Portal:
    """The portal that the server opened when it started."""
    portal: Portal = request.app.state.portal
    return portal


PortalGiven = Annotated[Portal, Depends(open_resources)]

Symbol = Annotated[
    str, Path(description="A document symbol; its slashes as they are or as %2F.", examples=["DP/2099/11"])
]
Words = Annotated[list[str] | None, Query(max_length=50, description="Keep to these; may be given several times.")]
Year = Annotated[int | None, Query(description=f"From {FIRST_YEAR} to {LAST_YEAR}.", examples=[2024])]


async def filters(
    *,
    lang: Words = None,
    doc_type: Annotated[list[str] | None, Query(alias="type", max_length=50)] = None,
    country: Words = None,
    year: Annotated[list[int] | None, Query(max_length=50)] = None,
    work: Words = None,
) -> dict[str, list[Any]]:
    """The filters of a search, by name; only those that were given."""
    kept = {"lang": lang, "type": doc_type, "country": country, "year": year, "work": work}
    return {name: list(values) for name, values in kept.items() if values}


FiltersGiven = Annotated[dict[str, list[Any]], Depends(filters)]
