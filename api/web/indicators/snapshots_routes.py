"""The addresses of kept counts: their list, two of them compared, and keeping the count as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access.visitor import VisitorGiven, remember_name
from api.counting import changes_since
from api.portal import Portal
from api.routes.given import PortalGiven
from api.snapshotting import difference_document, kept_count, snapshots_document, taken_document
from api.web.given import Number, PagesGiven
from api.web.indicators.counts import count_of
from api.web.indicators.routes import AskedGiven, Basis, Policy
from api.web.portions import by_length
from corpus.errors import PortalError
from corpus.indicators import indicator
from corpus.indicators.changes import changes, question_of

router = APIRouter(include_in_schema=False)

CURRENT = "current"
"""Names the count as it is now."""

SHOWN = 40
"""Snapshots, and changed lines, on one page."""

Named = Annotated[str, Query(max_length=80)]


@router.get("/indicators/{code}/snapshots")
def snapshots(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    code: str,
    asked: AskedGiven,
    before: Named = "",
    now: Named = "",
    page: Number = 1,
) -> Response:
    """The kept counts of an indicator, and what is different between two of them."""
    named = indicator(code).code
    question = ("snapshots", named, portal.store.snapshots.newest())
    kept = portal.kept.exact(question, lambda: snapshots_document(portal.store, named)["snapshots"])
    difference = _difference(portal, named, before, now or CURRENT) if before else None
    last = [one["id"][7:19] for one in kept if (one["policy"], one["basis"]) == (asked.policy, asked.basis)][:2]
    values: dict[str, Any] = {
        "count": {"indicator": named},
        "asked": asked,
        "kept": by_length(kept, page, SHOWN),
        "before": before or (last[-1] if last else ""),
        "now": now or (last[0] if len(last) == 2 and not before else CURRENT),
        "difference": difference,
        "most": SHOWN,
        "current": CURRENT,
    }
    return pages.show(request, "snapshots.html", **values)


def _difference(portal: Portal, code: str, before: str, now: str) -> Mapping[str, Any]:
    """What is different. With the count of today: of the question that the snapshot answers."""
    if now != CURRENT:
        kept_count(portal.store, now, code)
        return difference_document(portal.store, kept_count(portal.store, before, code).id, now)
    old = kept_count(portal.store, before, code).document
    present = count_of(portal, code, old["policy"], old["basis"])
    if question_of(old) != question_of(present):
        raise PortalError("bad_input", f"{before} is of some years alone", "compare it with a later one of these years")
    return changes(old, present)


@router.post("/indicators/{code}/snapshots")
def take(
    *,
    portal: PortalGiven,
    visitor: VisitorGiven,
    code: str,
    policy: Annotated[Policy, Form()] = "strict",
    basis: Annotated[Basis, Form()] = "suggested",
    by: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Keep the count as it is, then show the list."""
    name = (visitor.name or "") if visitor.signed_in else by
    count = count_of(portal, code, policy, basis, exact=True)
    taken_document(portal.store, count | {"changes": changes_since(portal.store, count)}, name)
    back = f"/indicators/{quote(count['indicator'])}/snapshots?{urlencode({'policy': policy, 'basis': basis})}"
    there = RedirectResponse(back, 303)
    if not visitor.signed_in:
        remember_name(there, name.strip())
    return there
