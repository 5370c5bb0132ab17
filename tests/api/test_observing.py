"""What is told of a running portal is true, and tells nobody what was asked for."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.observing import spans as open_telemetry
from api.observing.logs import Line, Text, write_log
from api.observing.spans import open_spans, provider_of_spans
from api.work_commands import host_and_port, serve_metrics
from corpus.access import Role
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store
from ingest.working import open_worker
from tests.folders import copied

DASHBOARD = Path(__file__).parent.parent.parent / "docs" / "grafana" / "portal.json"
ASKED = "volunteerism forests zebra"
SONG = b"1. Volunteers teach the old songs.\n"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def portal(ingested: tuple[Settings, object], tmp_path: Path) -> Iterator[TestClient]:
    """A portal of its own over the samples: metrics count what one process did."""
    settings = Settings(data=tmp_path / "data")
    copied(ingested[0].data, settings.data)
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


def samples_of(client: TestClient) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


# Metrics


def test_requests_are_counted_by_route_and_never_by_path(portal: TestClient) -> None:
    for path in ("/v1/works/DP/2099/11", "/v1/works/DP/2099/99", f"/v1/{ASKED}", f"/v1/search?q={ASKED}"):
        portal.get(path)
    for path in ("/v1/works", "/static/portal.css"):
        portal.request("BREW", path)
    found = samples_of(portal)
    assert found["vkp_http_requests_total", "GET", "/v1/works/{symbol}", "200"] == 1
    assert found["vkp_http_requests_total", "GET", "/v1/works/{symbol}", "404"] == 1
    assert found["vkp_http_requests_total", "other", "none", "404"] == 1
    assert found["vkp_http_request_seconds_count", "GET", "/v1/search"] == 1
    assert not [name for name in found if "zebra" in " ".join(name) or "BREW" in name]


def test_searches_are_timed_as_a_whole_and_in_their_parts(portal: TestClient) -> None:
    assert portal.get("/v1/search?q=volunteers").status_code == 200
    found = samples_of(portal)
    assert found["vkp_search_seconds_count", "lexical"] == 1, "those that warm up are not counted"
    for leg in ("reader", "retriever", "words"):
        assert found["vkp_search_leg_seconds_count", leg] >= 1
    assert found["vkp_search_leg_seconds_sum", "words"] <= found["vkp_search_leg_seconds_sum", "retriever"]


def test_what_the_corpus_holds_is_looked_up_at_the_scrape(portal: TestClient) -> None:
    before, totals = samples_of(portal), portal.get("/v1/ready").json()["corpus"]
    for name in ("works", "expressions", "passages", "pages"):
        assert before[(f"vkp_{name}",)] == totals[name]
    assert before[("vkp_index_points",)] == totals["passages"]
    assert before[("vkp_pages_unread",)] == totals["unread_pages"] > 0
    assert before[("vkp_index_bytes",)] > 0
    assert before["vkp_model_state", "off"] == 1
    assert before[("vkp_oldest_waiting_seconds",)] == 0
    assert before[("vkp_review_waiting",)] == portal.get("/v1/review/queue?indicator=3.1").json()["total"]
    assert {before["vkp_up", part] for part in ("store", "index", "disk")} == {1}
    assert portal.post("/v1/documents", files={"file": ("song.txt", SONG)}).status_code == 201
    after = samples_of(portal)
    assert after["vkp_jobs", "indexed"] == before["vkp_jobs", "indexed"] + 1
    assert after["vkp_step_seconds_count", "ingest.read"] == 1
    assert after["vkp_step_seconds_count", "ingest.publish"] == 1


def test_a_file_that_waits_is_told_with_its_age(portal: TestClient) -> None:
    store = portal.app.state.portal.store
    store.jobs.accept("c" * 64, 1, "x.pdf", {}, "1")
    time.sleep(1.1)
    found = samples_of(portal)
    assert found["vkp_jobs", "pending"] == 1
    assert 1 <= found[("vkp_oldest_waiting_seconds",)] < 60


def test_metrics_are_for_programs_and_administrators_of_a_team(empty_client: TestClient, settings: Settings) -> None:
    assert empty_client.get("/metrics").status_code == 200
    assert empty_client.get("/metrics", headers={"Host": "evil.example"}).status_code == 421
    store = open_store(settings)
    keys = {role: store.keys.create(role.value, role)[1] for role in Role}
    store.close()
    assert empty_client.get("/metrics").status_code == 401
    answered = {role: empty_client.get("/metrics", headers=bearer(keys[role])).status_code for role in Role}
    assert {role for role, status in answered.items() if status == 200} == {Role.SERVICE, Role.ADMIN}


def test_the_dashboard_asks_for_metrics_that_there_are(portal: TestClient) -> None:
    portal.get("/v1/search?q=volunteers")
    portal.post("/v1/documents", files={"file": ("song.txt", SONG)})
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    asked = {name for expression in expressions for name in re.findall(r"\bvkp_\w+", expression)}
    assert len(asked) > 12
    assert asked <= {name for name, *_ in samples_of(portal)}
    for panel in dashboard["panels"]:
        assert {"id", "type", "title", "gridPos"} <= panel.keys()
        assert panel.get("datasource", {}).get("uid") == "${datasource}" or panel["type"] == "row"
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    assert dashboard["schemaVersion"] >= 39
    assert [variable["name"] for variable in dashboard["templating"]["list"]] == ["datasource"]


def test_a_worker_serves_its_steps_and_the_queue(tmp_path: Path) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    with ExitStack() as stack:
        worker = open_worker(Settings(data=tmp_path / "data"), stack)
        serve_metrics(worker, *host_and_port(f"127.0.0.1:{port}"), stack)
        with pytest.raises(PortalError, match="--metrics"):
            serve_metrics(worker, "127.0.0.1", port, stack)
        worker.turn()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            told = answer.read().decode()
    assert 'vkp_jobs{state="pending"} 0.0' in told
    assert 'vkp_up{part="store"} 1.0' in told
    for wrong in ("9100", "host:", "host:port", ":9100", "host:99999"):
        with pytest.raises(PortalError, match="HOST:PORT"):
            host_and_port(wrong)


# Ready


def test_a_stranger_hears_whether_it_is_ready_and_no_more(ingested: tuple[Settings, object], tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", access="keys")
    copied(ingested[0].data, settings.data)
    store = open_store(settings)
    key = store.keys.create("Ana", Role.READER)[1]
    store.close()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        said = client.get("/v1/ready").json()
        assert said == {"ready": True, "checks": {"store": "ok", "index": "ok", "disk": "ok", "model": "ok"}}
        assert client.get("/v1/ready", headers=bearer(key)).json()["corpus"]["works"] > 0
        shutil.move(settings.index, tmp_path / "elsewhere")
        lost = client.get("/v1/ready")
        assert (lost.status_code, lost.json()["checks"]["index"]) == (503, "index_unavailable")
        assert str(tmp_path) not in lost.text
        assert "elsewhere" not in lost.text
        assert client.get("/v1/health").status_code == 200
        until = time.monotonic() + 60
        while client.get("/v1/ready").status_code != 200:
            assert time.monotonic() < until, "it is mended by itself"
            time.sleep(0.1)


def test_a_page_of_another_name_hears_no_more_than_a_stranger(portal: TestClient) -> None:
    assert "corpus" not in portal.get("/v1/ready", headers={"Host": "evil.example"}).json()
    assert "corpus" in portal.get("/v1/ready").json()


def test_a_full_disk_and_a_store_of_another_version_are_named(
    portal: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.writer.SPACE", 1 << 60)
    full = portal.get("/v1/ready")
    assert (full.status_code, full.json()["checks"]["index"]) == (503, "ok")
    assert "disk: The disk is full" in full.json()["detail"]
    monkeypatch.undo()
    monkeypatch.setattr("corpus.store.open.HEAD", "9999")
    newer = portal.get("/v1/ready").json()
    assert newer["checks"]["store"].startswith("The data folder was written by a newer version")


# Logs and ids of requests


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log would hold, as JSON."""
    written, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(written)
    handler.setFormatter(Line())
    access = logging.getLogger("vkp.access")
    level = access.level
    access.addHandler(handler)
    access.setLevel(logging.INFO)
    yield written
    access.removeHandler(handler)
    access.setLevel(level)


