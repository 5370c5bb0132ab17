"""What is fed with random bytes, and the law that must hold of each: a ``PortalError`` is an answer, nothing else is.

Each target takes bytes, whatever they are; atheris and hypothesis feed the same ones.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from corpus.documents import ParsedDocument
from corpus.errors import PortalError
from ingest.layout import Flow, Line, PageLayout, RawDocument, Run
from ingest.text import visible

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"

LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar", None)
WORDS = (
    "1. ",
    "(a)",
    "㈠",
    "Annex II",
    "Table 1",
    "A/RES/99/901",
    "第75/233号决议",
    "See para. 29.",
    "12 per cent",
    "●",
    "1/",
)
"""What stands in such documents, for pages that are made of random numbers."""


def text(data: bytes) -> None:
    """A plain text file is read, structured, recognised, and believed by the parent."""
    from ingest.formats import read_text

    with suppress(PortalError):
        _document(read_text(_file(data)))


def html(data: bytes) -> None:
    """A page of HTML."""
    from ingest.web import read_html

    with suppress(PortalError):
        _document(read_html(_file(data)))


def word(data: bytes) -> None:
    """A Word document whose main part holds these bytes, in the archive of a real one."""
    from ingest.word import read_docx

    made = io.BytesIO()
    with zipfile.ZipFile(_real_word()) as real, zipfile.ZipFile(made, "w") as archive:
        for entry in real.namelist():
            archive.writestr(entry, data if entry == "word/document.xml" else real.read(entry))
    with suppress(PortalError):
        _document(read_docx(_file(made.getvalue())))


def structure(data: bytes) -> None:
    """Lines anywhere on pages, in any size, as a PDF's engine may give them."""
    given = iter(data)
    pages = tuple(_page(number, given) for number in range(1, 1 + _next(given) % 4))
    if any(page.lines for page in pages):
        _document(RawDocument("application/pdf", "pdfium", Flow.POSITIONS, pages))


def symbols(data: bytes) -> None:
    """A symbol is canonical once: reading what was read changes nothing."""
    from corpus.symbols import Symbol, identity, work_key

    written = _text(data)
    with suppress(ValueError):
        key = work_key(written)
        assert work_key(key) == key, (written, key)
        identity(key)
    with suppress(ValueError):
        symbol = Symbol(written)
        assert Symbol(str(symbol)) == symbol
        assert symbol.base.base == symbol.base
        symbol.members()


def citations(data: bytes) -> None:
    """Mentions slice back to their surface and do not overlap."""
    from ingest.citations.find import find_mentions

    language, written = LANGUAGES[data[0] % len(LANGUAGES)] if data else None, _text(data[1:])
    end = 0
    for mention in find_mentions(written, language):
        assert end <= mention.start < mention.end <= len(written)
        assert written[mention.start : mention.end] == mention.surface
        end = mention.end


def evidence(data: bytes) -> None:
    """A suggestion has a score between nothing and one."""
    from ingest.evidence import classify

    suggestion = classify(_text(data[1:]), LANGUAGES[data[0] % len(LANGUAGES)] if data else None)
    assert 0 <= suggestion.score <= 1


def query(data: bytes) -> None:
    """A query is read, and marks what it finds within the text."""
    from corpus.queries import named_part, query_symbol, read_pinpoint
    from search.highlight import Matcher, highlights
    from search.query import checked_query, read_query

    written = _text(data)
    with suppress(PortalError):
        asked = checked_query(written)
        read = read_query(asked, "lexical", query_symbol(asked), None)
        named_part(asked)
        read_pinpoint(asked)
        for start, end in highlights(asked, Matcher(read).matches(asked, "en")):
            assert 0 <= start < end <= len(asked)


def manifest(data: bytes) -> None:
    """A manifest is a table of rows by their path, or is refused."""
    from ingest.manifest import read_manifest

    with suppress(PortalError):
        assert all(row.path == path for path, row in read_manifest(_file(data)).items())


