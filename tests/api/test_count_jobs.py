"""Counts in jobs: the same bytes from any process, exit codes that say what changed, one HTTP call with a tag."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.corpus_folder import open_corpus
from api.counting_exports import FORMATS
from corpus.reviewing import Action, Said
from corpus.settings import Settings
from ingest.report import IngestReport
from tests.api.test_contract import run
from tests.folders import copied

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def kept(ingested: tuple[Settings, IngestReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the samples' folder in which counts are kept and passages decided."""
    copy = tmp_path_factory.mktemp("kept") / "data"
    copied(ingested[0].data, copy)
    return copy


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A folder of the test's own."""
    return copied(kept, tmp_path / "data")


def vkp(capsys: Capsys, folder: Path, *arguments: str) -> tuple[int, Any, str]:
    code, out, err = run(capsys, *arguments, "--data", str(folder), "--json")
    return code, json.loads(out) if out else None, err


def decide(folder: Path, year: int, *, holds: bool) -> None:
    """Ada decides about the first suggested passage of the year's reviews."""
    with open_corpus(Settings(data=folder, database_url=None)) as store:
        expression = store.counts.reviews(year, year)[0].expression
        suggested = [
            one for review in store.counts.reviews(year, year) for one in store.counts.candidates([review], {})
        ]
        first = next(one for one in suggested if "policy" in one.machine)
        assert expression
        store.reviewing.decide(
            first.passage, Said("Ada", Action.LEVEL, labels={"policy": holds, "policy_lenient": holds})
        )


def in_process(folder: Path, *arguments: str) -> bytes:
    command = [sys.executable, "-m", "api.cli", *arguments, "--data", str(folder)]
    environment = os.environ | {"PYTHONHASHSEED": "random"}
    return subprocess.run(command, check=True, capture_output=True, env=environment).stdout


def test_a_kept_count_gives_the_same_bytes_from_any_process(folder: Path, capsys: Capsys) -> None:
    _, taken, _ = vkp(capsys, folder, "snapshots", "take", "3.1", "--by", "Ada")
    before = in_process(folder, "count", "3.1", "--snapshot", taken["id"], "--json")
    decide(folder, 2025, holds=False)
    assert in_process(folder, "count", "3.1", "--snapshot", taken["id"][:20], "--json") == before
    assert json.loads(before)["snapshot"] == taken["id"]
    workbook = ("count", "3.1", "--snapshot", taken["id"], "--format", "xlsx", "-o", "-")
    assert in_process(folder, *workbook) == in_process(folder, *workbook)


def test_a_count_that_nothing_changed_gives_the_same_bytes_again(folder: Path) -> None:
    first, again = (in_process(folder, "count", "3.1", "--json") for _ in range(2))
    assert first == again


@pytest.mark.parametrize("basis", ["suggested", "reviewed"])
def test_a_job_learns_from_the_exit_code_whether_the_count_changed(basis: str, folder: Path, capsys: Capsys) -> None:
    asked = ("3.1", "--year", "2025", "--basis", basis)
    _, taken, _ = vkp(capsys, folder, "snapshots", "take", *asked, "--by", "Ada")
    job = ("count", *asked, "--since", taken["id"], "--fail-on-change")
    code, document, _ = vkp(capsys, folder, *job)
    assert (code, document["changes"]["changed"]) == (0, False)
    decide(folder, 2025, holds=True)
    code, document, _ = vkp(capsys, folder, *job)
    assert (code, document["changes"]["changed"]) == (1, True)
    assert document["changes"]["reasons"] == ["new_decision"]


def test_the_change_since_the_last_snapshot_is_part_of_every_count(folder: Path, capsys: Capsys) -> None:
    assert vkp(capsys, folder, "count", "3.1", "--basis", "reviewed")[1]["changes"] is None
    _, taken, _ = vkp(capsys, folder, "snapshots", "take", "3.1", "--basis", "reviewed", "--by", "Ada")
    decide(folder, 2025, holds=True)
    changes = vkp(capsys, folder, "count", "3.1", "--basis", "reviewed")[1]["changes"]
    assert (changes["since"], changes["figures"]["numerator"]) == (taken["id"], {"before": 0, "now": 1})
    _, now, _ = vkp(capsys, folder, "snapshots", "take", "3.1", "--basis", "reviewed", "--by", "Ada")
    difference = vkp(capsys, folder, "snapshots", "diff", taken["id"], now["id"])[1]
    assert difference["lines"] == changes["lines"]
    text = run(capsys, "snapshots", "diff", taken["id"], now["id"], "--data", str(folder))[1]
    assert "numerator: 0 -> 1" in text
    assert "new decision" in text


