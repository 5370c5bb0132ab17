"""The mark of an embedded index: what it trusts, and what it has looked at by another process first."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from corpus.errors import PortalError
from search.store.edge import EdgeStore
from search.store.edge_mark import MARK, marked
from tests.search.test_store_contract import point


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of one passage that was left in order."""
    store = EdgeStore.create(tmp_path / "index")
    store.upsert([point("trees by the river")])
    store.mark("one")
    store.close()
    return tmp_path / "index"


def test_what_was_marked_is_known_before_the_index_is_opened_and_after_it_was(folder: Path) -> None:
    assert marked(folder) == "one"
    EdgeStore.open(folder).close()
    assert marked(folder) == "one"


def test_the_mark_is_gone_before_the_next_write(folder: Path) -> None:
    store = EdgeStore.open(folder)
    store.unmark()
    assert not (folder / MARK).exists()
    store.close()
    assert marked(folder) is None


def test_a_cut_file_or_a_missing_one_is_not_what_was_marked(folder: Path) -> None:
    mappings = next(folder.glob("segments/*/mutable_id_tracker.mappings"))
    os.truncate(mappings, mappings.stat().st_size // 2)
    assert marked(folder) is None
    mappings.unlink()
    assert marked(folder) is None


@pytest.mark.parametrize("name", ["page_0.dat", "tracker.dat"])
def test_a_file_that_was_written_over_is_not_what_was_marked(name: str, folder: Path) -> None:
    with next(folder.glob(f"segments/*/payload_storage/{name}")).open("r+b") as file:
        file.write(b"rubbish" * 1000)
    assert marked(folder) is None


def test_an_index_that_was_copied_with_its_times_is_as_it_was_marked(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert marked(tmp_path / "copy") == "one"


@pytest.mark.parametrize("mark", [b"", b"{", b"[]", b'{"shown": 1}', b"\xff\xfe"])
def test_a_mark_that_cannot_be_read_is_none(mark: bytes, folder: Path) -> None:
    (folder / MARK).write_bytes(mark)
    assert marked(folder) is None


def test_files_at_which_the_engine_panics_are_an_index_unavailable(folder: Path) -> None:
    flags = next(folder.glob("segments/*/vector_storage*/deleted/status.dat"))
    os.truncate(flags, 0)
    with pytest.raises(PortalError) as failure:
        EdgeStore.open(folder)
    assert failure.value.code == "index_unavailable"


def test_files_that_were_removed_under_an_open_index_are_not_marked_as_safe(folder: Path) -> None:
    store = EdgeStore.open(folder)
    folder.rename(folder.with_name("elsewhere"))
    assert store.lost()
    with pytest.raises(PortalError) as failure:
        store.mark("two")
    assert failure.value.code == "index_unavailable"
    store.close()


def test_who_has_to_wait_for_an_index_is_told_at_once_what_holds_it(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    held = EdgeStore.open(folder)
    assert caplog.records == []
    with pytest.raises(PortalError) as refused:
        EdgeStore.open(folder, wait=0.05)
    assert (refused.value.code, "vkp serve" in caplog.text) == ("data_busy", True)
    held.close()
    EdgeStore.open(folder).close()
