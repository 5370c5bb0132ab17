"""Counts for other programs: each format says what the count says, and the same count gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from PIL import Image

from api.corpus_folder import open_corpus
from api.counting import count_document
from api.counting_exports import ENTRIES, FORMATS, LEDGER, export_count, ledger_rows
from api.counting_reported import Reported
from corpus.settings import Settings
from ingest.report import IngestReport

TIME = "2026-01-05T10:00:00+00:00"

CODE = {"type": "string", "pattern": "^[A-Za-z0-9_@$-]+$"}
VALUES = {
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"type": "object", "required": ["id", "name"], "properties": {"id": CODE, "name": {"type": "string"}}},
}
COMPONENT = {"type": "object", "required": ["id"], "properties": {"id": {"pattern": "^[A-Za-z][A-Za-z0-9_-]*$"}}}
SDMX: dict[str, Any] = {
    "type": "object",
    "required": ["meta", "data"],
    "properties": {
        "meta": {
            "type": "object",
            "required": ["id", "prepared", "sender"],
            "properties": {
                "id": CODE,
                "prepared": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"},
                "sender": {"type": "object", "required": ["id"], "properties": {"id": CODE}},
                "contentLanguages": {"type": "array", "items": {"pattern": "^[a-z]{2,3}$"}},
            },
        },
        "data": {
            "type": "object",
            "required": ["structures", "dataSets"],
            "properties": {
                "structures": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["dimensions"],
                        "properties": {
                            "dimensions": {
                                "type": "object",
                                "additionalProperties": False,
                                "properties": {
                                    "observation": {
                                        "type": "array",
                                        "items": {
                                            "allOf": [COMPONENT],
                                            "required": ["id", "keyPosition", "values"],
                                            "properties": {
                                                "keyPosition": {"type": "integer", "minimum": 0},
                                                "values": VALUES,
                                            },
                                        },
                                    }
                                },
                            },
                            "measures": {
                                "additionalProperties": False,
                                "properties": {"observation": {"type": "array", "items": COMPONENT}},
                            },
                            "attributes": {
                                "additionalProperties": False,
                                "properties": {
                                    "observation": {
                                        "type": "array",
                                        "items": {
                                            "allOf": [COMPONENT],
                                            "required": ["id", "relationship"],
                                            "properties": {"relationship": {"required": ["observation"]}},
                                        },
                                    }
                                },
                            },
                        },
                    },
                },
                "dataSets": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["links"],
                        "properties": {
                            "structure": {"type": "integer"},
                            "action": {"enum": ["Information", "Append", "Replace", "Delete"]},
                            "links": {"type": "array"},
                            "observations": {
                                "type": "object",
                                "patternProperties": {
                                    r"^[0-9]+(:[0-9]+)*$": {
                                        "type": "array",
                                        "items": {"type": ["integer", "number", "boolean", "string", "null"]},
                                    }
                                },
                                "additionalProperties": False,
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What sdmx-twg/sdmx-json's schema 2.0.0 of data messages says of the parts that a flat message has."""


@pytest.fixture(scope="module")
def document(ingested: tuple[Settings, IngestReport]) -> dict[str, Any]:
    with open_corpus(ingested[0]) as store:
        return count_document(store, "3.1")


@pytest.fixture(scope="module")
def message(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export_count(document, "sdmx-json", TIME))
    return found


def test_an_sdmx_message_has_the_shape_of_its_standard(message: dict[str, Any]) -> None:
    Draft202012Validator(SDMX).validate(message)


def test_an_sdmx_message_has_its_dimensions_in_order_and_every_key_is_of_them(message: dict[str, Any]) -> None:
    dimensions = message["data"]["structures"][0]["dimensions"]["observation"]
    assert [one["id"] for one in dimensions] == ["INDICATOR", "REF_AREA", "TIME_PERIOD", "POLICY", "BASIS"]
    assert [one["keyPosition"] for one in dimensions] == [0, 1, 2, 3, 4]
    attributes = message["data"]["structures"][0]["attributes"]["observation"]
    for key, said in message["data"]["dataSets"][0]["observations"].items():
        places = [int(place) for place in key.split(":")]
        assert all(place < len(one["values"]) for place, one in zip(places, dimensions, strict=True))
        assert len(said) == 1 + len(attributes)


def test_an_sdmx_message_says_what_the_count_says(message: dict[str, Any], document: dict[str, Any]) -> None:
    dimensions = message["data"]["structures"][0]["dimensions"]["observation"]
    said = {}
    for key, (value, *attributes) in message["data"]["dataSets"][0]["observations"].items():
        named = [one["values"][int(place)]["id"] for place, one in zip(key.split(":"), dimensions, strict=True)]
        said[named[1], int(named[2])] = value, attributes[1]
    expected = {"yes": (1, "A"), "no": (0, "A"), "unread": (None, "O"), "unreviewed": (None, "O")}
    for line in document["countries"]:
        assert said[line["iso3"], line["year"]] == expected[line["status"]]
    for figures in document["years"]:
        assert said["W", figures["year"]] == (figures["percent"], "A")
    assert len(said) == len(document["countries"]) + len(document["years"])


