"""Typesets the sample corpus: every PDF of the manifest from its source, ``python -m corpus.samples.typeset``.

Needs the extra ``samples`` (Typst) and the Noto fonts that README.md in this folder names. The manifest says which
documents there are; ``sources/<file name>.typ`` holds what each says. The PDFs are reproducible: the same sources,
Typst and fonts give the same bytes, whose SHA-256 is written back into the manifest.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

import typst

from corpus.errors import PortalError

FOLDER = Path(__file__).parent
PAGE_PICTURES = frozenset({"sample-vnr-xag-2024.en.pdf"})
"""Documents set as pictures of their pages, without a text layer, as a scanner leaves them."""
PIXELS_PER_INCH = 80

Row = dict[str, str]
"""A row of the manifest by column name; every value is text."""


def typeset_samples(folder: Path = FOLDER) -> list[Path]:
    """Writes every PDF of the folder's manifest, and each file's SHA-256 into the manifest; the paths of the PDFs."""
    rows = read_manifest(folder)
    pdfs = [row for row in rows if row["path"].endswith(".pdf")]
    for row in pdfs:
        (folder / row["path"]).write_bytes(typeset(folder, row))
    write_manifest(folder, [with_digest(folder, row) for row in rows])
    return [folder / row["path"] for row in pdfs]


def typeset(folder: Path, row: Row) -> bytes:
    """The PDF of one row of the manifest."""
    source = folder / "sources" / Path(row["path"]).with_suffix(".typ").name
    if row["path"] in PAGE_PICTURES:
        return bind(compiled(source, row, "png"), folder, row["title"])
    return compiled(source, row, "pdf")[0]


def compiled(source: Path, row: Row, output: Literal["pdf", "png"]) -> list[bytes]:
    """The source as ``pdf`` (one item) or ``png`` (one item a page); ``bad_input`` when Typst fails or warns.

    A missing font is a warning to Typst and an error here: the page would show empty boxes.
    """
    inputs = {name: row[name] for name in ("symbol", "language", "title")}
    try:
        made, warnings = typst.compile_with_warnings(
            str(source), root=str(source.parent), format=output, ppi=PIXELS_PER_INCH, sys_inputs=inputs
        )
    except typst.TypstError as error:
        raise PortalError("bad_input", f"{source.name}: {error.message}") from error
    if warnings:
        raise PortalError("bad_input", f"{source.name}: {warnings[0].message}")
    return as_list(made)


def bind(pictures: list[bytes], folder: Path, title: str) -> bytes:
    """A PDF that holds one picture a page and no text."""
    inputs = {"title": title, "pages": str(len(pictures))}
    with tempfile.TemporaryDirectory() as desk:
        binder = Path(desk) / "page-pictures.typ"
        shutil.copy(folder / "sources" / binder.name, binder)
        for number, picture in enumerate(pictures, start=1):
            (Path(desk) / f"page-{number}.png").write_bytes(picture)
        return as_list(typst.compile(str(binder), root=desk, format="pdf", sys_inputs=inputs))[0]


def as_list(made: bytes | list[bytes] | None) -> list[bytes]:
    """What Typst returned, always as a list: it hands over a single page bare."""
    if made is None:
        return []
    return made if isinstance(made, list) else [made]


def with_digest(folder: Path, row: Row) -> Row:
    """The row with the SHA-256 of its file."""
    return {**row, "sha256": hashlib.sha256((folder / row["path"]).read_bytes()).hexdigest()}


def read_manifest(folder: Path) -> list[Row]:
    """The rows of the folder's ``manifest.csv``, in order."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_manifest(folder: Path, rows: list[Row]) -> None:
    """Writes the rows back with the columns of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / "manifest.csv").write_text(text.getvalue(), encoding="utf-8")


def main() -> int:
    """Typesets the samples and prints what was written."""
    try:
        paths = typeset_samples()
    except PortalError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path in paths:
        sys.stdout.write(f"{path.name} {path.stat().st_size // 1024} KiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
