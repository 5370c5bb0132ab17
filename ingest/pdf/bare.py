"""The bare text of a PDF, as each library gives it: what reading is measured against."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pypdfium2 as pdfium


def pdfium_text(path: Path) -> list[str]:
    """The text of each page, as pypdfium2 gives it."""
    document = pdfium.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def pypdf_text(path: Path, most: int) -> list[str]:
    """The texts of some pages of a file, at most as many as are wanted and evenly spread, as pypdf gives them."""
    pages = pypdf.PdfReader(path).pages
    step = -(-len(pages) // most)
    return [pages[number].extract_text() for number in range(0, len(pages), step)]
