"""Giving files to the library: a form, what became of what was given, trying again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from api.retrying import every_failed, retry
from api.routes.given import PortalGiven
from api.uploading import Said, receive
from api.web.given import PagesGiven
from api.web.library.products import vocabularies
from api.web.library.received import received_file
from corpus.documents import WorkType
from corpus.errors import PortalError

router = APIRouter(include_in_schema=False)

MOST_FILES = 50
"""Files of one form, and on one page of what became of them."""

Known = Annotated[Sequence[str], Query(max_length=MOST_FILES)]
Originals = Annotated[list[str], Query(min_length=1, max_length=MOST_FILES)]
Word = Annotated[str, Form(max_length=400)]


@router.get("/library/add")
def form(request: Request, portal: PortalGiven, pages: PagesGiven) -> Response:
    """The form to add files."""
    types = [kind.value for kind in WorkType]
    return pages.show(request, "add.html", types=types, most_mb=portal.settings.max_file_mb, **vocabularies())


@router.post("/library/add")
def add(
    *,
    portal: PortalGiven,
    file: Annotated[list[UploadFile], File(max_length=MOST_FILES)],
    symbol: Word = "",
    doc_type: Annotated[str, Form(alias="type", max_length=40)] = "",
    language: Word = "",
    country: Word = "",
    year: Annotated[int | None, Form()] = None,
    title: Word = "",
    product_type: Word = "",
    kind: Word = "",
    contributor: Word = "",
    corrects: Annotated[bool, Form()] = False,
) -> Response:
    """Have files read, then show what became of them."""
    said = Said(
        symbol=symbol.strip(),
        type=doc_type,
        language=language,
        country=country.strip(),
        year=year,
        title=title.strip(),
        product_type=product_type,
        contributor=f"{kind}: {contributor.strip()}" if kind and contributor.strip() else contributor.strip(),
        corrects=corrects,
    )
    became = receive(portal, _named(file), said)
    return _to_received(became.originals, became.known)


def _named(files: Sequence[UploadFile]) -> list[UploadFile]:
    """The files that were chosen: a form without one sends a file without a name."""
    chosen = [file for file in files if file.filename]
    if not chosen:
        raise PortalError("bad_input", "no file", "choose a file")
    return chosen


@router.get("/library/received")
def received(request: Request, portal: PortalGiven, pages: PagesGiven, file: Originals, here: Known = ()) -> Response:
    """What became of files; ``here`` are those of which documents were shown before they were sent."""
    files = [received_file(portal.store, sha256) for sha256 in file]
    return pages.show(request, "received.html", files=files, known=here)


@router.post("/library/retry")
def try_again(portal: PortalGiven, file: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Have a file read once more, or all that failed where none is named."""
    originals = [file] if file else every_failed(portal)
    retry(portal, originals)
    return _to_received(originals[:MOST_FILES]) if originals else RedirectResponse("/library", 303)


def _to_received(originals: Sequence[str], known: Sequence[str] = ()) -> Response:
    query = urlencode([*(("file", sha256) for sha256 in originals), *(("here", sha256) for sha256 in known)])
    return RedirectResponse(f"/library/received?{query}", 303)
