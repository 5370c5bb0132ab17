"""Commands that read a text and store nothing: parse, cite, classify."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from api.checked import language_code
from api.shapes import TextToCite, TextToClassify
from corpus.citations import Mention
from corpus.documents import ParsedDocument, Passage, PassageKind, Recognition
from corpus.errors import PortalError
from corpus.evidence import Suggestion
from corpus.originals import sha256_of
from corpus.queries import symbol_of
from corpus.settings import Settings
from ingest.citations.find import find_mentions
from ingest.evidence import classify

T = TypeVar("T", bound=BaseModel)


def parse_document(file: Path, settings: Settings, language: str | None = None) -> dict[str, Any]:
    """One file's structure in the contract's shape.

    Raises ``PortalError`` as ``ingest.cell.read_file``, and bad_input for a language that is none.
    """
    from ingest.cell import read_file  # noqa: PLC0415 - cite and classify do not read files
    from ingest.derive import passage_ids  # noqa: PLC0415
    from ingest.recognise import recognise  # noqa: PLC0415

    parsed = read_file(file, settings, language=None if language is None else language_code(language))
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
    return {
        "symbol": symbol_of(recognition.work),
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
        "agenda_item_title": parsed.agenda_item_title,
        "body": parsed.body,
        "distribution": parsed.distribution,
        "original_language": parsed.original_language,
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


def cite(given: TextToCite) -> dict[str, Any]:
    """The mentions of one text in the contract's shape."""
    return {"id": given.id, "mentions": [_mention(mention) for mention in find_mentions(given.text, given.lang)]}


def _mention(mention: Mention) -> dict[str, Any]:
    pinpoint = mention.pinpoint
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": mention.kind.value,
        "target": mention.target,
        "pinpoint": None if pinpoint is None else pinpoint.as_json(),
        "pinpoints": [level.as_json() for level in mention.levels],
        "ambiguous": mention.ambiguous,
    }


def classify_text(given: TextToClassify) -> dict[str, Any]:
    """The suggestion for one text in the contract's shape."""
    return {"id": given.id} | suggestion_document(classify(given.text, given.language))


def suggestion_document(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion in the contract's shape."""
    named = suggestion.named
    return {
        "mentions_volunteering": suggestion.mentions_volunteering,
        "contribution": suggestion.contribution,
        "policy_integration": suggestion.policy_integration,
        "policy_lenient": suggestion.policy_lenient,
        "measured_data": suggestion.measured_data,
        "candidate": suggestion.candidate,
        "borderline": suggestion.borderline,
        "level": suggestion.level.value,
        "instrument": suggestion.instrument,
        "instrument_type": suggestion.instrument_type,
        "instrument_status": None if named is None else named.status.value,
        "instrument_scope": None if named is None else named.scope.value,
        "instrument_year": None if named is None else named.year,
        "framework": suggestion.framework,
        "score": suggestion.score,
        "probability": suggestion.probability,
        "opinion": suggestion.opinion,
        "opinion_version": suggestion.opinion_version,
        "rules": [asdict(hit) for hit in suggestion.hits],
        "rule_version": suggestion.rule_version,
    }


def read_line(shape: type[T], line: bytes, number: int) -> T:
    """One line of JSON Lines; ``PortalError("bad_input")`` names the line by its number and what is wrong with it."""
    try:
        return shape.model_validate_json(line.decode("utf-8-sig").rstrip())
    except UnicodeDecodeError as failure:
        raise PortalError("bad_input", f"line {number} is not UTF-8", "save the file as UTF-8") from failure
    except ValidationError as failure:
        fault = failure.errors(include_url=False)[0]
        what = ": ".join([*map(str, fault["loc"][:1]), fault["msg"].replace(" at line 1 column ", ", column ")])
        raise PortalError("bad_input", f"line {number}: {what}", 'give {"id": …, "text": …} on every line') from failure
