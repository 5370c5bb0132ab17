"""The child process that reads one file: it limits itself, reads, structures, and writes one JSON object.

Called as ``python -m ingest.cell_child <JSON>`` with the fields of :class:`Task`. It imports a reader only after its
limits stand, and never a framework, a database or a model.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.offline import go_offline

if TYPE_CHECKING:
    from corpus.documents import ParsedDocument
    from ingest.layout import RawDocument

MEBIBYTE = 2**20
OPEN_FILES = 64

SHARE = 0.5
"""Of its processor time, after which a child that has read its file looks for nothing more in it."""

MOST_FOUND = 32 * MEBIBYTE
"""Bytes of what is found that are sent along; what a child may say in all is ``ingest.children.MOST_SAID``."""

LONGEST_REMARK = 300
"""Characters of an issue."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to read and how much of the machine it may take. ``format`` is a media type, ``engine`` one that reads it.

    ``ocr``: pages of a PDF without text are read from their pictures. ``about`` are the fields of
    ``ingest.found.About``: with them what the document's words give is found as well.
    """

    path: str
    format: str
    engine: str
    max_pages: int
    seconds: int
    memory_mb: int
    ocr: bool = False
    about: dict[str, Any] | None = None

    def encode(self) -> str:
        """The task as the child's argument."""
        return json.dumps(asdict(self))


def main(argument: str) -> None:
    """Read the file of the task and write what was found, or the error, to standard output."""
    task = Task(**json.loads(argument))
    answer = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not be mistaken for the answer
    limit(task.memory_mb, task.seconds, alone=not task.ocr)
    with os.fdopen(answer, "wb") as out:
        out.write(_answer(task))


def limit(memory_mb: int, seconds: int, *, alone: bool = True) -> None:
    """Limits that a reader cannot lift: memory, processor time, written files, open files, core dumps, the network.

    ``alone``: it starts nothing either, as what it starts could leave its group and outlive it (root still may).
    """
    go_offline()
    memory = memory_mb * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if alone:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _answer(task: Task) -> bytes:
    from corpus.errors import PortalError  # noqa: PLC0415 - imported under the limits
    from ingest.wire import encode, encode_error  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    try:
        document = parse(task)
        return encode(document) + _found(document, task)
    except PortalError as error:
        return encode_error(error.code, error.detail)
    except MemoryError:
        return encode_error("out_of_memory", f"more than {task.memory_mb} MiB")
    except RecursionError:
        return encode_error("parser_crashed", "the file is nested too deeply")


def _found(document: ParsedDocument, task: Task) -> bytes:
    """A second line with what is found in the document's words; nothing where that was not asked, or is too much.

    The document is read by then: whatever fails here fails the writer as well, which tells of it.
    """
    if task.about is None:
        return b""
    from ingest.found import About, find  # noqa: PLC0415 - as above
    from ingest.found_wire import encode_found  # noqa: PLC0415 - as above

    try:
        with _in_time(task.seconds * SHARE):
            said = encode_found(find(document, About(**task.about).recognised(document)))
    except Exception:
        return b""
    return b"\n" + said if len(said) <= MOST_FOUND else b""


@contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    """``TimeoutError`` once this process has used so much processor time, or when it has already."""
    left = seconds - time.process_time()
    if left <= 0:
        raise TimeoutError
    signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, left)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError


def parse(task: Task) -> ParsedDocument:
    """The structure of the file. Raises ``PortalError``, or whatever a reader raises on a file it cannot bear."""
    from ingest.formats import Format  # noqa: PLC0415
    from ingest.language import bodies, detect  # noqa: PLC0415
    from ingest.structure import structure_of  # noqa: PLC0415
    from ingest.text import visible  # noqa: PLC0415
    from ingest.wholeness import with_damage_told  # noqa: PLC0415

    document = structure_of(_raw(task))
    if task.about is not None:
        document = replace(document, language=detect(bodies(document)))
    if Format(task.format) is Format.PDF:
        document = with_damage_told(document, Path(task.path))
    # libraries quote what stands in the file when they complain of it
    issues = (replace(issue, message=visible(issue.message)[:LONGEST_REMARK]) for issue in document.issues)
    return replace(document, issues=tuple(issues))


def _raw(task: Task) -> RawDocument:
    """Each reader is imported when it is needed: their libraries are slow to load."""
    from ingest.formats import Format, read_text  # noqa: PLC0415

    path, kind = Path(task.path), Format(task.format)
    if kind is Format.PDF:
        from ingest.pdf import engine  # noqa: PLC0415

        document = engine(task.engine)(path, task.max_pages)
        if not task.ocr:
            return document
        from ingest.pdf.ocr import with_read_pictures  # noqa: PLC0415

        return with_read_pictures(path, document)
    if kind is Format.DOCX:
        from ingest.word import read_docx  # noqa: PLC0415

        return read_docx(path)
    if kind is Format.HTML:
        from ingest.web import read_html  # noqa: PLC0415

        return read_html(path)
    return read_text(path)


if __name__ == "__main__":
    main(sys.argv[1])