def test_a_csv_holds_the_ledger(document: dict[str, Any]) -> None:
    text = export_count(document, "csv", TIME).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == LEDGER
    assert {(row["iso3"], int(row["year"]), row["status"]) for row in rows} == {
        (line["iso3"], line["year"], line["status"]) for line in document["countries"]
    }
    assert len(rows) == len(list(ledger_rows(document)))
    assert all(row["snapshot"] == document["snapshot"] for row in rows)


def test_a_workbook_holds_figures_ledger_groups_and_what_is_excluded(document: dict[str, Any]) -> None:
    book = load_workbook(io.BytesIO(export_count(document, "xlsx", TIME)))
    assert book.sheetnames == ["figures", "ledger", "groups", "excluded", "entries"]
    figures = list(book["figures"].iter_rows(values_only=True))
    assert [row[0] for row in figures[1:]] == [2024, 2025, "all"]
    numerator = figures[0].index("numerator")
    assert [row[numerator] for row in figures[1:]] == [2, 4, 6]
    unread = [row for row in document["countries"] if row["status"] == "unread"]
    assert book["excluded"].max_row == 1 + len(unread)


def test_nothing_in_a_workbook_is_a_formula(document: dict[str, Any]) -> None:
    line = document["countries"][0] | {"country": "=HYPERLINK(1)", "evidence": [], "refused": []}
    book = load_workbook(io.BytesIO(export_count(document | {"countries": [line]}, "xlsx", TIME)))
    assert book["ledger"]["F2"].value == "=HYPERLINK(1)"
    assert book["ledger"]["F2"].data_type == "s"


def test_a_plot_shows_each_year_with_its_interval(document: dict[str, Any]) -> None:
    drawn = ET.fromstring(export_count(document, "svg", TIME))
    words = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"2024", "2025", "2 of 6", "4 of 9"} <= set(words)
    bars = [one for one in drawn.iter("{http://www.w3.org/2000/svg}rect") if one.get("fill") == "#0a6ebd"]
    assert [round(float(bar.get("height") or 0) / 220, 2) for bar in bars] == [0.33, 0.44]  # 2/6 and 4/9


def test_the_picture_is_the_plot(document: dict[str, Any]) -> None:
    image = Image.open(io.BytesIO(export_count(document, "png", TIME)))
    assert image.size == (480 * 3, (92 + 220 + 70) * 3)
    colours = image.convert("RGB").getcolors(1 << 20)
    assert (10, 110, 189) in {colour for _, colour in colours or ()}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_count_gives_the_same_bytes(form: str, document: dict[str, Any]) -> None:
    assert export_count(document, form, TIME) == export_count(json.loads(json.dumps(document)), form, TIME)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("code", ["3.2", "3.1.1", "3.1.2"])
def test_a_count_of_nothing_has_every_format(code: str, form: str, ingested: tuple[Settings, IngestReport]) -> None:
    with open_corpus(ingested[0]) as store:
        empty = count_document(store, code)
    made = export_count(empty, form, TIME)
    assert made
    if form == "sdmx-json":
        Draft202012Validator(SDMX).validate(json.loads(made))


def test_the_columns_of_a_csv_do_not_hang_on_what_was_counted(ingested: tuple[Settings, IngestReport]) -> None:
    with open_corpus(ingested[0]) as store:
        empty = count_document(store, "3.1.1")
    assert not empty["entries"]
    assert export_count(empty, "csv", TIME).decode("utf-8-sig").strip().replace('"', "") == ",".join(ENTRIES)


def test_an_sdmx_message_tells_two_frameworks_of_a_country_in_a_year_apart(document: dict[str, Any]) -> None:
    line = document["countries"][0] | {"iso3": "KEN", "year": 2024}
    two = [line | {"work": "F/1", "status": "yes"}, line | {"work": "F/2", "status": "no"}]
    lines = [*two, line | {"work": "F/3", "iso3": None, "status": "unread"}]
    made = json.loads(export_count(document | {"population": "unsdcf", "countries": lines}, "sdmx-json", TIME))
    Draft202012Validator(SDMX).validate(made)
    dimensions = made["data"]["structures"][0]["dimensions"]["observation"]
    said = {}
    for key, (value, *_) in made["data"]["dataSets"][0]["observations"].items():
        named = [one["values"][int(place)]["id"] for place, one in zip(key.split(":"), dimensions, strict=True)]
        said[named[1], named[5]] = value
    assert (said["KEN", "F-1"], said["KEN", "F-2"], said["_X", "F-3"]) == (1, 0, None)
    assert len([area for area, _ in said if area == "W"]) == 1
    assert dimensions[5]["id"] == "DOCUMENT"


@pytest.mark.parametrize(("language", "words"), [("en", "dashed green"), ("zh", "绿色虚线")])
def test_a_plot_is_in_one_language_and_draws_the_target(document: dict[str, Any], language: str, words: str) -> None:
    year = document["years"][-1]["year"]
    printed = [Reported(year, 45.0, 54.0, "DP/2021/25", "en"), Reported(year + 1, 50.0, None, "DP/2021/25", "en")]
    drawn = export_count(document, "svg", TIME, language, printed).decode()
    assert words in drawn
    assert document["title"][language] in drawn
    assert drawn.count("stroke-dasharray") == 2
    assert f">{year + 1}</text>" in drawn
    assert len(export_count(document, "png", TIME, language, printed)) > len(export_count(document, "png", TIME))
