"""The links of one part of a document, from either end, however the document and the part are written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.settings import Settings
from tests.api.test_contract import run

RESOLUTION, REPORT = "A/RES/99/901", "DP/2099/11"


def links(client: TestClient, work: str, direction: str, pinpoint: str) -> list[dict[str, Any]]:
    response = client.get(f"/v1/works/{work}/links", params={"direction": direction, "pinpoint": pinpoint})
    assert response.status_code == 200, response.text
    return list(response.json()["links"])


def places(client: TestClient, pinpoint: str) -> set[str]:
    return {link["from"]["path"] for link in links(client, REPORT, "out", pinpoint)}


def test_links_of_a_paragraph_start_in_it_or_in_its_items_and_in_no_footnote_of_that_number(client: TestClient) -> None:
    everything = client.get(f"/v1/works/{REPORT}/links").json()["links"]
    of_footnotes = {link["from"]["number"] for link in everything if link["from"]["path"].startswith("fn")}
    assert of_footnotes
    for number in {str(n) for n in range(1, 40)} | of_footnotes:
        assert all(
            path == f"p{number}" or path.startswith((f"p{number}/", f"p{number}~")) for path in places(client, number)
        )


def test_a_range_has_the_links_of_each_of_its_paragraphs(client: TestClient) -> None:
    each = [places(client, str(n)) for n in range(4, 11)]
    assert sum(map(bool, each)) > 2
    assert places(client, "4-10") == places(client, "第4至10段") == set().union(*each)


def test_what_leads_to_a_paragraph_is_found_by_any_number_that_it_names(client: TestClient) -> None:
    several = [
        link
        for link in links(client, RESOLUTION, "in", "1-99")
        if len((link["to"]["pinpoint"] or {"numbers": []})["numbers"]) > 1
    ]
    assert several
    for link in several:
        for number in whole(link["to"]["pinpoint"]["numbers"]):
            assert link in links(client, RESOLUTION, "in", number)


def whole(numbers: list[str]) -> list[str]:
    """Each with its paragraph: "(b)" behind "10(a)" is 10(b)."""
    paragraph, found = "", []
    for number in numbers:
        paragraph = number.partition("(")[0] or paragraph
        found.append(paragraph + number if number.startswith("(") else number)
    return found


def test_what_leads_to_an_item_leads_to_its_paragraph_too(client: TestClient) -> None:
    to_items = [
        link
        for work in (REPORT, RESOLUTION, "DP/2098/25")
        for link in client.get(f"/v1/works/{work}/links?direction=in").json()["links"]
        if "(" in "".join((link["to"]["pinpoint"] or {"numbers": []})["numbers"])
    ]
    assert to_items
    for link in to_items:
        number = link["to"]["pinpoint"]["numbers"][0]
        assert link in links(client, link["to"]["work"], "in", number)
        assert link in links(client, link["to"]["work"], "in", number.split("(")[0])


@pytest.mark.parametrize("written", ["99/901", "a/res/99/901", "第99/901号决议", "Ａ／RES／９９／９０１"])
def test_a_document_is_named_as_in_a_search(
    written: str, ingested: tuple[Settings, object], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "links", written, "--direction", "in", "--data", str(ingested[0].data), "--json")
    assert (code, json.loads(out)["work"]) == (0, RESOLUTION)
    assert json.loads(out)["links"]


def test_a_part_that_the_document_does_not_have_is_told_of(
    client: TestClient, ingested: tuple[Settings, object], capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"/v1/works/{REPORT}/links?pinpoint="
    told = {"999": [f"{REPORT} has no para. 999"], "5": [], "annex 9": [f"{REPORT} has no annex 9"]}
    for pinpoint, notes in told.items():
        assert client.get(address + pinpoint).json()["notes"] == notes
    code, out, _ = run(capsys, "links", REPORT, "--pinpoint", "999", "--data", str(ingested[0].data))
    assert (code, out) == (0, f"{REPORT}: 0 links\nnote: {REPORT} has no para. 999\n")
    page = client.get(f"/works/{REPORT}/links?pinpoint=999", headers={"Accept": "text/html"}).text
    assert f"{REPORT} has no para. 999." in page


@pytest.mark.parametrize("pinpoint", ["zz", "(b)", "paragraph"])
def test_a_pinpoint_that_names_no_part_is_refused(client: TestClient, pinpoint: str) -> None:
    answer = client.get(f"/v1/works/{RESOLUTION}/links", params={"pinpoint": pinpoint})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert "29(b)" in answer.json()["detail"]
