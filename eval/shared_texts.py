"""Every text of the development data by itself, for what is measured on real text without labels.

Files that the portal reads (the documents and the PDFs) give their passages, as they are read now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.cell import read_file

PDF_FOLDERS = ("un-zh-typeset", "un-en-with-docx", "un-en", "un-es", "vnr-factsheets-en", "not-vnr")
"""Those with text of their own: neither scans nor hostile files."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the language it is in; ``id`` begins with the folder it comes from."""

    id: str
    lang: str
    text: str


def shared_texts(shared: Path, *, pdfs: bool = True) -> Iterator[Text]:
    """Every text; PDFs take most of the time, and are left out where they are not wanted."""
    yield from _documents(sorted((shared / "un-documents").glob("*.txt")))
    yield from _structure(shared / "structure" / "un-documents-gold.json")
    yield from _sentences(shared / "terms" / "un-zh-en-sentences.json")
    yield from _lines(shared / "citations" / "citations-dev.jsonl", "lang")
    yield from _lines(shared / "evidence" / "passages-dev.jsonl", "language")
    yield from _lines(shared / "filler" / "en-vnr-excerpts.jsonl", "language")
    for language in ("zh", "en", "es", "ar", "ru"):
        yield from _paragraphs(shared / "retrieval" / f"xquad.{language}.json", language)
    yield from _paragraphs(shared / "retrieval" / "drcd-dev.json", "zh")
    yield from _contexts(shared / "retrieval" / "cmrc2018-dev.json")
    for file in sorted((shared / "terms" / "sdg").glob("*.yml")):
        yield from _titles(file)
    if pdfs:
        yield from _documents([pdf for name in PDF_FOLDERS for pdf in sorted((shared / "pdf" / name).glob("*.pdf"))])


def _documents(files: list[Path]) -> Iterator[Text]:
    """The passages of files; one that cannot be read gives none."""
    settings = Settings()
    for file in files:
        try:
            parsed = read_file(file, settings)
        except PortalError:
            continue
        for passage in parsed.passages:
            yield Text(f"{file.parent.name}/{file.name}#{passage.path}", parsed.language or "en", passage.text)


def _structure(file: Path) -> Iterator[Text]:
    for document in _json(file)["documents"]:
        for paragraph in document["numbered_paragraphs"]:
            yield Text(f"structure/{document['symbol']}#{paragraph['n']}", document["language"], paragraph["text"])


def _sentences(file: Path) -> Iterator[Text]:
    for row in _json(file)["data"]:
        yield from (Text(f"sentences/{row['id']}.{language}", language, row[language]) for language in ("zh", "en"))


def _lines(file: Path, language: str) -> Iterator[Text]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        yield Text(f"{file.stem}/{row.get('id', number)}", row[language], row["text"])


def _paragraphs(file: Path, language: str) -> Iterator[Text]:
    paragraphs = [paragraph["context"] for article in _json(file)["data"] for paragraph in article["paragraphs"]]
    yield from (Text(f"{file.stem}/{at}", language, text) for at, text in enumerate(paragraphs))


def _contexts(file: Path) -> Iterator[Text]:
    yield from (Text(f"{file.stem}/{row['context_id']}", "zh", row["context_text"]) for row in _json(file))


def _titles(file: Path) -> Iterator[Text]:
    language = file.name.split(".")[0].split("-")[0]
    titles = yaml.safe_load(file.read_text("utf-8"))
    yield from (Text(f"sdg/{file.stem}/{key}", language, str(title)) for key, title in titles.items())


def _json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))
