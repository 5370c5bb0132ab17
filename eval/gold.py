"""Labelled data of the evaluations, as it is on disk; read-only and kept outside the project."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.citations import Pinpoint
from corpus.errors import PortalError


def shared_data() -> Path:
    """The development data: the folder ``VKP_SHARED_DATA``, else ``../shared/data``.

    Raises ``PortalError``: path_missing.
    """
    folder = Path(os.environ.get("VKP_SHARED_DATA") or "../shared/data")
    if not folder.is_dir():
        raise PortalError("path_missing", str(folder), "set VKP_SHARED_DATA to the development data")
    return folder.resolve()


def json_lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@dataclass(frozen=True, slots=True)
class LabelledMention:
    """A mention as people labelled it; ``core`` are the identifying characters, ``targets`` the keys that are right.

    ``pinpoints`` are the levels of the part that is meant, in text order: chap. II, para. 12.
    """

    start: int
    end: int
    core: tuple[int, int]
    kind: str
    targets: tuple[str, ...]
    optional: bool
    pinpoints: tuple[Pinpoint, ...] = ()


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
    return [unit(row) for row in json_lines(file)]


def register(guideline: Path) -> frozenset[str]:
    """The targets of the guideline's closed register of instruments: the first cells of the table in section 7."""
    section = guideline.read_text(encoding="utf-8").partition("\n## 7.")[2].partition("\n## 8.")[0]
    targets = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")]
    return frozenset(targets[1:])


def unit(row: dict[str, Any]) -> LabelledUnit:
    """One labelled unit from its JSON object."""
    mentions = tuple(labelled(mention) for mention in row["mentions"])
    return LabelledUnit(row["id"], row["source"], row["lang"], row["text"], mentions)


def labelled(row: dict[str, Any]) -> LabelledMention:
    """One labelled mention from its JSON object."""
    levels = row.get("pinpoints") or ([row["pinpoint"]] if row["pinpoint"] else [])
    return LabelledMention(
        start=row["start"],
        end=row["end"],
        core=(row["core"][0], row["core"][1]),
        kind=row["kind"],
        targets=tuple(key for key in (row["target"], *row.get("also", ())) if key is not None),
        optional=row["optional"],
        pinpoints=tuple(Pinpoint(level["type"], tuple(level["numbers"])) for level in levels),
    )
