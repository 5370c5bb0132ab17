"""What links give: who cites what and how often, exports, the same paragraph in other languages, and corrections."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.web.links.neighbourhood import SHOWN
from corpus.settings import Settings
from ingest.pipeline import ingest
from tests.api.test_contract import run as command
from tests.folders import copied

RESOLUTION, REPORT, OUTSIDE = "A/RES/99/901", "DP/2099/11", "A/RES/70/1"
HOSTILE = """DP/2099/73

Sample report

1. The Board recalls resolution 99/950 = of =2+3 samples, "quoted", with <b>marks</b> & ampersands.
"""


def run(capsys: pytest.CaptureFixture[str], settings: Settings, *asked: str) -> tuple[int, str, str]:
    """The exit code, what was printed and what was said of a command on a data folder."""
    return command(capsys, *asked, "--data", str(settings.data))


def got(client: TestClient, path: str, **query: Any) -> Any:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def text_of(client: TestClient, path: str, **query: Any) -> str:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.text


@pytest.fixture
def own_samples(settings: Settings, ingested: tuple[Settings, object]) -> Settings:
    """A data folder of the test's own with the samples in it."""
    copied(ingested[0].data, settings.data)
    return settings


@pytest.fixture
def own(own_samples: Settings) -> Iterator[TestClient]:
    """An application whose links a test may correct."""
    with TestClient(create_app(own_samples)) as client:
        yield client


def test_each_link_has_the_sentence_around_its_mention(client: TestClient) -> None:
    for link in got(client, f"/v1/works/{REPORT}/links", direction="both")["links"]:
        start, end = link["in_sentence"]
        assert link["sentence"][start:end] == link["surface"]
        assert link["id"].startswith(link["from"]["passage_id"])


def test_what_leads_to_its_own_document_is_told_apart(client: TestClient) -> None:
    links = got(client, f"/v1/works/{REPORT}/links")["links"]
    assert {link["within"] for link in links} == {True, False}
    assert all(link["within"] == (link["to"]["work"] == REPORT) for link in links)


def test_what_cites_a_document_that_is_not_here_can_be_asked(client: TestClient) -> None:
    into = got(client, f"/v1/works/{OUTSIDE}/links", direction="in")
    assert into["in_corpus"] is False
    assert {link["to"]["work"] for link in into["links"]} == {OUTSIDE}
    refused = client.get(f"/v1/works/{OUTSIDE}/links")
    assert refused.status_code == 404
    assert "--direction in" in refused.json()["detail"]


def test_the_missing_are_listed_by_how_often_with_where_they_are_published(client: TestClient) -> None:
    missing = got(client, "/v1/cited", missing=True)
    times = [line["mentions"] for line in missing["cited"]]
    assert times == sorted(times, reverse=True)
    assert missing["total"] == len(missing["cited"]) > 1
    assert not any(line["in_corpus"] for line in missing["cited"])
    addresses = {line["work"]: line["address"] for line in missing["cited"]}
    assert addresses[OUTSIDE] == "https://undocs.org/en/A/RES/70/1"
    assert addresses["EB/2043/7"] is None, "a decision has no document of its own"
    rows = list(csv.DictReader(io.StringIO(text_of(client, "/v1/cited", missing=True, format="csv"))))
    assert [row["work"] for row in rows] == [line["work"] for line in missing["cited"]]


def test_a_documents_paragraphs_are_counted_by_who_cites_them(client: TestClient) -> None:
    cited = got(client, f"/v1/works/{RESOLUTION}/cited")
    links = got(client, f"/v1/works/{RESOLUTION}/links", direction="in")["links"]
    assert cited["mentions"] == len(links)
    for part in cited["parts"]:
        number = part["path"].removeprefix("p").replace("/", "")
        naming = got(client, f"/v1/works/{RESOLUTION}/links", direction="in", pinpoint=number)["links"]
        assert part["mentions"] == len(naming)
        assert part["by"] == sorted({link["from"]["work"] for link in naming})


def test_documents_that_belong_together_name_what_they_share(client: TestClient) -> None:
    related = got(client, f"/v1/works/{RESOLUTION}/related")
    assert REPORT in {one["work"] for one in related["citing_alike"]}
    for one in related["cited_together"]:
        for citing in one["examples"]:
            targets = {link["to"]["work"] for link in got(client, f"/v1/works/{citing}/links")["links"]}
            assert {RESOLUTION, one["work"]} <= targets


