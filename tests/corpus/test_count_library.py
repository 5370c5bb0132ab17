"""Counts of frameworks and of the library, from what manifests say; unknown stays unknown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.counting import Span, counted
from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, Recognition, WorkType, passage_id
from corpus.evidence import Suggestion
from corpus.indicators import Policy, indicator
from corpus.indicators.ledger import Question
from corpus.library import Contributor, contributors_of, product_type_of
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.staging import Derived

NOTHING = {"contribution": False, "policy_integration": False, "policy_lenient": False, "measured_data": False}
MENTION = Suggestion(mentions_volunteering=True, **NOTHING, score=0.1, rule_version="made-1")


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(data=tmp_path / "data"), create=True)
    yield opened
    opened.close()


def shelve(
    store: Store,
    work: str,
    manifest: dict[str, Any],
    texts: Sequence[tuple[str, tuple[str, ...], bool]] = (("Words.", (), False),),
    year: int | None = 2023,
    country: str | None = None,
) -> None:
    """A document as an ingest leaves it: texts with their headings, and whether each mentions volunteering."""
    passages = tuple(
        Passage(f"p{n}", PassageKind.PARAGRAPH, text, 1, 1, number=str(n), heading_path=headings)
        for n, (text, headings, _) in enumerate(texts)
    )
    ids = tuple(passage_id(work, "en", passage.path, passage.text) for passage in passages)
    suggested = tuple((identity, MENTION) for identity, (_, _, says) in zip(ids, texts, strict=True) if says)
    parsed = ParsedDocument("text/plain", (Page(1, PageState.TEXT),), passages, "en", engine="made")
    recognition = Recognition(work, WorkType.OTHER, "en", f"Title of {work}", country, year)
    derived = Derived(hashlib.sha256(work.encode()).hexdigest(), parsed, recognition, ids, suggestions=suggested)
    store.jobs.accept(derived.sha256, 1, work, manifest, "made")
    store.staging.stage(derived)
    store.staging.publish(derived)
    store.jobs.start(derived.sha256)
    store.jobs.finish(derived.sha256, derived.expression)


def count(store: Store, code: str, policy: Policy = "strict", span: Span | None = None) -> dict[str, Any]:
    return counted(store, Question(indicator(code), policy, "suggested"), span or Span())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("un_entity: UNDP; civil_society: Volunteers X", [("UNDP", "un_entity"), ("Volunteers X", "civil_society")]),
        ("UNDP", [("UNDP", None)]),
        ("Private Sector: Acme", [("Acme", "private_sector")]),
        ("Report: the second", [("Report: the second", None)]),  # what stands before the colon is no kind
        ("UNDP; UNDP ;", [("UNDP", None)]),
        ("", []),
    ],
)
def test_contributors_are_read_with_what_they_are(cell: str, expected: list[tuple[str, str | None]]) -> None:
    assert contributors_of({"contributor": cell}) == tuple(Contributor(*one) for one in expected)


def test_a_product_type_is_one_that_is_known() -> None:
    assert product_type_of({"product_type": "Policy brief"}) == "policy_brief"
    assert product_type_of({"product_type": "poem"}) is None
    assert product_type_of({}) is None


def test_frameworks_are_counted_by_what_their_results_framework_names(store: Store) -> None:
    framework = {"product_type": "unsdcf"}
    inside = ("Volunteers help.", ("Annex", "Results Framework"), True)
    outside = ("Volunteers help too.", ("Context",), True)
    shelve(store, "FILE/1", framework, [inside], country="KEN")
    shelve(store, "FILE/2", framework, [outside], country="FJI")
    shelve(store, "FILE/3", framework, [("Nobody helps.", ("成果框架",), False)])
    shelve(store, "FILE/4", {}, [inside])  # nobody says that it is a framework
    strict, lenient = count(store, "3.2"), count(store, "3.2", "lenient")
    assert [(line["iso3"], line["country"], line["status"]) for line in strict["countries"]] == [
        (None, "Title of FILE/3", "no"),
        ("FJI", "Fiji", "no"),
        ("KEN", "Kenya", "yes"),
    ]
    assert (strict["numerator"], lenient["numerator"], strict["denominator"]) == (1, 2, 3)
    assert (strict["presented"], strict["presenters"]) == (None, [])


def test_products_of_unv_are_counted_cumulatively_and_what_is_unknown_is_said(store: Store) -> None:
    shelve(store, "FILE/1", {"product_type": "report", "contributor": "UNV"}, year=2022)
    shelve(store, "FILE/2", {"product_type": "toolkit", "contributor": "un_entity: UN Volunteers; UNDP"}, year=2024)
    shelve(store, "FILE/3", {"product_type": "report", "contributor": "civil_society: Volunteers X"}, year=2024)
    shelve(store, "FILE/4", {"product_type": "report"}, year=2024)
    shelve(store, "FILE/5", {}, year=2024)
    found = count(store, "3.1.1")
    assert (found["numerator"], found["denominator"], found["percent"]) == (2, 3, None)
    assert [(year["year"], year["numerator"]) for year in found["years"]] == [(2022, 1), (2024, 2)]
    assert found["unknown"] == {"product_type": 1, "contributor": 1}
    assert count(store, "3.1.1", span=Span(first=2023))["numerator"] == 1
    assert count(store, "3.1.1", span=Span(year=2022))["years"] == []


def test_who_contributes_is_counted_once_and_unv_itself_is_not(store: Store) -> None:
    said = "un_entity: UNDP; civil_society: Volunteers X; un_entity: UNV; Somebody"
    shelve(store, "FILE/1", {"product_type": "report", "contributor": said}, year=2022)
    shelve(store, "FILE/2", {"product_type": "research", "contributor": "un_entity:  undp"}, year=2023)
    shelve(store, "FILE/3", {"product_type": "other", "contributor": "member_state: Kenya"}, year=2023)
    found = count(store, "3.1.2")
    assert [(row["name"], row["kind"], row["counts"]) for row in found["entries"]] == [
        ("Somebody", None, False),
        ("UNDP", "un_entity", True),
        ("UNV", "un_entity", False),
        ("Volunteers X", "civil_society", True),
    ]
    assert found["numerator"] == 2
    assert next(row["works"] for row in found["entries"] if row["name"] == "UNDP") == ["FILE/1", "FILE/2"]
