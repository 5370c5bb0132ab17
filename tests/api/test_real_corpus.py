"""The real documents, hostile ones among them, as a user hands them over: ingested twice, verified, linked, counted."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from corpus.store import open_store

ROOT = Path(__file__).parents[2]
FAILING = {
    "empty.pdf": "empty_file",
    "html.pdf": "not_a_pdf",
    "pages_90k.pdf": "too_many_pages",
    "truncated.pdf": "damaged",
}


@dataclass(frozen=True)
class Told:
    """How a command ended, and the document it printed."""

    code: int
    document: Any


@dataclass(frozen=True)
class RealCorpus:
    """The data folder, what two ingests and the verifications after them said, and its files around the second."""

    data: Path
    runs: tuple[Told, Told]
    checks: tuple[Told, Told]
    files: tuple[dict[str, str], dict[str, str]]


def vkp(data: Path, *arguments: str | Path) -> Told:
    command = [sys.executable, "-m", "api.cli", *map(str, arguments), "--data", str(data), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)
    return Told(ended.returncode, json.loads(ended.stdout))


def digests(data: Path) -> dict[str, str]:
    files = (p for p in data.rglob("*") if p.is_file() and p.name != "writer.lock")
    return {p.relative_to(data).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RealCorpus:
    data = tmp_path_factory.mktemp("real") / "data"
    folders = (shared_data / "un-documents", shared_data / "pdf")
    first, checked = vkp(data, "ingest", *folders), vkp(data, "verify")
    before = digests(data)
    second, after = vkp(data, "ingest", *folders), digests(data)
    return RealCorpus(data, (first, second), (checked, vkp(data, "verify")), (before, after))


def test_what_cannot_be_read_is_listed_and_everything_else_is_indexed(real: RealCorpus) -> None:
    first = real.runs[0]
    assert first.code == 1
    assert {Path(f["path"]).name: f["code"] for f in first.document["failed"]} == FAILING
    assert first.document["indexed"] == first.document["accepted"] - len(FAILING)
    assert first.document["quarantined"] == []
    assert {Path(path).suffix for path in first.document["needs_ocr"]} == {".pdf"}


def test_the_second_run_writes_nothing(real: RealCorpus) -> None:
    first, second = (told.document for told in real.runs)
    assert real.runs[1].code == 1
    assert (second["indexed"], second["unchanged"]) == (0, first["indexed"])
    assert second["failed"] == first["failed"]
    assert sorted(second["needs_ocr"]) == sorted(first["needs_ocr"])
    assert real.files[1] == real.files[0]


def test_nothing_is_lost_after_either_run(real: RealCorpus) -> None:
    assert [(told.code, told.document["ok"]) for told in real.checks] == [(0, True), (0, True)]


@pytest.mark.parametrize(("symbol", "last"), [("DP/2022/11", 32), ("DP/2021/25", 64)])
def test_the_reports_have_their_numbered_paragraphs(real: RealCorpus, symbol: str, last: int) -> None:
    store = open_store(Settings(data=real.data))
    (shown,) = store.works.expressions(symbol)
    numbers = [p.number for p in store.works.passages(shown.id) if p.path == f"p{p.number}"]
    assert numbers == [str(n) for n in range(1, last + 1)]


def test_every_addendum_is_a_document_of_its_own(real: RealCorpus) -> None:
    works = {e.work for e in open_store(Settings(data=real.data)).works.expressions()}
    assert {f"A/80/604/Add.{n}" for n in (1, 2, 4, 9, 12)} <= works
    assert {f"A/81/6 (Sect. {n})/Part A" for n in (3, 8, 14, 24, 34)} <= works


def test_the_strategic_framework_leads_to_the_resolutions(real: RealCorpus) -> None:
    found = vkp(real.data, "links", "DP/2022/11").document["links"]
    status = {link["to"]["work"]: link["status"] for link in found if link["to"]["work"]}
    assert {key: status[key] for key in ("A/RES/75/233", "A/RES/70/129", "A/RES/73/140")} == dict.fromkeys(
        ("A/RES/75/233", "A/RES/70/129", "A/RES/73/140"), "matched"
    )
    assert {key: status[key] for key in ("A/RES/70/1", "A/RES/71/313")} == dict.fromkeys(
        ("A/RES/70/1", "A/RES/71/313"), "outside"
    )
    lone = [link for link in found if link["surface"].startswith("执行部分")]
    assert Counter((link["to"]["work"], link["status"]) for link in lone) == {("A/RES/75/233", "matched"): len(lone)}
    assert all(link["to"]["passage_id"] for link in lone)


def test_plans_commitments_and_fact_sheets_are_no_reviews(real: RealCorpus) -> None:
    counted = vkp(real.data, "count", "3.1").document
    assert (counted["numerator"], counted["denominator"], counted["unread"], counted["countries"]) == (0, 0, 0, [])
