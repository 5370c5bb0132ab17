"""A portal on PostgreSQL answers as one on SQLite, loses no decision, and says so when its database is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from corpus.settings import Settings
from eval.served import served
from ingest.pipeline import ingest
from ingest.report import IngestReport
from tests.databases import Server, running_server

REVIEWERS, DECISIONS = 25, 6
ASKED = (
    *("/v1/works", "/v1/indicators", "/v1/countries", "/v1/cited", "/v1/review/queue", "/v1/review/progress"),
    *(
        f"/v1/indicators/{code}?basis={basis}"
        for code in ("1.1", "3.1", "mention")
        for basis in ("suggested", "reviewed")
    ),
    *("/v1/search?q=志愿服务&mode=lexical", "/v1/search?q=volunteer%20law&mode=lexical", "/v1/links"),
)
WITH_NUL = (
    *("/v1/works/A%00B", "/v1/works/A%00B/links", "/v1/passages/%00", "/v1/review/items/%00", "/v1/links/%00"),
    *("/v1/indicators/%00", "/v1/search?q=a&work=%00", "/v1/search?q=a&country=%00", "/v1/review/queue?work=%00"),
)
"""What PostgreSQL keeps no text with, and SQLite does."""

OF_THE_MOMENT = ("took_ms", "added_at", "cursor", "next")


@pytest.fixture(scope="module")
def on_server(
    postgresql: Server, samples: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, IngestReport]]:
    """The samples in a data folder whose store is a database of PostgreSQL, and what ingesting them reported."""
    with postgresql.database() as url:
        settings = Settings(data=tmp_path_factory.mktemp("on-postgresql") / "data", database_url=url)
        yield settings, ingest([samples], settings)


def lasting(document: Any) -> Any:
    """A document without what differs from one moment to the next."""
    if isinstance(document, dict):
        return {name: lasting(value) for name, value in document.items() if name not in OF_THE_MOMENT}
    return [lasting(one) for one in document] if isinstance(document, list) else document


def verified(settings: Settings) -> dict[str, Any]:
    """What ``vkp verify`` finds."""
    command = [sys.executable, "-m", "api.cli", "verify", "--json", "--data", str(settings.data)]
    around = os.environ | {"VKP_DATABASE_URL": settings.store_url}
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_same_documents_give_the_same_answers_and_the_same_counts(
    on_server: tuple[Settings, IngestReport], ingested: tuple[Settings, IngestReport], client: TestClient
) -> None:
    settings, report = on_server
    assert (report.indexed, report.passages, report.pages) == (
        ingested[1].indexed,
        ingested[1].passages,
        ingested[1].pages,
    )
    with TestClient(create_app(settings)) as other:
        for address in ASKED:
            here, there = client.get(address), other.get(address)
            assert (here.status_code, there.status_code) == (200, 200), address
            if here.headers["content-type"].startswith("application/json"):
                assert lasting(here.json()) == lasting(there.json()), address
            else:
                assert here.text == there.text, address
        for address in WITH_NUL:
            assert 400 <= other.get(address).status_code < 500, address


def test_verify_finds_nothing_wrong_and_a_second_ingest_writes_nothing(
    on_server: tuple[Settings, IngestReport], samples: Path
) -> None:
    settings, first = on_server
    again = ingest([samples], settings)
    assert (again.indexed, again.unchanged) == (0, first.indexed)
    found = verified(settings)
    assert [check for check in found["checks"] if not check["ok"]] == []
    assert found["ok"]


@dataclass
class Reviewer:
    """One of many: what was acknowledged, and what had no answer."""

    name: str
    passages: list[str]
    acknowledged: set[int] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)

    def review(self, address: str, enough: threading.Event) -> None:
        """Decide on each passage that is left; a server that is gone answers nothing."""
        with httpx.Client(base_url=address, timeout=60) as client:
            while self.passages:
                passage = self.passages[0]
                said = {"action": "level", "reviewer": self.name, "level": "L1_mention", "seen": None}
                try:
                    answer = client.post(f"/v1/review/items/{passage}/decisions", json=said)
                except httpx.TransportError:
                    return
                if answer.status_code == 201:
                    self.acknowledged.add(answer.json()["decision"]["id"])
                elif answer.status_code != 409:  # of what was sent before the kill and had no answer
                    assert answer.status_code == 503, answer.text
                    time.sleep(0.1)
                    continue
                self.passages.pop(0)
                if len(self.acknowledged) >= DECISIONS // 2:
                    enough.set()


def test_twenty_five_reviewers_over_http_and_a_server_that_is_killed_lose_nothing(
    on_server: tuple[Settings, IngestReport],
) -> None:
    settings, _ = on_server
    around = {"VKP_DATABASE_URL": settings.store_url, "VKP_RATE_PER_MINUTE": "1000000"}
    people: list[Reviewer] = []
    for killed in (True, False):
        with served(settings, around) as (process, address, _):
            if not people:
                queue = httpx.get(f"{address}/v1/review/queue", params={"state": "all", "limit": 100}).json()
                ids = [one["passage_id"] for one in queue["passages"]][:DECISIONS]
                people = [
                    Reviewer(f"Reviewer {n}", ids[n % len(ids) :] + ids[: n % len(ids)]) for n in range(REVIEWERS)
                ]
            enough = threading.Event()
            with ThreadPoolExecutor(REVIEWERS) as threads:
                reviewing = [threads.submit(person.review, address, enough) for person in people]
                if killed:
                    enough.wait(60)
                    process.send_signal(signal.SIGKILL)
                for one in reviewing:
                    one.result()
            if not killed:
                lines = httpx.get(f"{address}/v1/review/decisions", timeout=60).text.splitlines()
    assert all(not person.passages for person in people)
    made = [json.loads(line) for line in lines]
    by = {(one["item"], one["reviewer"]) for one in made}
    assert len(made) == len(by) == REVIEWERS * DECISIONS
    assert sum(len(person.acknowledged) for person in people) <= len(made)
    found = verified(settings)
    assert found["ok"], [check for check in found["checks"] if not check["ok"]]


def test_a_request_that_is_sent_many_times_at_once_with_its_key_is_carried_out_once(
    on_server: tuple[Settings, IngestReport],
) -> None:
    with TestClient(create_app(on_server[0])) as client:
        passage = client.get("/v1/review/queue", params={"state": "all"}).json()["passages"][-1]["passage_id"]
        said = {"action": "level", "reviewer": "Once", "level": "L1_mention", "seen": None}

        def decide(_: int) -> httpx.Response:
            address = f"/v1/review/items/{passage}/decisions"
            return client.post(address, json=said, headers={"Idempotency-Key": '"once-and-for-all"'})

        with ThreadPoolExecutor(8) as together:
            answered = [answer.status_code for answer in together.map(decide, range(8))]
        assert set(answered) <= {201, 409}, answered
        assert decide(8).json() == decide(9).json()
        lines = client.get("/v1/review/decisions").text.splitlines()
    assert [json.loads(line)["reviewer"] for line in lines].count("Once") == 1


def test_a_portal_whose_database_is_gone_says_so_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    with running_server() as own, own.database("template0") as url:
        settings = Settings(data=tmp_path / "data", database_url=url)
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            assert client.get("/v1/works").status_code == 200
            own.stop(signal.SIGQUIT)
            refused = client.get("/v1/works")
            assert (refused.status_code, refused.json()["code"]) == (503, "store_unavailable")
            assert int(refused.headers["Retry-After"]) > 0
            assert client.get("/v1/ready").status_code == 503
            assert client.get("/v1/health").status_code == 200
            assert client.get("/", headers={"Accept": "text/html"}).status_code == 503
            own.start()
            assert client.get("/v1/works").status_code == 200
            assert client.get("/v1/ready").status_code == 200
