"""What people decided of evidence holds when another version of a file is ingested, or is listed for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.reviewing import Action, Said
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.works import StoredPassage
from ingest.pipeline import ingest
from search.index import PassageIndex

LAW = "The National Volunteer Act was adopted in 2018 and regulates volunteer service in every county."
REVIEW = f"""Voluntary National Review of the sample country

1. {LAW} It names the ministry in charge.

2. Volunteers planted trees along the rivers of the sample country.

3. The roads of the north were mended in the same year.
"""
WORK = "VNR/KEN/2020"
OF_31 = ("policy", "policy_lenient")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    path = folder / "VNR-KEN-2020.en.txt"
    path.write_text(REVIEW)
    return path


@pytest.fixture
def store(settings: Settings, file: Path) -> Iterator[Store]:
    ingest([file], settings)
    store = open_store(settings)
    yield store
    store.close()


def passage(store: Store, words: str) -> StoredPassage:
    (expression,) = store.works.expressions(WORK)
    return next(one for one in store.works.passages(expression.id) if words in one.text)


def read_again(settings: Settings, file: Path, text: str) -> None:
    file.write_text(text)
    report = ingest([file], settings)
    assert (report.indexed, report.failed) == (1, ())


def decide(store: Store, words: str, action: Action = Action.LEVEL, **more: object) -> None:
    said = {"labels": {"policy": True}} if action is Action.LEVEL else {}
    store.reviewing.decide(passage(store, words).id, Said("Ana", action, "3.1", OF_31, **(said | more)))  # type: ignore[arg-type]


def holds(store: Store, words: str) -> bool | None:
    """Whether people settled that the passage with these words reports policy integration."""
    found = passage(store, words)
    settled = store.reviews.settled([found.expression.id]).get((found.expression.id, found.id))
    return None if settled is None else settled.holds("policy")


@pytest.mark.parametrize(
    "change",
    [
        ("the same year", "the same dry year"),  # something else in the document
        ("1. The National", "1. New at the front.\n\n2. The National"),  # its paragraph has another number
        ("in charge.", "in charge of it, and who pays."),  # the end of its own paragraph
        ("volunteer service", "volunteer  ser-\nvice"),  # the same words on other lines
    ],
)
def test_a_country_once_decided_keeps_its_decision_in_another_version(
    store: Store, settings: Settings, file: Path, change: tuple[str, str]
) -> None:
    decide(store, "Volunteer Act")
    before = store.reviews.at(passage(store, "Volunteer Act").id)
    assert change[0] in REVIEW
    read_again(settings, file, REVIEW.replace(*change))
    assert holds(store, "Volunteer Act") is True
    after = store.reviews.at(passage(store, "Volunteer Act").id)
    assert before is not None
    assert after is not None
    assert after.decisions == before.decisions, "nothing was written anew"
    assert store.reviews.unplaced() == []


def test_no_is_not_carried_to_words_that_nobody_read(store: Store, settings: Settings, file: Path) -> None:
    decide(store, "planted", Action.REJECT)
    assert holds(store, "planted") is False
    read_again(settings, file, REVIEW.replace("along the rivers", "under the Volunteer Corps Act along the rivers"))
    assert holds(store, "planted") is None
    assert [one.item.anchor.path for one in store.reviews.unplaced()] == ["p2"]


def test_what_is_gone_is_listed_and_comes_back_with_its_words(store: Store, settings: Settings, file: Path) -> None:
    decide(store, "Volunteer Act")
    read_again(settings, file, REVIEW.replace(LAW, "Nothing is said of it."))
    (gone,) = store.reviews.unplaced()
    assert LAW in gone.item.anchor.exact
    assert [decision.reviewer for decision in gone.decisions] == ["Ana"]
    assert store.reviews.settled() == {}
    read_again(settings, file, REVIEW + "\n4. A later addition.\n")
    assert store.reviews.unplaced() == []
    assert holds(store, "Volunteer Act") is True


def test_a_remark_and_taking_back_are_possible_where_the_words_are_gone(
    store: Store, settings: Settings, file: Path
) -> None:
    decide(store, "Volunteer Act")
    read_again(settings, file, REVIEW.replace(LAW, "Nothing is said of it."))
    (gone,) = store.reviews.unplaced()
    last = gone.decisions[-1].id
    store.reviewing.decide(gone.item.id, Said("Ana", Action.WITHDRAW, seen=last))
    assert store.reviews.unplaced() == []
    read_again(settings, file, REVIEW + "\n4. A later addition.\n")
    assert holds(store, "Volunteer Act") is None


def test_a_decision_made_while_the_document_is_read_again_is_not_lost(
    store: Store, settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the writing of the new version and its publication, a person decides about what is still shown."""
    flushed = PassageIndex.flush

    def decide_then_flush(index: PassageIndex) -> None:
        if not store.reviews.reviewed():
            decide(store, "Volunteer Act")
        flushed(index)

    monkeypatch.setattr(PassageIndex, "flush", decide_then_flush)
    read_again(settings, file, REVIEW + "\n4. A later addition.\n")
    assert holds(store, "Volunteer Act") is True


def test_decisions_find_their_words_in_a_file_of_another_format(
    store: Store, settings: Settings, file: Path, tmp_path: Path
) -> None:
    decide(store, "Volunteer Act")
    paragraphs = "".join(f"<p>{line}</p>" for line in REVIEW.split("\n\n"))
    page = tmp_path / "documents" / "VNR-KEN-2020.en.html"
    page.write_text(f"<html lang='en'><body>{paragraphs}</body></html>")
    ingest([page], settings)
    assert holds(store, "Volunteer Act") is True
