"""Commands that read a text and store nothing: parse, cite, classify."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.citations import Mention
from corpus.documents import ParsedDocument, Passage, PassageKind, Recognition
from corpus.errors import PortalError
from corpus.evidence import Suggestion
from corpus.originals import sha256_of
from corpus.settings import Settings
from ingest.citations.find import find_mentions
from ingest.evidence import classify


def parse_document(file: Path, settings: Settings, language: str | None = None) -> dict[str, Any]:
    """One file's structure in the contract's shape. Raises ``PortalError`` as ``ingest.cell.read_file``."""
    from ingest.cell import read_file  # noqa: PLC0415 - cite and classify do not read files
    from ingest.derive import passage_ids  # noqa: PLC0415
    from ingest.recognise import recognise  # noqa: PLC0415

    parsed = read_file(file, settings, language=language)
    recognition = recognise(parsed, file.name, sha256_of(file))
    ids = dict(zip((p.path for p in parsed.passages), passage_ids(parsed.passages, recognition), strict=True))
    return _front(parsed, recognition) | {
        "pages": [{"number": p.number, "label": p.label, "state": p.state.value} for p in parsed.pages],
        "passages": [_passage(passage, ids) for passage in parsed.passages],
        "footnotes": [
            {"number": p.number, "text": p.text, "page": p.page_first}
            for p in parsed.passages
            if p.kind is PassageKind.FOOTNOTE
        ],
        "indicators": [asdict(indicator) for indicator in parsed.indicators],
        "issues": [asdict(issue) for issue in parsed.issues + recognition.issues],
    }


def _front(parsed: ParsedDocument, recognition: Recognition) -> dict[str, Any]:
    named = None if recognition.work.startswith("FILE/") else recognition.work
    return {
        "symbol": parsed.symbol or named,
        "work": recognition.work,
        "type": recognition.type.value,
        "language": recognition.language,
        "title": recognition.title,
        "country": recognition.country,
        "year": recognition.year,
        "job_number": parsed.job_number,
        "date": parsed.date,
        "session": parsed.session,
        "agenda_item": parsed.agenda_item,
        "engine": parsed.engine,
    }


def _passage(passage: Passage, ids: dict[str, str]) -> dict[str, Any]:
    return {
        "id": ids[passage.path],
        "path": passage.path,
        "kind": passage.kind.value,
        "number": passage.number,
        "parent": ids.get(passage.parent) if passage.parent else None,
        "role": passage.role,
        "heading_path": list(passage.heading_path),
        "page_first": passage.page_first,
        "page_last": passage.page_last,
        "text": passage.text,
        "footnotes": [mark.number for mark in passage.footnotes],
    }


def cite_line(line: str, number: int) -> dict[str, Any]:
    """The mentions of one JSON line ``{"id", "text", "lang"}``."""
    given = _object(line, number)
    return cite(given, number)


def cite(given: dict[str, Any], number: int) -> dict[str, Any]:
    """The mentions of ``{"id", "text", "lang"}``; ``number`` names it in an error."""
    mentions = find_mentions(_text(given, number), given.get("lang"))
    return {"id": given.get("id"), "mentions": [_mention(mention) for mention in mentions]}


def _mention(mention: Mention) -> dict[str, Any]:
    pinpoint = mention.pinpoint
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": mention.kind.value,
        "target": mention.target,
        "pinpoint": None if pinpoint is None else {"type": pinpoint.type, "numbers": list(pinpoint.numbers)},
        "ambiguous": mention.ambiguous,
    }


def classify_line(line: str, number: int) -> dict[str, Any]:
    """The suggestion for one JSON line ``{"id", "text", "language"}``."""
    return classify_one(_object(line, number), number)


def classify_one(given: dict[str, Any], number: int) -> dict[str, Any]:
    """The suggestion for ``{"id", "text", "language"}``; ``number`` names it in an error."""
    return {"id": given.get("id")} | suggestion_document(classify(_text(given, number), given.get("language")))


def suggestion_document(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion in the contract's shape."""
    return {
        "mentions_volunteering": suggestion.mentions_volunteering,
        "contribution": suggestion.contribution,
        "policy_integration": suggestion.policy_integration,
        "policy_lenient": suggestion.policy_lenient,
        "measured_data": suggestion.measured_data,
        "level": suggestion.level.value,
        "instrument": suggestion.instrument,
        "instrument_type": suggestion.instrument_type,
        "score": suggestion.score,
        "rules": [asdict(hit) for hit in suggestion.hits],
        "rule_version": suggestion.rule_version,
    }


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as failure:
        raise PortalError("bad_input", f"line {number} is not JSON: {failure.msg}", "give JSON Lines") from failure
    if not isinstance(given, dict):
        raise PortalError("bad_input", f"line {number} is not a JSON object", "give JSON Lines of objects")
    return given


def _text(given: dict[str, Any], number: int) -> str:
    text = given.get("text")
    if not isinstance(text, str):
        raise PortalError("bad_input", f"item {number} has no text", 'give {"id": …, "text": …} on every line')
    return text
