"""Answers from the shipped samples, through the commands and the store."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.cli import main
from corpus.settings import Settings
from corpus.store import open_store
from ingest.report import IngestReport
from search.query import read_query
from search.quoting import Citation
from search.translated import in_language
from tests.api.test_contract import valid
from tests.search.chat_server import chat_server

Ingested = tuple[Settings, IngestReport]
RESOLUTION = "A/RES/99/901"


def asked(question: str, settings: Settings, capsys: pytest.CaptureFixture[str]) -> Any:
    with pytest.raises(SystemExit):
        main(["answer", question, "--data", str(settings.data), "--json"])
    return valid(json.loads(capsys.readouterr().out), "answer")


def test_a_paragraph_of_a_resolution_is_quoted_in_the_language_asked_for(ingested: Ingested) -> None:
    store = open_store(ingested[0])
    chinese, english = (store.works.shown(RESOLUTION, language) for language in ("zh", "en"))
    assert chinese is not None
    assert english is not None
    there = {p.path: p for p in store.works.passages(english.id)}
    for one in [p for p in store.works.passages(chinese.id) if p.path in ("p2", "p4", "p7")]:
        found = Citation(one.id, RESOLUTION, "zh", one.number, one.page_first, one.path, one.text)
        told = in_language(store, found, one.text, read_query("volunteers", "lexical", None, None), "en")
        assert (told.passage_id, told.language, told.translation_of) == (there[one.path].id, "en", one.id)
        assert told.quote in there[one.path].text
    store.close()


@pytest.mark.parametrize("question", ["谁可以资助联合国志愿人员？", "Who may fund United Nations Volunteers?"])
def test_a_question_about_one_document_is_answered_from_it_alone(
    question: str, ingested: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    anywhere = asked(question, ingested[0], capsys)
    work = anywhere["citations"][0]["work"]
    there = asked(f"{work}: {question}", ingested[0], capsys)
    assert {one["work"] for one in there["citations"]} == {work}
    nowhere = asked(f"A/RES/98/77: {question}", ingested[0], capsys)
    assert (nowhere["answered"], nowhere["citations"]) == (False, [])
    assert "A/RES/98/77 is not in the corpus" in nowhere["notes"]


def test_the_command_words_an_answer_by_the_generator_that_is_configured(
    ingested: Ingested, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "谁可以资助联合国志愿人员？"
    quotes = asked(question, ingested[0], capsys)
    assert (quotes["generated"], quotes["sentences"]) == (False, [])
    with chat_server() as server:
        monkeypatch.setenv("VKP_GENERATOR_URL", server.url)
        monkeypatch.setenv("VKP_GENERATOR_MODEL", "small")
        server.says = f"{quotes['citations'][0]['quote'].rstrip('。')}[1]。火星上有九千座城市[1]。"
        found = asked(question, ingested[0], capsys)
    assert (found["generated"], found["citations"]) == (True, quotes["citations"])
    assert [one["citations"] for one in found["sentences"]] == [[1]]
    assert "generator: 1 sentence that no quote bears out, removed" in found["notes"]