def tables(data: bytes) -> None:
    """A printed figure lies within its limits; a list of presenters is read or refused."""
    from corpus.presenters import read_presenters
    from corpus.results.figures import figure_in, parse_figure

    language, written = LANGUAGES[data[0] % len(LANGUAGES)] if data else None, _text(data[1:])
    for figure in (parse_figure(written, language), figure_in(written, language)):
        if figure is not None and figure.value is not None:
            low, high = figure.limits
            assert low <= figure.value <= high
    with suppress(PortalError):
        read_presenters(written)


def decisions(data: bytes) -> None:
    """Decisions that come from elsewhere are rows or faults, each with its line."""
    from api.review_import import read_decisions

    form = ("csv", "jsonl", "jsonld")[data[0] % 3] if data else "csv"
    with suppress(PortalError):
        _, faults = read_decisions(_text(data[1:]), form)
        assert all(fault.line >= 0 for fault in faults)


Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (text, html, word, structure, symbols, citations, evidence, query, manifest, tables, decisions)
}


def seeds(name: str) -> Iterator[bytes]:
    """Real input that random input is made from."""
    if name in ("text", "html", "word"):
        yield from _files_of(name)
    elif name == "manifest":
        yield (SAMPLES / "manifest.csv").read_bytes()[:2000]
        yield b"path,symbol,type,language,country,year,date,corrects\na.pdf,DP/2099/11,vnr,zh,KEN,2020,2020-01-02,yes\n"
    else:
        yield from (b"\x00" + line.encode() for line in _lines())


def _files_of(name: str) -> Iterator[bytes]:
    if name == "word":
        with zipfile.ZipFile(_real_word()) as archive:
            yield archive.read("word/document.xml")
        return
    ending = {"text": "txt", "html": "html"}[name]
    yield from (path.read_bytes() for path in sorted(SAMPLES.glob(f"*.{ending}")))


def _lines() -> Iterator[str]:
    yield "Recalling paragraphs 29 and 30 (b) of its resolution 75/233 and decision 2018/8, annex II, SDG target 8.6"
    yield "回顾大会第75/233号决议第29段，可持续发展目标具体目标8.6，志愿服务法"
    yield "A/RES/217 A (III)"
    yield "58.3%, 1.2 million, at least 1 243 381, 增加 12%, n/a"
    yield "iso3,year,country\nKEN,2020,Kenya\n"
    yield '{"item": "x", "work": "DP/2099/11", "labels": {"a": true}}'


@cache
def _real_word() -> Path:
    return next(iter(sorted(SAMPLES.glob("*.docx"))))


@cache
def _place() -> Path:
    memory = Path("/dev/shm")
    folder = tempfile.TemporaryDirectory(prefix="fuzz-", dir=memory if memory.is_dir() else None)
    _kept.append(folder)
    return Path(folder.name) / "given"


_kept: list[tempfile.TemporaryDirectory[str]] = []


def _file(data: bytes) -> Path:
    _place().write_bytes(data)
    return _place()


def _text(data: bytes) -> str:
    """Any text, lone surrogates too."""
    return (
        data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")
        if _whole(data)
        else data.decode("latin-1")
    )


def _whole(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _next(given: Iterator[int]) -> int:
    return next(given, 0)


def _page(number: int, given: Iterator[int]) -> PageLayout:
    lines = tuple(_line(given) for _ in range(_next(given) % 24))
    return PageLayout(number, 612.0, 792.0, lines, _next(given) % 3)


def _line(given: Iterator[int]) -> Line:
    return Line(tuple(_run(given) for _ in range(1 + _next(given) % 3)))


def _run(given: Iterator[int]) -> Run:
    words = visible(WORDS[_next(given) % len(WORDS)] + chr(32 + _next(given)) * (_next(given) % 60))
    x, y, size = _next(given) * 2.5 - 10, _next(given) * 3.2 - 10, _next(given) / 8
    return Run(words, x, x + size * len(words) / 2, y, size, bold=_next(given) % 5 == 0)


def _document(raw: RawDocument) -> None:
    from ingest.derive import passage_ids
    from ingest.recognise import recognise
    from ingest.structure import structure_of
    from ingest.wire import decode, encode

    document: ParsedDocument | None = decode(encode(structure_of(raw))).document
    assert document is not None
    recognition = recognise(document, "any.txt", "0" * 64)
    assert len(set(passage_ids(document.passages, recognition))) == len(document.passages)
