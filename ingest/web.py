"""Web pages: block elements and table rows in order; navigation and scripts are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html

from corpus.errors import PortalError
from ingest.formats import Format
from ingest.layout import CELL_JOINT, Flow, Line, PageLayout, RawDocument, Style, plain_line
from ingest.text import visible

HTML_HEADING = re.compile(r"h([1-6])$")
HTML_BLOCKS = frozenset(
    {"p", "li", "dt", "dd", "blockquote", "pre", "figcaption", "caption", "td", "th", "div", "section", "article"}
)
HTML_FURNITURE = frozenset(
    {"script", "style", "noscript", "nav", "header", "footer", "aside", "form", "template", "svg", "button"}
)


def read_html(path: Path) -> RawDocument:
    """A web page: one page, one line per block element or table row; navigation and scripts are left out."""
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
