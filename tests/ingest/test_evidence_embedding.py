"""An opinion that is learned with vectors: of one embedding model, which it needs ever after, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from api.reclassifying import reclassify_document
from api.review_training import opinions_document, trained_document
from corpus.reviewing import LABELS, Action, Said
from corpus.settings import Settings
from corpus.store import Store, open_store
from ingest.evidence import classify
from ingest.evidence.embedding import embedding_in_use, embedding_of, second_opinion
from ingest.evidence.models import keep, use
from ingest.evidence.opinion import Embedding, SecondOpinion, TrainedModel, shipped, stand
from ingest.evidence.rules import conclude
from ingest.evidence.training import train
from ingest.pipeline import ingest
from ingest.reembedding import reembed
from search.embed import loaded
from search.models import local_model
from tests.folders import copied
from tests.ingest.test_evidence_opinion import decided
from tests.search.tiny_models import tiny_embedder

SAID = "Volunteers plant trees along the river."
REPORT = f"DP/2099/7{{n}}\n\nSample report number {{n}}\n\n1. {SAID}\n\n2. The market sells rice.\n"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_embedder(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def vectors(tiny: Path) -> Embedding:
    found = embedding_of(loaded(local_model(str(tiny), tiny.parent)))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def learned(vectors: Embedding) -> TrainedModel:
    return train(decided(), embedding=vectors)


@pytest.fixture(scope="module")
def indexed(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a document, found by meaning too."""
    folder = tmp_path_factory.mktemp("indexed")
    settings = Settings(data=folder / "data")
    ingest([report(folder, 1)], settings)
    switch(settings, str(tiny))
    return settings.data


@pytest.fixture
def settings(indexed: Path, tmp_path: Path) -> Settings:
    """That folder, for the test alone."""
    copied(indexed, tmp_path / "data")
    return Settings(data=tmp_path / "data", lock_seconds=0.2)


@contextmanager
def away(model: Path) -> Iterator[None]:
    """While a model is not on this machine."""
    model.rename(model.with_name("away"))
    yield
    model.with_name("away").rename(model)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


def report(folder: Path, number: int) -> Path:
    file = folder / f"report-{number}.en.txt"
    file.write_text(REPORT.format(n=number))
    return file


def switch(settings: Settings, choice: str) -> None:
    store = open_store(settings)
    reembed(settings, store, choice)
    store.close()


def opinions(settings: Settings) -> set[str | None]:
    """Who signs the opinions that are stored."""
    store = open_store(settings)
    found = [row for shown in store.works.expressions() for row in store.evidence.of(shown.id).values()]
    store.close()
    assert found
    assert all((row["opinion"] is None) == (row["opinion_version"] is None) for row in found)
    assert all(row["probability"] is not None for row in found)
    return {row["opinion_version"] for row in found}


def put_in_use(settings: Settings, model: TrainedModel) -> None:
    keep(settings, model)
    use(settings, model.version)


def ignore(done: int, total: int, name: str) -> None:
    """Nobody watches the progress."""


def test_vectors_are_learned_from_and_the_model_they_are_of_is_named(learned: TrainedModel, vectors: Embedding) -> None:
    assert any(name.startswith("embedding.") for name in learned.heads["policy"].weights)
    assert learned.embedding == vectors.name
    assert vectors.name.startswith("tiny-0 at sha256:")
    assert learned.version != train(decided()).version


def test_the_vectors_are_asked_for_together_and_only_of_passages_that_mention(
    learned: TrainedModel, vectors: Embedding
) -> None:
    asked: list[int] = []

    def counted(texts: list[str]) -> object:
        asked.append(len(texts))
        return vectors.embed(texts)

    second = SecondOpinion(learned, Embedding(vectors.name, counted))  # type: ignore[arg-type]
    told = second.of([conclude(text, "en") for text in (SAID, "The market sells rice.", "Volunteers sell rice.")])
    assert asked == [2]
    assert [one.opinion is None for one in told] == [False, True, False]
    assert told[2].opinion == pytest.approx(classify("Volunteers sell rice.", "en", second=second).opinion, abs=2e-4)


def test_vectors_of_another_model_are_never_asked(learned: TrainedModel) -> None:
    def never(texts: object) -> list[list[float]]:
        raise AssertionError(texts)

    for other in (None, Embedding("tiny-0 at another revision", never)):
        second = SecondOpinion(learned, other)
        suggestion = classify(SAID, "en", second=second)
        assert (suggestion.opinion, suggestion.opinion_version, second.signs) == (None, None, None)
        assert second.silent is not None
        assert suggestion.probability == learned.shares[stand(suggestion)]


