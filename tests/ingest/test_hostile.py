"""Hostile and cut files end as a document that says what it lacks, or as a typed error; the parent stays as it was."""

from __future__ import annotations

import itertools
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.documents import PageState, ParsedDocument
from corpus.errors import FILE_ERRORS, PortalError
from corpus.settings import Settings
from corpus.store import open_store
from ingest.cell import Heard, own_child, read_file
from ingest.pipeline import ingest
from ingest.warm import WarmChildren

SETTINGS = Settings(parse_seconds=9)
"""So that two engines, one after the other, end within twenty seconds. The memory is what is set out of the box."""

FILES, PLACES, END = 20, 15, 2048
"""Real files that are cut, places where each is, and bytes in which a file's end is looked for."""

FLAT = 8 * 2**20
"""Bytes by which the parent may grow while hundreds of files are read."""

Ending = ParsedDocument | PortalError


def ending(path: Path, settings: Settings = SETTINGS, heard: Heard = own_child) -> Ending:
    """The document, or the error of one file; never later than in twenty seconds."""
    started = time.monotonic()
    try:
        found: Ending = read_file(path, settings, heard=heard)
    except PortalError as failure:
        found = failure
    assert time.monotonic() - started < 20
    if isinstance(found, PortalError):
        assert found.code in FILE_ERRORS
        assert path.name in found.detail
    return found


def unsaid(document: ParsedDocument) -> list[int]:
    """Pages that show nothing of which nothing is said."""
    said = {issue.page for issue in document.issues}
    with_text = {page for passage in document.passages for page in range(passage.page_first, passage.page_last + 1)}
    return [page.number for page in document.pages if page.number not in said | with_text]


HOSTILE = {
    "bomb_flate_1g.pdf": ("page_failed",),
    "bomb_flate_twice.pdf": ("page_failed",),
    "bomb_ops_70m.pdf": None,
    "deep_nest.pdf": ("page_failed",),
    "empty.pdf": "empty_file",
    "html.pdf": "not_a_pdf",
    "html_text.pdf": (),
    "javascript.pdf": (),
    "ok.pdf": (),
    "pages_90k.pdf": "too_many_pages",
    "pages_cycle.pdf": ("page_failed", "page_failed"),
    "prev_loop.pdf": (),
    "size_2g.pdf": (),
    "truncated.pdf": "damaged",
    "xform_billion.pdf": ("needs_ocr",),
}
"""The code of the error each ends in, or of the issues of its pages; None where the machine's speed decides."""

BLANK = {"prev_loop.pdf", "size_2g.pdf"}
"""Those with a page that shows nothing."""


@pytest.fixture
def hostile(shared_data: Path) -> Path:
    return shared_data / "pdf" / "hostile"


def test_every_hostile_file_is_expected(hostile: Path) -> None:
    assert {path.name for path in hostile.glob("*.pdf")} == set(HOSTILE)


@pytest.mark.parametrize(("name", "expected"), HOSTILE.items())
def test_a_hostile_file_ends_as_it_should(hostile: Path, name: str, expected: str | tuple[str, ...] | None) -> None:
    found = ending(hostile / name)
    if isinstance(found, PortalError):
        assert expected is None or found.code == expected
        return
    assert expected is None or tuple(issue.code for issue in found.issues if issue.page is not None) == expected
    assert name in BLANK or not unsaid(found)


def test_a_file_that_kills_one_engine_is_read_by_the_other_which_says_so(hostile: Path) -> None:
    """Its page draws itself a billion times: pdfium aborts its process."""
    found = ending(hostile / "xform_billion.pdf", Settings(parse_seconds=9, parse_memory_mb=256))
    assert isinstance(found, ParsedDocument)
    assert found.engine == "pypdf"
    (crash,) = (issue for issue in found.issues if issue.code == "engine_crashed")
    assert "pdfium" in crash.message
    assert crash.page is None