WRONG = {
    "nothing to compare with": (["count", "3.1", "--fail-on-change"], "nothing to compare with"),
    "an unknown snapshot": (["count", "3.1", "--snapshot", "abcdef12"], "No such snapshot"),
    "an unknown snapshot to compare with": (["count", "3.1", "--since", "abcdef12"], "No such snapshot"),
    "a snapshot and a year": (["count", "3.1", "--snapshot", "abcdef12", "--year", "2024"], "Name the snapshot alone"),
    "a format that is none": (["count", "3.1", "--format", "pdf"], "json, csv, xlsx, sdmx-json, svg, png"),
    "a file without a format": (["count", "3.1", "-o", "count.csv"], "--format csv"),
    "a snapshot of nobody": (["snapshots", "take", "3.1"], "--by WHO"),
    "a snapshot of a control character": (["snapshots", "take", "3.1", "--by", "A\x07"], "One line"),
    "a snapshot of no indicator": (["snapshots", "take", "--by", "Ada"], "take INDICATOR"),
    "a difference of one": (["snapshots", "diff", "abcdef12"], "diff ID ID"),
    "an import of nothing": (["presenters", "import"], "import CSV"),
    "an import of no file": (["presenters", "import", "no-such.csv"], "No such file"),
    "definitions that are none": (["count", "x", "--definitions", "no-such-folder"], "is no folder with definitions"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_leaves_with_2_and_one_line(case: str, kept: Path, capsys: Capsys) -> None:
    arguments, said = WRONG[case]
    code, out, err = run(capsys, *arguments, "--data", str(kept))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_snapshots_of_two_questions_are_not_compared(folder: Path, capsys: Capsys) -> None:
    first, second = (
        vkp(capsys, folder, "snapshots", "take", "3.1", "--year", year, "--by", "Ada")[1]["id"]
        for year in ("2024", "2025")
    )
    assert vkp(capsys, folder, "snapshots", "diff", first, second)[0] == 2
    assert vkp(capsys, folder, "count", "3.1", "--since", first)[0] == 2
    assert vkp(capsys, folder, "count", "1.1", "--snapshot", first)[0] == 2
    assert [one["id"] for one in vkp(capsys, folder, "snapshots", "list")[1]["snapshots"]] == [second, first]


def test_presenters_are_imported_and_stand_beside_what_was_obtained(
    folder: Path, tmp_path: Path, capsys: Capsys
) -> None:
    assert vkp(capsys, folder, "count", "3.1", "--year", "2024")[1]["presented"] is None
    listed = [line["iso3"] for line in vkp(capsys, folder, "count", "3.1", "--year", "2024")[1]["countries"]]
    file = tmp_path / "presenters.csv"
    file.write_text(
        "iso3,year,cycle,source\n" + "".join(f"{iso3},2024,1,a list\n" for iso3 in [*listed, "KEN"]), "utf-8"
    )
    assert vkp(capsys, folder, "presenters", "import", str(file))[1] == {
        "imported": len(listed) + 1,
        "years": [2024],
        "whole": True,
    }
    document = vkp(capsys, folder, "count", "3.1", "--year", "2024")[1]
    assert (document["presented"], document["obtained"]) == (len(listed) + 1, len(listed))
    assert document["presenters"][0]["missing"] == ["KEN"]
    assert document["percent_of_presented"] == round(100 * document["numerator"] / document["presented"], 1)
    text = run(capsys, "count", "3.1", "--year", "2024", "--data", str(folder))[1]
    assert f"presented {len(listed) + 1}, obtained {len(listed)}, readable" in text
    assert "presented and not obtained: KEN" in text
    run(capsys, "presenters", "import", str(file), "--partial", "--data", str(folder))
    assert vkp(capsys, folder, "count", "3.1", "--year", "2024")[1]["presented"] is None


def test_the_year_of_a_list_is_shown_though_no_review_of_it_was_obtained(
    folder: Path, tmp_path: Path, capsys: Capsys
) -> None:
    file = tmp_path / "presenters.csv"
    file.write_text("iso3,year,cycle,source\nKEN,2017,1,a list\nFJI,2017,1,a list\n", "utf-8")
    run(capsys, "presenters", "import", str(file), "--data", str(folder))
    year = vkp(capsys, folder, "count", "3.1")[1]["years"][0]
    assert (year["year"], year["presented"], year["obtained"], year["percent"]) == (2017, 2, 0, None)


def test_an_indicator_of_ones_own_is_counted(folder: Path, tmp_path: Path, capsys: Capsys) -> None:
    named = "code: own\nframework: ours\ntitle: {en: Our own, zh: 自定}\n"
    own = named + "population: vnr\nstrict: contribution\nlenient: mention\n"
    (tmp_path / "own.yml").write_text(own, "utf-8")
    code, document, _ = vkp(capsys, folder, "count", "own", "--definitions", str(tmp_path))
    assert (code, document["numerator"]) == (0, vkp(capsys, folder, "count", "1.1")[1]["numerator"])


@pytest.fixture
def served(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=folder))) as opened:
        yield opened


