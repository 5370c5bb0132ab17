"""The child process that draws one page of a PDF: it limits itself, draws, and writes a PNG.

Called as ``python -m ingest.picture_child <JSON>`` with the fields of :class:`Drawing`; it writes nothing if it cannot.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.cell_child import limit

MarkedLine = tuple[tuple[float, float, float, float], str, tuple[tuple[int, int], ...]]
"""The box of a line, its text, and the words in it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page, and the lines on it that are marked: the fields of :class:`ingest.pdf.picture.Mark`, in their order."""

    path: str
    page: int
    dots: int
    seconds: int
    memory_mb: int
    marks: tuple[MarkedLine, ...] = ()

    def encode(self) -> str:
        """The drawing as the child's argument."""
        return json.dumps(asdict(self))


def main(argument: str) -> None:
    """Draw the page and write it to standard output."""
    drawing = Drawing(**json.loads(argument))
    answer = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not be mistaken for the answer
    limit(drawing.memory_mb, drawing.seconds)
    from ingest.pdf.picture import Mark, draw  # noqa: PLC0415 - imported under the limits

    marks = [Mark(box, text, words) for box, text, words in drawing.marks]
    with os.fdopen(answer, "wb") as out:
        out.write(draw(Path(drawing.path), drawing.page, drawing.dots, marks))


if __name__ == "__main__":
    main(sys.argv[1])
