"""The HTTP API answers with the contract's shapes. The routes check them too: a wrong shape would be a 500."""

from __future__ import annotations

from inspect import iscoroutinefunction
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes import finding
from api.search_shapes import Found
from api.stateless import parse_document
from corpus.settings import Settings

REPORT = "DP/2099/11"
RESOLUTION = "A/RES/99/901"


def answer(client: TestClient, path: str) -> dict:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.json()


def test_search_answers_as_the_command_does(client: TestClient) -> None:
    found = answer(client, "/v1/search?q=志愿者&k=3")
    assert {"query", "mode", "took_ms", "total", "hits", "facets", "notes"} <= found.keys()
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert Found.model_validate(found).total == found["total"], "it is written as it is, so its shape is looked at here"
    hit = found["hits"][0]
    assert {"score", "passage_id", "work", "symbol", "language", "kind", "number", "heading_path"} <= hit.keys()
    assert all(hit["text"][start:end] for start, end in hit["highlights"])
    assert "dense: off (no model on this machine)" in found["notes"]
    assert any("unread" in note for note in found["notes"])


def test_a_search_keeps_to_its_filters(client: TestClient) -> None:
    found = answer(client, "/v1/search?q=volunteers&lang=zh&type=vnr&k=20")
    assert {(hit["language"], hit["type"]) for hit in found["hits"]} == {("zh", "vnr")}
    either = answer(client, "/v1/search?q=volunteers&lang=zh&lang=en&k=50")
    assert {hit["language"] for hit in either["hits"]} == {"zh", "en"}


def test_an_offset_goes_on_where_the_first_hits_end(client: TestClient) -> None:
    first, second = (answer(client, f"/v1/search?q=volunteers&k=5&offset={offset}") for offset in (0, 5))
    assert [hit["rank"] for hit in second["hits"]] == [6, 7, 8, 9, 10]
    assert not {hit["passage_id"] for hit in first["hits"]} & {hit["passage_id"] for hit in second["hits"]}


def test_an_answer_quotes_passages_that_exist(client: TestClient) -> None:
    given = answer(client, "/v1/answer?q=青年志愿者如何参与数字化转型？")
    assert {"question", "answer", "citations", "answered"} <= given.keys()
    for citation in given["citations"]:
        passage = answer(client, f"/v1/passages/{citation['passage_id']}")
        assert citation["quote"] in passage["text"]


def test_an_answer_tells_what_was_not_read_as_a_search_does(client: TestClient) -> None:
    unread = [note for note in answer(client, "/v1/search?q=volunteers")["notes"] if "unread" in note]
    assert len(unread) == 1
    for question in ("How do whales sing?", f"{REPORT} 第5段"):
        notes = answer(client, f"/v1/answer?q={question}")["notes"]
        assert [note for note in notes if "unread" in note] == unread


def test_a_question_that_names_a_paragraph_is_answered_with_it(client: TestClient) -> None:
    given = answer(client, f"/v1/answer?q={REPORT} 第5段")
    passages = answer(client, f"/v1/works/{REPORT}/passages?language=zh")["passages"]
    meant = [p for p in passages if p["path"] == "p5" or p["path"].startswith(("p5/", "p5~"))]
    assert given["answered"] is True
    assert [c["quote"] for c in given["citations"]] == [p["text"] for p in meant]


@pytest.mark.parametrize("work", [REPORT, RESOLUTION, "VNR/XAE/2024"])
def test_a_symbol_is_the_same_in_a_hit_a_work_and_a_parsed_file(client: TestClient, samples: Path, work: str) -> None:
    symbol = None if work.startswith("VNR") else work
    hits = answer(client, f"/v1/search?q={work}&k=3")["hits"]
    expressions = answer(client, f"/v1/works/{work}")["expressions"]
    assert {(hit["work"], hit["symbol"]) for hit in hits} == {(work, symbol)}
    assert {expression["symbol"] for expression in expressions} == {symbol}
    name = {REPORT: "dp-2099-11.zh", RESOLUTION: "a-res-99-901.en", "VNR/XAE/2024": "vnr-xae-2024.ar"}[work]
    (file,) = samples.glob(f"sample-{name}.*")
    assert parse_document(file, Settings())["symbol"] == symbol


def test_works_are_listed_with_their_languages(client: TestClient) -> None:
    listed = answer(client, "/v1/works")
    works = {work["work"]: work for work in listed["works"]}
    assert listed["total"] == len(works)
    assert {e["language"] for e in works[RESOLUTION]["expressions"]} == {"zh", "en"}