def test_a_file_that_kills_both_engines_is_quarantined_and_not_read_again(hostile: Path, tmp_path: Path) -> None:
    killer = hostile / "bomb_flate_twice.pdf"
    settings = Settings(data=tmp_path / "data", parse_seconds=9, parse_memory_mb=128)
    first = ingest([killer, hostile / "ok.pdf"], settings)
    assert [(f.path, f.code) for f in first.quarantined] == [(str(killer), "out_of_memory")]
    assert (first.indexed, first.failed) == (1, ())
    started = time.monotonic()
    second = ingest([killer, hostile / "ok.pdf"], settings)
    assert (second.quarantined, second.unchanged) == (first.quarantined, 1)
    assert time.monotonic() - started < 1, "it is not read again"
    store = open_store(settings)
    assert {state: count for state, count in store.jobs.counts().items() if count} == {"indexed": 1, "quarantined": 1}
    store.close()


@pytest.fixture(scope="module")
def real_files(shared_data: Path) -> Sequence[Path]:
    """The smallest of each folder, then the second smallest of each, and so on."""
    folders = sorted(folder for folder in (shared_data / "pdf").iterdir() if folder.name != "hostile")
    by_size = (sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_size) for folder in folders)
    rounds = itertools.zip_longest(*by_size)
    return [path for path in itertools.chain.from_iterable(rounds) if path is not None][:FILES]


def cut(path: Path, places: range, end: int = 0) -> Iterator[tuple[str, bytes]]:
    """The file cut at places in sixteenths, with the last ``end`` bytes put back: names and contents."""
    whole = path.read_bytes()
    for place in places:
        yield f"{path.stem}-{place}.pdf", whole[: len(whole) * place // (PLACES + 1)] + whole[len(whole) - end :]


def read_cut(folder: Path, named: tuple[str, bytes], heard: Heard = own_child) -> Ending:
    path = folder / named[0]
    path.write_bytes(named[1])
    try:
        return ending(path, heard=heard)
    finally:
        path.unlink()


def test_a_cut_file_is_damaged_wherever_it_is_cut(real_files: Sequence[Path], tmp_path: Path) -> None:
    pieces = [piece for path in real_files for piece in cut(path, range(1, PLACES + 1))]
    assert len(pieces) == FILES * PLACES
    assert {getattr(read_cut(tmp_path, piece), "code", None) for piece in pieces} == {"damaged"}


def test_a_file_that_lost_its_middle_never_looks_whole(real_files: Sequence[Path], tmp_path: Path) -> None:
    """The end is there, so it is read; engines find again what they can, and leave out the rest without a word."""
    pieces = [piece for path in real_files for piece in cut(path, range(1, PLACES + 1), END)]
    most = most_memory(resource.RUSAGE_CHILDREN)
    # As a run over many files reads them: most of these are read sooner than an interpreter starts.
    with WarmChildren() as readers, ThreadPoolExecutor(max_workers=2) as pool:
        whole = list(pool.map(lambda path: ending(path, heard=readers.said_by), real_files))
        before = resident()
        found = list(pool.map(lambda piece: tell(read_cut(tmp_path, piece, readers.said_by)), pieces))
        grown = resident() - before
    assert not any("damaged" in codes(document) for document in whole)
    assert (len(found), set(found)) == (FILES * PLACES, {"", "damaged"})
    # Until it runs its own program a child is counted with the memory of this process, which may be large by now.
    own = most_memory(resource.RUSAGE_SELF)
    assert most_memory(resource.RUSAGE_CHILDREN) <= max(most, own, SETTINGS.parse_memory_mb * 2**20)
    assert grown < FLAT


def codes(found: Ending) -> set[str]:
    """Of the issues of a document, or of an error."""
    return {found.code} if isinstance(found, PortalError) else {issue.code for issue in found.issues}


def tell(found: Ending) -> str:
    """The code of an error; "" for a document, which says that it is damaged and which pages it does not show."""
    if isinstance(found, PortalError):
        return found.code
    assert "damaged" in codes(found)
    assert not any(page.state is PageState.EMPTY_BY_DESIGN for page in found.pages)
    assert not unsaid(found)
    return ""


def most_memory(whose: int) -> int:
    """The most bytes that this process, or the largest of its children so far, has held."""
    most = resource.getrusage(whose).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def resident() -> int:
    """Bytes of memory this process holds now; 0 where the system does not tell."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * resource.getpagesize() if told.exists() else 0
