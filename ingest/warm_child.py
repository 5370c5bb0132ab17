"""The process that reading children are forked from: it has loaded what they read with, and never looks at a file.

Called as ``python -m ingest.warm_child [find]`` with a socket as its standard input, on which ``ingest.warm`` asks, a
line of JSON at a time; ``find``: what children find by in a document's words is loaded at once, not when it is first
asked for. ``{"read": task}``, sent with the descriptor of a pipe, has a child begin the task of
:mod:`ingest.cell_child` and answer into the pipe; it is answered by ``{"pid": …}``, or by ``{"errno": …}``.
``{"end": pid, "grace": seconds}`` ends that child and all it started, and is answered by the ``{"code": …}`` it ended
with, null if it had to be ended.

A child is a process like any other: it sets its limits before it looks at its file, reads that one file, and is gone.
This process ends, and its children with it, when nobody holds the other end of the socket any more.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

from corpus.lexicon import LANGUAGES
from ingest import cell_child
from ingest.garbage import SELDOM

READERS = (
    *("ingest.wire", "ingest.formats", "ingest.language", "ingest.structure", "ingest.wholeness", "ingest.pdf.ocr"),
    *("ingest.structure.geometry", "ingest.structure.stated", "ingest.structure.extraction"),
    *("ingest.pdf.pdfium", "ingest.pdf.pypdf_engine", "ingest.word", "ingest.web"),
)
"""What children import when they read. None of it starts a thread: a fork would be without it."""

LONGEST = 2**16
"""Bytes of a request."""

ALONE = 10
"""Seconds a child lives after its time is over, should nobody end it."""

PAUSE = 0.0005
"""Seconds between two looks whether a child has ended."""


OWN = ("A/RES/99/1", "Distr.: General", "Table 1", "1. The Board recalls paragraph 2 of its decision on volunteers.")
"""Lines of no file, that have word lists and expressions loaded as well."""

FOREIGN = (
    "2020年12月21日 執行局回顧第2段 志願人員",
    "5 per cent of volunteers on 21 December 2020",
    "المتطوعون",
    "добровольцы",
)
"""The same of what is found in words."""


def main(*, finding: bool = False) -> None:
    """Answer requests until there are no more. ``finding``: children will be asked what documents' words give."""
    gc.set_threshold(*SELDOM)
    load()
    if finding:
        load_finders()
    gc.freeze()  # what is shared with children is not walked, and so not copied, by them
    children: set[int] = set()
    with socket.socket(fileno=0) as asked:
        try:
            while (request := _request(asked)) is not None:
                asked.sendall(json.dumps(_answered(*request, children)).encode() + b"\n")
        finally:
            for pid in children:
                _end(pid, 0)


def load() -> None:
    """Load what children read with."""
    for module in READERS:
        import_module(module)
    from ingest.layout import Flow, PageLayout, RawDocument, plain_line  # noqa: PLC0415 - with the readers
    from ingest.structure import structure_of  # noqa: PLC0415

    page = PageLayout(1, 595.0, 842.0, tuple(map(plain_line, OWN)))
    for flow in Flow:
        structure_of(RawDocument("text/plain", "text", flow, (page,)))


@cache
def load_finders() -> None:
    """Load what children find by, in every language: that of a document is known only when it is read."""
    from corpus.documents import ParsedDocument, Passage, PassageKind  # noqa: PLC0415 - for runs over many files
    from ingest.found import About, find  # noqa: PLC0415 - as above
    from ingest.found_wire import encode_found  # noqa: PLC0415 - as above
    from ingest.language import detect  # noqa: PLC0415 - as above
    from ingest.titles import states_in  # noqa: PLC0415 - as above

    detect(OWN)
    states_in(OWN[0], None)
    passages = tuple(Passage(f"b{n}", PassageKind.PARAGRAPH, text, 1, 1) for n, text in enumerate((*OWN, *FOREIGN)))
    document = ParsedDocument("text/plain", (), passages)
    for language in LANGUAGES:
        said = About("0" * 64, "own.txt", {"language": language}).recognised(document)
        encode_found(find(document, said))
    gc.freeze()


def _request(asked: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next request with the descriptors sent along; None when no one is there to ask."""
    line, descriptors = b"", []
    while not line.endswith(b"\n"):
        part, sent, _, _ = socket.recv_fds(asked, LONGEST, 1)
        if not part:
            return None
        line += part
        descriptors += sent
    return json.loads(line), descriptors


def _answered(request: dict[str, Any], descriptors: list[int], children: set[int]) -> dict[str, Any]:
    if "end" in request:
        children.remove(request["end"])
        return {"code": _end(request["end"], request["grace"])}
    (answer,) = descriptors
    if json.loads(request["read"]).get("about") is not None:
        load_finders()
    try:
        pid = os.fork()
    except OSError as failure:
        return {"errno": failure.errno}
    else:
        if pid == 0:
            _become(request["read"], answer)
    finally:
        os.close(answer)
    with suppress(PermissionError, ProcessLookupError):  # the child is faster, or gone
        os.setpgid(pid, pid)
    children.add(pid)
    return {"pid": pid}


def _become(task: str, answer: int) -> None:
    """Be the child of one task, holding nothing but the pipe it answers into; never returns."""
    code = 1
    try:
        os.setpgid(0, 0)
        signal.alarm(json.loads(task)["seconds"] + ALONE)  # should nobody be left to end it
        os.dup2(answer, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        cell_child.main(task)
        code = 0
    finally:
        os._exit(code)


def _end(pid: int, grace: float) -> int | None:
    """End a child and its group; the code it ended with itself within ``grace`` seconds, negative for a signal."""
    deadline = time.monotonic() + grace
    ended, status = os.waitpid(pid, os.WNOHANG)
    while not ended and time.monotonic() < deadline:
        time.sleep(PAUSE)
        ended, status = os.waitpid(pid, os.WNOHANG)
    with suppress(PermissionError, ProcessLookupError):  # nobody is left of the group
        os.killpg(pid, signal.SIGKILL)
    if not ended:
        os.waitpid(pid, 0)
        return None
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main(finding=bool(sys.argv[1:]))
