"""What the reading child says to its parent: one JSON object, checked again before it is believed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.documents import Page, ParsedDocument, Passage
from corpus.records import fields_of
from ingest.text import CONTROLS

if TYPE_CHECKING:
    from pydantic import TypeAdapter

ROLES = (None, "operative", "preambular", "caption", "note", "box")


LARGEST = 2**31 - 1
"""The largest number that every store holds."""

LONGEST_NAME = 1000
"""Characters of a number, a symbol, a path: what a store keeps in its indexes."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message: a document, or an error of the table with what it was this time."""

    document: ParsedDocument | None = None
    error: str = ""
    detail: str = ""


def encode(document: ParsedDocument) -> bytes:
    """A document as JSON."""
    return _json(Told(document))


def encode_error(code: str, detail: str) -> bytes:
    """An error of the table as JSON."""
    return _json(Told(error=code, detail=detail))


def _json(told: Told) -> bytes:
    return json.dumps(told, ensure_ascii=False, default=fields_of).encode("utf-8", "replace")


def decode(said: bytes) -> Told:
    """The message in these bytes. Raises ``ValueError`` for anything that breaks the promises of corpus.documents."""
    from pydantic import ValidationError  # noqa: PLC0415 - the child, which only encodes, starts sooner without it

    try:
        told = _told().validate_json(said, strict=True)
    except ValidationError as failure:
        fault = failure.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from failure
    _require((told.document is None) == bool(told.error), "a message is a document or an error")
    if told.document is not None:
        _check_document(told.document)
    return told


@cache
def _told() -> TypeAdapter[Told]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - as above

    return TypeAdapter(Told)


def _check_document(document: ParsedDocument) -> None:
    _require(len({p.path for p in document.passages}) == len(document.passages), "two passages have one path")
    numbers = [page.number for page in document.pages]
    _require(bool(numbers) and numbers == sorted(set(numbers)) and numbers[0] > 0, "page numbers do not rise")
    _require(numbers[-1] <= LARGEST, "a page number is too large")
    pages = frozenset(numbers)
    for page in document.pages:
        _check_page(page)
    for passage in document.passages:
        _check(passage, pages)
    _require({issue.page for issue in document.issues} <= {None, *pages}, "an issue is of no page")
    _require(not any(map(CONTROLS.search, _told_texts(document))), "a text is not clean")
    _require(all(len(name) <= LONGEST_NAME for name in _told_names(document)), "a name is too long")


def _check_page(page: Page) -> None:
    known = [side for side in (page.width, page.height) if side is not None]
    _require(all(math.isfinite(side) and side >= 0 for side in known), f"page {page.number} has no size")
    _require(page.confidence is None or 0 <= page.confidence <= 1, f"page {page.number} is read with no confidence")


def _told_texts(document: ParsedDocument) -> Iterator[str]:
    """Every text but those of the passages."""
    yield from _told_names(document)
    said = (document.title, document.session, document.agenda_item, document.agenda_item_title)
    yield from (text or "" for text in (*said, document.body, document.distribution, document.original_language))
    yield from (heading for passage in document.passages for heading in passage.heading_path)
    yield from (issue.message for issue in document.issues)
    for found in document.indicators:
        yield from (found.text, found.target or "", found.result or "", found.score or "", found.status or "")


def _told_names(document: ParsedDocument) -> Iterator[str]:
    yield from (document.symbol or "", document.job_number or "", document.date or "")
    yield from (page.label or "" for page in document.pages)
    yield from (issue.code for issue in document.issues)
    for found in document.indicators:
        yield from (found.code, found.kind)
    for passage in document.passages:
        yield from (passage.path, passage.number or "", passage.parent or "")
        yield from (mark.number for mark in passage.footnotes)


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise ValueError(reason)


def _check(passage: Passage, pages: frozenset[int]) -> None:
    _require({passage.page_first, passage.page_last} <= pages, f"{passage.path} stands on no page")
    _require(passage.page_first <= passage.page_last, f"{passage.path} ends before it begins")
    _require(bool(passage.text.strip()) and not CONTROLS.search(passage.text), f"{passage.path} holds no clean text")
    _require(passage.level is None or 0 <= passage.level <= LARGEST, f"{passage.path} has no level")
    _require(passage.role in ROLES, f"{passage.path} has an unknown role")
    _require(
        all(0 <= m.offset <= len(passage.text) for m in passage.footnotes), f"{passage.path} has a mark outside it"
    )
    for box in passage.boxes:
        _require(box.page in pages, f"{passage.path} has a box on no page")
        _require(all(map(math.isfinite, (box.x0, box.y0, box.x1, box.y1))), f"{passage.path} has an endless box")
        _require(0 <= box.start <= box.end <= len(passage.text), f"{passage.path} has a box outside its text")
