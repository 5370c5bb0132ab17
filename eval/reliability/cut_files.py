"""PDFs that were cut: each at many places, given to ingest; none may be indexed, not even in part."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

from corpus.errors import PortalError
from eval.gold import shared_data
from eval.reliability.killed import launched
from eval.reliability.measured import Measured, Size
from eval.reliability.resumed import Ingested

FILES = {Size.SHORT: 3, Size.FULL: 20, Size.SOAK: 20}
PLACES = {Size.SHORT: 5, Size.FULL: 15, Size.SOAK: 15}
SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"


def measure(size: Size) -> Measured:
    """Cut, ingest, count what was indexed."""
    with tempfile.TemporaryDirectory(prefix="vkp-cut-") as folder:
        commands = launched()
        ingested = Ingested(commands, Path(folder))
        ingested.documents.mkdir()
        pieces = [
            cut(file, ingested.documents, size, place) for file in files(FILES[size]) for place in range(PLACES[size])
        ]
        ended = commands.run(*ingested.command(), "--data", ingested.data)
        told = Counter(failed["code"] for failed in ended.document()["failed"])
        indexed = ingested.rows("SELECT work FROM expressions")
        missed = [f"{work} was indexed from a cut file" for (work,) in indexed]
        missed += [f"{len(pieces) - told.total()} cut files were not refused"] if told.total() != len(pieces) else []
        missed += ingested.verified()
    return Measured(
        fault="PDF cut",
        bar=f"{PLACES[size]} places of {FILES[size]} files, never indexed partially",
        tried=len(pieces),
        refused=told.total(),
        lost=len(indexed),
        details=dict(told),
        missed=tuple(missed),
    )


def files(number: int) -> list[Path]:
    """Real PDFs, the smallest of each folder first; the samples where there are no others."""
    return list(_by_size())[:number]


def _by_size() -> Iterator[Path]:
    try:
        folders = [folder for folder in sorted((shared_data() / "pdf").iterdir()) if folder.name != "hostile"]
    except (PortalError, OSError):
        folders = [SAMPLES]
    sorted_files = (sorted(folder.glob("*.pdf"), key=lambda file: file.stat().st_size) for folder in folders)
    yield from (file for file in chain.from_iterable(zip_longest(*sorted_files)) if file is not None)


def cut(file: Path, folder: Path, size: Size, place: int) -> Path:
    """The beginning of a file, as a file of its own."""
    content = file.read_bytes()
    part = folder / f"{file.stem}-{place}.pdf"
    part.write_bytes(content[: len(content) * (place + 1) // (PLACES[size] + 1)])
    return part
