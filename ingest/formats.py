"""What a file is, decided by its bytes; and plain text, which needs no more than that."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from corpus.errors import PortalError
from corpus.words import Word
from ingest.layout import Flow, PageLayout, RawDocument, plain_line
from ingest.text import visible

HEAD = 4096
"""Bytes looked at from either end."""

TAIL = 2048

MAX_INFLATED = 200 * 2**20
"""The most bytes a Word document may unpack to."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks."""


class Format(Word):
    """The formats that can be read, by media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    TXT = "text/plain"


COMMENTS = rb"(?:<!--(?:(?!-->).)*-->\s*)*"  # "<!-- saved from url=(0014)about:internet -->"
HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?" + COMMENTS + rb"<(?:!doctype\s+html|html|head|body)", re.I | re.S
)
LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)", re.DOTALL)  # "<< /Linearized 1 /L 191201 …"
NOT_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
STRAY = 0.05
"""Text copied from print may hold stray control characters: up to this share of its bytes, and no zero."""

ENCODINGS = ("utf-8-sig", "gb18030")
"""Text is UTF-8, else Chinese text of the older national encodings, else single bytes."""


def sniff(path: Path, name: str) -> Format:
    """The format of a file. ``name`` is what it is called, which only tells a wrong .pdf from an unknown format.

    Raises ``PortalError``: empty_file, not_a_pdf, unknown_format, damaged (a PDF without its end),
    too_big (a Word document that unpacks to more than ``MAX_INFLATED``).
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read(TAIL)
    if not head.strip():
        raise PortalError("empty_file", name)
    found = _by_bytes(head, path, name)
    if found is Format.PDF:
        _require_whole(head, tail, path.stat().st_size, name)
    if found is not Format.PDF and name.lower().endswith(".pdf"):
        raise PortalError("not_a_pdf", f"{name} is {found or 'of an unknown format'}")
    if found is None:
        raise PortalError("unknown_format", name)
    return found


def _require_whole(head: bytes, tail: bytes, size: int, name: str) -> None:
    """A PDF ends with its end mark, and a linearized one is as long as it says."""
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise PortalError("damaged", f"{name} ends before its end mark")
    stated = LINEARIZED.search(head)
    if stated and size < int(stated[1]):
        raise PortalError("damaged", f"{name} has {size} of {int(stated[1])} bytes")


def _by_bytes(head: bytes, path: Path, name: str) -> Format | None:
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return Format.DOCX if _holds_word_document(path, name) else None
    wide = head.startswith(UTF_16)
    if HTML_START.match(head.decode("utf-16", "ignore").encode("utf-8", "ignore") if wide else head):
        return Format.HTML
    return Format.TXT if wide or _is_text(head) else None


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and len(NOT_TEXT.findall(head)) <= STRAY * len(head)


def _holds_word_document(path: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise PortalError("damaged", f"{name}: the end of the file is missing") from error
    if not any(entry.filename == "word/document.xml" for entry in entries):
        return False
    if sum(entry.file_size for entry in entries) > MAX_INFLATED:
        detail = f"{name} unpacks to more than {MAX_INFLATED >> 20} MiB"
        raise PortalError("too_big", detail, "split it, or save it with fewer or smaller pictures")
    return True


def read_text(path: Path) -> RawDocument:
    """A plain text file: one page of lines, blank ones kept; a form feed begins a new page.

    Raises ``PortalError``: empty_file, where nothing in it can be seen.
    """
    text = decode(path.read_bytes())
    if not visible(text).strip():
        raise PortalError("empty_file", "nothing in it can be seen")
    pages = tuple(
        PageLayout(number, 0.0, 0.0, tuple(plain_line(clean(line)) for line in page.split("\n")))
        for number, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), start=1)
    )
    return RawDocument(Format.TXT.value, "text", Flow.LINES, pages)


def clean(line: str) -> str:
    """A line without control characters; its leading and trailing spaces say where blocks begin and end."""
    return visible(line.replace("\t", "    "))


def decode(content: bytes) -> str:
    """Text of unknown encoding."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")
