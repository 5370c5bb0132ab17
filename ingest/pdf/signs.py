"""Signs that say a status by their colour: which characters are signs, and which colours say something."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.layout import SIGNS, Run

LONGEST = 3
"""Characters of the longest text that may be nothing but a sign, spaces around it among them."""

OF_FONTS = {
    "Wingdings": {"l": "●", "n": "■", "u": "◆"},
    "Webdings": {"n": "●", "g": "■"},
    "ZapfDingbats": {"l": "●", "n": "■", "s": "▲", "u": "◆"},
}
"""The signs that fonts show for letters."""

LETTERS = frozenset(letter for signs in OF_FONTS.values() for letter in signs)
PRIVATE = 0xF000
"""What stands before the codes of a symbol font in Unicode's private area."""

MAY_BE_SIGNS = frozenset(SIGNS) | LETTERS | {chr(PRIVATE + ord(letter)) for letter in LETTERS}
"""The characters that show a sign in one font or another."""


def may_be_sign(text: str) -> bool:
    """Whether a text may show a sign and nothing else: cheap, as it is asked of every run."""
    return len(text) <= LONGEST and text.strip() in MAY_BE_SIGNS


def with_colour(run: Run, font: Callable[[], str], colour: Callable[[], str | None]) -> Run:
    """The run of one character as the sign that it shows, in its colour, if it shows one.

    The name of its font and its colour are only asked for where they are needed.
    """
    shown = run.text.strip()
    sign = _sign(shown, font)
    return run if sign is None else replace(run, text=run.text.replace(shown, sign), colour=colour())


def _sign(shown: str, font: Callable[[], str]) -> str | None:
    if shown in SIGNS:
        return shown
    letter, name = chr(ord(shown) & 0xFF), font()
    return next((signs.get(letter) for known, signs in OF_FONTS.items() if known in name), None)


HUES = ((20, "red"), (70, "yellow"), (170, "green"), (340, None), (360, "red"))
"""Where colours end on the circle, in degrees: amber is yellow, and blue and violet say nothing."""

COLOURLESS, BLACK, WHITE = 0.15, 0.3, 0.93
"""Less saturation than this is grey, unless it is as dark as text or as light as paper."""


def colour_of(red: float, green: float, blue: float) -> str | None:
    """What a colour says of a status; its parts are from 0 to 1. None for black, white and colours that say nothing."""
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < COLOURLESS:
        return "grey" if BLACK < value < WHITE else None
    return next(name for end, name in HUES if 360 * hue <= end) if value > BLACK else None


PAINTING = frozenset({b"Tj", b"TJ", b"'", b'"'})
COLOURING = {b"g": 1, b"rg": 3, b"k": 4}
"""The numbers behind the operators that set a colour of a device."""

GIVEN = {b"sc", b"scn"}
"""The operators that set a colour of the space that was chosen."""


@dataclass
class Fill:
    """The colour that the operators of a page's content fill text with."""

    shown: str | None = None
    """Of the text shown last."""
    _colour: str | None = None
    _grey: bool = False
    _saved: list[tuple[str | None, bool]] = field(default_factory=list)

    def see(self, operator: bytes, operands: Sequence[Any]) -> None:
        """Take note of the next operator."""
        if operator in PAINTING:
            self.shown = self._colour
        elif operator in COLOURING or operator in GIVEN:
            self._colour = self._set(operands, COLOURING.get(operator))
        elif operator == b"cs":
            self._colour, self._grey = None, operands[:1] == ["/DeviceGray"]
        elif operator == b"q":
            self._saved.append((self._colour, self._grey))
        elif operator == b"Q" and self._saved:
            self._colour, self._grey = self._saved.pop()

    def _set(self, operands: Sequence[Any], count: int | None) -> str | None:
        """One number of another space than grey is a tint, nobody knows of what."""
        parts = [min(1.0, max(0.0, float(part))) for part in operands if isinstance(part, (int, float))]
        if len(parts) != len(operands) or (count is not None and len(parts) != count):
            return None
        match parts:
            case [grey] if count or self._grey:
                return colour_of(grey, grey, grey)
            case [red, green, blue]:
                return colour_of(red, green, blue)
            case [cyan, magenta, yellow, black]:
                return colour_of(*((1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)))
        return None
