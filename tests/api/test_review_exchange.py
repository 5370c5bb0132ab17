"""Decisions come back from CSV, JSON Lines and Web Annotations as they went; nothing that is here is overwritten."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.review_exchange import COLUMNS, FORMATS, _csv, decision_rows, export
from api.review_import import _of_cells, imported_document
from corpus.errors import PortalError
from corpus.reviewing import Action, Said
from corpus.store import Store, review_import
from tests.corpus.review_store import CONTRIBUTION, POLICY, new_store, show

OF_31 = ("policy", "policy_lenient")
TEXTS = [
    ("p1", "=SUM(1) The volunteer law was adopted, “quoted”, with 志愿服务 and\ttabs.", POLICY),
    ("p2", "'Volunteers' built two schools; a \"school\" each,\r\nthey say.", CONTRIBUTION),
]
each_format = pytest.mark.parametrize("form", FORMATS)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Stores of the same document, by name."""
    opened: list[Store] = []

    def make(name: str) -> Store:
        opened.append(new_store(tmp_path / name))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(made: Callable[[str], Store]) -> Store:
    """A store in which everything that can be done was done."""
    store = made("here")
    first, other = show(store, TEXTS, "1")
    number = store.reviewing.decide(first, Said("Ana", Action.ACCEPT, "3.1", OF_31, comment="=1+1 said 'so'")).id
    number = store.reviewing.decide(first, Said("Ana", Action.QUOTE, quote="=SUM(1) The volunteer law", seen=number)).id
    store.reviewing.decide(first, Said("Ana", Action.SECOND, seen=number))
    number = store.reviewing.decide(first, Said("李 四", Action.REJECT, "3.1", OF_31, comment="'=x")).id
    store.reviewing.decide(first, Said("Judge", Action.ADJUDICATE, labels={"policy": True}))
    number = store.reviewing.decide(other, Said("علی", Action.LEVEL, labels={"contribution": True})).id
    store.reviewing.decide(other, Said("علی", Action.WITHDRAW, seen=number))
    store.reviewing.decide(other, Said("Ana", Action.COMMENT, comment="-"))
    return store


def written(store: Store, form: str) -> bytes:
    return "".join(export(store, form)).encode()


@each_format
def test_nothing_is_lost_on_the_way_to_another_portal_and_back(
    store: Store, made: Callable[[str], Store], form: str
) -> None:
    elsewhere = made("elsewhere")
    show(elsewhere, TEXTS, "1")
    taken = imported_document(elsewhere, written(store, form), form)
    assert taken == {"ok": True, "faults": [], "added": 8, "unchanged": 0, "unplaced": 0}
    assert list(decision_rows(elsewhere)) == list(decision_rows(store))
    settled = [[one.labels for one in each.reviews.settled().values()] for each in (store, elsewhere)]
    assert settled[0] == settled[1]
    assert elsewhere.reviews.disagreeing() == []


@each_format
def test_taking_the_same_in_again_changes_nothing(store: Store, form: str) -> None:
    before = list(decision_rows(store))
    taken = imported_document(store, written(store, form), form)
    assert (taken["ok"], taken["added"], taken["unchanged"]) == (True, 0, 8)
    assert list(decision_rows(store)) == before


def test_decisions_on_a_document_that_is_not_here_wait_for_it(store: Store, made: Callable[[str], Store]) -> None:
    empty = made("empty")
    taken = imported_document(empty, written(store, "jsonl"), "jsonl")
    assert (taken["added"], taken["unplaced"]) == (8, 2)
    assert len(empty.reviews.unplaced()) == 1, "of the other nothing stands but a remark"
    show(empty, TEXTS, "1")
    assert empty.reviews.unplaced() == []
    assert [one.holds("policy") for one in empty.reviews.settled().values()] == [True]


def lines(store: Store) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(store, "jsonl").decode().splitlines()]


