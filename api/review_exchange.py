"""Decisions for other programs and other portals: CSV, JSON Lines, W3C Web Annotation.

Every decision is a line, or an annotation, with the passage it is about: what is exported and taken in elsewhere is
what was decided, by whom and when. Numbers that a store gives are left out, since another one gives others.

An annotation's target has the selectors of the Web Annotation model: the passage's words (TextQuoteSelector), their
place in it (TextPositionSelector) and the page (FragmentSelector, after RFC 8118: ``page=12``). What the model has no
word for stands beside it under ``vkp:``.
"""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from api.checked import one_of
from api.exports import JSONLD_CONTEXT, iri
from api.spreadsheets import FORMULA, PIECE
from api.views import known_work
from corpus.corrections import Anchor
from corpus.documents import PASSAGE_NAMESPACE
from corpus.reviewing import Action
from corpus.store import Store

FORMATS: Mapping[str, str] = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "jsonld": "application/ld+json",
}
"""Formats that decisions can be had in and taken in from, with their media types."""

ANCHOR = tuple(field.name for field in fields(Anchor))
SAID = ("reviewer", "ordinal", "action", "indicator", "labels", "quote", "comment", "decided_at", "machine", "wording")
COLUMNS = ("item", *ANCHOR, *SAID)
NUMBERS = ("page", "start", "ordinal")
STRUCTURED = ("labels", "machine")
GUARDED = (*FORMULA, "'")
"""What a cell begins with that gets an apostrophe before it: one of its own too, so that it can be taken off again."""

PAGE_FRAGMENTS = "http://tools.ietf.org/rfc/rfc8118"

MOTIVATIONS = {
    Action.ACCEPT: "assessing",
    Action.REJECT: "assessing",
    Action.LEVEL: "classifying",
    Action.ADJUDICATE: "moderating",
    Action.QUOTE: "highlighting",
    Action.COMMENT: "commenting",
    Action.SECOND: "questioning",
    Action.WITHDRAW: "editing",
}
"""What the Web Annotation model calls the reason for each action."""


def export(store: Store, form: str, work: str | None = None) -> Iterator[str]:
    """Every decision, of one Work or of all, in pieces. Raises ``PortalError``: bad_input, unknown_work."""
    one_of("format", form, list(FORMATS))
    rows = decision_rows(store, None if work is None else known_work(store, work))
    return {"csv": _csv, "jsonl": _jsonl, "jsonld": _jsonld}[form](rows)


def decision_rows(store: Store, work: str | None = None) -> Iterator[dict[str, Any]]:
    """Decisions by Work, language and place, and of one passage as they were made."""
    for reviewed in store.reviews.every(work):
        passage = {"item": reviewed.item.id} | asdict(reviewed.item.anchor)
        for decision in reviewed.decisions:
            said = asdict(decision) | {"action": decision.action.value}
            yield passage | {name: said[name] for name in SAID}


def _jsonl(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _csv(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.DictWriter(line, COLUMNS, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row[name], structured=name in STRUCTURED) for name in COLUMNS})
        if line.tell() > PIECE:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def _cell(value: Any, *, structured: bool) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if structured else str(value)
    return f"'{text}" if text.startswith(GUARDED) else text


def _jsonld(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield json.dumps({"@context": JSONLD_CONTEXT}, ensure_ascii=False)[:-1] + ', "@graph": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(annotation(row), ensure_ascii=False)
    yield "\n]}\n"


def annotation(row: Mapping[str, Any]) -> dict[str, Any]:
    """A decision as a Web Annotation."""
    key = "\x1f".join(str(row[name]) for name in ("item", "reviewer", "ordinal", "decided_at"))
    labels = [label for label, holds in (row["labels"] or {}).items() if holds]
    body = [
        *({"type": "TextualBody", "purpose": "classifying", "value": label} for label in labels),
        *([{"type": "TextualBody", "purpose": "highlighting", "value": row["quote"]}] if row["quote"] else []),
        *([{"type": "TextualBody", "purpose": "commenting", "value": row["comment"]}] if row["comment"] else []),
    ]
    return {
        "id": f"urn:uuid:{uuid.uuid5(PASSAGE_NAMESPACE, key)}",
        "type": "Annotation",
        "motivation": MOTIVATIONS[Action(row["action"])],
        "creator": {"type": "Person", "name": row["reviewer"]},
        "created": row["decided_at"],
        **({"body": body} if body else {}),
        "target": {"source": iri(row["work"], row["language"]), "selector": _selectors(row)},
        **{f"vkp:{name}": row[name] for name in (*BESIDE, "item")},
    }


BESIDE = (
    "work",
    "language",
    "path",
    "ordinal",
    "action",
    "indicator",
    "labels",
    "quote",
    "comment",
    "machine",
    "wording",
)


def _selectors(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    quote = {name: row[name] for name in ("exact", "prefix", "suffix")}
    return [
        {"type": "FragmentSelector", "conformsTo": PAGE_FRAGMENTS, "value": f"page={row['page']}"},
        {"type": "TextQuoteSelector", **quote},
        {"type": "TextPositionSelector", "start": row["start"], "end": row["start"] + len(row["exact"])},
    ]
