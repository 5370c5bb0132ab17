"""The cell: each file is read in a child process with limits, and what the child says is checked again.

A PDF goes to the fast engine first. When that child crashes, runs out of time or out of memory, a new child tries the
other engine once; when that one ends so too, :class:`ReadingCrashed` says that the file should be set aside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corpus.documents import Issue, ParsedDocument
from corpus.errors import FILE_ERRORS, PortalError
from corpus.settings import Settings
from ingest.cell_child import Task
from ingest.children import said_by
from ingest.formats import Format, sniff
from ingest.found import About, Found
from ingest.found_wire import decode_found
from ingest.language import bodies, detect
from ingest.ocr import ENGINE as OCR
from ingest.pdf import ENGINES
from ingest.pdf.legible import LEGIBLE, illegible_pages, legibility
from ingest.wire import decode

MEBIBYTE = 2**20
CRASHES = frozenset({"out_of_time", "out_of_memory", "parser_crashed"})
"""How a child may end without having read the file, whatever the file is."""

MAY_SAY = FILE_ERRORS.keys() | {"no_tesseract"}
"""The errors that are for a child to say: any other would stop a run over many files."""

READERS = {Format.PDF: ENGINES, Format.DOCX: ("docx",), Format.HTML: ("html",), Format.TXT: ("text",)}
"""The engines of each format, in the order they are tried."""


Heard = Callable[[str, float, str], bytes]
"""What a child says of an encoded task within so many seconds, of a file of that name."""

own_child: Heard = partial(said_by, "ingest.cell_child")


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read, and what was found in its words, where that was asked for and is to be believed."""

    document: ParsedDocument
    found: Found | None = None

    def with_remarks(self, remarks: tuple[Issue, ...]) -> Read:
        """The same with more issues."""
        return replace(self, document=replace(self.document, issues=(*self.document.issues, *remarks)))


Ask = Callable[[Task], Read]


class ReadingCrashed(PortalError):  # noqa: N818 - it says what happened, as the job row does
    """Every engine crashed on the file: it is set aside, not tried again."""


UNDECODED = "its characters could not be decoded, or are of a script that is not read here"

OCR_SECONDS = 60
"""Wall time that a page may take to be read from its picture."""


def read_file(
    path: Path,
    settings: Settings,
    language: str | None = None,
    name: str | None = None,
    *,
    ocr: bool = False,
    heard: Heard = own_child,
) -> ParsedDocument:
    """Read one file; as :func:`read_and_find`. ``language`` is kept when it is given."""
    return read_and_find(path, settings, name, language=language, ocr=ocr, heard=heard).document


def read_and_find(
    path: Path,
    settings: Settings,
    name: str | None = None,
    *,
    language: str | None = None,
    ocr: bool = False,
    heard: Heard = own_child,
    about: About | None = None,
) -> Read:
    """Read one file. ``name`` is what the file was called, if not as ``path``; ``language`` is kept when it is given.

    ``heard`` has a child read: one that is started for this, or one of a run's ``WarmChildren``. ``about``, what is
    known of the file: the child is to find as well what the document's words give.

    ``ocr``: pages of a PDF without text are read from their pictures by tesseract, in a child of their own. When that
    crashes, or only the second engine could read the file, an issue says so.

    Raises ``PortalError``: path_missing, file_unreadable, empty_file, too_big, unknown_format, not_a_pdf, encrypted,
    damaged, too_many_pages, out_of_time, out_of_memory, parser_crashed, no_tesseract; :class:`ReadingCrashed` when no
    engine is left.
    """
    called = name or path.name
    kind = _admitted(path, settings, called)
    task = _task(path, kind, settings, about)
    ask = partial(_ask, name=called, heard=heard)
    read, remarks = _read(task, READERS[kind], ask)
    if kind is Format.PDF:
        read, doubts = _most_legible(read, task, ask, language)
        remarks += doubts
    if ocr and kind is Format.PDF and read.document.unread_pages:
        read, failures = _with_pictures_read(read, task, ask)
        remarks += failures
    return _in_language(read, language).with_remarks(remarks)


def _in_language(read: Read, given: str | None) -> Read:
    """What is read, in its language: the one that is given, that the child detected, or is detected."""
    document = read.document
    return replace(read, document=replace(document, language=given or document.language or detect(bodies(document))))


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