def test_a_model_without_vectors_is_compared_by_its_own_features(learned: TrainedModel, vectors: Embedding) -> None:
    without = train(decided())
    beside = train(decided(), in_use=replace(without, learned_from=()), embedding=vectors).comparison["policy"]
    alone = train(decided(), in_use=replace(without, learned_from=())).comparison["policy"]
    assert beside["in_use_fresh"] == alone["in_use_fresh"]
    assert alone["in_use_fresh"]["passages"] == len(decided())


def test_a_model_that_gives_no_opinion_here_is_not_compared(learned: TrainedModel) -> None:
    compared = train(decided(), in_use=replace(learned, learned_from=())).comparison
    assert compared["policy"]["in_use_fresh"]["passages"] == 0
    assert compared["policy"]["held_out_fresh"]["passages"] == len(decided())


def test_the_model_of_the_index_gives_the_vectors_and_without_it_there_is_no_opinion(
    settings: Settings, tiny: Path, learned: TrainedModel, tmp_path: Path
) -> None:
    put_in_use(settings, learned)
    assert reclassify_document(settings, ignore)["notes"] == []
    assert opinions(settings) == {learned.version}
    assert ingest([report(tmp_path, 2)], settings).notes == ()
    assert opinions(settings) == {learned.version}
    assert opinions_document(settings)["notes"] == []

    with away(tiny):
        (told,) = reclassify_document(settings, ignore)["notes"]
        assert told == opinions_document(settings)["notes"][0]
    assert f"{learned.version} gives no opinion" in told
    assert opinions(settings) == {None}
    reclassify_document(settings, ignore)  # the model is back
    assert opinions(settings) == {learned.version}


def test_an_index_made_with_another_model_gives_no_opinion_and_ingest_says_so(
    settings: Settings, learned: TrainedModel, tmp_path: Path
) -> None:
    put_in_use(settings, learned)
    switch(settings, str(tiny_embedder(tmp_path / "other", seed=1)))
    (told,) = ingest([report(tmp_path, 2)], settings).notes
    assert "tiny-1 at sha256:" in told
    reclassify_document(settings, ignore)
    assert opinions(settings) == {None}
    use(settings, shipped().version)
    assert ingest([report(tmp_path, 3)], settings).notes == ()
    assert opinions(settings) == {None, shipped().version}
    assert reclassify_document(settings, ignore)["notes"] == []
    assert opinions(settings) == {shipped().version}


def test_no_embedding_model_is_looked_for_by_an_opinion_that_needs_none(settings: Settings) -> None:
    def never() -> Embedding | None:
        raise AssertionError

    assert second_opinion(settings, never) == SecondOpinion(shipped())


def test_people_teach_with_the_vectors_of_the_index(settings: Settings, store: Store, tmp_path: Path) -> None:
    ingest([lines(tmp_path, number) for number in range(8)], settings)
    for item in [passage for shown in store.works.expressions() for passage in store.evidence.passages(shown.id)]:
        if "olunteer" in item.text:
            policy = "Act" in item.text
            labels = dict.fromkeys(LABELS, False) | {"mention": True, "policy": policy, "policy_lenient": policy}
            store.reviewing.decide(item.id, Said("Ana", Action.LEVEL, labels=labels))
    document = trained_document(settings, store, embedding_in_use(settings), used=True)
    assert document["model"]["embedding"].startswith("tiny-0 at sha256:")
    assert f"it needs {document['model']['embedding']}" in " ".join(document["notes"])
    reclassify_document(settings, ignore)
    assert opinions(settings) == {document["version"]}
    again = trained_document(settings, store, None)
    assert again["version"] != document["version"]
    assert any("no vectors are learned from" in note for note in again["notes"])
    assert any("compared with none" in note for note in again["notes"])


def lines(folder: Path, number: int) -> Path:
    """A document with two sentences that hold and two that do not."""
    file = folder / f"lines-{number}.en.txt"
    said = [f"The Volunteer Act of 201{number} protects volunteers in region {n}." for n in (1, 2)]
    said += [f"Volunteers cleaned the beaches of region {n} in 201{number}." for n in (3, 4)]
    body = "\n\n".join(f"{at}. {sentence}" for at, sentence in enumerate(said, start=1))
    file.write_text(f"DP/2098/8{number}\n\nSample report number {number}\n\n{body}\n")
    return file