@pytest.mark.parametrize("path", ["A/RES/99/901", "A%2FRES%2F99%2F901", "a/res/99/901", "A/RES%2f99/901"])
def test_a_symbol_is_found_however_its_slashes_are_sent(client: TestClient, path: str) -> None:
    assert answer(client, f"/v1/works/{path}")["work"] == RESOLUTION
    assert answer(client, f"/v1/works/{path}/passages?language=en")["work"] == RESOLUTION
    assert answer(client, f"/v1/works/{path}/links?direction=in")["work"] == RESOLUTION


def test_the_passages_of_a_work_are_those_that_can_be_asked_for(client: TestClient) -> None:
    passages = answer(client, f"/v1/works/{REPORT}/passages?language=zh")["passages"]
    numbers = [int(p["number"]) for p in passages if p["kind"] == "paragraph" and p["path"] == f"p{p['number']}"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 10
    one = next(p for p in passages if p["path"] == "p3")
    assert answer(client, f"/v1/passages/{one['id']}") == one


def test_a_language_that_is_not_there_is_named(client: TestClient) -> None:
    response = client.get(f"/v1/works/{REPORT}/passages?language=fr")
    assert (response.status_code, response.json()["code"]) == (404, "unknown_work")
    assert "zh" in response.json()["detail"]


def test_links_lead_to_paragraphs_and_back(client: TestClient) -> None:
    out = answer(client, f"/v1/works/{REPORT}/links")["links"]
    assert {link["status"] for link in out} <= {"matched", "ambiguous", "outside", "invalid"}
    exact = next(link for link in out if link["to"]["work"] == RESOLUTION and link["to"]["passage_id"])
    target = answer(client, f"/v1/passages/{exact['to']['passage_id']}")
    number = target["number"] if target["kind"] == "paragraph" else exact["to"]["pinpoint"]["numbers"][0]
    back = answer(client, f"/v1/works/{RESOLUTION}/links?direction=in&pinpoint={number}")["links"]
    assert back
    assert all(number in link["to"]["pinpoint"]["numbers"] for link in back)


def test_a_count_has_its_ledger(client: TestClient) -> None:
    count = answer(client, "/v1/indicators/3.1")
    statuses = [line["status"] for line in count["countries"]]
    assert (count["numerator"], count["unread"]) == (statuses.count("yes"), statuses.count("unread"))
    assert count["denominator"] == statuses.count("yes") + statuses.count("no")
    assert all(line["evidence"] for line in count["countries"] if line["status"] == "yes")
    one = answer(client, f"/v1/indicators/3.1?year={count['years'][0]['year']}")
    assert one["year"] == count["years"][0]["year"]
    assert one["numerator"] == count["years"][0]["numerator"]


def test_the_indicators_that_are_listed_can_be_counted(client: TestClient) -> None:
    for indicator in answer(client, "/v1/indicators")["indicators"]:
        assert answer(client, f"/v1/indicators/{indicator['code']}")["title"] == indicator["title"]


def test_cite_and_classify_answer_in_the_order_sent(client: TestClient) -> None:
    text = "Recalling paragraph 29 of resolution 75/233"
    cited = client.post("/v1/cite", json=[{"id": "a", "text": text, "lang": "en"}, {"id": 2, "text": ""}]).json()
    assert [item["id"] for item in cited] == ["a", 2]
    mention = cited[0]["mentions"][0]
    assert (mention["target"], mention["surface"]) == ("A/RES/75/233", text[mention["start"] : mention["end"]])
    said = client.post(
        "/v1/classify", json=[{"id": 1, "text": "The national volunteering law was adopted.", "language": "en"}]
    ).json()
    assert said[0]["id"] == 1
    assert said[0]["mentions_volunteering"] is True


def test_health_and_readiness(client: TestClient) -> None:
    assert answer(client, "/v1/health")["status"] == "ok"
    ready = answer(client, "/v1/ready")
    assert ready["ready"] is True
    assert ready["dense"] == "off"
    assert ready["corpus"]["passages"] > 100
    assert ready["unread"]


def test_an_upload_can_be_found_and_the_same_again_writes_nothing(empty_client: TestClient) -> None:
    text = "1. Youth volunteers planted mangroves along the northern shore of the island.\n"
    name = "../../..\\etc/VNR of nowhere.txt"

    def send() -> tuple[int, dict]:
        response = empty_client.post("/v1/documents", files={"file": (name, BytesIO(text.encode()))})
        return response.status_code, response.json()

    status, report = send()
    assert (status, report["indexed"]) == (201, 1)
    hits = answer(empty_client, "/v1/search?q=mangroves")["hits"]
    assert [hit["text"] for hit in hits if "mangroves" in hit["text"]]
    status, report = send()
    assert (status, report["indexed"], report["unchanged"]) == (200, 0, 1)


def test_an_upload_is_what_its_form_says(empty_client: TestClient) -> None:
    form = {"symbol": "VNR/KEN/2020", "type": "vnr", "language": "en", "country": "KEN", "year": "2020"}
    file = {"file": ("any.txt", b"1. Volunteers count the birds of the lake every year.\n")}
    assert empty_client.post("/v1/documents", files=file, data=form).status_code == 201
    work = answer(empty_client, "/v1/works/VNR/KEN/2020")
    assert (work["type"], work["country"], work["year"]) == ("vnr", "KEN", 2020)


def test_an_upload_that_cannot_be_read_says_why(empty_client: TestClient) -> None:
    response = empty_client.post("/v1/documents", files={"file": ("page.pdf", b"<html><p>not a pdf</p></html>")})
    assert (response.status_code, response.json()["code"]) == (422, "not_a_pdf")
    assert "page.pdf" in response.json()["detail"]
    assert "incoming" not in response.text
    assert "page.pdf" in empty_client.get("/library").text
    empty = empty_client.post("/v1/documents", files={"file": ("empty.txt", b"")})
    assert (empty.status_code, empty.json()["code"]) == (422, "empty_file")


def test_what_a_killed_run_left_is_finished_when_the_server_starts(settings: Settings, tmp_path: Path) -> None:
    with TestClient(create_app(settings)) as client:
        store = client.app.state.portal.store
        (tmp_path / "left.txt").write_text("1. Volunteers teach the old songs.\n", encoding="utf-8")
        from corpus.originals import OriginalsFolder

        original = OriginalsFolder(settings.originals_folder).put(tmp_path / "left.txt")
        store.jobs.accept(original.sha256, original.size, "left.txt", {}, "any")
    with TestClient(create_app(settings)) as client:
        client.app.state.portal.ingest([]).result(timeout=60)
        assert answer(client, "/v1/search?q=songs")["hits"]


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict:
    return answer(client, "/openapi.json")


OF_NO_JSON = {
    "{number}.png": {"image/png"},
    "neighbourhood.svg": {"image/svg+xml"},
    "links": {"text/csv", "application/ld+json", "application/graphml+xml"},
    "export": {
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-research-info-systems",
        "application/x-bibtex",
    },
    "/v1/review/decisions": {"text/csv", "application/jsonl", "application/ld+json"},
}
"""Routes that answer with pictures or files, by their path or its last part, with their media types."""


def test_every_route_is_described_with_examples_and_shapes(document: dict) -> None:
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            assert route["summary"], (method, path)
            assert route["description"], (method, path)
            if "204" in route["responses"]:  # nothing is left to be answered with
                assert "content" not in route["responses"]["204"], (method, path)
                continue
            success = next(route["responses"][code] for code in ("200", "201", "202") if code in route["responses"])
            of_no_json = OF_NO_JSON.get(path, OF_NO_JSON.get(path.rsplit("/", 1)[-1], set()))
            assert of_no_json <= success["content"].keys(), (method, path)
            assert of_no_json or success["content"]["application/json"]["schema"], (method, path)
    q = next(p for p in document["paths"]["/v1/search"]["get"]["parameters"] if p["name"] == "q")
    assert q["schema"]["examples"]


def test_only_the_api_is_described(document: dict) -> None:
    assert document["paths"]
    assert all(path.startswith("/v1/") for path in document["paths"])


@pytest.mark.parametrize("year", ["99999999999999999999999", "-1", "0"])
def test_who_presented_in_no_year_of_a_document_is_a_wrong_call(client: TestClient, year: str) -> None:
    answer = client.get("/v1/presenters", params={"year": year})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


def test_what_a_search_is_given_takes_no_thread() -> None:
    (route,) = [route for route in finding.router.routes if getattr(route, "path", None) == "/v1/search"]
    given = [one.call for one in route.dependant.dependencies]
    assert given
    assert all(iscoroutinefunction(call) for call in given)
