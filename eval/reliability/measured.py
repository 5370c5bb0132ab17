"""What was measured of one fault: how often it was made, what came of it, and whether the bar holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Size(Enum):
    """How much is tried: ``SHORT`` within the minutes of a change, ``FULL`` for a release, ``SOAK`` over night."""

    SHORT = "short"
    FULL = "full"
    SOAK = "soak"


@dataclass
class Tried:
    """What came of a fault so far: figures of ``Measured`` while they are counted. ``worst`` is in seconds."""

    tried: int = 0
    lost: int = 0
    refused: int = 0
    crashed: int = 0
    worst: float = 0.0
    missed: list[str] = field(default_factory=list)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Remember what does not hold."""
        if not holds:
            self.missed.append(otherwise)


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one fault.

    ``tried``: how often the fault was made, or how many inputs were given. ``acknowledged``: what the portal had said
    it keeps; ``lost``: how much of that was gone; ``refused``: inputs answered by an error with a code; ``crashed``:
    inputs, or runs, that ended otherwise than they may. ``worst`` is the longest wait in seconds that the bar speaks
    of, None where it speaks of none. ``details`` are further figures by name. ``missed`` says in a line each what does
    not hold; the bar is reached when there is none.
    """

    fault: str
    bar: str
    tried: int
    acknowledged: int | None = None
    lost: int | None = None
    refused: int | None = None
    crashed: int | None = None
    worst: float | None = None
    details: Mapping[str, float | int | str] = field(default_factory=dict)
    missed: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the bar holds."""
        return not self.missed