def test_the_same_paragraph_is_shown_in_each_language(client: TestClient) -> None:
    parallel = got(client, f"/v1/works/{RESOLUTION}/parallel", pinpoint="5")
    assert [one["language"] for one in parallel["expressions"]] == ["en", "zh"]
    assert {p["number"] for one in parallel["expressions"] for p in one["passages"]} == {"5"}
    assert got(client, f"/v1/works/{RESOLUTION}/parallel", pinpoint="999")["missing"] == ["en", "zh"]


def test_links_as_csv_are_those_of_the_json_and_no_cell_is_a_formula(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.en.txt").write_text(HOSTILE)
    ingest([tmp_path / "report.en.txt"], settings)
    _, printed, _ = run(capsys, settings, "links", "DP/2099/73", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(printed))
    assert (row["surface"], row["to_work"], row["status"]) == ("resolution 99/950", "A/RES/99/950", "outside")
    assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
    assert "<b>marks</b>" in row["sentence"]


def test_links_as_jsonld_are_web_annotations_between_identified_works(client: TestClient) -> None:
    document = json.loads(text_of(client, f"/v1/works/{REPORT}/links", format="jsonld"))
    links = got(client, f"/v1/works/{REPORT}/links")["links"]
    annotations = document["@graph"]
    assert len(annotations) == len(links)
    for annotation, link in zip(annotations, links, strict=True):
        selectors = {selector["type"]: selector for selector in annotation["target"]["selector"]}
        assert selectors["TextQuoteSelector"]["exact"] == link["surface"]
        assert annotation["target"]["source"] == "/akn/un/doc/2099/DP-2099-11/zho@"
        assert ("body" in annotation) == (link["to"]["work"] is not None)


def test_links_as_graphml_are_read_by_another_program(client: TestClient) -> None:
    graph = nx.parse_graphml(text_of(client, "/v1/links", format="graphml"))
    assert graph.has_edge(REPORT, RESOLUTION)
    assert graph.nodes[OUTSIDE]["in_corpus"] is False
    links = got(client, f"/v1/works/{REPORT}/links")["links"]
    assert graph.edges[REPORT, RESOLUTION]["mentions"] == sum(link["to"]["work"] == RESOLUTION for link in links)


def test_the_picture_of_a_neighbourhood_is_well_formed_and_holds_every_neighbour(client: TestClient) -> None:
    picture = ET.fromstring(text_of(client, f"/v1/works/{REPORT}/neighbourhood.svg"))
    words = " ".join(picture.itertext())
    works = {link["to"]["work"] for link in got(client, f"/v1/works/{REPORT}/links")["links"] if not link["within"]}
    documents = {work for work in works if work and not work.startswith("SDG/")}
    assert len(documents) <= SHOWN
    assert all(work in words for work in documents)
    assert "style" not in "".join(element.attrib.get("style", "") for element in picture.iter())


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        (["links"], "no document is named"),
        (["links", REPORT, "--format", "pdf"], "csv, jsonld, graphml"),
        (["links", "--format", "svg"], "csv, jsonld, graphml"),  # a picture is of one document
        (["cited", "--format", "xml"], "it is one of csv"),
        (["parallel", RESOLUTION, "nonsense"], "give a paragraph"),
        (["related", "A/RES/1/1"], "No such document"),
        (["correct", "nonsense", "reject", "--by", "A"], "is not the name of a link"),
    ],
)
def test_a_wrong_call_is_one_line_with_its_remedy(
    ingested: tuple[Settings, Any], capsys: pytest.CaptureFixture[str], asked: list[str], cause: str
) -> None:
    code, printed, told = run(capsys, ingested[0], *asked)
    assert (code, printed) == (2, "")
    assert cause.lower() in told.lower()
    assert len(told.strip().splitlines()) == 1


def test_a_link_is_corrected_over_http_and_a_second_person_is_told(own: TestClient) -> None:
    link = next(link for link in got(own, f"/v1/works/{REPORT}/links")["links"] if link["to"]["work"] == RESOLUTION)
    said = {"correction": "retarget", "author": "A. Person", "target": "DP/2098/25", "pinpoint": "6"}
    made = own.post(f"/v1/links/{link['id']}/decisions", json=said)
    assert made.status_code == 201, made.text
    assert made.json()["link"]["to"]["work"] == "DP/2098/25"
    assert made.json()["link"]["to"]["passage_id"] is not None
    assert made.json()["link"]["machine"]["target"] == RESOLUTION
    second = own.post(f"/v1/links/{link['id']}/decisions", json=said | {"author": "B. Person"})
    assert (second.status_code, second.json()["code"]) == (409, "changed_meanwhile")
    seen = got(own, f"/v1/links/{link['id']}")["decisions"][0]["id"]
    third = own.post(f"/v1/links/{link['id']}/decisions", json=said | {"correction": "withdraw", "seen": seen})
    assert third.json()["link"]["to"]["work"] == RESOLUTION
    assert len(got(own, "/v1/link-decisions", work=REPORT)["decisions"]) == 2
    assert got(own, "/v1/link-decisions", unplaced=True)["decisions"] == []


