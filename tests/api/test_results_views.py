"""Results tables of the samples: as the command prints them, and as the route answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.cli import main
from api.schemas import load_schema
from corpus.settings import Settings
from ingest.pipeline import ingest
from ingest.report import IngestReport

Ingested = tuple[Settings, IngestReport]
REPORT = "DP/2098/25"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0), capsys.readouterr().out


def results(client: TestClient, **asked: str) -> dict[str, Any]:
    answer = client.get("/v1/results", params=asked)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    Draft202012Validator(load_schema("results")).validate(document)
    return document


def test_a_report_gives_its_figures_as_data(client: TestClient) -> None:
    rows = {row["code"]: row for row in results(client, work=REPORT)["indicators"]}
    share = rows["3.1"]
    assert (share["target"]["value"], share["result"]["value"], share["score"]["value"]) == (30, 33, 110)
    assert (share["target"]["unit"], share["result"]["printed"], share["status"]) == ("percent", "33%", "达到")
    assert rows["1.1"]["target"] == {"printed": "8000", "value": 8000, "unit": "number", "said": None, "bound": None}
    assert {row["year"] for row in rows.values()} == {2097}  # of the values; the report is of 2098


def test_scores_are_recomputed_and_agree(client: TestClient) -> None:
    document = results(client, work=REPORT)
    checks = {row["code"]: row["check"] for row in document["indicators"]}
    assert document["disagreements"] == 0
    assert {check["agreement"] for check in checks.values()} == {"agrees"}
    assert checks["3.2"]["recomputed_score"] == 87.5  # 7 of 8, printed as 88%


def test_a_framework_has_indicators_without_figures(client: TestClient) -> None:
    rows = results(client, work="DP/2099/11")["indicators"]
    assert rows
    assert all(row["result"] is None and row["check"]["agreement"] == "not_checkable" for row in rows)


def test_a_series_is_asked_for_by_code_and_an_unknown_one_is_an_error(client: TestClient) -> None:
    document = results(client, series="2.2")
    assert {member["code"] for one in document["series"] for member in one["members"]} == {"2.2"}
    answer = client.get("/v1/results", params={"series": "9.9"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_indicator")


def test_csv_has_a_row_for_each_indicator(client: TestClient, ingested: Ingested, capsys: Any) -> None:
    rows = list(csv.DictReader(client.get("/v1/results", params={"work": REPORT, "format": "csv"}).text.splitlines()))
    assert [row["code"] for row in rows] == ["1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "3.3"]
    assert (rows[2]["result"], rows[2]["result_value"], rows[2]["recomputed_score"]) == ("3%", "3", "50")
    code, out = run(capsys, "results", REPORT, "--format", "csv", "--data", str(ingested[0].data))
    assert (code, list(csv.DictReader(out.splitlines()))) == (0, rows)


@pytest.mark.parametrize("arguments", [[], [REPORT], ["--series", "3.1"], ["--check"]])
def test_the_command_prints_text_and_one_json_document(
    arguments: list[str], ingested: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(ingested[0].data))
    code, out = run(capsys, "results", *arguments, *data)
    assert code == 0
    assert out.strip()
    for form in (["--json"], ["--format", "json"]):
        code, out = run(capsys, "results", *arguments, *form, *data)
        Draft202012Validator(load_schema("results")).validate(json.loads(out))


TABLE = """<html lang="en"><body><h1>Report of a sample programme</h1>
<p>DP/2096/25</p><p>1. The programme reports on what was planned.</p>
<h2>Outcome indicators</h2><table>
<tr><th>Indicators</th><th>2095 target</th><th>2095 result</th><th>Score</th></tr>
<tr><td>1.1 Countries with a volunteering law</td><td>47%</td><td>58%</td><td>132%</td></tr>
<tr><td>1.2 Volunteers who were trained</td><td>10</td><td>11</td><td>110%</td></tr>
</table></body></html>"""


def test_a_score_that_contradicts_its_figures_is_shown_and_not_corrected(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.html").write_text(TABLE, encoding="utf-8")
    ingest([tmp_path / "report.html"], settings)
    code, out = run(capsys, "results", "--check", "--data", str(settings.data))
    assert code == 1
    assert "1.1: 58% ÷ 47% = 123.4 %, printed 132%" in out
    assert "2 scores recomputed, 1 disagreement" in out
    code, out = run(capsys, "results", "--json", "--data", str(settings.data))
    assert code == 0  # shown, which is no failure
    assert json.loads(out)["indicators"][0]["score"]["printed"] == "132%"


def test_the_annual_report_and_the_framework_of_the_programme_are_read_as_labelled(
    shared_data: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest([shared_data / "un-documents" / name for name in ("DP-2021-25.zh.txt", "DP-2022-11.zh.txt")], settings)
    code, out = run(capsys, "results", "--check", "--json", "--data", str(settings.data))
    document = json.loads(out)
    assert (code, document["disagreements"]) == (0, 0)
    gold = json.loads((shared_data / "structure" / "un-documents-gold.json").read_text("utf-8"))
    labelled = {(one["symbol"], i["code"]): i for one in gold["documents"] for i in one["indicators"]}
    read = {(row["work"], row["code"]): row for row in document["indicators"]}
    assert read.keys() == labelled.keys()
    for key, label in labelled.items():
        assert said(read[key]["target"]) == number(label.get("target_2020")), key
        assert said(read[key]["result"]) == number(label.get("result_2020")), key
        assert said(read[key]["score"]) == label.get("score_pct"), key
    assert {row["year"] for row in document["indicators"] if row["work"] == "DP/2021/25"} == {2020}
    successors = {one["name"] for one in document["series"] if " + " in one["name"]}
    assert "UNV-2018-2021:2.2 + UNV-2022-2025:1.1" in successors
    assert not any("UNV-2018-2021:1.1 +" in name for name in successors)  # 3.1 asks something else


def said(figure: dict[str, Any] | None) -> float | None:
    return None if figure is None else figure["value"]


def number(printed: str | None) -> float | None:
    return None if printed is None else float(printed.replace(" ", "").rstrip("%"))
