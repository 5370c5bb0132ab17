"""Learning from decisions: enough of them give a model, which is compared and decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.review_training import opinions_document, trained_document
from corpus.errors import PortalError
from corpus.reviewing import LABELS, Action, Said
from corpus.settings import Settings
from corpus.store import Store
from ingest.evidence.opinion import of_json, shipped
from tests.corpus.review_store import new_store, show

HOLDING = "The Volunteer Act of {year} was adopted and regulates volunteer service in province {n}."
FAILING = "In {year} volunteers cleaned the beaches of province {n} with the help of schools."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "data")
    yield store
    store.close()


def decided(store: Store, labels: tuple[str, ...] = LABELS) -> None:
    """Eight documents of four passages, two of which hold, decided as far as ``labels`` go."""
    for document in range(8):
        texts: list[tuple[str, str, Any]] = [
            (f"p{n}", (HOLDING if n < 2 else FAILING).format(year=2010 + document, n=n), None) for n in range(4)
        ]
        ids = show(store, texts, f"{document}", f"VNR/XA{chr(65 + document)}/2099", sha256=f"{document:064x}")
        for passage, (_, text, _) in zip(ids, texts, strict=True):
            policy = text.startswith("The")
            every = dict.fromkeys(LABELS, False) | {"mention": True, "policy": policy, "policy_lenient": policy}
            every["contribution"] = not policy
            said = {label: every[label] for label in labels}
            store.reviewing.decide(passage, Said("Ana", Action.LEVEL, labels=said))


def test_a_model_is_learned_compared_and_written_as_numbers(store: Store, settings: Settings, tmp_path: Path) -> None:
    decided(store)
    document = trained_document(settings, store, None, tmp_path / "opinion.json")
    assert (document["passages"], document["documents"], document["left_out"]) == (32, 8, 0)
    assert document["labels"] == ["contribution", "policy"]
    assert {"held_out", "in_use_fresh"} <= set(document["comparison"]["policy"])
    kept = of_json(json.loads((tmp_path / "opinion.json").read_text()))
    assert kept.version == document["version"]
    assert len(store.reviews.reviewed()) == 32
    assert all(len(one.decisions) == 1 for one in store.reviews.reviewed()), "it decides nothing"


def test_nothing_is_learned_of_a_label_that_nobody_decided(store: Store, settings: Settings) -> None:
    decided(store, ("policy", "policy_lenient"))
    document = trained_document(settings, store, None)
    assert document["labels"] == ["policy"]
    assert "nothing is learned of contribution" in document["notes"][0]


def test_what_is_not_settled_teaches_nothing(store: Store, settings: Settings) -> None:
    decided(store)
    first = store.reviews.reviewed()[0]
    store.reviewing.decide(first.item.id, Said("Ben", Action.LEVEL, labels={"policy": False, "policy_lenient": False}))
    assert trained_document(settings, store, None)["left_out"] == 1


def test_a_file_that_cannot_be_written_is_named(store: Store, settings: Settings, tmp_path: Path) -> None:
    decided(store)
    with pytest.raises(PortalError, match="Name a file that can be written"):
        trained_document(settings, store, None, tmp_path / "missing" / "opinion.json")
    assert [one["version"] for one in opinions_document(settings)["opinions"]] == [shipped().version]


def test_a_learned_model_is_kept_and_used_only_when_somebody_says_so(store: Store, settings: Settings) -> None:
    decided(store)
    learned = trained_document(settings, store, None)
    assert learned["in_use"] == shipped().version
    assert Path(learned["file"]).is_file()
    assert opinions_document(settings, learned["version"])["in_use"] == learned["version"]
    assert [one["in_use"] for one in opinions_document(settings)["opinions"]] == [False, True]
    assert opinions_document(settings, shipped().version)["in_use"] == shipped().version


def test_the_next_model_is_compared_with_the_one_in_use(store: Store, settings: Settings) -> None:
    decided(store)
    first = trained_document(settings, store, None, used=True)
    assert first["in_use"] == first["version"]
    assert trained_document(settings, store, None)["comparison"]["in_use"] == first["version"]


def test_an_opinion_that_is_not_kept_cannot_be_used(settings: Settings) -> None:
    with pytest.raises(PortalError, match="Train one"):
        opinions_document(settings, "opinion-00000000")
    with pytest.raises(PortalError, match="Name it as"):
        opinions_document(settings, "../../etc/passwd")
