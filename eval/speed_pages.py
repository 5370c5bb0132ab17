"""As many pages of PDFs as are asked for: the real ones, then again as other files of other Works.

A file given twice is one file to the portal, so from the second time on its bytes end in a comment of their own, and a
manifest gives each its own symbol: what is read of it is read, cited, classified, stored and indexed anew.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path

from eval.reading import FOLDERS
from ingest.pdf.bare import pdfium_text


def real_pdfs(shared: Path) -> list[Path]:
    """The real PDFs with text of the development data."""
    return [pdf for name in FOLDERS for pdf in sorted((shared / "pdf" / name).glob("*.pdf"))]


def write_pages(pdfs: Sequence[Path], pages: int, folder: Path) -> tuple[Mapping[Path, int], Path]:
    """Files with at least so many pages altogether, with the pages of each; and their manifest."""
    known = {pdf: len(pdfium_text(pdf)) for pdf in pdfs}
    made: dict[Path, int] = {}
    for number, pdf in enumerate(cycle(pdfs)):
        if sum(made.values()) >= pages:
            break
        copy = folder / f"{number}.pdf"
        copy.write_bytes(pdf.read_bytes() + b"\n%% copy %d\n" % number)
        made[copy] = known[pdf]
    manifest = folder / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "symbol", "corrects"))
        rows.writerows((path.name, f"A/99/{number}", "yes") for number, path in enumerate(made, start=1))
    return made, manifest
