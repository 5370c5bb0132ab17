"""From the lines of a file to its structure: pages, passages, footnotes, indicators, front.

layout (lines) → blocks (joined lines, one list in reading order) → passages (named, numbered, under headings)
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Issue, Page, PageState, ParsedDocument, PassageKind
from ingest.layout import Flow, PageLayout, RawDocument, Style
from ingest.structure import grammar
from ingest.structure.blocks import Block, Blocks
from ingest.structure.floats import with_floats
from ingest.structure.front import contents_of, front_of
from ingest.structure.headings import is_heading
from ingest.structure.naming import Plan, passages_of
from ingest.structure.numbering import numbering_of, romans_of
from ingest.structure.tables import indicators_of, with_rows


def _blocks_of(document: RawDocument) -> Blocks:
    """The blocks of a document; only what reads its flow is loaded, as a child is started for each file."""
    if document.flow is Flow.POSITIONS:
        from ingest.structure.geometry import blocks_of  # noqa: PLC0415
    elif document.flow is Flow.LINES:
        from ingest.structure.extraction import blocks_of  # noqa: PLC0415
    else:
        from ingest.structure.stated import blocks_of  # noqa: PLC0415
    return blocks_of(document)


def structure_of(document: RawDocument) -> ParsedDocument:
    """The structure of a document as an engine gave it. Every page ends with a state, and the unread with an issue."""
    found = _blocks_of(document)
    blocks = with_floats(with_rows(found.blocks))
    numbering = numbering_of(blocks, _not_numbered(blocks), _annex(blocks))
    front = front_of(blocks, found.furniture.symbol, numbering.first, document.stated_title)
    organ = next((i for i, block in enumerate(blocks) if grammar.is_organ(block.text)), None)
    opens = organ is not None and (numbering.first is None or organ < numbering.first)
    passages = passages_of(blocks, Plan(front, numbering, organ if opens else None, romans_of(blocks)))
    pages, issues = _pages(document, found)
    return ParsedDocument(
        media_type=document.media_type,
        pages=pages,
        passages=tuple(passages),
        symbol=found.furniture.symbol,
        title=front.title,
        job_number=found.furniture.job_number,
        date=front.date,
        session=front.session,
        agenda_item=front.agenda_item,
        agenda_item_title=front.agenda_item_title,
        body=front.masthead.body,
        distribution=front.masthead.distribution,
        original_language=front.masthead.original_language,
        engine=document.engine,
        indicators=tuple(indicators_of(blocks, frozenset(numbering.paragraphs), document.pages)),
        issues=(*issues, *(Issue("unread", warning) for warning in document.warnings)),
    )


def _not_numbered(blocks: Sequence[Block]) -> frozenset[int]:
    """Blocks whose number is not one of a paragraph: headings and lines of the contents."""
    return contents_of(blocks) | {i for i, block in enumerate(blocks) if is_heading(block)}


def _annex(blocks: Sequence[Block]) -> int | None:
    """The block that begins the first annex."""
    contents = contents_of(blocks)
    return next(
        (i for i, b in enumerate(blocks) if i not in contents and grammar.is_annex(b.text) and is_heading(b)), None
    )


def _pages(document: RawDocument, found: Blocks) -> tuple[tuple[Page, ...], tuple[Issue, ...]]:
    if document.flow is Flow.LINES:
        return _extracted_pages(found)
    pages, issues = [], []
    for layout in document.pages:
        state = _state(layout)
        label = found.furniture.labels.get(layout.number)
        size = (layout.width or None, layout.height or None)
        pages.append(Page(layout.number, state, label, *size, layout.confidence))
        issues += _page_issues(layout, state)
    return tuple(pages), tuple(issues)


def _extracted_pages(found: Blocks) -> tuple[tuple[Page, ...], tuple[Issue, ...]]:
    """Pages of a text extraction; those whose numbers are missing between others are an issue each."""
    pages = tuple(Page(n, PageState.TEXT, found.furniture.labels.get(n)) for n in found.pages)
    missing = sorted(set(range(1, max(found.pages, default=0))) - set(found.pages))
    return pages, tuple(Issue("page_missing", f"page {n} is not in the extraction", None) for n in missing)


def _state(layout: PageLayout) -> PageState:
    if layout.fault is not None:
        return PageState.FAILED
    if any(line.style is not Style.FURNITURE for line in layout.lines):
        return PageState.TEXT
    return PageState.NEEDS_OCR if layout.pictures or layout.drawn else PageState.EMPTY_BY_DESIGN


def _page_issues(layout: PageLayout, state: PageState) -> list[Issue]:
    if state is PageState.FAILED:
        return [Issue("page_failed", layout.fault or "", layout.number)]
    if state is PageState.NEEDS_OCR:
        return [Issue("needs_ocr", "the page shows something and holds no text", layout.number)]
    if layout.confidence is not None:
        return [Issue("ocr", f"read from its picture, {layout.confidence:.0%} sure", layout.number)]
    if layout.too_small:
        return [Issue("too_small", f"{layout.too_small} pieces of text are too small to be read", layout.number)]
    return []


__all__ = ["PassageKind", "structure_of"]
