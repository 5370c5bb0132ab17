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


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page, and the boxes on it that are marked: (x0, y0, x1, y1) in points from its top left corner."""

    path: str
    page: int
    dots: int
    seconds: int
    memory_mb: int
    boxes: tuple[tuple[float, float, float, float], ...] = ()

    def encode(self) -> str:
        """The drawing as the child's argument."""
        return json.dumps(asdict(self))


def main(argument: str) -> None:
    """Draw the page and write it to standard output."""
    given = json.loads(argument)
    drawing = Drawing(**given | {"boxes": tuple(map(tuple, given["boxes"]))})
    answer = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not be mistaken for the answer
    limit(drawing.memory_mb, drawing.seconds)
    from ingest.pdf.picture import draw  # noqa: PLC0415 - imported under the limits

    with os.fdopen(answer, "wb") as out:
        out.write(draw(Path(drawing.path), drawing.page, drawing.dots, drawing.boxes))


if __name__ == "__main__":
    main(sys.argv[1])
