"""Bad input: one clear line with cause and remedy, the right exit code, nothing lost, no traceback."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfWriter

from corpus.settings import Settings
from corpus.store import open_store
from corpus.writer import sole_writer
from ingest.pipeline import IngestReport
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
    "an unknown direction": (["links", "DP/2099/11", "--direction", "up"], "out, in, both"),
    "an unknown command": (["fly"], "fly"),
    "a missing argument": (["links"], "--help"),
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
        ("--country", "ZZ", "KEN"),
        ("--work", "x", "75/233"),
    ],
)
def test_a_filter_that_can_never_match_is_refused(
    option: str, word: str, remedy: str, ingested: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "search", "volunteers", option, word, "--data", str(ingested[0].data))
    assert (code, out) == (2, "")
    assert remedy in one_line(err)


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
