"""Labelled data of the evaluations, as it is on disk; read-only and kept outside the project."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PortalError


def shared_data() -> Path:
    """The development data: the folder ``VKP_SHARED_DATA``, else ``../shared/data``.

    Raises ``PortalError``: path_missing.
    """
    folder = Path(os.environ.get("VKP_SHARED_DATA") or "../shared/data")
    if not folder.is_dir():
        raise PortalError("path_missing", str(folder), "set VKP_SHARED_DATA to the development data")
    return folder.resolve()


@dataclass(frozen=True, slots=True)
class LabelledMention:
    """A mention as people labelled it; ``core`` are the identifying characters, ``targets`` the keys that are right."""

    start: int
    end: int
    core: tuple[int, int]
    kind: str
    targets: tuple[str, ...]
    optional: bool
    pinpoint: tuple[str, tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class LabelledUnit:
    """A sentence or paragraph with its mentions; ``source`` is the document it comes from."""

    id: str
    source: str
    language: str
    text: str
    mentions: tuple[LabelledMention, ...]


def citation_units(file: Path) -> list[LabelledUnit]:
    """The units of a citation gold standard (JSON Lines, in the form its guideline describes)."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [unit(row) for row in rows]


def unit(row: dict[str, Any]) -> LabelledUnit:
    """One labelled unit from its JSON object."""
    mentions = tuple(labelled(mention) for mention in row["mentions"])
    return LabelledUnit(row["id"], row["source"], row["lang"], row["text"], mentions)


def labelled(row: dict[str, Any]) -> LabelledMention:
    """One labelled mention from its JSON object."""
    pinpoint = row.get("pinpoint")
    return LabelledMention(
        start=row["start"],
        end=row["end"],
        core=(row["core"][0], row["core"][1]),
        kind=row["kind"],
        targets=tuple(key for key in (row["target"], *row.get("also", ())) if key is not None),
        optional=row["optional"],
        pinpoint=None if pinpoint is None else (pinpoint["type"], tuple(pinpoint["numbers"])),
    )