def _task(path: Path, kind: Format, settings: Settings, about: About | None = None) -> Task:
    return Task(
        path=str(path.resolve()),
        format=kind.value,
        engine="",
        max_pages=settings.max_pages,
        seconds=settings.parse_seconds,
        memory_mb=settings.parse_memory_mb,
        about=None if about is None else about.as_json(),
    )


def _read(task: Task, engines: tuple[str, ...], ask: Ask) -> tuple[Read, tuple[Issue, ...]]:
    """The document as the first engine reads it that does not crash, and a remark for each that did."""
    crash: PortalError | None = None
    remarks: tuple[Issue, ...] = ()
    for engine in engines:
        try:
            return ask(replace(task, engine=engine)), remarks
        except PortalError as error:
            if error.code not in CRASHES:
                raise
            crash = error
            remarks += (Issue("engine_crashed", f"{engine} could not bear the file, another engine read it: {crash}"),)
    code, detail = (crash.code, crash.detail) if crash is not None else ("internal", "no engine")
    raise ReadingCrashed(code, detail) from crash


def _most_legible(first: Read, task: Task, ask: Ask, language: str | None) -> tuple[Read, tuple[Issue, ...]]:
    """The document as the engine reads it that decodes most of it, and a remark on what is not decoded."""
    best = first
    if (share := legibility(bodies(first.document), language)) < LEGIBLE:
        for engine in ENGINES[ENGINES.index(first.document.engine) + 1 :]:
            other = _unless_it_fails(replace(task, engine=engine), ask)
            if other is not None and (better := legibility(bodies(other.document), language)) > share:
                best, share = other, better
    remarks = [Issue("illegible", UNDECODED, page) for page in illegible_pages(best.document)]
    if best is not first:
        engines = first.document.engine, best.document.engine
        remarks.append(Issue("illegible", "{} could not decode the text, {} read it".format(*engines)))
    elif share < LEGIBLE and not remarks:
        of = f", {language}" if language else ""
        remarks.append(Issue("illegible", f"the text is hardly in the script of its language{of}"))
    return best, tuple(remarks)


def _unless_it_fails(task: Task, ask: Ask) -> Read | None:
    """What another engine makes of a file that one has read; None where it can make nothing of it."""
    try:
        return ask(task)
    except PortalError:
        return None


def _with_pictures_read(read: Read, task: Task, ask: Ask) -> tuple[Read, tuple[Issue, ...]]:
    """The document with its pages without text read from their pictures; as it was, and a remark, if that crashes."""
    seconds = task.seconds + OCR_SECONDS * read.document.unread_pages
    try:
        return ask(replace(task, engine=read.document.engine, ocr=True, seconds=seconds)), ()
    except PortalError as error:
        if error.code not in CRASHES:
            raise
        return read, (Issue("ocr_crashed", f"its pages could not be read from their pictures: {error}"),)


def _ask(task: Task, name: str, heard: Heard) -> Read:
    """Have a child do the task. Raises ``PortalError`` with what the child said, or how it ended."""
    said, _, found = heard(task.encode(), task.seconds, name).partition(b"\n")
    try:
        told = decode(said)
    except ValueError as error:
        raise PortalError("parser_crashed", f"{name}: the reader said something that cannot be: {error}") from error
    if told.document is None:
        raise PortalError(told.error if told.error in MAY_SAY else "parser_crashed", f"{name}: {told.detail[:200]}")
    _require_what_was_asked(told.document, task, name)
    return Read(told.document, None if task.about is None else decode_found(found, told.document.passages))


def _require_what_was_asked(document: ParsedDocument, task: Task, name: str) -> None:
    """``PortalError``: parser_crashed for another format or engine, too_many_pages."""
    engines = {task.engine, f"{task.engine}+{OCR}"} if task.ocr else {task.engine}
    if document.media_type != task.format or document.engine not in engines:
        raise PortalError("parser_crashed", f"{name}: the reader was asked for something else than it said")
    if len(document.pages) > task.max_pages:
        raise PortalError("too_many_pages", f"{name}: {len(document.pages)} pages, at most {task.max_pages}")
