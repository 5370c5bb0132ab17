"""Reviewing by commands and over HTTP: queue, blind first looks, deciding, samples, agreement, import and export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import app
from corpus.settings import Settings
from corpus.store.version import DataVersion
from ingest.pipeline import ingest
from tests.api.test_contract import run as command
from tests.api.test_contract import valid
from tests.folders import copied

ANA, BEN, HEAD = "Ana Ruiz", "Ben Okoro", "Head of unit"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Settings:
    """A folder with some of the samples' reviews."""
    settings = Settings(data=tmp_path_factory.mktemp("reviews") / "data")
    ingest(sorted(samples.glob("sample-vnr-xa[ab]-*.pdf")), settings)
    return settings


@pytest.fixture
def own(settings: Settings, shared: Settings) -> Settings:
    """A copy of it, in which a test may decide."""
    copied(shared.data, settings.data)
    return settings


@pytest.fixture
def client(own: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(own)) as opened:
        yield opened


def got(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def first(client: TestClient) -> str:
    passage: str = got(client, "/v1/review/queue")["passages"][0]["passage_id"]
    return passage


def decide(client: TestClient, passage: str, reviewer: str, action: str, status: int = 201, **said: Any) -> Any:
    body = {"action": action, "reviewer": reviewer} | said
    answer = client.post(f"/v1/review/items/{passage}/decisions", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_decision_makes_the_pages_count_anew_and_a_saved_search_does_not(client: TestClient) -> None:
    version = DataVersion(client.app.state.portal.store)  # type: ignore[attr-defined]
    before = version.now()
    client.post("/v1/searches", json={"owner": ANA, "name": "mine", "query": "volunteers"}).raise_for_status()
    assert version.now() == before
    decide(client, got(client, "/v1/review/queue")["passages"][0]["passage_id"], ANA, "accept", indicator="3.1")
    assert version.now() > before


def test_a_passage_is_decided_by_two_who_see_nothing_of_each_other_and_a_third(client: TestClient) -> None:
    passage = first(client)
    decide(client, passage, ANA, "accept", indicator="3.1")
    blind = got(client, f"/v1/review/items/{passage}", reviewer=BEN)
    assert (blind["decisions"], blind["settled"], blind["hidden"]) == ([], None, 1)
    assert len(got(client, f"/v1/review/items/{passage}", whole=True)["decisions"]) == 1
    after = decide(client, passage, BEN, "reject", indicator="3.1", comment="A draft.")
    assert after["settled"]["state"] == "disputed"
    assert [one["reviewer"] for one in after["decisions"]] == [ANA, BEN], "having decided, one sees"
    assert got(client, "/v1/review/queue", state="disputed")["passages"][0]["passage_id"] == passage
    refused = decide(client, passage, BEN, "adjudicate", 400, level="L3", seen=after["seen"])
    assert refused["code"] == "bad_input"
    held = decide(client, passage, HEAD, "adjudicate", level="L3")
    assert (held["settled"]["state"], held["settled"]["labels"]["policy"]) == ("adjudicated", True)


def test_who_has_not_seen_their_last_decision_is_told(client: TestClient) -> None:
    passage = first(client)
    made = decide(client, passage, ANA, "accept")["decision"]["id"]
    assert decide(client, passage, ANA, "reject", 409)["code"] == "changed_meanwhile"
    taken_back = decide(client, passage, ANA, "withdraw", seen=made)
    assert taken_back["settled"] is None
    assert [one["action"] for one in taken_back["decisions"]] == ["accept", "withdraw"]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"action": "approve"}, 422, "invalid_request"),
        ({"action": "level"}, 400, "bad_input"),
        ({"action": "level", "level": "L9"}, 400, "bad_input"),
        ({"action": "level", "labels": {"policy": True, "mention": False}}, 400, "bad_input"),
        ({"action": "level", "level": "L0", "labels": {"policy": True}}, 400, "bad_input"),
        ({"action": "level", "level": "L1", "labels": {"contribution": True}}, 400, "bad_input"),
        ({"action": "accept", "indicator": "9.9"}, 404, "unknown_indicator"),
        ({"action": "accept", "indicator": "3.1.1"}, 400, "bad_input"),  # no passage decides it
        ({"action": "quote", "quote": "not in the passage"}, 400, "bad_input"),
        ({"action": "comment", "comment": "a\nb"}, 400, "bad_input"),
        ({"action": "accept", "reviewer": "\u202e"}, 400, "bad_input"),
        ({"action": "accept", "reviewer": "\u200b"}, 400, "bad_input"),  # a name that nobody can see
        ({"action": "accept", "level": "L0"}, 400, "bad_input"),  # two things at once
        ({"action": "quote", "quote": " "}, 400, "bad_input"),
        ({"action": "comment", "comment": " "}, 400, "bad_input"),
    ],
)
def test_what_cannot_be_said_is_a_problem_with_its_reason(
    client: TestClient, said: dict[str, Any], status: int, code: str
) -> None:
    passage = first(client)
    answer = client.post(f"/v1/review/items/{passage}/decisions", json={"reviewer": ANA} | said)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert got(client, f"/v1/review/items/{passage}")["item"] is None


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/review/items/nothing", "unknown_passage"),
        ("/v1/review/queue?after=x", "bad_input"),
        ("/v1/review/queue?after=[]", "bad_input"),
        ('/v1/review/queue?after=[1,2,"\\ud800","b"]', "bad_input"),
        ('/v1/review/queue?after=[1,2,[],"b"]', "bad_input"),
        ("/v1/review/queue?assignee=%00", "bad_input"),
        ("/v1/review/samples?indicator=9.9", "unknown_indicator"),
        ("/v1/review/queue?state=open", "bad_input"),
        ("/v1/review/queue?country=QQQ", "bad_input"),
        ("/v1/review/queue?indicator=9.9", "unknown_indicator"),
        ("/v1/review/samples/99", "unknown_sample"),
        ("/v1/review/decisions?work=A/RES/1/1", "unknown_work"),
    ],
)
def test_a_wrong_call_is_a_problem(client: TestClient, path: str, code: str) -> None:
    answer = client.get(path)
    assert answer.json()["code"] == code, answer.text


