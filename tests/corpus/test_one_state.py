"""A count is of one state of the store, whatever others write while it is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.counts import CountTable
from tests.corpus.test_count_library import count, shelve

FRAMEWORK = {"product_type": "unsdcf"}
SAYS = ("Volunteers help.", ("Results Framework",), True)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(data=tmp_path / "data"), create=True)
    yield opened
    opened.close()


@pytest.mark.parametrize("step", ["candidates", "quotes"])
def test_a_document_that_goes_while_it_is_counted_is_there_to_the_end(
    step: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(store, "FILE/1", FRAMEWORK, [SAYS], country="KEN")
    before, read = count(store, "3.2"), getattr(CountTable, step)

    def after_it_went(table: CountTable, *given: Any, **named: Any) -> Any:
        other = open_store(Settings(data=tmp_path / "data"))
        with other.writing() as connection:
            connection.execute(text("UPDATE expressions SET state = 'staged'"))
            connection.execute(text("DELETE FROM passages"))
            connection.execute(text("DELETE FROM suggestions"))
        other.close()
        return read(table, *given, **named)

    monkeypatch.setattr(CountTable, step, after_it_went)
    assert count(store, "3.2") == before
    monkeypatch.undo()
    assert count(store, "3.2")["countries"] == []
