"""``/v1/indicators`` and ``/v1/snapshots``: the indicators, their counts, and counts that are kept.

A count has an ``ETag``: who sends it back as ``If-None-Match`` gets 304 where nothing changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response
from pydantic import StringConstraints

from api.counting import LAST, count_document
from api.counting_exports import FORMATS, PLOTS, export_count
from api.counting_reported import Reported, reported
from api.counting_shapes import Changes, Count, Indicators, Presenters, Snapshots
from api.presenting import presenters_document
from api.problems import documented
from api.routes.given import PortalGiven, Year
from api.snapshotting import difference_document, kept_count, snapshots_document
from api.web.language import interface_language
from corpus.indicators import indicators as defined
from corpus.store.clock import now

router = APIRouter(prefix="/v1", tags=["count"])

Tags = Annotated[list[Annotated[str, StringConstraints(max_length=2000)]] | None, Header(alias="If-None-Match")]
Form = Annotated[Literal["json", "csv", "xlsx", "sdmx-json", "svg", "png"], Query(alias="format")]
Language = Annotated[Literal["en", "zh"] | None, Query(description="Of a plot; else as Accept-Language says.")]
Named = Annotated[str, Path(max_length=80)]

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {form.media: {} for name, form in FORMATS.items() if name != "json"}},
    304: {"description": "It is what If-None-Match names"},
}


@router.get("/indicators", response_model=Indicators)
def indicators() -> dict[str, Any]:
    """The indicators that can be counted."""
    return {"indicators": [indicator.model_dump(exclude={"order"}) for indicator in defined().values()]}


@router.get("/indicators/{code}", response_model=Count, responses=documented(400, 404, 422, 503) | ANSWERS)
def count(
    *,
    request: Request,
    portal: PortalGiven,
    code: Annotated[str, Path(examples=["3.1"])],
    year: Year = None,
    first: Annotated[int | None, Query(alias="from")] = None,
    last: Annotated[int | None, Query(alias="to")] = None,
    policy: Literal["strict", "lenient"] = "strict",
    basis: Literal["suggested", "reviewed"] = "suggested",
    since: Annotated[str, Query(max_length=80)] = LAST,
    form: Form = "json",
    lang: Language = None,
    if_none_match: Tags = None,
) -> Response:
    """An indicator with its ledger of countries and the passages that make each count."""
    asked: dict[str, Any] = {"year": year, "first": first, "last": last, "policy": policy, "basis": basis}
    document = count_document(portal.store, code, **asked, since=since)
    printed = reported(portal.store, defined()[document["indicator"]]) if form in PLOTS else ()
    plotted = Plotted(lang or interface_language(request), printed)
    return _answer(document, form, now(), if_none_match, plotted)


@router.get("/snapshots", response_model=Snapshots, responses=documented(422))
def snapshots(portal: PortalGiven, indicator: Annotated[str | None, Query(max_length=20)] = None) -> dict[str, Any]:
    """Counts that are kept, the latest first."""
    return snapshots_document(portal.store, indicator)


@router.get("/snapshots/{named}", response_model=Count, responses=documented(400, 404, 422) | ANSWERS)
def snapshot(
    *,
    request: Request,
    portal: PortalGiven,
    named: Named,
    form: Form = "json",
    lang: Language = None,
    if_none_match: Tags = None,
) -> Response:
    """A kept count, as it was when it was kept; its plot draws nothing that reports print today."""
    kept = kept_count(portal.store, named)
    return _answer(kept.document, form, kept.taken_at, if_none_match, Plotted(lang or interface_language(request)))


@router.get("/snapshots/{before}/diff/{named}", response_model=Changes, responses=documented(400, 404, 422))
def difference(portal: PortalGiven, before: Named, named: Named) -> dict[str, Any]:
    """What is different between two kept counts of one question, and why."""
    return difference_document(portal.store, before, named)


@router.get("/presenters", response_model=Presenters, responses=documented(400, 422))
def presenters(portal: PortalGiven, year: Year = None) -> dict[str, Any]:
    """Who presented a Voluntary National Review, by the lists that were imported, and what is said in public of it."""
    return presenters_document(portal.store, year)


@dataclass(frozen=True, slots=True)
class Plotted:
    """How a plot is drawn: its language, and what reports print beside the count."""

    language: str
    printed: Sequence[Reported] = ()


def _answer(
    document: dict[str, Any], form: str, prepared: str, known: Sequence[str] | None, plotted: Plotted
) -> Response:
    """A count in a format, or 304 where the caller has it.

    Of a count in SDMX the tag is weak: the message says when it was prepared, and means the same at any time.
    """
    said = json.dumps(document, sort_keys=True)
    drawn = repr(plotted) if form in PLOTS else ""
    named = hashlib.sha256(f"{form} {said}{drawn}".encode()).hexdigest()
    tag = f'"{named[:32]}"'
    headers = {"ETag": f"W/{tag}" if form == "sdmx-json" else tag, "Cache-Control": "no-cache"}
    if form in PLOTS:
        headers["Vary"] = "Accept-Language, Cookie"
    tags = {one.strip().removeprefix("W/") for one in ",".join(known or ()).split(",")}
    if tag in tags or tags == {"*"}:
        return Response(status_code=304, headers=headers)
    given = FORMATS[form]
    kept_as = "inline" if form in ("json", "svg") else "attachment"
    headers["Content-Disposition"] = f'{kept_as}; filename="indicator-{document["indicator"]}.{given.ending}"'
    return Response(
        export_count(document, form, prepared, plotted.language, plotted.printed),
        media_type=given.media,
        headers=headers,
    )
