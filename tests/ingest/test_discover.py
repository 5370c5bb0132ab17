from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from ingest.discover import discover


def test_a_folder_gives_its_documents_recursively_and_leaves_other_files_alone(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/c.TXT", "a/picture.png", ".hidden/d.pdf", "a/e.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [c.path.relative_to(tmp_path).as_posix() for c in discover([tmp_path])]
    assert found == ["a/c.TXT", "a/e.docx", "b.pdf"]


def test_a_file_named_by_the_call_is_taken_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("x")
    assert len(discover([tmp_path / "report"])) == 1


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match=r"No such file or folder: .*nowhere"):
        discover([tmp_path / "nowhere"])


def test_an_empty_folder_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="Put PDF, DOCX, HTML or TXT files there"):
        discover([tmp_path])


def test_the_manifest_of_a_folder_is_used_without_being_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "manifest.csv").write_text("path,symbol,year\na.txt,DP/2099/1,2099\n")
    row = discover([tmp_path])[0].row
    assert row is not None
    assert (row.symbol, row.year) == ("DP/2099/1", 2099)


def test_a_manifest_that_names_a_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "m.csv").write_text("path\nb.txt\n")
    with pytest.raises(PortalError, match="missing"):
        discover([tmp_path / "a.txt"], tmp_path / "m.csv")
