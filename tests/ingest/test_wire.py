"""What the reading child says is taken only when it is exactly a read document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from ingest import wire
from ingest.cell import read_file

SAMPLE = Path(__file__).parents[2] / "corpus" / "samples" / "sample-a-res-99-901.en.pdf"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    message: dict[str, Any] = json.loads(wire.encode(read_file(SAMPLE, Settings())))
    return message


def bytes_of(told: dict[str, Any], **changed: Any) -> bytes:
    return json.dumps(told | {"document": told["document"] | changed}).encode()


def with_passage(told: dict[str, Any], **changed: Any) -> bytes:
    first, *rest = told["document"]["passages"]
    return bytes_of(told, passages=[first | changed, *rest])


def test_a_document_arrives_as_it_was_sent() -> None:
    document = read_file(SAMPLE, Settings())
    assert wire.decode(wire.encode(document)).document == document


def test_an_error_arrives_with_its_detail() -> None:
    told = wire.decode(wire.encode_error("damaged", "cut"))
    assert (told.document, told.error, told.detail) == (None, "damaged", "cut")


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"text": "a\x00b"},
        {"text": 7},
        {"kind": "poem"},
        {"role": "chorus"},
        {"page_first": 0},
        {"page_last": 10**6},
        {"page_first": "1"},
        {"level": 10**30},
        {"level": -1},
        {"path": "p" * 1001},
        {"number": "1\x00"},
        {"parent": "\ud800"},
        {"heading_path": ["Mandate\x1b[31m"]},
        {"footnotes": [{"number": "\x07", "offset": 0}]},
        {"footnotes": [{"number": "1", "offset": 10**6}]},
        {"boxes": [{"page": 99, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}]},
    ],
)
def test_a_passage_that_cannot_be_is_refused(told: dict[str, Any], changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        wire.decode(with_passage(told, **changed))


def test_what_is_no_message_is_refused(told: dict[str, Any]) -> None:
    passages = told["document"]["passages"]
    for said in (
        b"",
        b"[]",
        b'{"document": null}',
        json.dumps(told | {"error": "damaged"}).encode(),
        bytes_of(told, pages=[]),
        bytes_of(told, passages=[passages[0], passages[0]]),
        wire.encode(read_file(SAMPLE, Settings()))[:-1],
        b"[" * 100_000,
    ):
        with pytest.raises(ValueError, match=r"."):
            wire.decode(said)


@pytest.mark.parametrize(
    "changed",
    [
        {"pages": [{"number": 10**30, "state": "text"}], "passages": []},
        {"pages": [{"number": 1, "state": "text", "width": float("nan")}], "passages": []},
        {"pages": [{"number": 1, "state": "text", "height": float("inf")}], "passages": []},
        {"pages": [{"number": 1, "state": "text", "height": -1.0}], "passages": []},
        {"pages": [{"number": 1, "state": "text", "confidence": float("nan")}], "passages": []},
        {"pages": [{"number": 1, "state": "text", "confidence": 1.5}], "passages": []},
        {"pages": [{"number": 1, "state": "text", "label": "1" * 1001}], "passages": []},
        {"pages": [{"number": 1, "state": "read"}], "passages": []},
        {"title": "a\x00b"},
        {"symbol": "A/RES/99/901\x00"},
        {"symbol": "A" * 1001},
        {"issues": [{"code": "page_failed", "message": "", "page": 99}]},
        {"issues": [{"code": "page_failed", "message": "\x1b[2J"}]},
        {"indicators": [{"code": "3.1", "kind": "outcome", "text": "a\x00"}]},
    ],
)
def test_a_document_that_cannot_be_is_refused(told: dict[str, Any], changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        wire.decode(bytes_of(told, **changed))
