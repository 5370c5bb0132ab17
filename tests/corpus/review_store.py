"""A store with one document of some passages, to review in: staged and published as a run of ingest does it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, Recognition, WorkType, passage_id
from corpus.settings import Settings
from corpus.store import Store, open_store, schema
from corpus.store.staging import Derived

WORK, LANGUAGE = "VNR/XAA/2099", "en"

POLICY: dict[str, Any] = {
    "level": "L3_policy",
    "mention": True,
    "contribution": False,
    "policy": True,
    "policy_lenient": True,
    "measured": False,
    "score": 0.9,
    "probability": 0.8,
    "rule_version": "test",
}
CONTRIBUTION = POLICY | {"level": "L2_contribution", "contribution": True, "policy": False, "policy_lenient": False}
BORDERLINE = POLICY | {"policy": False, "score": 0.5, "probability": 0.4, "borderline": True}


def new_store(folder: Path) -> Store:
    return open_store(Settings(data=folder), create=True)


def show(
    store: Store,
    passages: Sequence[tuple[str, str, dict[str, Any] | None]],
    revision: str,
    work: str = WORK,
    *,
    country: str = "XAA",
    year: int = 2099,
    sha256: str = "a" * 64,
) -> list[str]:
    """Publish a document of these passages (path, text, what is suggested) in place of the one shown; their ids."""
    parsed = ParsedDocument(
        "text/plain",
        (Page(1, PageState.TEXT),),
        tuple(Passage(path, PassageKind.PARAGRAPH, text, 1, 1) for path, text, _ in passages),
        language=LANGUAGE,
        engine="text",
    )
    recognition = Recognition(work, WorkType.VNR, LANGUAGE, "A sample", country=country, year=year)
    ids = tuple(passage_id(work, LANGUAGE, path, text) for path, text, _ in passages)
    derived = Derived(sha256, parsed, recognition, ids, revision)
    store.jobs.accept(derived.sha256, 10, "sample.txt", {}, "1")
    store.staging.stage(derived)
    _suggest(store, derived.expression, zip(ids, (machine for _, _, machine in passages), strict=True))
    superseded = [e.id for e in store.works.expressions(work) if e.id != derived.expression]
    store.staging.publish(derived, superseded)
    for expression in superseded:
        store.staging.sweep(expression)
    return list(ids)


def _suggest(store: Store, expression: str, suggested: Any) -> None:
    rules = [{"rule": "term", "start": 0, "end": 3}]
    shared = {"instrument": None, "instrument_type": None, "borderline": False, "rules": rules}
    rows = [
        shared
        | {"rules": [{"rule": "term", "start": 0, "end": 3}]}
        | machine
        | {"expression": expression, "passage": one}
        for one, machine in suggested
        if machine is not None
    ]
    if rows:
        with store.writing() as connection:
            for row in rows:
                connection.execute(insert(schema.suggestions).values(**row))
