"""A name for what the code makes of a file: it changes with the sources and word lists, and with nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = frozenset({".py", ".yml"})
ELSEWHERE = ("corpus/samples", "corpus/store")
"""Below the folders that are asked for, and without a say in what is read out of a file."""


@cache
def fingerprint(*folders: str) -> str:
    """12 hexadecimal digits over every source and word list below these folders of the project."""
    digest = hashlib.sha256()
    for name, path in sorted(_sources(folders)):
        digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _sources(folders: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in SOURCES and not name.startswith(ELSEWHERE):
                yield name, path
