"""The pages of related passages and of saved searches."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access.visitor import VisitorGiven, remember_name
from api.routes.finding import Mode
from api.routes.given import PortalGiven
from api.web.given import PagesGiven
from api.web.searching.again import shown_again
from api.web.searching.asked import Asked

router = APIRouter(include_in_schema=False)

RELATED = 12
"""Passages on the page of those that belong with one."""

NEW = 30
"""New passages shown of a saved search."""

TIME = r"^(\d{4}-\d\d-\d\d[T0-9:.+Z-]{0,25})?$"
"""A time as the store writes it, or none."""

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Given = Annotated[list[str] | None, Form(max_length=50)]


@router.get("/passages/{passage_id}/related")
def related(request: Request, portal: PortalGiven, pages: PagesGiven, passage_id: str) -> Response:
    """The passages that belong with one."""
    return pages.show(request, "related.html", found=portal.related(passage_id, RELATED))


@router.get("/searches")
def searches(
    *,
    request: Request,
    portal: PortalGiven,
    pages: PagesGiven,
    ran: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    since: Annotated[str, Query(pattern=TIME)] = "",
    passage: Annotated[list[str] | None, Query(max_length=NEW)] = None,
    more: Annotated[int, Query(ge=0)] = 0,
    maybe: bool = False,
) -> Response:
    """The saved searches, to run or to forget; with what one found that was new when it was run (``run``)."""
    kept = _searches(portal)
    one = next((one for one, _ in kept if one["id"] == ran), None)
    told = None if one is None else {"search": one, "since": since, "more": more, "maybe": maybe}
    hits = [] if one is None else shown_again(portal.store, one["query"], passage or ())
    titles = portal.store.works.titles([work for one, _ in kept for work in one["filters"].get("work", ())])
    return pages.show(request, "searches.html", searches=kept, ran=told, hits=hits, titles=titles)


def _searches(portal: PortalGiven) -> list[tuple[dict[str, Any], Asked]]:
    """The saved searches, each with what it asks for."""
    from api.saving import searches_document  # noqa: PLC0415 - the search floor takes two seconds to import

    kept = searches_document(portal.store)["searches"]
    return [(one, Asked(one["query"], one["filters"], one["mode"])) for one in kept]


@router.post("/searches")
def save(
    *,
    portal: PortalGiven,
    visitor: VisitorGiven,
    q: Annotated[str, Form(max_length=1000)],
    name: Annotated[str, Form(max_length=80)],
    owner: Annotated[str, Form(max_length=80)] = "",
    mode: Annotated[Mode, Form()] = "auto",
    lang: Given = None,
    doc_type: Annotated[list[str] | None, Form(alias="type", max_length=50)] = None,
    country: Given = None,
    year: Annotated[list[int] | None, Form(max_length=50)] = None,
    work: Given = None,
) -> Response:
    """Keep a search, then show all that are kept."""
    from api.saving import saved_document  # noqa: PLC0415 - as above

    given: dict[str, Any] = {"lang": lang, "type": doc_type, "country": country, "year": year, "work": work}
    filters = {key: list(values) for key, values in given.items() if values}
    by = (visitor.name or "") if visitor.signed_in else owner
    saved_document(portal.store, owner=by, name=name, query=q, mode=mode, filters=filters)
    response = RedirectResponse("/searches", 303)
    if not visitor.signed_in:
        remember_name(response, by)
    return response


@router.post("/searches/{number}/run")
def run(portal: PortalGiven, visitor: VisitorGiven, number: Number) -> Response:
    """Run a saved search, then show what it found that is new: the address says what, so that it can be read again."""
    from api.saving import run_document  # noqa: PLC0415 - as above

    search = portal.store.searches.get(number)
    visitor.require_owner(search.owner)
    ran = run_document(portal.searcher(), portal.store, search, NEW)
    more, maybe = ran["new"] - len(ran["hits"]), ran["total_is"] == "at_least"
    told = [("ran", number), ("since", ran["since"]), ("more", more), ("maybe", int(maybe))]
    passages = [("passage", hit["passage_id"]) for hit in ran["hits"]]
    return RedirectResponse(f"/searches?{urlencode([*told, *passages])}", 303)


@router.post("/searches/{number}/remove")
def remove(portal: PortalGiven, visitor: VisitorGiven, number: Number) -> Response:
    """Forget a saved search."""
    visitor.require_owner(portal.store.searches.get(number).owner)
    portal.store.searches.remove(number)
    return RedirectResponse("/searches", 303)
