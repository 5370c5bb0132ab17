"""Documents as the portal speaks of them: Work, Expression, Page, Passage.

The words follow FRBR and Akoma Ntoso: a *Work* is a document whatever its language, an *Expression* is one
language version of it, made from one original file. A *Passage* is the unit of search, citation and evidence.

Pages are numbered from 1 in file order; a page's ``label`` is the number printed on it. Text offsets are
Unicode code points into ``Passage.text``. Boxes are PDF points, origin at the top left of the page.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from corpus.words import Word

PASSAGE_NAMESPACE = uuid.UUID("6f3d2c1e-52a0-5b58-9d4e-0e6a7c1b9a01")
"""Namespace of the UUIDv5 passage ids: a change here changes every id in every store."""


class PassageKind(Word):
    """What a passage is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    FRONT_MATTER = "front_matter"
    CONTENTS = "contents"
    OTHER = "other"


class WorkType(Word):
    """What a Work is, as filters and counts need it."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    REPORT = "report"
    VNR = "vnr"
    OTHER = "other"


class PageState(Word):
    """How a page ended: nothing is ever silently empty (check N8)."""

    TEXT = "text"
    EMPTY_BY_DESIGN = "empty_by_design"
    NEEDS_OCR = "needs_ocr"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Box:
    """The rectangle of a line, in points from the page's top left corner.

    The characters ``text[start:end]`` of its passage stand in it, in order; what they had between them that is not in
    the text (markers of notes, white space) stands in it too.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its place in the file, its printed label, and whether it was read.

    ``confidence``, from 0 to 1, is set where it was read from a picture: the mean of what tesseract says of its words.
    """

    number: int
    state: PageState
    label: str | None = None
    width: float | None = None
    height: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """A footnote marker taken out of a passage; ``offset`` is where it stood in the text."""

    number: str
    offset: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit of search, citation and evidence.

    ``path`` is unique within the Expression and says where the passage stands: ``p29`` for numbered paragraph 29,
    ``p29/(a)`` for its item, ``fn3`` for footnote 3, ``h4`` for the fourth heading, ``b17`` for an unnumbered block,
    with an ``annex1/`` prefix inside an annex. ``number`` is the printed number as text ("12", "(a)", "㈠") or None.
    ``parent`` is the path of the numbered paragraph that a list item, or a later part of a paragraph, belongs to.
    ``role`` is "operative" or "preambular" in resolutions; anywhere "caption" for what numbers or names a table or
    figure, "note" for a lettered or starred note, "box" for what stands in a side box; else None. ``level`` is a
    heading's depth from 1. ``boxes`` are those of its lines in order, where the file has positions.
    """

    path: str
    kind: PassageKind
    text: str
    page_first: int
    page_last: int
    number: str | None = None
    parent: str | None = None
    heading_path: tuple[str, ...] = ()
    role: str | None = None
    level: int | None = None
    footnotes: tuple[FootnoteMark, ...] = ()
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that could not be read or decided; shown, never dropped. ``page`` None: the whole document."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A part by which an indicator is broken down, with its printed label: "(a)", "women"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportedIndicator:
    """An indicator as a report prints it in its results framework or results table."""

    code: str
    kind: str
    text: str
    target: str | None = None
    result: str | None = None
    score: str | None = None
    status: str | None = None
    breakdown: tuple[Breakdown, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What reading one file gave, before it is known which Work it is.

    ``symbol`` is the document's own symbol as printed in masthead or running header, not yet validated.
    ``language`` is an ISO 639-1 code, detected from the text, or None when there is too little text.
    ``body`` (the organ whose document it is) and ``distribution`` are as the masthead prints them;
    ``original_language`` is an ISO 639-1 code.
    ``media_type`` is what the bytes are ("application/pdf"), whatever the file's name says.
    """

    media_type: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    language: str | None = None
    symbol: str | None = None
    title: str | None = None
    job_number: str | None = None
    date: str | None = None
    session: str | None = None
    agenda_item: str | None = None
    agenda_item_title: str | None = None
    body: str | None = None
    distribution: str | None = None
    original_language: str | None = None
    engine: str = ""
    indicators: tuple[ReportedIndicator, ...] = ()
    issues: tuple[Issue, ...] = field(default=())

    @property
    def unread_pages(self) -> int:
        """How many pages hold something that was not read."""
        unread = (PageState.NEEDS_OCR, PageState.FAILED)
        return sum(page.state in unread for page in self.pages)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which Work a file is a version of, and how that was decided.

    ``work`` is a canonical key: a UN symbol ("DP/2022/11"), "VNR/KEN/2020", or "FILE/<first 16 of SHA-256>" for a
    document that is neither. ``date`` and ``url`` are the manifest's. ``basis`` names what decided each field, country
    and year too ({"work": "manifest", "language": "content"}).
    """

    work: str
    type: WorkType
    language: str
    title: str
    country: str | None = None
    year: int | None = None
    date: str | None = None
    url: str | None = None
    basis: dict[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def passage_id(work: str, language: str, path: str, text: str) -> str:
    """The deterministic id of a passage: the same file ingested twice gives the same ids."""
    return str(uuid.uuid5(PASSAGE_NAMESPACE, "\x1f".join((work, language, path, text))))
