"""The part of a page that is shown, and how it is turned before it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Edges in the coordinates of the page, ``y`` growing upwards; ``turn`` is clockwise: 0, 90, 180 or 270 degrees."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of what is shown."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn in (90, 270) else (width, height)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """How far right and how far down a point is from the upper left corner of what is shown."""
        match self.turn:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y