def test_a_request_is_one_line_that_says_nothing_of_what_was_asked(portal: TestClient, lines: io.StringIO) -> None:
    answer = portal.get(
        f"/v1/search?q={ASKED}", headers={"X-Request-ID": "proxy-12345678", "Authorization": "Bearer x"}
    )
    portal.get("/v1/health")
    (line,) = lines.getvalue().splitlines()
    told = json.loads(line)
    assert told["request"] == answer.headers["x-request-id"] == "proxy-12345678"
    assert (told["method"], told["route"], told["status"], told["role"]) == ("GET", "/v1/search", 200, "local")
    assert told["ms"] > 0
    assert told["bytes"] == len(answer.content)
    assert "zebra" not in line
    assert "testclient" not in line


@pytest.mark.parametrize("given", [None, "", "short", 'a"b\\nforged: line', "x" * 65, "../../../etc", "ümlaut-12345"])
def test_an_id_that_is_not_sane_is_replaced(portal: TestClient, given: str | None) -> None:
    headers = {} if given is None else {"X-Request-ID": given.encode("latin-1")}
    found = portal.get("/v1/works/none", headers=headers)
    assert re.fullmatch(r"[0-9a-f]{32}", found.headers["x-request-id"])
    assert found.json()["request"] == found.headers["x-request-id"]


