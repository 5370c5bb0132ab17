"""Reading children that do as their file says: abort, say nothing, never end; they read every other file.

``python -m eval.reliability.faulty_children`` stands in the place of ``ingest.warm_child``.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from corpus.documents import ParsedDocument
from ingest import cell_child, warm_child
from ingest.cell_child import Task

LONGEST = 99
"""Bytes at the beginning of a file that may say what is to be done."""


def main() -> None:
    """Be the process that children are forked from."""
    read = cell_child.parse

    def parse(task: Task) -> ParsedDocument:
        with Path(task.path).open("rb") as file:
            said = file.read(LONGEST)
        _obey(said)
        return read(task)

    cell_child.parse = parse
    warm_child.main()


def _obey(said: bytes) -> None:
    if said.startswith(b"FAULT-abort"):
        os.abort()
    if said.startswith(b"FAULT-silence"):
        time.sleep(600)
    while said.startswith(b"FAULT-time"):
        pass


if __name__ == "__main__":
    main()
