from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.originals import OriginalsFolder


def test_an_original_is_kept_under_its_sha256_byte_for_byte(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"\x00bytes\xff")
    originals = OriginalsFolder(tmp_path / "originals")
    original = originals.put(source)
    assert original.sha256 == hashlib.sha256(b"\x00bytes\xff").hexdigest()
    assert originals.path(original.sha256).read_bytes() == b"\x00bytes\xff"


def test_putting_the_same_bytes_again_does_not_touch_the_file(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("text")
    originals = OriginalsFolder(tmp_path / "originals")
    kept = originals.path(originals.put(source).sha256)
    before = kept.stat().st_mtime_ns
    originals.put(source)
    assert kept.stat().st_mtime_ns == before
    assert list(originals.files()) == [kept]


def test_a_cut_original_left_by_a_crash_is_written_again(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("the whole text")
    originals = OriginalsFolder(tmp_path / "originals")
    kept = originals.path(originals.put(source).sha256)
    kept.write_text("the wh")
    originals.put(source)
    assert kept.read_text() == "the whole text"


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("text")
    (tmp_path / "originals").write_text("a file in the way")
    with pytest.raises(PortalError, match="data folder cannot be used"):
        OriginalsFolder(tmp_path / "originals").put(source)
