"""Bad input: one clear line with cause and remedy, the right exit code, nothing lost, no traceback."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfWriter

from api.checked import country_code, language_code, year_of
from corpus.settings import Settings
from corpus.store import open_store
from corpus.writer import sole_writer
from ingest.report import IngestReport
from tests.api.test_contract import run

Ingested = tuple[Settings, IngestReport]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def one_line(err: str) -> str:
    assert err.startswith("vkp: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_a_missing_path(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "ingest", "/no/such/place", "--data", str(data))
    assert code == 2
    assert "/no/such/place" in one_line(err)
    assert not data.exists()


def test_an_empty_folder(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = run(capsys, "ingest", str(tmp_path / "empty"), "--data", str(data))
    assert code == 2
    assert "Put PDF, DOCX, HTML or TXT files there" in one_line(err)


def encrypted(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def cut(path: Path) -> None:
    whole = (Path(__file__).parents[2] / "corpus/samples/sample-dp-2099-11.zh.pdf").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


BAD_FILES = {
    "zero.pdf": (lambda path: path.write_bytes(b""), "empty_file"),
    "page.pdf": (lambda path: path.write_text("<!DOCTYPE html><html><body>404</body></html>"), "not_a_pdf"),
    "locked.pdf": (encrypted, "encrypted"),
    "cut.pdf": (cut, "damaged"),
    "noise.docx": (lambda path: path.write_bytes(b"PK\x03\x04 not a zip"), "damaged"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_listed_with_its_reason_and_the_rest_is_indexed(
    name: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, expected = BAD_FILES[name]
    folder = tmp_path / "documents"
    folder.mkdir()
    make(folder / name)
    (folder / "good.txt").write_text("DP/2099/71\n\nSample report\n\n1. The Board takes note of the sample.\n")
    code, out, err = run(capsys, "ingest", str(folder), "--data", str(data))
    assert (code, err) == (1, "")
    assert f"{folder / name}: " in out
    store = open_store(Settings(data=data))
    assert [job.error_code for job in store.jobs.problems()] == [expected]
    assert [e.work for e in store.works.expressions()] == ["DP/2099/71"]


def test_the_name_of_a_file_gives_a_terminal_no_orders(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a\n  failed  b\x1b[2J.pdf").write_text("no pdf")
    _, out, _ = run(capsys, "ingest", str(tmp_path), "--data", str(data))
    assert "\x1b" not in out
    assert [line for line in out.splitlines() if line.startswith("  failed")] == [out.splitlines()[1]]
    assert data.stat().st_mode & 0o777 == 0o700, "what the portal makes is its user's alone"


def test_a_data_folder_that_is_a_file(tmp_path: Path, samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").write_text("in the way")
    for command in (["ingest", str(samples)], ["works"], ["search", "x"]):
        code, _, err = run(capsys, *command, "--data", str(tmp_path / "data"))
        assert code == 2
        assert "data folder" in one_line(err)
    assert (tmp_path / "data").read_text() == "in the way"


def test_no_data_folder_yet(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["search", "x"], ["answer", "x"], ["links", "DP/2022/11"], ["count", "3.1"], ["works"], ["verify"]):
        code, _, err = run(capsys, *command, "--data", str(data))
        assert code == 2
        assert "vkp ingest" in one_line(err)
    assert not data.exists()


def test_a_data_folder_of_a_newer_schema(data: Path, samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_store(Settings(data=data), create=True).close()
    with sqlite3.connect(data / "portal.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    code, _, err = run(capsys, "ingest", str(samples), "--data", str(data))
    assert code == 2
    assert "newer version" in one_line(err)


def test_two_processes_on_one_data_folder(
    data: Path, samples: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VKP_LOCK_SECONDS", "0.2")
    with sole_writer(Settings(data=data)):
        code, _, err = run(capsys, "ingest", str(samples), "--data", str(data))
    assert code == 2
    assert "in use by another process" in one_line(err)


WRONG_CALLS = {
    "an unknown indicator": (["count", "9.9"], "Defined are 3.1"),
    "an unknown symbol": (["links", "DP/1901/1"], "DP/1901/1"),
    "no symbol at all": (["links", "hello world"], "hello world"),
    "an empty query": (["search", "  "], "query is empty"),
    "a query of 10,000 characters": (["search", "志" * 10_000], "10000 characters"),
    "a mode that is off": (["search", "x", "--mode", "dense"], "--mode lexical"),
    "an unknown mode": (["search", "x", "--mode", "magic"], "auto, lexical, dense"),
    "an unknown policy": (["count", "3.1", "--policy", "mild"], "strict, lenient"),
    "a span the wrong way round": (["count", "3.1", "--from", "2025", "--to", "2024"], "2025-2024"),
    "a year and a span": (["count", "3.1", "--year", "2024", "--to", "2025"], "--year, or --from and --to"),
    "a pinpoint that is none": (["links", "DP/2099/11", "--pinpoint", "zz"], "29(b)"),
    "a work that is a paragraph": (["search", "x", "--work", "75/233 para. 29"], "75/233 para. 29"),
    "a range the wrong way round": (["links", "DP/2099/11", "--pinpoint", "9-7"], "29-31"),
    "a year of no document": (["count", "3.1", "--year", "3"], "1945 to 2099"),
    "a span of no years": (["count", "3.1", "--from", "2024", "--to", "20255"], "1945 to 2099"),
    "a language that is none": (["parse", __file__, "--lang", "klingon"], "such as zh"),
    "an unknown direction": (["links", "DP/2099/11", "--direction", "up"], "out, in, both"),
    "an unknown command": (["fly"], "fly"),
    "a missing argument": (["related"], "--help"),
}


@pytest.mark.parametrize("case", WRONG_CALLS)
def test_a_wrong_call(case: str, ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    command, said = WRONG_CALLS[case]
    data = [] if case in ("an unknown command", "a missing argument") else ["--data", str(ingested[0].data)]
    code, out, err = run(capsys, *command, *data)
    assert (code, out) == (2, "")
    assert said in one_line(err)


def test_a_setting_that_cannot_be_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VKP_MAX_PAGES", "many")
    code, _, err = run(capsys, "works")
    assert code == 2
    assert "VKP_" in one_line(err)


def test_a_bad_manifest_names_its_line(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "m.csv").write_text("path,year\na.txt,MMXX\n")
    code, _, err = run(
        capsys, "ingest", str(tmp_path / "a.txt"), "--manifest", str(tmp_path / "m.csv"), "--data", str(data)
    )
    assert code == 2
    assert "line 2" in one_line(err)


@pytest.mark.parametrize(
    ("option", "word", "remedy"),
    [
        ("--type", "leaflet", "one of resolution"),
        ("--lang", "Chinese", "zh"),
        ("--lang", "zz", "zh"),
        ("--country", "ZZ", "KEN"),
        ("--country", "QQQ", "KEN"),
        ("--year", "3", "1945 to 2099"),
        ("--year", "2100", "1945 to 2099"),
        ("--work", "x", "75/233"),
    ],
)
def test_a_filter_that_can_never_match_is_refused(
    option: str, word: str, remedy: str, ingested: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "search", "volunteers", option, word, "--data", str(ingested[0].data))
    assert (code, out) == (2, "")
    assert remedy in one_line(err)


@pytest.mark.parametrize(
    "address",
    [
        "/v1/search?q=x&lang=zz",
        "/v1/search?q=x&year=3",
        "/v1/search?q=x&country=QQQ",
        "/v1/indicators/3.1?year=3",
        "/v1/indicators/3.1?from=20255",
    ],
)
def test_what_no_document_can_be_of_is_refused_over_http(address: str, client: TestClient) -> None:
    response = client.get(address)
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")


@pytest.mark.parametrize(("name", "value"), [("language", "zz"), ("country", "QQQ"), ("year", "3")])
def test_an_upload_that_is_of_no_language_country_or_year_is_refused(
    name: str, value: str, empty_client: TestClient
) -> None:
    file = {"file": ("any.txt", b"1. Volunteers count the birds of the lake.\n")}
    response = empty_client.post("/v1/documents", files=file, data={name: value})
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")
    assert empty_client.get("/v1/works").json()["total"] == 0


def test_codes_are_known_however_they_are_written() -> None:
    assert [language_code(word) for word in ("ZH", " en", "und", "tlh")] == ["zh", "en", "und", "tlh"]
    assert [country_code(word) for word in ("ken", "XKX", "XAB")] == ["KEN", "XKX", "XAB"]
    assert [year_of(year) for year in (1945, 2099)] == [1945, 2099]


def test_texts_that_are_a_folder_or_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, said in ((tmp_path, "Is a directory"), (tmp_path / "none", "No such file or folder")):
        code, out, err = run(capsys, "cite", str(path))
        assert (code, out) == (2, "")
        assert said in one_line(err)
        assert err.count("No such file") == (path != tmp_path)


def test_a_work_is_kept_to_however_it_is_written(ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "search", "志愿者", "--work", "第99/901号决议", "--data", str(ingested[0].data), "--json"
    )
    assert code == 0
    assert {hit["work"] for hit in json.loads(out)["hits"]} == {"A/RES/99/901"}


def test_a_reader_that_stops_reading_is_no_error(ingested: Ingested) -> None:
    command = [sys.executable, "-m", "api.cli", "works", "--data", str(ingested[0].data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()  # type: ignore[union-attr]
        assert process.stderr.read() == b""  # type: ignore[union-attr]
    assert process.returncode == 0


def test_no_command_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert "ingest" in out


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VKP_MAX_PAGES", "many")
    code, _, err = run(capsys, "works")
    assert code == 2
    assert "VKP_MAX_PAGES is 'many'" in one_line(err)


NOT_LINES = {
    "bytes that are not UTF-8": (b'{"id": 1, "text": "caf\xe9"}', "line 3 is not UTF-8"),
    "a list": (b"[1]", "line 3: "),
    "nothing of JSON": (b"text", "line 3: "),
    "deep JSON": (b"[" * 200_000, "line 3: "),
    "deep JSON inside": (b'{"text": "a", "more": ' + b"[" * 5000 + b"]" * 5000 + b"}", "line 3: "),
    "a number as text": (b'{"id": 1, "text": 5}', "line 3: text"),
    "a number without end": (b'{"text": "a", "id": ' + b"9" * 6000 + b"}", "line 3: "),
}


@pytest.mark.parametrize("command", ["cite", "classify"])
@pytest.mark.parametrize("case", NOT_LINES)
def test_a_line_that_is_no_text_is_named_by_its_number(
    case: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line, said = NOT_LINES[case]
    (tmp_path / "lines.jsonl").write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "a"}\n\n' + line + b"\n")
    code, out, err = run(capsys, command, str(tmp_path / "lines.jsonl"), "--data", str(tmp_path / "unused"))
    assert code == 2
    assert said in one_line(err)
    assert [json.loads(answered)["id"] for answered in out.splitlines()] == [1]
    assert not (tmp_path / "unused").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no address"),
        ("mysql://host/name", "no address"),
        ("sqlite://host/name", "no address"),
        ("postgresql://user:secret@host:port/name", "no address"),
        ("postgresql+psycopg://user:secret@host/name", "needs the package psycopg"),
    ],
)
def test_a_database_that_cannot_be_addressed(
    *,
    url: str,
    said: str,
    data: Path,
    samples: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as where it is not installed
    monkeypatch.setenv("VKP_DATABASE_URL", url)
    for command in (["works"], ["search", "x"], ["ingest", str(samples)]):
        code, out, err = run(capsys, *command, "--data", str(data))
        assert (code, out) == (2, "")
        assert said in one_line(err)
        assert "secret" not in err


def test_an_interrupted_command_says_how_to_go_on(
    ingested: Ingested, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("api.views.works_document", interrupted)
    code, out, err = run(capsys, "works", "--data", str(ingested[0].data))
    assert (code, out) == (1, "")
    assert one_line(err) == "vkp: Interrupted. Nothing is lost: run it again to go on.\n"


@pytest.mark.parametrize("arguments", [["--debug", "works"], ["works", "--debug"]])
def test_debug_shows_where_an_error_came_from(
    arguments: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, *arguments, "--data", str(data))
    assert code == 2
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("vkp: There is no data folder yet")


def test_debug_is_in_the_help_and_can_be_searched_for(ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--debug" in run(capsys, "--help")[1]
    code, out, _ = run(capsys, "search", "--data", str(ingested[0].data), "--json", "--", "--debug")
    assert (code, json.loads(out)["query"]) == (0, "--debug")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_survives_an_output_that_is_not_utf_8(encoding: str, ingested: Ingested) -> None:
    """Of a process of its own: the encoding of standard output is chosen when Python starts."""
    command = [sys.executable, "-m", "api.cli", "search", "志愿者", "--data", str(ingested[0].data)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    as_json, as_text, helping = (
        subprocess.run([*command, *more], env=environment, capture_output=True, check=False)
        for more in (["--json"], ["-k", "1"], ["--help"])
    )
    assert json.loads(as_json.stdout.decode("ascii"))["query"] == "志愿者"
    assert "\\u5fd7" in as_text.stdout.decode("ascii")
    assert (as_json.returncode, as_text.returncode, helping.returncode) == (0, 0, 0)
    assert as_json.stderr + as_text.stderr + helping.stderr == b""
