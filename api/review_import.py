"""Taking in decisions that were exported, here or elsewhere: every line is checked first, then all of it or nothing."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from typing import Any

from api.checked import one_of
from api.exports import iri
from api.review_exchange import ANCHOR, BESIDE, FORMATS, NUMBERS, STRUCTURED
from api.reviewing import LONGEST_QUOTE, named
from corpus.anchoring import spaceless, wording
from corpus.corrections import Anchor
from corpus.errors import PortalError
from corpus.indicators import indicators
from corpus.reviewing import DECIDING, LABELS, Action, ReviewDecision, with_implied
from corpus.store import Store
from corpus.store.review_import import Fault, Foreign, ImportRefusedError
from ingest.corrections import LONGEST_COMMENT, plain_line

LARGEST_NUMBER = 2**31 - 1
DEEPEST = 20
UNFIT = re.compile("[\0\ud800-\udfff]")
LONG_CELLS = threading.Lock()
"""Held while the limit that this process has for a cell of CSV is another one."""


def imported_document(store: Store, content: bytes, form: str) -> dict[str, Any]:
    """Take in decisions that were exported here or elsewhere; where a line is wrong nothing is, and each is named.

    Raises ``PortalError("bad_input")`` for what is no such file at all.
    """
    one_of("format", form, list(FORMATS))
    try:
        foreign, faults = read_decisions(content.decode("utf-8-sig"), form)
    except UnicodeDecodeError as failure:
        raise PortalError("bad_input", f"byte {failure.start} is no UTF-8", "save the file as UTF-8") from failure
    if not faults:
        try:
            adopted = store.review_import.adopt(foreign)
        except ImportRefusedError as refused:
            faults = list(refused.faults)
        else:
            return {"ok": True, "faults": []} | asdict(adopted)
    listed = [asdict(fault) for fault in faults]
    return {"ok": False, "added": 0, "unchanged": 0, "unplaced": 0, "faults": listed}


def read_decisions(text: str, form: str) -> tuple[list[Foreign], list[Fault]]:
    """The decisions of a file, and what is wrong with any of its lines (the first is 1)."""
    found: list[Foreign] = []
    faults: list[Fault] = []
    for line, row in {"csv": _csv_rows, "jsonl": _jsonl_rows, "jsonld": _jsonld_rows}[form](text):
        try:
            found.append(_foreign(line, row))
        except (PortalError, ValueError) as failure:
            faults.append(Fault(line, failure.detail if isinstance(failure, PortalError) else str(failure)))
    return found, faults


def _jsonl_rows(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _json(line)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _unfit(value: Any, depth: int = 0) -> bool:
    """Whether a value holds what no store keeps and no file of JSON: half a character, NUL, no finite number."""
    if isinstance(value, str):
        return bool(UNFIT.search(value))
    if isinstance(value, dict | list):
        parts = [part for pair in value.items() for part in pair] if isinstance(value, dict) else value
        return depth > DEEPEST or any(_unfit(part, depth + 1) for part in parts)
    return isinstance(value, float) and not math.isfinite(value)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Cells may be of any length: a passage may be longer than the 131,072 characters of the default."""
    with LONG_CELLS:
        before = csv.field_size_limit(LARGEST_NUMBER)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _csv_rows(text: str) -> list[tuple[int, Any]]:
    with _long_cells():
        return list(_rows_of_cells(text))


