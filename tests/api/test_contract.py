"""The commands as other programs call them: one JSON document on standard output, in the shape that is promised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.cli import main
from api.finding import unread_notes
from api.portal import Portal
from api.schemas import load_schema
from corpus.settings import Settings
from ingest.report import IngestReport
from search.embed import EmbeddingRecord

Ingested = tuple[Settings, IngestReport]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def valid(document: Any, name: str) -> Any:
    Draft202012Validator(load_schema(name)).validate(document)
    return document


COMMANDS = {
    "search": ["search", "志愿者 数字化转型"],
    "search by symbol": ["search", "A/RES/99/901"],
    "search explained": ["search", "志愿者 数字化转型", "--explain"],
    "search that finds nothing": ["search", "volunteers", "--year", "1950"],
    "searches": ["searches", "list"],
    "answer": ["answer", "谁可以资助志愿者？"],
    "answer not found": ["answer", "How do whales sing?"],
    "links": ["links", "DP/2099/11"],
    "links in": ["links", "A/RES/99/901", "--direction", "both", "--pinpoint", "4"],
    "count": ["count", "3.1"],
    "count one year": ["count", "3.1", "--year", "2025", "--policy", "lenient"],
    "count reviewed": ["count", "3.1", "--basis", "reviewed"],
    "count a span": ["count", "1.1", "--from", "2024", "--to", "2025"],
    "verify": ["verify"],
    "works": ["works"],
}


@pytest.mark.parametrize("case", COMMANDS)
def test_a_command_prints_one_json_document_in_its_shape(
    case: str, ingested: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    command = COMMANDS[case]
    code, out, _ = run(capsys, *command, "--data", str(ingested[0].data), "--json")
    assert code == 0
    valid(json.loads(out), command[0])


@pytest.mark.parametrize("case", COMMANDS)
def test_a_command_prints_text_for_people(case: str, ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *COMMANDS[case], "--data", str(ingested[0].data))
    assert (code, err) == (0, "")
    assert out.strip()
    assert not out.startswith("{")


def test_ingest_reports_in_its_shape_and_writes_nothing_the_second_time(
    ingested: Ingested, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = valid(ingested[1].as_json(), "ingest")
    assert (len(first["failed"]), first["indexed"]) == (0, first["accepted"])
    code, out, _ = run(capsys, "ingest", str(samples), "--data", str(ingested[0].data), "--json")
    second = valid(json.loads(out), "ingest")
    assert (code, second["indexed"], second["unchanged"]) == (0, 0, first["accepted"])


@pytest.mark.parametrize("name", ["sample-dp-2099-11.zh.pdf", "sample-vnr-xag-2024.en.pdf"])
def test_parse_has_its_shape(name: str, samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "parse", str(samples / name), "--json")
    assert code == 0
    document = valid(json.loads(out), "parse")
    ids = {passage["id"] for passage in document["passages"]}
    assert len(ids) == len(document["passages"])
    assert {passage["parent"] for passage in document["passages"]} - {None} <= ids


LINES = [
    {"id": "1", "text": "大会第75/233号决议执行部分第29段", "lang": "zh"},
    {"id": 2, "text": "see resolutions 70/1 and 70/129", "lang": "en"},
    {"id": None, "text": "", "lang": "en"},
    {"id": "x", "text": "𝔘 70/1 号决议", "lang": None},
]


def test_cite_gives_offsets_that_slice_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "lines.jsonl"
    source.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES) + "\n\n", encoding="utf-8")
    code, out, _ = run(capsys, "cite", str(source))
    answers = [valid(json.loads(line), "cite") for line in out.splitlines()]
    assert (code, [answer["id"] for answer in answers]) == (0, ["1", 2, None, "x"])
    for line, answer in zip(LINES, answers, strict=True):
        for mention in answer["mentions"]:
            assert str(line["text"])[mention["start"] : mention["end"]] == mention["surface"]


def test_classify_answers_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "lines.jsonl"
    source.write_text(
        '{"id": "1", "text": "The National Volunteer Act was adopted in 2020.", "language": "en"}\n'
        '{"id": "2", "text": "自愿国别评估", "language": "zh"}\n',
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "classify", str(source))
    answers = [valid(json.loads(line), "classify") for line in out.splitlines()]
    assert (code, [a["mentions_volunteering"] for a in answers]) == (0, [True, False])


@pytest.mark.parametrize("line", ["not json", "[1]", '{"id": 1}', '{"id": 1, "text": 5}'])
def test_a_line_that_cannot_be_used_is_named(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "lines.jsonl"
    source.write_text(line + "\n")
    code, _, err = run(capsys, "cite", str(source))
    assert code == 2
    assert "1" in err
    assert err.count("\n") == 1


def test_nothing_but_the_document_is_on_standard_output(ingested: Ingested, samples: Path, tmp_path: Path) -> None:
    """As a program would call it: a process of its own, with progress and notices elsewhere."""
    command = [sys.executable, "-m", "api.cli", "ingest", str(samples), "--data", str(tmp_path / "d"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    valid(json.loads(done.stdout), "ingest")


def test_a_year_without_reviews_is_counted_as_such(ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "count", "3.1", "--year", "1999", "--data", str(ingested[0].data), "--json")
    counted = valid(json.loads(out), "count")
    assert (code, counted["year"], counted["denominator"], counted["countries"]) == (0, 1999, 0, [])


def test_a_passage_is_the_same_in_the_api_and_in_parse(
    client: TestClient, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "parse", str(samples / "sample-dp-2099-11.zh.pdf"), "--json")
    parsed = json.loads(out)["passages"]
    stored = client.get("/v1/works/DP/2099/11/passages?language=zh").json()["passages"]
    assert any(passage["parent"] for passage in parsed)
    assert any(passage["footnotes"] for passage in parsed)
    assert [{name: passage[name] for name in parsed[0]} for passage in stored] == parsed


@pytest.mark.parametrize(
    ("unread", "note"),
    [
        ((0, 0), []),
        ((1, 1), ["1 document has 1 unread page: there may be more to find"]),
        ((1, 3), ["1 document has 3 unread pages: there may be more to find"]),
        ((2, 3), ["2 documents have 3 unread pages: there may be more to find"]),
    ],
)
def test_what_was_not_read_is_counted_in_proper_words(unread: tuple[int, int], note: list[str]) -> None:
    assert unread_notes(SimpleNamespace(works=SimpleNamespace(unread=lambda: unread))) == note


def test_what_gave_way_is_kept_aside_or_ignored_is_told_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The readable text gives way to a web page, which is preferred; a second text is kept aside."""
    folder, data = tmp_path / "documents", str(tmp_path / "data")
    folder.mkdir()
    sentence = "1. The Board takes note of the sample and of the work of volunteers."
    (folder / "a.txt").write_text(sentence, encoding="utf-8")
    (folder / "manifest.csv").write_text("path,symbol,language\na.txt,DP/2099/71,en\n", encoding="utf-8")
    for name in ("1.png", "2.png", "3.png", "4.png"):
        (folder / name).write_bytes(b"\x89PNG")
    run(capsys, "ingest", str(folder), "--data", data)
    (folder / "b.html").write_text(f"<html><h1>Sample report</h1><p>{sentence}</p></html>", encoding="utf-8")
    (folder / "c.txt").write_text(f"{sentence} Twice.", encoding="utf-8")
    with (folder / "manifest.csv").open("a", encoding="utf-8") as manifest:
        manifest.write("b.html,DP/2099/71,en\nc.txt,DP/2099/71,en\n")
    code, out, _ = run(capsys, "ingest", str(folder), "--data", data)
    assert code == 0
    assert f"superseded  {folder}/a.txt: DP/2099/71 [en] is now shown from {folder}/b.html" in out
    assert f"kept aside  {folder}/c.txt" in out
    assert f"4 files ignored as no document: {folder}/1.png, {folder}/2.png, {folder}/3.png and 1 more" in out


def test_a_server_names_its_model_and_not_where_it_is_kept(tmp_path: Path) -> None:
    portal = Portal(Settings(data=tmp_path), SimpleNamespace())
    assert portal.dense == "off"
    portal.served._index = SimpleNamespace(embedder=None)
    assert portal.dense == "off"
    record = EmbeddingRecord("e5-small", "1a2b", 384, choice="/srv/models/e5-small")
    portal.served._index = SimpleNamespace(embedder=SimpleNamespace(record=record))
    assert portal.dense == "e5-small"