def as_lines(rows: list[Any]) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"reviewer": " "}, "a decision needs its author"),
        ({"reviewer": "A\u202eB"}, "a decision needs its author"),
        ({"action": "approve"}, "action 'approve'"),
        ({"decided_at": "yesterday"}, "is no time"),
        ({"decided_at": "2020-01-01T00:00:00"}, "has no time zone"),
        ({"decided_at": "2999-01-01T00:00:00Z"}, "is in the future"),
        ({"labels": {"nonsense": True}}, "labels do not fit accept"),
        ({"labels": {"policy": "yes"}}, "labels do not fit accept"),
        ({"labels": None}, "labels do not fit accept"),
        ({"indicator": "9.9"}, "the indicator is not defined here"),
        ({"work": "no symbol at all"}, "no symbol"),
        ({"exact": ""}, "the passage has no words"),
        ({"exact": "other words"}, "the item is not that of the passage"),
        ({"page": "two"}, "page is no number"),
        ({"ordinal": 9}, "number 9 of Ana without number 4"),
        ({"comment": "two\nlines"}, "the comment cannot be one"),
        ({"comment": "changed"}, "Ana decided otherwise here, as number 1"),  # nothing here is overwritten
        ({"reviewer": "ANA"}, "one person has one spelling"),
        ({"machine": []}, "machine is no object"),
        ({"machine": {"score": float("nan")}}, "no finite number"),
        ({"machine": {"rule": "\ud800"}}, "half a character"),
        ({"machine": json.loads('{"a":' * 900 + "1" + "}" * 900)}, "too deep"),
        ({"prefix": "\ud800"}, "half a character"),
        ({"path": "p\x001"}, "NUL"),
        ({"decided_at": "0001-01-01T00:00:00+23:59"}, "is no time"),
        ({"indicator": ["3.1"]}, "the indicator is not defined here"),
        ({"ordinal": 0}, "ordinal is no number"),
        ({"comment": []}, "the comment cannot be one"),
        ({"labels": {"policy": True, "mention": False}}, "without mention"),
        ({"quote": "Every county has its ministry."}, "does not hold the words"),
        ({"quote": " "}, "the quote cannot be one"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken_in(store: Store, change: dict[str, Any], reason: str) -> None:
    before, rows = list(decision_rows(store)), lines(store)
    new = rows[0] | {"reviewer": "Zoe", "ordinal": 1}
    taken = imported_document(store, as_lines([new, rows[0] | change]), "jsonl")
    assert (taken["ok"], taken["added"]) == (False, 0)
    assert [fault["line"] for fault in taken["faults"]] == [2]
    assert reason in taken["faults"][0]["reason"]
    assert list(decision_rows(store)) == before


@pytest.mark.parametrize(
    ("cell", "content", "reason"),
    [
        ("page", "9" * 5000, "page is no number"),
        ("machine", '{"rule":', "machine is no object"),  # a damaged cell is no empty one
        ("labels", '{"policy":', "labels do not fit"),
    ],
)
def test_a_damaged_cell_is_named(store: Store, cell: str, content: str, reason: str) -> None:
    rows = list(csv.DictReader(io.StringIO(written(store, "csv").decode(), newline="")))
    damaged = io.StringIO()
    writer = csv.DictWriter(damaged, COLUMNS)
    writer.writeheader()
    writer.writerow(rows[0] | {cell: content})
    taken = imported_document(store, damaged.getvalue().encode(), "csv")
    assert [fault["line"] for fault in taken["faults"]] == [2]
    assert reason in taken["faults"][0]["reason"]


@each_format
def test_a_mark_of_byte_order_is_no_part_of_the_file(store: Store, form: str) -> None:
    assert imported_document(store, b"\xef\xbb\xbf" + written(store, form), form)["unchanged"] == 8


def test_a_passage_of_any_length_comes_back_from_a_cell(made: Callable[[str], Store]) -> None:
    long, elsewhere = made("long"), made("elsewhere")
    (passage,) = show(long, [("p1", "volunteers " * 20_000, POLICY)], "1")
    long.reviewing.decide(passage, Said("Ana", Action.ACCEPT, "3.1", OF_31))
    limit = csv.field_size_limit()
    assert imported_document(elsewhere, written(long, "csv"), "csv")["added"] == 1
    assert csv.field_size_limit() == limit, "other readers of CSV keep theirs"


def test_labels_that_are_taken_in_say_what_follows_from_them(store: Store) -> None:
    row = lines(store)[0] | {"reviewer": "Zoe", "action": "level", "labels": {"policy": True}}
    assert imported_document(store, as_lines([row]), "jsonl")["added"] == 1
    said = next(one["labels"] for one in lines(store) if one["reviewer"] == "Zoe")
    assert said == {"mention": True, "policy": True, "policy_lenient": True}


def test_what_is_taken_in_joins_what_stands_at_its_passage(made: Callable[[str], Store]) -> None:
    """Here the words have moved since they were decided about; elsewhere they were first read where they are now."""
    here, elsewhere = made("here"), made("elsewhere")
    moved = [("p9", TEXTS[0][1], POLICY)]
    here.reviewing.decide(show(here, TEXTS, "1")[0], Said("Ana", Action.ACCEPT, "3.1", OF_31))
    show(here, moved, "2")
    elsewhere.reviewing.decide(show(elsewhere, moved, "1")[0], Said("Ben", Action.ACCEPT, "3.1", OF_31))
    for added in (1, 0):
        assert imported_document(here, written(elsewhere, "jsonl"), "jsonl")["added"] == added
        (settled,) = here.reviews.settled().values()
        assert set(settled.decisions) == {"Ana", "Ben"}
        assert here.reviews.unplaced() == []
    assert imported_document(here, written(here, "jsonl"), "jsonl")["unchanged"] == 2


def test_what_a_long_file_comes_to_is_counted_once_for_each_passage(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    monkeypatch.setattr(review_import, "count", lambda _, item: counted.append(item))
    row = lines(store)[0] | {"reviewer": "Zoe"}
    taken = imported_document(store, as_lines([row | {"ordinal": number} for number in range(1, 51)]), "jsonl")
    assert (taken["added"], len(counted)) == (50, 1)


def test_every_wrong_line_is_named(store: Store) -> None:
    rows = lines(store)
    taken = imported_document(store, as_lines(["{", rows[0], "[]", '"x"', rows[1] | {"action": "no"}]), "jsonl")
    assert [fault["line"] for fault in taken["faults"]] == [1, 3, 4, 5]


def test_a_history_that_goes_on_is_taken_in_and_one_that_was_taken_back_cannot_be_undone_twice(store: Store) -> None:
    rows = lines(store)
    last = next(row for row in rows if row["action"] == "withdraw")
    taken = imported_document(store, as_lines([last | {"ordinal": 3}]), "jsonl")
    assert "nothing to take back" in taken["faults"][0]["reason"]
    again = {"ordinal": 3, "action": "level", "labels": {"mention": True}}
    taken = imported_document(store, as_lines([last | again]), "jsonl")
    assert (taken["ok"], taken["added"]) == (True, 1)


@pytest.mark.parametrize(
    ("content", "form", "reason"),
    [
        (b"\xff\xfe", "jsonl", "is no UTF-8"),
        (b"reviewer,action\nAna,accept\n", "csv", "has no column"),
        (b"[]", "jsonld", "no JSON-LD document"),
        (b"[" * 100_000, "jsonld", "no JSON-LD document"),
        (b"", "xlsx", "it is one of csv, jsonl, jsonld"),
    ],
)
def test_what_is_no_such_file_at_all_is_refused(store: Store, content: bytes, form: str, reason: str) -> None:
    with pytest.raises(PortalError) as refusal:
        imported_document(store, content, form)
    assert reason.lower() in str(refusal.value).lower()


def test_no_cell_of_the_csv_is_a_formula(store: Store) -> None:
    for row in csv.DictReader(io.StringIO(written(store, "csv").decode(), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row.values())


def test_an_annotation_has_the_selectors_of_the_model(store: Store) -> None:
    document = json.loads(written(store, "jsonld"))
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    first = document["@graph"][0]
    assert (first["type"], first["motivation"], first["creator"]["name"]) == ("Annotation", "assessing", "Ana")
    selectors = {selector["type"]: selector for selector in first["target"]["selector"]}
    assert selectors["TextQuoteSelector"]["exact"] == TEXTS[0][1]
    assert selectors["TextPositionSelector"] == {
        "type": "TextPositionSelector",
        "start": 0,
        "end": len(TEXTS[0][1]),
    }
    assert selectors["FragmentSelector"]["value"] == "page=1"
    ids = [annotation["id"] for annotation in document["@graph"]]
    assert len(set(ids)) == len(ids)
    assert written(store, "jsonld") == written(store, "jsonld"), "an annotation keeps its name"


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(comment=CELLS, exact=CELLS, quote=st.none() | CELLS.filter(bool))
def test_any_text_comes_back_from_a_cell(comment: str, exact: str, quote: str | None) -> None:
    row = dict.fromkeys(COLUMNS) | {"comment": comment, "exact": exact, "quote": quote, "page": 1, "start": 0}
    printed = "".join(_csv([row]))
    (read,) = csv.DictReader(io.StringIO(printed, newline=""))
    said = _of_cells(read)
    assert (said["comment"], said["exact"], said["quote"], said["page"]) == (comment, exact, quote, 1)
