"""How a real PDF agrees with the Word file of the same document: words, their order, beginnings, running lines."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from pathlib import Path
from typing import Any

from corpus.documents import ParsedDocument, PassageKind
from corpus.settings import Settings
from ingest.cell import read_file

FURNITURE = re.compile(r"(?<!\d)\d{2}-\d{5}(?!\d)|^\d{1,3}/\d{1,3}$|(?:^|\s)\d{1,3}/\d{1,3}\s+\d{2}-\d{5}")
"""Job numbers and page numbers, as running lines have them."""

WORD = re.compile(r"\w+")


def agreement(pdf: Path, settings: Settings) -> dict[str, Any]:
    """How a PDF agrees with the Word file of the same name: words, their order, where paragraphs begin, furniture.

    The Word file's words are the truth. Its text boxes are not read and footnotes are left out of both, so only words
    that it has are looked for.
    """
    printed, written = read_file(pdf, settings), read_file(pdf.with_suffix(".docx"), settings)
    ours, truth = _words(printed), _words(written)
    matched = sum(
        block.size for block in difflib.SequenceMatcher(None, truth, ours, autojunk=False).get_matching_blocks()
    )
    shared = sum((Counter(truth) & Counter(ours)).values())
    begins, expected = _beginnings(printed), _beginnings(written)
    both = sum((begins & expected).values())
    probes = [
        p.text[:80] for p in printed.passages if p.kind is not PassageKind.FRONT_MATTER and FURNITURE.search(p.text)
    ]
    precision, recall = both / max(1, sum(begins.values())), both / max(1, sum(expected.values()))
    return {
        "word_recall": shared / len(truth),
        "order": matched / max(1, shared),
        "boundary_precision": precision,
        "boundary_recall": recall,
        "boundary_f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "furniture": len(probes),
        "probes": probes,
    }


def _words(parsed: ParsedDocument) -> list[str]:
    shown = (p for p in parsed.passages if p.kind is not PassageKind.FOOTNOTE)
    return [word for p in shown for word in WORD.findall(p.text.casefold())]


def _beginnings(parsed: ParsedDocument) -> Counter[str]:
    """The first words of paragraphs, list items and headings: a Word file seldom says which of them are headings."""
    kinds = (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM, PassageKind.HEADING)
    return Counter(
        "".join(p.text.split())[:24].casefold() for p in parsed.passages if p.kind in kinds and len(p.text) > 24
    )
