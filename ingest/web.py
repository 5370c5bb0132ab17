"""Web pages: block elements, table rows and footnotes in order; navigation, controls and scripts are left out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html
from lxml import etree

from corpus.errors import PortalError
from ingest.formats import UTF_16, Format, decode
from ingest.layout import CELL_JOINT, Flow, Line, PageLayout, RawDocument, Run, Style, plain_line
from ingest.text import visible

HEADING = re.compile(r"h([1-6])$")
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
SECTIONS = frozenset({"article", "main", "section"})
"""What has a header and a footer of its own, which are text."""

BLOCKS = (
    HEADINGS
    | SECTIONS
    | frozenset({"p", "div", "blockquote", "pre", "figure", "figcaption", "address", "center", "details", "summary"})
    | frozenset({"ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
    | frozenset({"header", "footer", "form", "fieldset", "legend", "hr"})
)
UNSHOWN = ("head", "script", "style", "noscript", "template")
CONTROLS = ("input", "select", "button", "textarea", "datalist")
FURNITURE = etree.XPath(
    ".//nav | .//aside"
    " | .//*[self::header or self::footer][not(ancestor::article or ancestor::main or ancestor::section)]"
)
DRAWN = ("svg", "canvas", "object", "embed", "iframe")
LAYOUT = SECTIONS | {"table", "h1", "h2", "h3"}
"""What a cell holds only where a table lays out a page."""

DECLARED = re.compile(rb"""<(?:meta|\?xml)\s[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
DECLARATION_WITHIN = 4096
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
READ_AS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be"), "utf-8"),
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""Encodings that pages declare and browsers read as a greater one (https://encoding.spec.whatwg.org/#names-and-labels)."""

OPENS, CLOSES = "\ufdd0", "\ufdd1"
"""Noncharacters (never text) around the number of a footnote where it has a mark."""

MARK = re.compile(f"{OPENS}([0-9]+){CLOSES}")
NOTE_NUMBER = re.compile(r"^\W*([0-9]{1,3})\W*$")  # "1", "[1]"
NOTE = "footnote-number"
"""The attribute that the element of a footnote is given: its number."""

NOTE_BLOCKS = frozenset({"li", "p", "div", "dd"})
BODY_SIZE, MARK_SIZE = 1.0, 0.5
"""Sizes that tell text from the mark of a footnote."""

UNKEPT = re.compile(f"[\x00-\x08\x0e-\x1f\ufffe\uffff{OPENS}{CLOSES}]")
"""What a tree of elements cannot hold, and the marks of footnotes, which are ours."""

SPACED = {0x0B: " ", 0x0C: " "}
"""Controls that are spaces."""


def read_html(path: Path) -> RawDocument:
    """A web page: one page, one line per block element, table row or footnote. Raises ``PortalError``: damaged."""
    try:
        root = _root(decoded(path.read_bytes()))
    except (etree.ParserError, ValueError) as error:
        raise PortalError("damaged", str(error)) from error
    title = visible(root.findtext(".//title") or "").strip() or None
    body = root.find("body")
    page = _page(root if body is None else body)
    return RawDocument(Format.HTML.value, "html", Flow.BLOCKS, (page,), title)


def decoded(content: bytes) -> str:
    """The text of a page: by its byte order mark, else as it declares, else as any text of unknown encoding."""
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig", errors="replace")
    declared = None if content.startswith(UTF_16) else _declared(content)
    return decode(content) if declared is None else content.decode(declared, errors="replace")


def _declared(content: bytes) -> str | None:
    """The encoding that a page declares near its beginning, if it is one that is known."""
    found = DECLARED.search(COMMENT.sub(b"", content[:DECLARATION_WITHIN]))
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        b" ".decode(name)
    except (LookupError, UnicodeError):  # no encoding, or none of text
        return None
    return READ_AS.get(name, name)


def _root(text: str) -> Any:
    """The tree of a page, however deep: what lies too deep is refused by the walk, not left out by the parser."""
    plain = UNKEPT.sub("", text.translate(SPACED))
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return lxml.html.document_fromstring(plain.encode("utf-8", "replace"), parser=parser)


def _page(body: Any) -> PageLayout:
    _drop(body, UNSHOWN)
    for element in FURNITURE(body):
        element.drop_tree()
    pictures, drawn = len(list(body.iter("img"))), next(body.iter(*DRAWN), None) is not None
    _drop(body, ("svg", *CONTROLS))
    for line_break in body.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    _number_notes(body)
    return PageLayout(1, 0.0, 0.0, tuple(map(_line, _parts(body))), pictures, drawn)


def _drop(body: Any, tags: Sequence[str]) -> None:
    etree.strip_elements(body, *tags, with_tail=False)


def _number_notes(body: Any) -> None:
    """Give each footnote its number, and put the number where its mark is; links that are no such marks stay."""
    etree.strip_attributes(body, NOTE)
    order = {element: place for place, element in enumerate(body.iter())}
    named = {name: element for element in reversed(order) for name in (element.get("name"), element.get("id")) if name}
    for link in [link for link in order if link.tag == "a" and link.get("href", "").startswith("#")]:
        number, target = NOTE_NUMBER.match(link.text_content()), named.get(link.get("href")[1:])
        note = None if target is None else _note_block(target)
        if number and note is not None and order[note] > order[link] and _is_raised(link):
            if note.get(NOTE) is None and _has_words(note):
                note.set(NOTE, number[1])
            if note.get(NOTE) == number[1]:
                _put(link, f"{OPENS}{number[1]}{CLOSES}")


def _note_block(target: Any) -> Any:
    """The block that a link to a footnote leads to or into, None for any other target."""
    block = target if target.tag in BLOCKS else next((e for e in target.iterancestors() if e.tag in BLOCKS), None)
    return block if block is not None and block.tag in NOTE_BLOCKS else None


def _is_raised(link: Any) -> bool:
    return link.find(".//sup") is not None or next(link.iterancestors("sup"), None) is not None


def _has_words(element: Any) -> bool:
    return re.search(r"[^\W\d_]", element.text_content()) is not None


def _put(element: Any, text: str) -> None:
    """Have an element hold this text alone."""
    tail = element.tail
    element.clear()
    element.text, element.tail = text, tail


class Part(NamedTuple):
    """A block of a page. ``text`` has the numbers of footnotes where they have marks; ``level`` is that of its line."""

    text: str
    style: Style | None = None
    level: int = 0


def _line(part: Part) -> Line:
    pieces = MARK.split(part.text)
    if len(pieces) == 1:
        return plain_line(part.text, part.style, part.level)
    sizes = (BODY_SIZE, MARK_SIZE)
    runs = tuple(Run(piece, size=sizes[place % 2]) for place, piece in enumerate(pieces) if piece)
    return Line(runs, part.style, part.level)


def _part(text: str, style: Style | None = None, level: int = 0) -> Iterator[Part]:
    shown = " ".join(visible(text).split())
    if shown.strip(" |"):
        yield Part(shown, style, level)


def _block(element: Any) -> Iterator[Part]:
    """The parts of a block element."""
    heading = HEADING.match(element.tag)
    if element.get(NOTE) is not None:
        yield from _part(_note_text(element), Style.FOOTNOTE, int(element.get(NOTE)))
    elif heading:
        yield from _part(_text(element), Style.HEADING, int(heading[1]))
    elif element.tag == "li":
        for place, part in enumerate(_parts(element)):
            yield part if place else part._replace(style=part.style or Style.LIST_ITEM)
    else:
        yield from _parts(element)


def _parts(element: Any) -> Iterator[Part]:
    """What an element holds, in order: its blocks, the rows of a table, and the loose text between them."""
    loose, reaching = element.text or "", dict[int, Reach]()
    for child in element:
        if _is_block(child):
            yield from _part(loose)
            yield from _row(child, reaching) if child.tag == "tr" else _block(child)
            loose = ""
        else:
            loose += child.text_content()
        loose += child.tail or ""
    yield from _part(loose)


def _is_block(element: Any) -> bool:
    """Whether an element stands on lines of its own, be it for what it holds."""
    return element.tag in BLOCKS or any(inner.tag in BLOCKS for inner in element.iterdescendants())


def _text(element: Any) -> str:
    """The text of an element as one, with spaces between its blocks."""
    return " ".join(part.text for part in _parts(element))


def _note_text(note: Any) -> str:
    """The text of a footnote without the number it begins with and the links back to its marks."""
    for link in list(note.iter("a")):
        if link.get("href", "").startswith("#") and not _has_words(link):
            _put(link, "")
    text = _text(note)
    number = note.get(NOTE)
    return text if note.tag == "li" else re.sub(rf"^[\[(]?{number}[\])]?[.:]?\s+(?=\S)", "", text)


class Reach(NamedTuple):
    """A cell that reaches down: into how many more rows, and over how many columns."""

    rows: int
    columns: int


def _row(row: Any, reaching: dict[int, Reach]) -> Iterator[Part]:
    """A row as one part; that of a table which lays out a page as what its cells hold."""
    cells = list(_cells(row))
    if _lays_out(cells):
        for cell in cells:
            yield from _parts(cell)
    else:
        yield from _part(CELL_JOINT.join(list(_cell_texts(cells, reaching))), Style.ROW)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag in ("td", "th"):
            yield child
        else:
            yield from _cells(child)


def _lays_out(cells: Sequence[Any]) -> bool:
    if any(inner.tag in LAYOUT for cell in cells for inner in cell.iterdescendants()):
        return True
    return len(cells) == 1 and len(list(_parts(cells[0]))) > 1


def _cell_texts(cells: Sequence[Any], reaching: dict[int, Reach]) -> Iterator[str]:
    """The texts of a row's cells, "" where one of a row above reaches down. ``reaching`` is by column, and renewed."""
    above, column, waiting = dict(reaching), 0, list(reversed(cells))
    reaching.clear()
    while waiting or column in above:
        if column in above:
            reach, text = above[column], ""
        else:
            cell = waiting.pop()
            reach, text = Reach(_span(cell, "rowspan"), _span(cell, "colspan")), _text(cell)
        if reach.rows > 1:
            reaching[column] = reach._replace(rows=reach.rows - 1)
        yield text
        column += reach.columns


def _span(cell: Any, name: str) -> int:
    stated = cell.get(name, "1").strip()
    return int(stated) if re.fullmatch("[1-9][0-9]{0,2}", stated) else 1
