"""Kept counts: written once, found by their beginning, refused when they are not what was kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from corpus.errors import PortalError
from corpus.indicators import sealed
from corpus.settings import Settings
from corpus.store import Store, open_store


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(data=tmp_path / "data"), create=True)
    yield opened
    opened.close()


def count(numerator: int, **asked: Any) -> dict[str, Any]:
    question = {"indicator": "3.1", "year": 2025, "from": 2025, "to": 2025, "policy": "strict", "basis": "suggested"}
    return sealed(question | {"numerator": numerator, "title": {"zh": "国家"}} | asked)


def test_a_kept_count_comes_back_as_it_was(store: Store) -> None:
    document = count(1) | {"changes": None}
    kept = store.snapshots.take(document, "Ada")
    assert (kept.document, kept.taken_by) == (document, "Ada")
    assert list(kept.document) == list(document)
    assert store.snapshots.get(document["snapshot"][:17]) == kept


def test_an_equal_count_is_kept_once_and_the_first_stays(store: Store) -> None:
    first = store.snapshots.take(count(1), "Ada")
    assert store.snapshots.take(count(1) | {"changes": {"since": "x"}}, "Bo") == first
    assert len(store.snapshots.every()) == 1


def test_the_last_snapshot_is_of_the_same_question(store: Store) -> None:
    kept = [store.snapshots.take(one, "Ada") for one in (count(1), count(2), count(3, policy="lenient"))]
    assert store.snapshots.latest(count(9)) == kept[1]
    assert store.snapshots.latest(count(9, year=None)) is None
    assert [one.id for one in store.snapshots.every("3.1")] == [one.id for one in reversed(kept)]
    assert store.snapshots.every("1.1") == []


@pytest.mark.parametrize("named", ["sha256:", "", "abc", "%", "______", "f" * 64])
def test_what_names_no_snapshot_is_unknown(store: Store, named: str) -> None:
    store.snapshots.take(count(1), "Ada")
    with pytest.raises(PortalError, match="No such snapshot"):
        store.snapshots.get(named)


TAMPERED = {
    "a figure": "document = replace(document, '\"numerator\": 1', '\"numerator\": 5')",
    "what had changed": "document = replace(document, 'new_rule', 'new_list')",
    "who took it": "taken_by = 'Eve'",
    "when it was taken": "taken_at = '2001-01-01T00:00:00+00:00'",
    "what it is of": "indicator = '1.1'",
    "a document that is none": "document = '{'",
    "a document of another shape": "document = '[1]'",
}


@pytest.mark.parametrize("case", TAMPERED)
def test_a_snapshot_that_somebody_changed_is_refused(case: str, store: Store) -> None:
    kept = store.snapshots.take(count(1) | {"changes": {"reasons": ["new_rule"]}}, "Ada")
    with store.writing() as connection:
        connection.execute(text(f"UPDATE snapshots SET {TAMPERED[case].replace(':', chr(92) + ':')}"))
    with pytest.raises(PortalError, match="is not what was kept"):
        store.snapshots.get(kept.id)


def test_a_snapshot_of_an_older_version_has_its_seal_alone(store: Store) -> None:
    kept = store.snapshots.take(count(1), "Ada")
    with store.writing() as connection:
        connection.execute(text("UPDATE snapshots SET document = :document"), {"document": json.dumps(count(1))})
    assert store.snapshots.get(kept.id) == kept


def test_many_who_keep_one_count_at_once_keep_it_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda name: store.snapshots.take(count(1), name), "ABCDEFGH"))
    assert len(set(map(str, kept))) == 1
    assert len(store.snapshots.every()) == 1