def test_a_failure_that_nobody_expected_can_be_found_in_the_log(portal: TestClient, lines: io.StringIO) -> None:
    def fails() -> None:
        raise RuntimeError(ASKED)

    portal.app.add_api_route("/v1/breaks", fails)
    answer = portal.get("/v1/breaks", headers={"X-Request-ID": "proxy-12345678"})
    assert answer.json()["request"] == answer.headers["x-request-id"] == "proxy-12345678"
    told = json.loads(lines.getvalue().splitlines()[0])
    assert (answer.status_code, told["status"], told["request"]) == (500, 500, "proxy-12345678")
    assert "zebra" not in answer.text


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_holds_a_line_for_an_event(form: Any, capsys: pytest.CaptureFixture[str]) -> None:
    root, levels = logging.getLogger(), {n: logging.getLogger(n).level for n in ("", "vkp", "uvicorn", "haystack")}
    handlers = list(root.handlers)
    try:
        write_log(form)
        logging.getLogger("vkp.work").info("2 indexed", extra={"vkp": {"seconds": 1.5}})
        logging.getLogger("other").info("not of ours")
        (line,) = capsys.readouterr().err.splitlines()
    finally:
        root.handlers[:] = handlers
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    if form == "json":
        told = json.loads(line)
        assert (told["level"], told["logger"], told["message"], told["seconds"]) == (
            "info",
            "vkp.work",
            "2 indexed",
            1.5,
        )
    else:
        assert re.fullmatch(r"\S+ INFO 2 indexed seconds=1.5", line)


def test_a_traceback_is_part_of_its_line() -> None:
    failure = KeyError("x\ny")
    record = logging.LogRecord("vkp", logging.ERROR, "", 1, "it failed", None, (KeyError, failure, None))
    assert "\n" not in Line().format(record)
    assert Text().format(record).count("\n") >= 1


def test_a_name_that_holds_a_line_end_makes_no_line_of_the_log() -> None:
    record = logging.LogRecord("vkp", logging.WARNING, "", 1, "%s: it is damaged", ("a\nINFO \x1b[2Jb.pdf",), None)
    assert Text().format(record).endswith("WARNING a\\nINFO \\x1b[2Jb.pdf: it is damaged")


# Traces


def test_the_spans_of_a_search_have_the_id_of_their_request_and_not_its_words(
    ingested: tuple[Settings, object], tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "data")
    copied(ingested[0].data, settings.data)
    kept, provider = InMemorySpanExporter(), provider_of_spans()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    with TestClient(create_app(settings, spans=provider)) as client:
        client.get(f"/v1/search?q={ASKED}", headers={"X-Request-ID": "proxy-12345678"})
        made = {span.name: span for span in kept.get_finished_spans()}
    assert {"GET /v1/search", "haystack.pipeline.run", "reader", "retriever", "words"} <= made.keys()
    assert {attributes_of(span)["vkp.request"] for span in made.values()} == {"proxy-12345678"}
    assert len({span.context.trace_id for span in made.values()}) == 1
    assert parent_of(made["words"], made) == "retriever"
    assert parent_of(made["haystack.pipeline.run"], made) == "GET /v1/search"
    assert attributes_of(made["GET /v1/search"])["http.response.status_code"] == 200
    assert "zebra" not in "".join(span.to_json() for span in made.values())


def attributes_of(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def parent_of(span: ReadableSpan, made: dict[str, ReadableSpan]) -> str | None:
    return next(
        (name for name, one in made.items() if span.parent and one.context.span_id == span.parent.span_id), None
    )


def test_no_spans_are_made_where_no_collector_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_spans({}) is None
    assert open_telemetry.ENDPOINTS[0] == "OTEL_EXPORTER_OTLP_ENDPOINT"
    provider = open_spans({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})
    assert provider is not None
    provider.shutdown()


def test_without_the_extra_it_is_said_that_no_traces_are_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert open_spans({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}) is None
    assert "[otel]" in caplog.text
