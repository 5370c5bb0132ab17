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


class Format(Word):
    """The formats that can be read, by media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    TXT = "text/plain"


HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml[^>]*\?>\s*<!doctype\s+html)",
    re.I | re.S,
)
LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)", re.DOTALL)  # "<< /Linearized 1 /L 191201 …"
NOT_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
ENCODINGS = ("utf-8-sig", "gb18030")
"""Text is UTF-8, else Chinese text of the older national encodings, else single bytes."""


def sniff(path: Path, name: str) -> Format:
    """The format of a file. ``name`` is what it is called, which only tells a wrong .pdf from an unknown format.

    Raises ``PortalError``: empty_file, not_a_pdf, unknown_format, damaged (a PDF without its end).
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
    if HTML_START.match(head):
        return Format.HTML
    return None if NOT_TEXT.search(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else Format.TXT


def _holds_word_document(path: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise PortalError("damaged", f"{name}: the end of the file is missing") from error


def read_text(path: Path) -> RawDocument:
    """A plain text file: one page of lines, blank ones kept; a form feed begins a new page."""
    text = decode(path.read_bytes())
    pages = tuple(
        PageLayout(
            number, 0.0, 0.0, tuple(plain_line(clean(line)) for line in page.split("\n")), drawn=bool(page.strip())
        )
        for number, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), start=1)
    )
    return RawDocument(Format.TXT.value, "text", Flow.LINES, pages)


def clean(line: str) -> str:
    """A line without control characters; its leading and trailing spaces say where blocks begin and end."""
    return visible(line.replace("\t", "    "))


def decode(content: bytes) -> str:
    """Text of unknown encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")
