"""``/v1/search``, its export, and ``/v1/answer``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic_core import to_json

from api.portal import filters_of
from api.problems import documented
from api.routes.given import FiltersGiven, PortalGiven
from api.search_shapes import Found
from api.shapes import Answer

router = APIRouter(prefix="/v1", tags=["find"])

Words = Annotated[str, Query(description="Words, a question, or a document symbol.", examples=["青年志愿者"])]
Mode = Literal["auto", "lexical", "dense", "hybrid"]
EXPORTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A file. ``X-Passages`` says how many passages it is of, ``X-Cut`` what was left out.",
        "content": {
            media: {}
            for media in (
                "text/csv",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/x-research-info-systems",
                "application/x-bibtex",
            )
        },
    }
}


@router.get("/search", response_model=Found, responses=documented(400, 409, 422, 503))
def search(
    *,
    portal: PortalGiven,
    kept: FiltersGiven,
    q: Words,
    k: Annotated[int, Query(ge=1, le=100, description="How many passages.")] = 10,
    offset: Annotated[int, Query(ge=0, le=10_000, description="How many to pass over.")] = 0,
    mode: Mode = "auto",
    explain: Annotated[bool, Query(description="With what each score is made of.")] = False,
) -> Response:
    """Passages, best first. A filter that is given several times keeps to any of its values.

    ``did_you_mean`` holds queries that find something where words of this one do not; ``help`` is there where nothing
    was found.
    """
    from api.finding import with_unread  # noqa: PLC0415 - the search floor takes two seconds to import

    found = with_unread(portal.search(q, k, mode, offset, kept, explain=explain), portal.store)
    # Written here: holding it to its shape, which tests do, takes longer than writing it, and another turn of a thread.
    return Response(to_json(found), media_type="application/json")


@router.get("/search/export", response_class=Response, responses=documented(400, 409, 422, 503) | EXPORTS)
def export(
    *,
    portal: PortalGiven,
    kept: FiltersGiven,
    q: Words,
    form: Annotated[Literal["csv", "xlsx", "ris", "bibtex"], Query(alias="format")] = "csv",
    mode: Mode = "auto",
) -> Response:
    """All passages that are ranked, up to 1,000, as CSV or XLSX; or the documents they stand in, as RIS or BibTeX."""
    from api.search_exports import export_search  # noqa: PLC0415 - as above

    made = export_search(portal.searcher(), portal.store, q, mode, filters_of(kept), form)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "X-Passages": str(made.passages)}
    cut = {"X-Cut": made.cut} if made.cut is not None else {}
    return Response(made.content, media_type=made.format.media, headers=headers | cut)


@router.get("/answer", response_model=Answer, responses=documented(400, 409, 422, 503))
def answer(
    portal: PortalGiven, q: Annotated[str, Query(description="A question.", examples=["Who coordinates volunteers?"])]
) -> dict[str, Any]:
    """An answer made of quoted passages, or the statement that the corpus does not answer.

    A question that only names a part of a document is answered with that part.
    """
    from api.finding import with_unread  # noqa: PLC0415 - as above

    return with_unread(portal.answer(q), portal.store)
