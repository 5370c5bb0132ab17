"""What the reading child says to its parent: one JSON object, checked again before it is believed."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

from corpus.documents import (
    Box,
    FootnoteMark,
    Issue,
    Page,
    PageState,
    ParsedDocument,
    Passage,
    PassageKind,
    ReportedIndicator,
)
from ingest.text import CONTROLS

ROLES = (None, "operative", "preambular")


def encode(document: ParsedDocument) -> bytes:
    """A document as JSON."""
    return json.dumps({"document": dataclasses.asdict(document)}, ensure_ascii=False).encode("utf-8", "replace")


def encode_error(code: str, detail: str) -> bytes:
    """An error of the table as JSON."""
    return json.dumps({"error": code, "detail": detail}, ensure_ascii=False).encode("utf-8", "replace")


def decode(told: dict[str, Any]) -> ParsedDocument:
    """The document in a message.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything that breaks the promises of
    :mod:`corpus.documents`.
    """
    document = _document(told["document"])
    _require(len({p.path for p in document.passages}) == len(document.passages), "two passages have one path")
    numbers = [page.number for page in document.pages]
    _require(bool(numbers) and numbers == sorted(set(numbers)) and numbers[0] > 0, "page numbers do not rise")
    for passage in document.passages:
        _check(passage, frozenset(numbers))
    return document


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise ValueError(reason)


def _check(passage: Passage, pages: frozenset[int]) -> None:
    _require({passage.page_first, passage.page_last} <= pages, f"{passage.path} stands on no page")
    _require(passage.page_first <= passage.page_last, f"{passage.path} ends before it begins")
    _require(bool(passage.text.strip()) and not CONTROLS.search(passage.text), f"{passage.path} holds no clean text")
    _require(passage.role in ROLES, f"{passage.path} has an unknown role")
    _require(
        all(0 <= m.offset <= len(passage.text) for m in passage.footnotes), f"{passage.path} has a mark outside it"
    )
    for box in passage.boxes:
        _require(box.page in pages, f"{passage.path} has a box on no page")
        _require(all(map(math.isfinite, (box.x0, box.y0, box.x1, box.y1))), f"{passage.path} has an endless box")


def _document(told: dict[str, Any]) -> ParsedDocument:
    return ParsedDocument(
        media_type=_text(told["media_type"]),
        pages=tuple(_page(page) for page in told["pages"]),
        passages=tuple(_passage(passage) for passage in told["passages"]),
        language=_optional(told["language"]),
        symbol=_optional(told["symbol"]),
        title=_optional(told["title"]),
        job_number=_optional(told["job_number"]),
        date=_optional(told["date"]),
        session=_optional(told["session"]),
        agenda_item=_optional(told["agenda_item"]),
        engine=_text(told["engine"]),
        indicators=tuple(_indicator(indicator) for indicator in told["indicators"]),
        issues=tuple(Issue(_text(i["code"]), _text(i["message"]), _whole_or_none(i["page"])) for i in told["issues"]),
    )


def _page(told: dict[str, Any]) -> Page:
    return Page(
        _whole(told["number"]),
        PageState(told["state"]),
        _optional(told["label"]),
        _length_or_none(told["width"]),
        _length_or_none(told["height"]),
    )


def _passage(told: dict[str, Any]) -> Passage:
    return Passage(
        path=_text(told["path"]),
        kind=PassageKind(told["kind"]),
        text=_text(told["text"]),
        page_first=_whole(told["page_first"]),
        page_last=_whole(told["page_last"]),
        number=_optional(told["number"]),
        parent=_optional(told["parent"]),
        heading_path=tuple(_text(heading) for heading in told["heading_path"]),
        role=_optional(told["role"]),
        level=_whole_or_none(told["level"]),
        footnotes=tuple(FootnoteMark(_text(m["number"]), _whole(m["offset"])) for m in told["footnotes"]),
        boxes=tuple(_box(box) for box in told["boxes"]),
    )


def _box(told: dict[str, Any]) -> Box:
    return Box(_whole(told["page"]), *(_length(told[side]) for side in ("x0", "y0", "x1", "y1")))


def _indicator(told: dict[str, Any]) -> ReportedIndicator:
    optional = {name: _optional(told[name]) for name in ("target", "result", "score", "status")}
    return ReportedIndicator(_text(told["code"]), _text(told["kind"]), _text(told["text"]), **optional)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)


def _length(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no length")
    return float(value)


def _length_or_none(value: object) -> float | None:
    return None if value is None else _length(value)
