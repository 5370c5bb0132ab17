"""Pages without text, read from their pictures by tesseract, where it is installed.

A page is drawn in grey at 300 dots per inch and handed to tesseract as it is; no file is written. The script on the
page chooses the languages. The baseline of a line is guessed from its box, as tesseract's table does not tell it.
"""

from __future__ import annotations

import csv
import io
import itertools
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from corpus.errors import PortalError
from ingest.layout import Line, PageLayout, RawDocument, Run
from ingest.ocr import ENGINE, require_tesseract
from ingest.text import CJK_CHARACTER, visible

DOTS = 300
POINTS = 72 / DOTS
"""Points in a dot."""

MOST_DOTS = 60_000_000
"""A page of more dots is drawn smaller."""

SCRIPTS = {
    "Latin": ("eng", "fra", "spa"),
    "Cyrillic": ("rus", "eng"),
    "Arabic": ("ara", "eng"),
    "Han": ("chi_sim", "chi_tra", "eng"),
    "HanS": ("chi_sim", "eng"),
    "HanT": ("chi_tra", "eng"),
}
"""Tesseract's languages by the script it finds on a page."""

HEIGHT = 0.72
"""Capitals are about this part of the size high, and a line's box is about as high as they are."""

DESCENT = 0.12
"""About how far a line's box reaches below its baseline, in heights of the box."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with its box in dots and how sure tesseract is of it, in per cent."""

    line: tuple[str, str, str]
    left: int
    top: int
    width: int
    height: int
    confidence: float
    text: str


def with_read_pictures(path: Path, document: RawDocument) -> RawDocument:
    """The document with the lines that tesseract finds on its pages without text; ``confidence`` says how surely.

    Raises ``PortalError("no_tesseract")`` where it or the language of a page is not installed.
    """
    require_tesseract()
    source = pdfium.PdfDocument(path)
    try:
        pages = tuple(page if page.lines or not page.drawn else _read(source, page) for page in document.pages)
    finally:
        source.close()
    if pages == document.pages:
        return document
    return replace(document, engine=f"{document.engine}+{ENGINE}", pages=pages)


def _read(source: Any, page: PageLayout) -> PageLayout:
    picture, scale = _drawn(source[page.number - 1])
    script = _script(picture)
    words = list(_words(_asked(picture, "-l", "+".join(_languages(script)), "tsv")))
    lines = tuple(_line(list(group), scale) for _, group in itertools.groupby(words, key=lambda word: word.line))
    if not lines:
        return page
    sure = statistics.fmean(word.confidence for word in words)
    return replace(page, lines=lines, confidence=round(sure / 100, 3))


def _drawn(page: Any) -> tuple[bytes, float]:
    """The page as a portable greymap, and how many points a dot of it is."""
    width, height = page.get_size()
    scale = min(1 / POINTS, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    whole = bytes(bitmap.buffer)
    rows = (whole[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows), 1 / scale


def _script(picture: bytes) -> str:
    """The script that covers most of the page; Latin where it cannot be told."""
    try:
        told = _asked(picture, "--psm", "0", "-l", "osd")
    except PortalError:
        return "Latin"
    return next((line.split(": ")[1] for line in told.splitlines() if line.startswith("Script: ")), "Latin")


def _languages(script: str) -> Sequence[str]:
    there = _installed_languages()
    wanted = [language for language in SCRIPTS.get(script, SCRIPTS["Latin"]) if language in there]
    if not wanted:
        raise PortalError("no_tesseract", f"it has no language for {script} script")
    return wanted


@cache
def _installed_languages() -> frozenset[str]:
    return frozenset(_asked(b"", "--list-langs").split()[1:])


def _asked(picture: bytes, *arguments: str) -> str:
    """What tesseract prints for a picture. It is held by the limits of the process that calls it."""
    ends = () if "--list-langs" in arguments else ("stdin", "stdout", "--dpi", str(DOTS))
    try:
        done = subprocess.run(  # noqa: S603 - the picture is given as bytes, nothing of a document reaches the command
            [shutil.which(ENGINE) or ENGINE, *ends, *arguments],
            input=picture,
            capture_output=True,
            env={"OMP_THREAD_LIMIT": "1"},
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as failure:
        raise PortalError("parser_crashed", f"tesseract: {failure}") from failure
    return done.stdout.decode("utf-8", "replace")


def _words(table: str) -> Iterator[_Word]:
    """The words of tesseract's table."""
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = visible(row["text"] or "").strip()
        if row["level"] == "5" and text:
            left, top, width, height = (int(row[side]) for side in ("left", "top", "width", "height"))
            line = (row["block_num"], row["par_num"], row["line_num"])
            yield _Word(line, left, top, width, height, float(row["conf"]), text)


def _line(words: Sequence[_Word], scale: float) -> Line:
    """A line of words; between two CJK characters there is no space, whatever tesseract thinks."""
    top, bottom = min(w.top for w in words), max(w.top + w.height for w in words)
    height = statistics.median_high([w.height for w in words]) * scale
    baseline = bottom * scale - DESCENT * (bottom - top) * scale
    size = height / HEIGHT
    text = words[0].text
    for last, word in itertools.pairwise(words):
        close = CJK_CHARACTER.match(last.text[-1]) and CJK_CHARACTER.match(word.text[0])
        text += word.text if close else f" {word.text}"
    left, right = min(w.left for w in words) * scale, max(w.left + w.width for w in words) * scale
    return Line((Run(text, left, right, baseline, size),))