def test_the_queue_goes_on_where_its_page_ended(client: TestClient) -> None:
    whole = got(client, "/v1/review/queue", indicator="mention", limit=1000)
    found, after = [], None
    while True:
        page = got(client, "/v1/review/queue", indicator="mention", limit=2, **({"after": after} if after else {}))
        found += page["passages"]
        after = page["next"]
        if after is None:
            break
    assert found == whole["passages"]
    assert len(found) == whole["total"] > 4


def test_a_sample_is_drawn_decided_and_gives_the_recall(client: TestClient) -> None:
    made = client.post("/v1/review/samples", json={"indicator": "3.1", "by": HEAD, "size": 5, "seed": 3})
    assert made.status_code == 201, made.text
    sample = made.json()
    assert sample["strict"]["recall"] is None, "nothing is decided yet"
    for member in sample["members"]:
        decide(client, member["passage_id"], ANA, "level", level="L0")
    for one in got(client, "/v1/review/queue", limit=1000)["passages"]:
        decide(client, one["passage_id"], ANA, "accept", indicator="3.1")
    again = got(client, f"/v1/review/samples/{sample['sample']}")
    assert [member["item"] for member in again["members"]] == [member["item"] for member in sample["members"]]
    assert again["strict"]["recall"] == 1
    assert again["strict"]["complete"]
    assert again["strict"]["interval"][0] < 1
    assert [line["sample"] for line in got(client, "/v1/review/samples")["samples"]] == [sample["sample"]]


def test_what_is_decided_over_http_goes_to_another_portal(client: TestClient, tmp_path: Path) -> None:
    decide(client, first(client), ANA, "accept", indicator="3.1")
    with TestClient(create_app(Settings(data=tmp_path / "other"))) as other:
        for form in ("csv", "jsonl", "jsonld"):
            sent = client.get("/v1/review/decisions", params={"format": form})
            headers = {"Content-Type": sent.headers["content-type"]}
            taken = other.post("/v1/review/import", params={"format": form}, content=sent.content, headers=headers)
            assert (taken.status_code, taken.json()["ok"]) == (200, True), taken.text
        assert len(got(other, "/v1/review/unplaced")["unplaced"]) == 1
        refused = other.post("/v1/review/import", params={"format": "jsonl"}, content=b"{}")
        assert (refused.status_code, refused.json()["ok"]) == (422, False)


def run(capsys: pytest.CaptureFixture[str], settings: Settings, *asked: str) -> tuple[int, str, str]:
    return command(capsys, "review", *asked, "--data", str(settings.data))


def shown(capsys: pytest.CaptureFixture[str], settings: Settings, *asked: str) -> Any:
    code, printed, told = run(capsys, settings, *asked, "--json")
    assert (code, told) == (0, ""), told
    return json.loads(printed)


