"""PDFs with bytes changed anywhere end as a document or a typed error, and a size that cannot be seen stops nothing."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from corpus.errors import FILE_ERRORS, PortalError
from corpus.settings import Settings
from ingest.cell import read_file
from ingest.layout import Flow, Line, PageLayout, RawDocument, Run
from ingest.structure import structure_of

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
SETTINGS = Settings(parse_seconds=9)
WORDS = (b"/Length", b"/Type", b"obj", b"stream", b"/Font", b"/Kids", b"/Parent", b"Tf", b"Td", b"/W", b"/MediaBox")


def changed(whole: bytes, seed: int) -> bytes:
    """The file with numbers after its words replaced, and bytes anywhere, up to its end mark."""
    chance = random.Random(seed)
    made = bytearray(whole)
    for _ in range(chance.randint(1, 12)):
        found = [match.end() for match in re.finditer(re.escape(chance.choice(WORDS)), made)]
        at = chance.choice(found) if found and chance.random() < 0.6 else chance.randrange(len(made) - 64)
        piece = chance.choice((b" -1 ", b" 999999999 ", b" 0 ", b"/", b"<<", b"]", b"\x00", chance.randbytes(4)))
        if at < len(made) - 64:
            made[at : at + len(piece)] = piece
    return bytes(made)


def ending(path: Path) -> str:
    try:
        return "read" if read_file(path, SETTINGS).pages else "lost"
    except PortalError as failure:
        return failure.code


@pytest.mark.parametrize("seed", range(8))
def test_a_changed_pdf_is_read_or_refused_with_a_code(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "changed.pdf"
    path.write_bytes(changed((SAMPLES / "sample-a-res-99-901.en.pdf").read_bytes(), seed))
    assert ending(path) in {"read", *FILE_ERRORS}


@pytest.mark.parametrize("size", [0.0, 0.001, 1e9])
def test_text_of_a_size_that_cannot_be_is_read_as_any_other(size: float) -> None:
    """The size of the body was nothing, and the distance of lines was divided by it."""
    lines = tuple(Line((Run(f"{n}. The Board decides.", 50, 90, 100.0 * n, size),)) for n in range(1, 4))
    page = PageLayout(1, 612, 792, lines)
    read = structure_of(RawDocument("application/pdf", "pdfium", Flow.POSITIONS, (page,)))
    assert [passage.number or passage.text for passage in read.passages] != []
