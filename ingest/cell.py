"""The cell: each file is read in a child process with limits, and what the child says is checked again.

A PDF goes to the fast engine first. When that child crashes, runs out of time or out of memory, a new child tries the
other engine once; when that one ends so too, :class:`ReadingCrashed` says that the file should be set aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus.documents import ParsedDocument, PassageKind
from corpus.errors import ERRORS, PortalError
from corpus.settings import Settings
from ingest.cell_child import Task
from ingest.children import said_by
from ingest.formats import Format, sniff
from ingest.language import detect
from ingest.pdf import ENGINES
from ingest.wire import decode

MEBIBYTE = 2**20
CRASHES = frozenset({"out_of_time", "out_of_memory", "parser_crashed"})
"""How a child may end without having read the file, whatever the file is."""


class ReadingCrashed(PortalError):  # noqa: N818 - it says what happened, as the job row does
    """Every engine crashed on the file: it is set aside, not tried again."""


OCR_SECONDS = 60
"""Wall time that a page may take to be read from its picture."""


def read_file(
    path: Path, settings: Settings, language: str | None = None, name: str | None = None, *, ocr: bool = False
) -> ParsedDocument:
    """Read one file. ``language`` is kept when it is given; ``name`` is what the file was called, if not as ``path``.

    ``ocr``: pages of a PDF without text are read from their pictures by tesseract, in a child of their own.

    Raises ``PortalError``: path_missing, file_unreadable, empty_file, too_big, unknown_format, not_a_pdf, encrypted,
    damaged, too_many_pages, out_of_time, out_of_memory, parser_crashed, no_tesseract; :class:`ReadingCrashed` when no
    engine is left.
    """
    called = name or path.name
    kind = _admitted(path, settings, called)
    task = _task(path, kind, settings)
    document = _read(task, ENGINES if kind is Format.PDF else ("",), called)
    if ocr and kind is Format.PDF and document.unread_pages:
        seconds = task.seconds + OCR_SECONDS * document.unread_pages
        document = _read(replace(task, ocr=True, seconds=seconds), (document.engine,), called)
    return replace(document, language=language or detect(_body(document)))


def _admitted(path: Path, settings: Settings, name: str) -> Format:
    """The format of a file that may be read at all."""
    if not path.is_file():
        if path.is_dir():
            raise PortalError("bad_input", f"{path} is a folder", "name a file")
        raise PortalError("path_missing", str(path))
    size = path.stat().st_size
    if size == 0:
        raise PortalError("empty_file", name)
    if size > settings.max_file_mb * MEBIBYTE:
        raise PortalError("too_big", f"{name} has {size // MEBIBYTE} MiB, at most {settings.max_file_mb}")
    try:
        return sniff(path, name)
    except PermissionError as error:
        raise PortalError("file_unreadable", name) from error


def _task(path: Path, kind: Format, settings: Settings) -> Task:
    return Task(
        path=str(path.resolve()),
        format=kind.value,
        engine="",
        max_pages=settings.max_pages,
        seconds=settings.parse_seconds,
        memory_mb=settings.parse_memory_mb,
    )


def _read(task: Task, engines: tuple[str, ...], name: str) -> ParsedDocument:
    crash: PortalError | None = None
    for engine in engines:
        try:
            return _ask(replace(task, engine=engine), name)
        except PortalError as error:
            if error.code not in CRASHES:
                raise
            crash = error
    code, detail = (crash.code, crash.detail) if crash is not None else ("internal", name)
    raise ReadingCrashed(code, detail) from crash


def _body(document: ParsedDocument) -> Iterator[str]:
    """The texts that show the language: paragraphs first, then whatever there is."""
    texts = (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM)
    yield from (p.text for p in document.passages if p.kind in texts)
    yield from (p.text for p in document.passages if p.kind not in texts)


def _ask(task: Task, name: str) -> ParsedDocument:
    """Have a child do the task. Raises ``PortalError`` with what the child said, or how it ended."""
    said = said_by("ingest.cell_child", task.encode(), task.seconds, name)
    try:
        told = decode(said)
    except ValueError as error:
        raise PortalError("parser_crashed", f"{name}: the reader said something that cannot be: {error}") from error
    if told.document is None:
        raise PortalError(told.error if told.error in ERRORS else "parser_crashed", f"{name}: {told.detail[:200]}")
    return told.document
