"""``vkp reclassify``: suggestions of stored passages anew after the rules changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from api.cli import main
from api.corpus_folder import open_corpus
from api.reclassifying import reclassify_document
from corpus.settings import Settings
from corpus.store import schema
from ingest.evidence import rule_version
from ingest.evidence.models import keep, use
from ingest.evidence.opinion import Head, TrainedModel
from ingest.report import IngestReport
from tests.folders import copied

Rows = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture
def folder(ingested: tuple[Settings, IngestReport], tmp_path: Path) -> Settings:
    """The samples, in a folder of the test's own."""
    copied(ingested[0].data, tmp_path / "data")
    return Settings(data=tmp_path / "data")


def rows(settings: Settings) -> Rows:
    with open_corpus(settings) as store:
        return {shown.id: store.evidence.of(shown.id) for shown in store.works.expressions()}


def as_by_older_rules(settings: Settings) -> None:
    """Suggestions as rules of another version might have left them."""
    with open_corpus(settings) as store, store.writing() as connection:
        connection.execute(
            update(schema.suggestions).values(rule_version="evidence-older", policy=False, instrument=None)
        )


def ignore(done: int, total: int, name: str) -> None:
    """Nobody watches the progress."""


def test_suggestions_become_what_ingesting_by_these_rules_gives(folder: Settings) -> None:
    before = rows(folder)
    assert any(before.values())
    as_by_older_rules(folder)
    assert rows(folder) != before
    report = reclassify_document(folder, ignore)
    assert rows(folder) == before
    assert report["rule_version"] == rule_version()
    assert report["suggestions"] == sum(map(len, before.values()))
    assert report["documents"] + report["unchanged"] == len(before)


def test_documents_that_have_these_suggestions_are_left_out(folder: Settings) -> None:
    with_any = sum(1 for of in rows(folder).values() if of)
    assert reclassify_document(folder, ignore)["unchanged"] == with_any
    assert reclassify_document(folder, ignore, everything=True)["unchanged"] == 0


def test_an_interrupted_run_has_done_whole_documents_and_the_next_goes_on(folder: Settings) -> None:
    before = rows(folder)
    as_by_older_rules(folder)

    def stop(done: int, total: int, name: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reclassify_document(folder, stop)
    for expression, of in rows(folder).items():
        assert of == before[expression] or {row["rule_version"] for row in of.values()} == {"evidence-older"}
    reclassify_document(folder, ignore)
    assert rows(folder) == before


def test_another_opinion_is_taken_up(folder: Settings) -> None:
    model = TrainedModel(heads={"policy": Head(0.0, {})}, shares={"mention": 0.1})
    keep(folder, model)
    use(folder, model.version)
    reclassify_document(folder, ignore)
    found = [row for of in rows(folder).values() for row in of.values()]
    assert {(row["opinion"], row["opinion_version"]) for row in found} == {(0.5, model.version)}


def test_the_command_says_what_it_did(folder: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["reclassify", "--data", str(folder.data), "--json"])
    assert left.value.code == 0
    said = json.loads(capsys.readouterr().out)
    assert {"documents", "unchanged", "passages", "suggestions", "rule_version", "opinion_version"} <= set(said)