SHAPES = {
    "queue": "review_queue",
    "progress": "review_progress",
    "unplaced": "review_unplaced",
    "sample": "review_samples",
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_command_prints_one_document_in_its_shape_and_text_for_people(
    shared: Settings, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    valid(shown(capsys, shared, name), SHAPES[name])
    code, printed, told = run(capsys, shared, name)
    assert (code, told) == (0, "")
    assert printed.strip()


def test_the_commands_review_from_the_queue_to_the_agreement(own: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    passage = shown(capsys, own, "queue")["passages"][0]["passage_id"]
    words = valid(shown(capsys, own, "show", passage), "review_item")["passage"]["text"].split(".")[0]
    for name, asked in (
        ("accept", ("accept", passage, "--by", ANA, "--indicator", "3.1")),
        ("quote", ("quote", passage, words, "--by", ANA)),
        ("comment", ("comment", passage, "Look at page 2.", "--by", ANA)),
        ("second", ("second", passage, "--by", ANA)),
        ("reject", ("reject", passage, "--by", BEN, "--indicator", "3.1")),
        ("adjudicate", ("adjudicate", passage, "--by", HEAD, "--level", "L2", "--holds", "measured")),
        ("withdraw", ("undo", passage, "--by", HEAD)),
        ("level", ("level", passage, "L3", "--by", BEN)),
    ):
        assert valid(shown(capsys, own, *asked), "review_decided")["decision"]["action"] == name
    assert "reviewers agree" in run(capsys, own, "show", passage, "--by", ANA)[1]
    measured = valid(shown(capsys, own, "agreement"), "review_agreement")
    assert (measured["strict"]["items"], measured["strict"]["percent"]["value"]) == (1, 0), "as they first spoke"
    assert "Cohen's κ" in run(capsys, own, "agreement")[1]
    work = shown(capsys, own, "queue", "--state", "all")["passages"][0]["work"]
    valid(shown(capsys, own, "assign", BEN, work, "--by", HEAD), "review_assigned")
    assert f"{BEN} has {work} for 3.1" in run(capsys, own, "progress")[1]
    valid(shown(capsys, own, "sample", "--draw", "3", "--by", HEAD), "review_sample")
    assert "to read" in run(capsys, own, "sample", "1")[1]


def test_the_commands_export_and_import(own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passage = shown(capsys, own, "queue")["passages"][0]["passage_id"]
    shown(capsys, own, "accept", passage, "--by", ANA)
    out = tmp_path / "decisions.csv"
    assert run(capsys, own, "export", "--format", "csv", "-o", str(out))[0] == 0
    taken = valid(shown(capsys, own, "import", str(out)), "review_imported")
    assert (taken["ok"], taken["unchanged"]) == (True, 1)
    out.write_text(out.read_text().replace('"accept"', '"approve"'))
    code, printed, _ = run(capsys, own, "import", str(out))
    assert code == 1
    assert "line 2: action 'approve'" in printed


def test_training_says_what_is_missing_until_enough_is_decided(
    own: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, told = run(capsys, own, "train")
    assert code == 2
    assert "too few decided passages" in told


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        (["accept", "nothing", "--by", ANA], "No such passage"),
        (["sample", "--draw", "3"], "nobody is named"),
        (["queue", "--state", "open"], "it is one of todo"),
        (["export", "--format", "pdf"], "it is one of csv, jsonl, jsonld"),
        (["accept", "nothing"], "Missing option '--by'"),
    ],
)
def test_a_wrong_command_is_one_line_with_its_remedy(
    shared: Settings, capsys: pytest.CaptureFixture[str], asked: list[str], cause: str
) -> None:
    code, printed, told = run(capsys, shared, *asked)
    assert (code, printed) == (2, "")
    assert cause.lower() in told.lower()
    assert len(told.strip().splitlines()) == 1


def test_every_command_of_review_says_what_it_does() -> None:
    commands = typer.main.get_command(app).commands["review"].commands  # type: ignore[attr-defined]
    asked_for = (
        "queue show accept reject level quote comment second adjudicate undo "
        "assign sample agreement progress unplaced export import train opinions"
    )
    assert set(commands) == set(asked_for.split())
    assert all((command.help or "").strip() for command in commands.values())


def test_what_was_undone_is_no_decision_of_the_progress(client: TestClient) -> None:
    passage = got(client, "/v1/review/queue")["passages"][0]["passage_id"]
    seen: int | None = None
    for action in ("accept", "withdraw", "accept"):
        seen = decide(client, passage, ANA, action, indicator="3.1", seen=seen)["decisions"][-1]["id"]
    (line,) = got(client, "/v1/review/progress")["reviewers"]
    assert (line["decisions"], line["passages"]) == (1, 1)
