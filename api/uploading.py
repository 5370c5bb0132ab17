"""Uploads: files that a visitor sends, with what is said of them, handed to the one writer."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fastapi import UploadFile

from api.checked import country_code, document_type, language_code, one_of, year_of
from api.portal import Portal, incoming
from corpus.countries import country_named, country_of_code
from corpus.errors import PortalError
from corpus.lexicon import load_catalogue
from corpus.originals import sha256_of
from ingest.discover import SUFFIXES, Candidate
from ingest.manifest import ManifestRow

if TYPE_CHECKING:
    from ingest.report import IngestReport

PLACE = "upload"
"""What every upload is called while it is read."""

NOTHING_SAID = ManifestRow(path=PLACE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a visitor says of a file, as it was typed; what is empty is not said."""

    symbol: str | None = None
    type: str | None = None
    language: str | None = None
    country: str | None = None
    year: int | None = None
    title: str | None = None
    product_type: str | None = None
    contributor: str | None = None
    corrects: bool | None = None

    @property
    def row(self) -> ManifestRow:
        """The same as a manifest says it. Raises ``PortalError`` bad_input."""
        return ManifestRow(
            path=PLACE,
            symbol=self.symbol or None,
            type=document_type(self.type) if self.type else None,
            language=language_code(self.language) if self.language else None,
            country=_country(self.country) if self.country else None,
            year=None if self.year is None else year_of(self.year),
            title=self.title or None,
            product_type=_product_type(self.product_type) if self.product_type else None,
            contributor=self.contributor or None,
            corrects=True if self.corrects else None,
        )

    @property
    def of_one_file(self) -> bool:
        """Whether it says what can be true of one file only."""
        return any(getattr(self, name) for name in ("symbol", "title"))


@dataclass(frozen=True, slots=True)
class Received:
    """What became of files: the run's report, their SHA-256 as they were sent, and which were here already."""

    report: IngestReport
    originals: tuple[str, ...]
    known: tuple[str, ...] = ()


def receive(portal: Portal, files: Sequence[UploadFile], said: Said) -> Received:
    """Have files ingested, all told of alike; returns when they are read and shown.

    Raises ``PortalError``: bad_input, and what stops a run (disk_full, index_unavailable).
    """
    if len(files) > 1 and said.of_one_file:
        raise PortalError("bad_input", "a symbol or title for several files", "send that file alone")
    row = None if said.row == NOTHING_SAID else said.row
    with tempfile.TemporaryDirectory(dir=incoming(portal.settings)) as folder:
        candidates = [_written(file, Path(folder) / str(n), row) for n, file in enumerate(files)]
        originals = tuple(dict.fromkeys(sha256_of(candidate.path) for candidate in candidates))
        known = tuple(sha256 for sha256 in originals if portal.store.works.given_by(sha256))
        return Received(portal.ingest(candidates).result(), originals, known)


def shown_name(name: str | None) -> str:
    """What an upload is called: its own name, without the folders it came from."""
    return PurePosixPath((name or PLACE).replace("\\", "/")).name[:200]


def _written(file: UploadFile, folder: Path, row: ManifestRow | None) -> Candidate:
    folder.mkdir()
    path = folder / f"{PLACE}{_suffix(file.filename)}"
    with path.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    return Candidate(path, row, shown_name(file.filename))


def _suffix(name: str | None) -> str:
    """The ending of an upload's name when it is one of those known: the only part of the name that reaches a path."""
    suffix = PurePosixPath(name or "").suffix.lower()
    return suffix if suffix in SUFFIXES else ".bin"


def _country(written: str) -> str:
    """A country by a code or by its name."""
    return country_of_code(written) or country_named(written) or country_code(written)


def _product_type(word: str) -> str:
    return one_of("product_type", word, list(load_catalogue("product_types")["types"]))