def _rows_of_cells(text: str) -> Iterator[tuple[int, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = sorted({*ANCHOR, "reviewer", "action", "decided_at"} - {*(reader.fieldnames or ())})
        if missing:
            raise PortalError("bad_input", f"the file has no column {', '.join(missing)}", "see 'vkp review export'")
        for row in reader:
            yield reader.line_num, _of_cells(row)
    except csv.Error as failure:
        raise PortalError("bad_input", f"line {reader.line_num} is no CSV: {failure}") from failure


def _of_cells(row: Mapping[Any, Any]) -> Any:
    """What the cells of a row say; None for one with more cells or fewer than the header."""
    if None in row or None in row.values():
        return None
    said: dict[str, Any] = {name: cell.removeprefix("'") for name, cell in row.items()}
    for name in STRUCTURED:
        read = _json(said[name]) if said.get(name) else None
        said[name] = said.get(name) or None if read is None else read  # what is damaged stays, and is refused
    for name in NUMBERS:
        cell = said.get(name, "")
        said[name] = int(cell) if cell.isdecimal() and len(cell) <= len(str(LARGEST_NUMBER)) else said.get(name)
    return said | {name: None for name in ("indicator", "quote", "ordinal") if said.get(name) == ""}


def _jsonld_rows(text: str) -> Iterator[tuple[int, Any]]:
    """Annotations are numbered from 1, as they have no lines of their own."""
    document = _json(text)
    graph = document.get("@graph") if isinstance(document, dict) else None
    if not isinstance(graph, list):
        raise PortalError("bad_input", "the file is no JSON-LD document with a @graph", "see 'vkp review export'")
    for number, one in enumerate(graph, start=1):
        yield number, _of_annotation(one)


def _of_annotation(one: Any) -> Any:
    try:
        selectors = {selector["type"]: selector for selector in one["target"]["selector"]}
        said = {name: one[f"vkp:{name}"] for name in (*BESIDE, "item")}
        quote, page = selectors["TextQuoteSelector"], selectors["FragmentSelector"]["value"]
        return said | {
            "reviewer": one["creator"]["name"],
            "decided_at": one["created"],
            **{name: quote[name] for name in ("exact", "prefix", "suffix")},
            "start": selectors["TextPositionSelector"]["start"],
            "page": int(page.removeprefix("page=")),
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _foreign(line: int, row: Any) -> Foreign:
    """A decision from what a line says. Raises ValueError or ``PortalError`` with what is wrong."""
    if not isinstance(row, dict):
        raise ValueError("it cannot be read")  # noqa: TRY004 - of what a file says, no fault of the program
    _require(not _unfit(row), "it holds what cannot be kept: half a character, NUL, no finite number, or too deep")
    anchor = _anchor(row)
    decision = _decision(row, anchor)
    one = Foreign(line, anchor, decision)
    if row.get("item") and row["item"] != one.item:
        raise ValueError("the item is not that of the passage")
    return one


def _anchor(row: Mapping[str, Any]) -> Anchor:
    said: dict[str, Any] = {name: row.get(name) for name in ANCHOR}
    for name in ("page", "start"):
        _require(type(said[name]) is int and 0 <= said[name] <= LARGEST_NUMBER, f"{name} is no number")
    for name in set(ANCHOR) - {"page", "start"}:
        _require(isinstance(said[name], str), f"{name} is no text")
    for name, longest in (("work", 200), ("language", 8), ("path", 120)):
        _require(0 < len(said[name]) <= longest, f"{name} is empty or too long")
    _require(said["exact"] != "", "the passage has no words")
    iri(said["work"])  # ValueError for what is no key
    return Anchor(**said)


def _decision(row: Mapping[str, Any], anchor: Anchor) -> ReviewDecision:
    for name in ("reviewer", "action", "decided_at"):
        _require(isinstance(row.get(name), str), f"{name} is no text")
    _require(row["action"] in [action.value for action in Action], f"action {str(row['action'])[:40]!r}")
    action, labels, ordinal = Action(row["action"]), row.get("labels"), row.get("ordinal")
    ordinal = 1 if ordinal is None else ordinal
    _require(type(ordinal) is int and 1 <= ordinal <= LARGEST_NUMBER, "ordinal is no number from 1 on")
    _require(row.get("indicator") in (None, *indicators()), "the indicator is not defined here")
    _require(_are_labels(labels) if action in DECIDING else labels is None, f"labels do not fit {action}")
    _require(row.get("machine") is None or isinstance(row["machine"], dict), "machine is no object")
    quote, comment = row.get("quote"), "" if row.get("comment") is None else row["comment"]
    said = _wording(row.get("wording"), anchor)
    _require(quote is None or _is_quote(quote), "the quote cannot be one")
    _require(quote is not None or action is not Action.QUOTE, "quote without words")
    _require(
        quote is None or said != wording(anchor.exact) or spaceless(quote) in spaceless(anchor.exact),
        "the passage does not hold the words that are quoted",
    )
    _require(isinstance(comment, str) and plain_line(comment, LONGEST_COMMENT), "the comment cannot be one")
    return ReviewDecision(
        id=0,
        item="",
        reviewer=named(row["reviewer"]),
        ordinal=ordinal,
        action=action,
        indicator=row.get("indicator"),
        labels=None if labels is None else with_implied(labels),
        quote=quote,
        comment=comment,
        decided_at=_time(row["decided_at"]),
        machine=row.get("machine"),
        wording=said,
        replaces=None,
    )


def _are_labels(labels: Any) -> bool:
    return (
        isinstance(labels, dict)
        and bool(labels)
        and all(name in LABELS and isinstance(holds, bool) for name, holds in labels.items())
    )


def _is_quote(quote: Any) -> bool:
    return isinstance(quote, str) and len(quote) <= LONGEST_QUOTE and bool(quote.strip())


def _wording(said: Any, anchor: Anchor) -> str:
    """What the passage said when it was decided: as told, else what the anchor says."""
    _require(said is None or (isinstance(said, str) and len(said) <= 16), "wording is none")
    return wording(anchor.exact) if said is None else said


def _time(written: str) -> str:
    """A time in UTC as the portal writes it."""
    try:
        at = datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError as failure:
        raise ValueError(f"{written[:40]!r} is no time") from failure
    _require(at.tzinfo is not None, f"{written[:40]!r} has no time zone")
    try:
        at = at.astimezone(timezone.utc)
    except OverflowError as failure:
        raise ValueError(f"{written[:40]!r} is no time") from failure
    _require(at <= datetime.now(timezone.utc) + timedelta(days=1), f"{written[:40]!r} is in the future")
    return at.isoformat()


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise ValueError(reason)