def test_the_page_of_a_link_corrects_it_without_a_script(own: TestClient) -> None:
    link = got(own, f"/v1/works/{REPORT}/links")["links"][-1]
    page = own.get(f"/links/{link['id']}")
    assert page.status_code == 200
    assert 'value="withdraw"' not in page.text, "there is nothing to take back yet"
    sent = own.post(f"/links/{link['id']}", data={"correction": "reject", "author": "<i>A</i>"}, follow_redirects=False)
    assert sent.status_code == 303
    after = own.get(sent.headers["location"])
    assert "&lt;i&gt;A&lt;/i&gt;" in after.text
    assert 'value="withdraw"' in after.text
    assert len(got(own, f"/v1/works/{REPORT}/links")["rejected"]) == 1
    again = own.post(f"/links/{link['id']}", data={"correction": "confirm", "author": "B"}, follow_redirects=False)
    assert again.status_code == 409
    elsewhere = own.post(
        f"/links/{link['id']}", data={"correction": "confirm", "author": "B"}, headers={"Origin": "http://example.org"}
    )
    assert elsewhere.status_code == 403


def test_the_page_of_a_link_says_what_was_mistaken_and_keeps_what_was_entered(own: TestClient) -> None:
    link = got(own, f"/v1/works/{REPORT}/links")["links"][-1]
    to = {"correction": "retarget", "author": "A", "comment": "as I read it"}
    said = own.post(f"/links/{link['id']}?ui=zh", data=to | {"target": "XYZ 1"})
    assert said.status_code == 422
    assert all(words in said.text for words in ("“文件”一栏无法识别", 'value="XYZ 1"', 'value="as I read it"'))
    assert own.post(f"/links/{link['id']}", data=to | {"target": "SDG/3", "pinpoint": "?"}).status_code == 422
    missing = own.post(f"/links/{link['id']}?ui=zh", data=to | {"target": "DP/2098/25", "pinpoint": "99"})
    assert missing.status_code == 200
    page = own.get(f"/links/{link['id']}?ui=zh").text
    assert "无此段" in page
    assert "无此文件" not in page
    assert "报告 <span" in page, "the label is of the document that is meant"


def test_the_command_line_corrects_a_link_and_lists_what_was_said(
    own_samples: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = own_samples
    links = json.loads(run(capsys, settings, "links", REPORT, "--json")[1])["links"]
    name = links[-1]["id"]
    assert "it is no link now" in run(capsys, settings, "correct", name, "reject", "--by", "A. Person")[1]
    assert len(json.loads(run(capsys, settings, "links", REPORT, "--json")[1])["links"]) == len(links) - 1
    to = ("--by", "B", "--to", "第75/233号决议", "--pinpoint", "第29段")
    assert (
        "A/RES/75/233 para. 29 [outside] (re-targeted by B)"
        in run(capsys, settings, "correct", name, "retarget", *to)[1]
    )
    said = run(capsys, settings, "corrections", REPORT)[1]
    assert [line.split("  ")[1].split(":")[0] for line in said.splitlines()] == ["A. Person", "B"]


@pytest.mark.parametrize("target", ["SDG/17", "SDG/3.b", "UN-CHARTER", "TREATY/CBD"])
def test_a_goal_or_an_instrument_can_be_what_a_link_means(own: TestClient, target: str) -> None:
    link = got(own, f"/v1/works/{REPORT}/links")["links"][-1]
    said = {"correction": "retarget", "author": "A", "target": target.swapcase()}
    answer = own.post(f"/v1/links/{link['id']}/decisions", json=said)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["link"]["target"], answer.json()["link"]["status"]) == (target, "outside")
    assert len(got(own, f"/v1/works/{target}/links", direction="in")["links"]) > 0


def test_frameworks_correspond_as_the_documents_say(client: TestClient) -> None:
    pairs = {
        (one["from"]["code"], one["to"]["code"]): one["relation"]
        for one in got(client, "/v1/frameworks")["correspondences"]
    }
    assert pairs["1.1", "3.1"] == "related", "contribution and integration are different questions"
    assert pairs["2.4.7", "3.2"] == "same"
