"""How far an index that is being built with another model is: ``reembedding.jsonl`` in the data folder.

Its first line names the model. Each further one names expressions that were begun, or are whole in the new index
(written down after the engine made them safe), or says that the new index was built and waits to be switched to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from search.embed import EmbeddingRecord

NAME = "reembedding.jsonl"


@dataclass
class Journal:
    """``begun`` and ``whole`` are expressions, these with a mark of what was written; ``built``: by which choice."""

    path: Path
    record: EmbeddingRecord | None
    begun: set[str] = field(default_factory=set)
    whole: dict[str, str] = field(default_factory=dict)
    built: str | None = None

    @classmethod
    def left(cls, path: Path) -> Journal | None:
        """The journal an earlier run left; None where there is none."""
        lines = _lines(path)
        first = next(lines, {})
        if "model" not in first:
            return None
        journal = cls(path, None if first["model"] is None else EmbeddingRecord.from_json(first["model"]))
        for line in lines:
            journal.begun.update(line.get("begun", ()))
            journal.whole.update(line.get("whole", {}))
            journal.built = line.get("built", journal.built)
        return journal

    @classmethod
    def new(cls, path: Path, record: EmbeddingRecord | None) -> Journal:
        """An empty one."""
        model = None if record is None else record.as_json()
        path.write_text(json.dumps({"model": model}) + "\n", encoding="utf-8")
        return cls(path, record)

    def begin(self, expression: str) -> None:
        """Written down before the first passage of an expression is in the new index."""
        self.begun.add(expression)
        self._add({"begun": [expression]})

    def finish(self, whole: dict[str, str]) -> None:
        """Written down when the new index holds these for good."""
        self.whole.update(whole)
        self._add({"whole": whole})

    def finish_all(self, choice: str) -> None:
        """Written down when the new index holds everything and waits for the writer to let go."""
        self.built = choice
        self._add({"built": choice})

    def remove(self) -> None:
        """The new index has taken its place, or cannot."""
        self.path.unlink(missing_ok=True)

    def forget(self, expression: str) -> None:
        """It is no longer in the new index. A run that dies finds it begun, and removes nothing twice."""
        self.begun.discard(expression)
        self.whole.pop(expression, None)

    def _add(self, line: dict[str, Any]) -> None:
        with self.path.open("a+b") as file:
            file.truncate(_end_of_lines(file))  # what follows a torn line would be lost with it
            file.write(json.dumps(line).encode() + b"\n")


def _end_of_lines(file: BinaryIO) -> int:
    """Where the last line of a file that was written whole ends."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - 1, 0))
    if file.read(1) in (b"\n", b""):
        return end
    file.seek(0)
    return file.read().rfind(b"\n") + 1


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines that were written whole: the last one of a run that died may not be."""
    if not path.exists():
        return
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    for line in whole.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return
