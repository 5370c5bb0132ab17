"""What a file is, decided by its bytes, and the readers of the formats that are not PDF."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.words import Word
from ingest.layout import Flow, Line, PageLayout, RawDocument, Style, plain_line
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

MAX_INFLATED = 200 * 2**20
"""The most bytes a DOCX may unpack to."""


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
    found = _by_bytes(head, path)
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


def _by_bytes(head: bytes, path: Path) -> Format | None:
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return Format.DOCX if _holds_word_document(path) else None
    if HTML_START.match(head):
        return Format.HTML
    return None if NOT_TEXT.search(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else Format.TXT


def _holds_word_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise PortalError("damaged", str(error)) from error


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


def read_docx(path: Path) -> RawDocument:
    """A Word document: one page, one line per paragraph or table row. Raises ``PortalError``: damaged, too_big."""
    import docx  # noqa: PLC0415 - slow to load, and only this format needs it
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    _require_small(path)
    try:
        document = docx.Document(str(path))
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError) as error:
        raise PortalError("damaged", str(error)) from error
    lines = (*_docx_headers(document), *_docx_lines(document))
    title = visible(document.core_properties.title or "").strip() or None
    return RawDocument(
        Format.DOCX.value, "docx", Flow.BLOCKS, (PageLayout(1, 0.0, 0.0, lines, drawn=bool(lines)),), title
    )


def _require_small(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_INFLATED:
            raise PortalError("too_big", f"{path.name} unpacks to more than {MAX_INFLATED >> 20} MiB")


def _docx_headers(document: Any) -> Iterator[Line]:
    """The masthead, which is the header of the first page, as text; the running headers and footers as furniture."""
    first = document.sections[0] if len(document.sections) else None
    if first is None:
        return
    if first.different_first_page_header_footer:
        yield from (plain_line(text) for text in _docx_texts(first.first_page_header))
    running = (first.first_page_footer, first.header, first.footer, first.even_page_header, first.even_page_footer)
    for part in running:
        yield from (plain_line(text, Style.FURNITURE) for text in _docx_texts(part))


def _docx_texts(part: Any) -> Iterator[str]:
    """The lines of a header or footer, those of its tables included, each merged cell once."""
    for block in part.iter_inner_content():
        cells = {cell._tc: cell.text for row in block.rows for cell in row.cells} if hasattr(block, "rows") else {}
        for text in cells.values() or (getattr(block, "text", ""),):
            yield from (shown for line in text.splitlines() if (shown := visible(line).strip()))


def _docx_lines(document: Any) -> Iterator[Line]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _docx_rows(block)
        elif block.text.strip():
            yield _docx_paragraph(block)


def _docx_paragraph(paragraph: Any) -> Line:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = re.match(r"(?:heading|title)\s*(\d*)", style, re.I)
    if heading:
        return plain_line(visible(paragraph.text), Style.HEADING, int(heading[1] or 1))
    item = Style.LIST_ITEM if "list" in style.lower() else None
    return plain_line(visible(paragraph.text), item)


def _docx_rows(table: Any) -> Iterator[Line]:
    for row in table.rows:
        cells = list(dict.fromkeys(cell._tc for cell in row.cells))
        texts = [
            visible(" ".join(p.text for p in row_cell.paragraphs)).strip()
            for row_cell in row.cells
            if _first(row_cell, cells)
        ]
        if any(texts):
            yield plain_line(CELL_JOINT.join(texts), Style.ROW)


def _first(cell: Any, left: list[Any]) -> bool:
    """Whether a merged cell is seen for the first time; it is taken off the list."""
    if cell._tc in left:
        left.remove(cell._tc)
        return True
    return False


CELL_JOINT = " | "
"""Between the cells of a row."""

HTML_HEADING = re.compile(r"h([1-6])$")
HTML_BLOCKS = frozenset(
    {"p", "li", "dt", "dd", "blockquote", "pre", "figcaption", "caption", "td", "th", "div", "section", "article"}
)
HTML_FURNITURE = frozenset(
    {"script", "style", "noscript", "nav", "header", "footer", "aside", "form", "template", "svg", "button"}
)


def read_html(path: Path) -> RawDocument:
    """A web page: one page, one line per block element or table row; navigation and scripts are left out."""
    import lxml.html  # noqa: PLC0415 - slow to load, and only this format needs it

    try:
        root = lxml.html.document_fromstring(path.read_bytes())
    except (lxml.etree.ParserError, ValueError) as error:
        raise PortalError("damaged", str(error)) from error
    title = visible(root.findtext(".//title") or "").strip() or None
    lines = tuple(_html_lines(root))
    return RawDocument(
        Format.HTML.value, "html", Flow.BLOCKS, (PageLayout(1, 0.0, 0.0, lines, drawn=bool(lines)),), title
    )


def _html_lines(root: Any) -> Iterator[Line]:
    body = root.find("body")
    yield from _element_lines(root if body is None else body)


def _element_lines(element: Any) -> Iterator[Line]:
    """Lines of an element: itself when it holds no further block, else those of its children in order."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in HTML_FURNITURE:
        return
    heading = HTML_HEADING.match(tag)
    if heading:
        yield from _line_of(element.text_content(), Style.HEADING, int(heading[1]))
    elif tag == "tr":
        cells = [" ".join(visible(cell.text_content()).split()) for cell in element if cell.tag in ("td", "th")]
        yield from _line_of(CELL_JOINT.join(cells), Style.ROW)
    elif not _holds_blocks(element):
        yield from _line_of(element.text_content(), Style.LIST_ITEM if tag == "li" else None)
    else:
        yield from _mixed_lines(element)


def _holds_blocks(element: Any) -> bool:
    return any(
        isinstance(child.tag, str)
        and (
            child.tag in HTML_BLOCKS
            or child.tag in ("tr", "ul", "ol", "table", "main")
            or HTML_HEADING.match(child.tag)
        )
        for child in element.iterdescendants()
    )


def _mixed_lines(element: Any) -> Iterator[Line]:
    """Children in order, with the loose text between them."""
    yield from _line_of(element.text or "")
    for child in element:
        yield from _element_lines(child)
        yield from _line_of(child.tail or "")


def _line_of(text: str, style: Style | None = None, level: int = 0) -> Iterator[Line]:
    shown = " ".join(visible(text).split())
    if shown.strip(" |"):
        yield plain_line(shown, style, level)
