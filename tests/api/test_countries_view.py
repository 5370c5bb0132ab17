"""Countries of the samples: reviews, evidence, instruments and amounts, by command and route."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.cli import main
from api.corpus_folder import open_corpus
from api.countries_views import countries_document, country_document
from api.schemas import load_schema
from corpus.reviewing import Action, Said
from corpus.settings import Settings
from corpus.store import open_store
from ingest.report import IngestReport
from tests.folders import copied

Ingested = tuple[Settings, IngestReport]


def country(client: TestClient, iso3: str) -> dict[str, Any]:
    answer = client.get(f"/v1/countries/{iso3}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    Draft202012Validator(load_schema("country")).validate(document)
    return document


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0), capsys.readouterr().out


def test_a_country_has_its_reviews_by_year_and_language(client: TestClient) -> None:
    reviews = country(client, "XAB")["reviews"]
    said = [(review["year"], [version["language"] for version in review["languages"]]) for review in reviews]
    assert said == [(2024, ["zh"]), (2025, ["en", "zh"])]
    assert all(version["unread_pages"] == 0 for review in reviews for version in review["languages"])


def test_a_review_that_was_not_read_is_told_and_has_no_evidence(client: TestClient) -> None:
    document = country(client, "XAG")  # pictures of pages
    (review,) = document["reviews"]
    assert review["readable"] is False
    assert review["languages"][0]["read_pages"] == 0
    assert document["evidence"] == []


def test_an_instrument_stands_with_the_page_of_its_first_and_last_mention(client: TestClient) -> None:
    instruments = country(client, "XAB")["instruments"]
    plan = next(one for one in instruments if "国家发展五年规划" in one["name"])
    assert (plan["first"]["year"], plan["first"]["page"]) == (2024, 2)
    assert plan["mentions"] >= 1
    assert plan["confirmed"] == plan["rejected"] == 0


def test_measured_amounts_have_their_quote(client: TestClient) -> None:
    every = client.get("/v1/countries").json()["countries"]
    amounts = [amount for line in every for amount in country(client, line["iso3"])["measured"]]
    assert amounts
    assert all(amount["printed"] in amount["quote"] or amount["quote"] in amount["printed"] for amount in amounts)


def test_a_country_without_a_review_has_empty_lists_and_its_groups(client: TestClient) -> None:
    document = country(client, "Zambia")  # by name
    assert (document["iso3"], document["reviews"], document["evidence"]) == ("ZMB", [], [])
    assert document["region"]["en"] == "Africa"
    assert [group["code"] for group in document["groups"]] == ["ldc", "lldc"]


def test_what_is_no_country_or_region_is_an_error(client: TestClient) -> None:
    for path in ("/v1/countries/Atlantis", "/v1/countries?region=Atlantis"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


def test_the_list_has_every_country_with_a_review(client: TestClient) -> None:
    document = client.get("/v1/countries").json()
    Draft202012Validator(load_schema("countries")).validate(document)
    assert {line["iso3"] for line in document["countries"]} == {f"XA{letter}" for letter in "ABCDEFGHIJKLM"}
    lines = {line["iso3"]: line for line in document["countries"]}
    assert (lines["XAB"]["years"], lines["XAB"]["languages"], lines["XAB"]["reviews"]) == (
        [2024, 2025],
        ["en", "zh"],
        2,
    )
    assert lines["XAG"]["unreadable"] == 1
    assert lines["XAA"]["suggested"]["contribution"] > 0
    assert lines["XAA"]["settled"]["contribution"] == 0  # nobody has decided anything
    assert client.get("/v1/countries?region=Africa").json()["total"] == 0


@pytest.mark.parametrize("command", [["country", "xab"], ["country", "Sample Country B"], ["countries"]])
def test_the_commands_print_text_and_one_json_document(
    command: list[str], ingested: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(ingested[0].data))
    code, out = run(capsys, *command, *data)
    assert (code, out.startswith("{")) == (0, False)
    code, out = run(capsys, *command, *data, "--json")
    Draft202012Validator(load_schema(command[0])).validate(json.loads(out))


def test_what_people_settle_stands_beside_what_is_suggested(ingested: Ingested, tmp_path: Path) -> None:
    copy = Settings(data=tmp_path / "data")
    copied(ingested[0].data, copy.data)
    store = open_store(copy)
    try:
        first = next(one for one in country_document(store, "XAB")["evidence"] if one["suggested"]["labels"]["policy"])
        refused = {"policy": False, "policy_lenient": False, "mention": True}
        store.reviewing.decide(first["passage_id"], Said("A. Reviewer", Action.LEVEL, labels=refused))
        document = country_document(store, "XAB")
    finally:
        store.close()
    (decided,) = (one for one in document["evidence"] if one["passage_id"] == first["passage_id"])
    assert decided["suggested"]["labels"]["policy"] is True  # the machine's word stays
    assert decided["settled"]["labels"]["policy"] is False
    assert decided["settled"]["labels"]["measured"] is None  # nobody said
    assert sum(one["rejected"] for one in document["instruments"]) == 1


def test_the_list_and_the_country_say_the_same_of_passages_that_only_people_found(
    ingested: Ingested, tmp_path: Path
) -> None:
    copy = Settings(data=tmp_path / "data")
    copied(ingested[0].data, copy.data)
    with open_corpus(copy) as store:
        known = {one["passage_id"] for one in country_document(store, "XAA")["evidence"]}
        (first, *_) = (one for one in store.counts.reviews(2025, 2025) if one.country == "XAA")
        unsuggested = next(
            one.id for one in store.evidence.passages(first.expression) if one.id not in known and len(one.text) > 60
        )
        store.reviewing.decide(unsuggested, Said("A. Reviewer", Action.LEVEL, labels={"policy": True}))
        lines, country = countries_document(store)["countries"], country_document(store, "XAA")
    (line,) = (one for one in lines if one["iso3"] == "XAA")
    assert country["totals"]["settled"]["policy"] == 1
    assert {name: line[name] for name in ("suggested", "settled")} == country["totals"]
