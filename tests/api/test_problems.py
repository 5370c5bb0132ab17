"""Every failure has one shape, says nothing of the inside, and carries the security headers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.headers import SECURITY_HEADERS
from api.portal import open_portal
from corpus.errors import PortalError
from corpus.settings import Settings
from tests.folders import copied

MEMBERS = {"type", "title", "status", "detail", "code", "request"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("GET", "/v1/works/A/RES/1/1", 404, "unknown_work"),
        ("GET", "/v1/works/..%2f..%2fetc%2fpasswd", 404, "unknown_work"),
        ("GET", "/v1/works/%00", 404, "unknown_work"),
        ("GET", "/v1/passages/none", 404, "unknown_passage"),
        ("GET", "/v1/indicators/9.9", 404, "unknown_indicator"),
        ("GET", "/v1/indicators/3.1?policy=mild", 422, "invalid_request"),
        ("GET", "/v1/indicators/3.1?from=2025&to=2024", 400, "bad_input"),
        ("GET", "/v1/search", 422, "invalid_request"),
        ("GET", "/v1/search?q=%20", 400, "query_empty"),
        ("GET", "/v1/search?q=" + "a" * 10_000, 400, "query_too_long"),
        ("GET", "/v1/search?q=a&k=0", 422, "invalid_request"),
        ("GET", "/v1/search?q=a&mode=dense", 400, "unknown_mode"),
        ("POST", "/v1/search?q=a", 405, "method_not_allowed"),
        ("POST", "/v1/documents", 422, "invalid_request"),
    ],
)
def test_a_failure_is_a_problem_of_one_shape(
    unchanged_client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = unchanged_client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert set(problem) == MEMBERS
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"/problems/{code}")
    assert problem["title"]
    assert problem["detail"]


def test_a_problem_reads_exactly_so(unchanged_client: TestClient) -> None:
    assert unchanged_client.get("/v1/indicators/9.9", headers={"X-Request-ID": "proxy-12345678"}).json() == {
        "type": "/problems/unknown_indicator",
        "title": "Unknown indicator",
        "status": 404,
        "detail": "'9.9'. Defined are 3.1, 1.1, mention, 3.2, 3.1.1, 3.1.2.",
        "code": "unknown_indicator",
        "request": "proxy-12345678",
    }


def test_the_type_of_a_problem_leads_to_what_it_means(unchanged_client: TestClient) -> None:
    page = unchanged_client.get(unchanged_client.get("/v1/indicators/9.9").json()["type"])
    assert page.status_code == 200
    assert "Ask for one of those that are defined." in page.text


def test_what_was_sent_is_not_repeated_in_a_problem(unchanged_client: TestClient) -> None:
    answer = unchanged_client.post("/v1/cite", json=[{"text": {"secret": "sent"}}] * 50)
    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert answer.json()["detail"].startswith("body.0.text: ")
    assert "and 45 more" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", [b"[" * 200_000, b"{", b"\xff\xfe", b'[{"text": "\\ud800"}]'], ids=["deep", "cut", "bytes", "surrogate"]
)
def test_a_broken_json_body_is_refused(unchanged_client: TestClient, body: bytes) -> None:
    answer = unchanged_client.post("/v1/classify", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == MEMBERS


def test_a_body_that_announces_too_much_is_refused_unread(unchanged_client: TestClient) -> None:
    answer = unchanged_client.post("/v1/cite", content=b" " * ((1 << 20) + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_grows_too_large_is_cut_off_at_the_limit(unchanged_client: TestClient) -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        for _ in range(64):
            sent.append(1)
            yield b" " * (64 << 10)

    answer = unchanged_client.post("/v1/cite", content=endless(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_upload_may_be_as_large_as_the_settings_say(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path / "data", max_file_mb=1))) as client:
        answer = client.post("/v1/documents", files={"file": ("big.txt", b"a" * (2 << 20))})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_write_sent_by_another_site_is_refused(unchanged_client: TestClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}, {"Origin": "null"}):
        answer = unchanged_client.post("/v1/cite", json=[], headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    own = {"Origin": str(unchanged_client.base_url)}
    assert unchanged_client.post("/v1/cite", json=[], headers=own).status_code == 200


def test_an_unexpected_failure_shows_no_traceback(settings: Settings) -> None:
    app = create_app(settings)

    @app.get("/v1/breaks")
    def breaks() -> None:
        raise RuntimeError("the inside")

    answer = TestClient(app, raise_server_exceptions=False).get("/v1/breaks")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "inside" not in answer.text
    assert answer.headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/v1/health", "/v1/nothing", "/static/portal.css", "/openapi.json"])
def test_every_answer_carries_the_security_headers_and_none_of_cors(unchanged_client: TestClient, path: str) -> None:
    headers = unchanged_client.get(path, headers={"Origin": "https://example.org"}).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert not [name for name in headers if name.startswith("access-control")]
    assert "unsafe" not in headers["content-security-policy"]


def test_a_lost_index_stops_search_and_nothing_else(ingested: tuple[Settings, object], tmp_path: Path) -> None:
    lost = Settings(data=tmp_path / "lost")
    copied(ingested[0].data, lost.data)
    shutil.rmtree(lost.index)
    with TestClient(create_app(lost), raise_server_exceptions=False) as other:
        answer = other.get("/v1/search?q=volunteers")
        assert (answer.status_code, answer.json()["code"]) == (503, "index_unavailable")
        assert int(answer.headers["retry-after"]) <= 2
        assert other.get("/v1/indicators/3.1").status_code == 200
        ready = other.get("/v1/ready")
        assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
        assert ready.json()["checks"]["store"] == "ok"


def test_a_second_server_on_a_data_folder_is_refused(empty_client: TestClient, settings: Settings) -> None:
    with pytest.raises(PortalError) as refused, open_portal(Settings(data=settings.data, lock_seconds=0.1)):
        pass
    assert refused.value.code == "data_busy"


def test_openapi_describes_problems_as_they_are(unchanged_client: TestClient) -> None:
    document = unchanged_client.get("/openapi.json").json()
    assert "HTTPValidationError" not in json.dumps(document)
    content = document["paths"]["/v1/works/{symbol}"]["get"]["responses"]["404"]["content"]
    assert set(content["application/problem+json"]["schema"]["properties"]) == MEMBERS


def test_json_that_is_nested_too_deeply_is_refused_at_once(unchanged_client: TestClient) -> None:
    for body in (b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000):
        answer = unchanged_client.post("/v1/cite", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
        assert "nested too deeply" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/v1/indicators/3.1?contry=KEN", "'contry' is none. There are: year, from, to"),
        ("/v1/indicators/3.1?year=2020&year=2021", "'year' is given twice"),
        ("/v1/works?page=2", "There are none here."),
        ("/v1/search?q=x&" + "&".join(f"a{n}=1" for n in range(50)), "'a4' is none. There are"),
    ],
)
def test_a_parameter_that_is_none_or_is_given_twice_is_named(
    unchanged_client: TestClient, asked: str, said: str
) -> None:
    answer = unchanged_client.get(asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert said in answer.json()["detail"]


def test_what_others_append_to_the_address_of_a_page_is_passed_over(unchanged_client: TestClient) -> None:
    assert unchanged_client.get("/search?q=x&utm_source=mail&fbclid=1").status_code == 200
    assert unchanged_client.get("/v1/search?q=x&lang=zh&lang=en").status_code == 200


def test_a_method_that_is_not_allowed_is_told_which_are(unchanged_client: TestClient) -> None:
    """Of all routes of the path, which stand for one method each."""
    for method, path, allowed in (("PUT", "/v1/searches", "GET, POST"), ("TRACE", "/v1/search", "GET")):
        answer = unchanged_client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_every_route_describes_how_it_refuses(unchanged_client: TestClient) -> None:
    for path, operations in unchanged_client.get("/openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            expected = {"414", "422", "431"} | ({"400", "403", "408", "413", "415"} if method == "post" else set())
            assert expected <= answers.keys(), (method, path)
            for status in answers.keys() - {"200", "201", "202", "204", "304"}:
                assert "application/problem+json" in answers[status]["content"], (method, path, status)


@pytest.mark.parametrize("route", ["/v1/cite", "/v1/classify"])
def test_an_id_that_is_a_truth_value_is_refused_and_not_given_back_as_a_number(
    unchanged_client: TestClient, route: str
) -> None:
    answer = unchanged_client.post(route, json=[{"id": False, "text": "Volunteers plant trees."}])
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