def test_one_call_with_a_tag_says_whether_the_count_changed(served: TestClient, folder: Path) -> None:
    address = "/v1/indicators/3.1?basis=reviewed"
    first = served.get(address)
    tag = first.headers["etag"]
    again = served.get(address, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert served.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    decide(folder, 2025, holds=True)
    changed = served.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert changed.json()["numerator"] == first.json()["numerator"] + 1


@pytest.mark.parametrize("sent", ["*", " * ", '"other" , {tag}', "W/{tag}"])
def test_a_caller_who_has_the_count_gets_no_copy_however_it_says_so(sent: str, served: TestClient) -> None:
    tag = served.get("/v1/indicators/3.1").headers["etag"]
    answer = served.get("/v1/indicators/3.1", headers={"If-None-Match": sent.format(tag=tag)})
    assert (answer.status_code, answer.content) == (304, b"")


def test_tags_may_stand_in_several_headers(served: TestClient) -> None:
    tag = served.get("/v1/indicators/3.1").headers["etag"]
    headers = [("If-None-Match", '"other"'), ("If-None-Match", tag)]
    assert served.get("/v1/indicators/3.1", headers=headers).status_code == 304


def test_a_tag_that_is_strong_stands_for_the_same_bytes(served: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(["2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"] * len(FORMATS))
    monkeypatch.setattr("api.routes.counting.now", lambda: next(times))
    for form in FORMATS:
        first, again = (served.get(f"/v1/indicators/3.1?format={form}") for _ in range(2))
        assert first.headers["etag"] == again.headers["etag"]
        assert first.headers["etag"].startswith("W/") or first.content == again.content


def test_the_tag_is_another_where_only_the_changes_are(served: TestClient, folder: Path, capsys: Capsys) -> None:
    before = served.get("/v1/indicators/3.1").headers["etag"]
    vkp(capsys, folder, "snapshots", "take", "3.1", "--by", "Ada")
    assert served.get("/v1/indicators/3.1").headers["etag"] != before


def test_the_call_gives_what_the_command_gives(served: TestClient, folder: Path) -> None:
    assert served.get("/v1/indicators/3.1").json() == json.loads(in_process(folder, "count", "3.1", "--json"))


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("sdmx-json", "application/vnd.sdmx.data+json;version=2.0.0"),
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
    ],
)
def test_a_format_is_asked_for_in_the_same_call(form: str, media: str, served: TestClient) -> None:
    answer = served.get(f"/v1/indicators/3.1?format={form}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.headers["etag"] != served.get("/v1/indicators/3.1").headers["etag"]
    assert served.get("/v1/indicators/3.1?format=pdf").status_code == 422


def test_kept_counts_and_lists_are_served(served: TestClient, folder: Path, capsys: Capsys) -> None:
    _, taken, _ = vkp(capsys, folder, "snapshots", "take", "3.1", "--by", "Ada")
    assert [one["id"] for one in served.get("/v1/snapshots").json()["snapshots"]] == [taken["id"]]
    assert served.get(f"/v1/snapshots/{taken['id']}").json()["snapshot"] == taken["id"]
    assert served.get(f"/v1/snapshots/{taken['id']}/diff/{taken['id']}").json()["changed"] is False
    assert served.get("/v1/snapshots/abcdef12").status_code == 404
    assert served.get("/v1/presenters").json()["presenters"] == []
