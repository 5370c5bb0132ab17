"""Documents that many tests look at: each is read once, however many tests do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.documents import ParsedDocument
from corpus.settings import Settings
from ingest.cell import read_file

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
FRAMEWORK = "sample-dp-2099-11.zh.pdf"
REPORT = "sample-dp-2098-25.zh.pdf"
ENGLISH = "sample-a-res-99-901.en.pdf"
CHINESE = "sample-a-res-99-901.zh.pdf"
PICTURES = "sample-vnr-xag-2024.en.pdf"
NOTE = "sample-note-insurance.en.txt"


@cache
def parsed(path: Path) -> ParsedDocument:
    """A file as the portal reads it."""
    return read_file(path, Settings())


def sample(name: str) -> ParsedDocument:
    """One of the samples that are shipped with the portal."""
    return parsed(SAMPLES / name)


def tight(text: str | None) -> str:
    """Without white space, which layout may put anywhere."""
    return "".join((text or "").split())
