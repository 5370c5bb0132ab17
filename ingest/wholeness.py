"""Whether a PDF is whole, told by its bytes: readers mend damaged files in silence and leave out what they cannot find.

Two promises of the format are held against the file (ISO 32000-1): its end says where the table of its objects begins
(7.5.5), and a packed stream can be unpacked to its end (7.4.4). Pictures and fonts hold no text and are not looked at.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus.documents import Issue, PageState, ParsedDocument
from ingest.formats import TAIL

END = re.compile(rb"startxref\s+(\d+)")  # "startxref\n191201\n%%EOF"
TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")  # "xref\n0 5", or a stream that holds the table: "12 0 obj"
STREAM = re.compile(rb"stream(?<!\wstream)\r?\n")  # not "endstream"; fixed letters first are found fast
PACKED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\b")  # "/Filter [/FlateDecode]"
WITHOUT_TEXT = re.compile(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)\b|/Length1\b")  # pictures, fonts

HEAD = 1024
"""Bytes in which the header is looked for."""

DICTIONARY = 2048
"""Bytes before a stream that may belong to its dictionary."""

STEP = 2**16
"""Bytes unpacked, and looked at, at a time."""

MOST_UNPACKED = 2**26
"""Bytes of one file that are unpacked; what lies behind is believed."""


def with_damage_told(document: ParsedDocument, path: Path) -> ParsedDocument:
    """What was read of a PDF, with an issue for each sign that it was cut or damaged.

    Of a damaged file it is not believed that a page is empty by design: the page has failed.
    """
    signs = damage(path)
    if not signs:
        return document
    empty = [page.number for page in document.pages if page.state is PageState.EMPTY_BY_DESIGN]
    pages = tuple(replace(p, state=PageState.FAILED) if p.number in empty else p for p in document.pages)
    lost = (Issue("page_failed", "nothing is found on it, and the file is damaged", number) for number in empty)
    return replace(document, pages=pages, issues=(*signs, *document.issues, *lost))


def damage(path: Path) -> tuple[Issue, ...]:
    """What shows that a PDF was cut or damaged, so that pages or words may be missing from what is read of it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = tuple(_damage(content))
    return tuple(Issue("damaged", f"{told}; pages or words may be missing") for told in found)


def _damage(content: mmap.mmap) -> Iterator[str]:
    if not _has_its_table(content):
        yield "the file is damaged or cut: the table of its parts is not where its end says"
    if content.find(b"/Encrypt") < 0 and (broken := sum(not whole for whole in _packed_streams(content))):
        yield f"the file is damaged: {broken} of its packed parts cannot be unpacked"


def _has_its_table(content: mmap.mmap) -> bool:
    ends = END.findall(content[max(0, len(content) - TAIL) :])
    if not ends or len(ends[-1]) > len(str(len(content))):
        return False
    header = max(0, content.find(b"%PDF-", 0, HEAD))
    starts = (int(ends[-1]), int(ends[-1]) + header)  # writers disagree on what they count from
    return any(TABLE.match(content[start : start + STEP]) is not None for start in starts)


def _packed_streams(content: mmap.mmap) -> Iterator[bool]:
    """For each packed stream whether it can be unpacked to its end."""
    left = MOST_UNPACKED
    for stream in STREAM.finditer(content):
        before = content[max(0, stream.start() - DICTIONARY) : stream.start()]
        dictionary = before[before.rfind(b" obj") + 1 :]
        if PACKED.search(dictionary) and not WITHOUT_TEXT.search(dictionary):
            whole, unpacked = _unpacks(content, stream.end(), left)
            left -= unpacked
            if left <= 0:
                return
            yield whole


def _unpacks(content: mmap.mmap, start: int, most: int) -> tuple[bool, int]:
    """Whether what is packed from ``start`` on has an end, and the bytes it has unpacked; no more than ``most``."""
    packed, unpacked = zlib.decompressobj(), 0
    for place in range(start, len(content), STEP):
        rest = content[place : place + STEP]
        while rest and not packed.eof and unpacked < most:
            try:
                unpacked += len(packed.decompress(rest, STEP))
            except zlib.error:
                return False, unpacked
            rest = packed.unconsumed_tail
        if packed.eof or unpacked >= most:
            return True, unpacked
    return False, unpacked
