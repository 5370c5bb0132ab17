"""The characters of a page as pdfium tells them: text, boxes, places, and the object of the page that shows each.

Most of the time of reading goes into calls of the library, and most of a call into what ctypes does with its arguments.
So they go to the library unchecked, as indices and ready-made pointers, and for many characters at a time.
"""

from __future__ import annotations

import ctypes
import re
from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterable
from itertools import repeat
from math import hypot
from operator import mul
from typing import Any

from pypdfium2 import raw

from ingest.pdf.frame import Frame
from ingest.pdf.signs import colour_of

BOLD = 600
"""Font weights from here on are bold."""

NAME = 128
"""Bytes for the name of a font."""

SLOT = 32
"""Bytes for one answer of the library, at most a matrix of six floats."""


def unchecked(function: Any, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """The function of the library without types of arguments; no other thread runs in its short while."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_box = unchecked(raw.FPDFText_GetLooseCharBox)
_origin = unchecked(raw.FPDFText_GetCharOrigin)
_matrix = unchecked(raw.FPDFText_GetMatrix)
_size = unchecked(raw.FPDFText_GetFontSize, ctypes.c_double)
_weight = unchecked(raw.FPDFText_GetFontWeight)
_object = unchecked(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_rectangles = unchecked(raw.FPDFText_CountRects)


class Slots:
    """Room for answers, with pointers to it, which one text page after the other may use."""

    def __init__(self) -> None:
        self._resize(1024)

    def _resize(self, count: int) -> None:
        buffer = ctypes.create_string_buffer(SLOT * count)
        start = ctypes.addressof(buffer)
        self._bytes = memoryview(buffer).cast("B")
        self.firsts = [ctypes.c_void_p(start + SLOT * slot) for slot in range(count)]
        self.seconds = [ctypes.c_void_p(start + SLOT * slot + 8) for slot in range(count)]

    def hold(self, count: int) -> None:
        """Make room for this many answers."""
        if count > len(self.firsts):
            self._resize(2 * count)

    def numbers(self, kind: str, count: int, *places: int) -> list[list[float]]:
        """The numbers in these places of so many answers; ``kind`` is "f" for floats and "d" for doubles."""
        numbers: array[float] = array(kind)
        numbers.frombytes(self._bytes[: SLOT * count])
        return [numbers[place :: SLOT // numbers.itemsize].tolist() for place in places]


class Glyphs:
    """The characters of one text page, which must stay open. ``text`` has one character for each index.

    Places are in the coordinates of the page, ``y`` growing upwards. What is asked of many characters is answered in
    their order.
    """

    def __init__(self, page: Any, slots: Slots) -> None:
        self.text = _unicode(page)
        self.page = page
        self._page = repeat(ctypes.cast(page.raw, ctypes.c_void_p))
        self._slots = slots

    def origins(self, indices: Collection[int]) -> list[list[float]]:
        """The x of their origins, and the y."""
        self._slots.hold(len(indices))
        deque(map(_origin, self._page, indices, self._slots.firsts, self._slots.seconds), maxlen=0)
        return self._slots.numbers("d", len(indices), 0, 1)

    def edges(self, indices: Collection[int]) -> list[list[float]]:
        """Where the space that the font gives them begins, and where it ends."""
        self._slots.hold(len(indices))
        deque(map(_box, self._page, indices, self._slots.firsts), maxlen=0)
        return self._slots.numbers("f", len(indices), 0, 2)

    def sizes(self, indices: Collection[int]) -> list[float]:
        """Their sizes in points: what the file states, in units that the matrix says."""
        self._slots.hold(len(indices))
        deque(map(_matrix, self._page, indices, self._slots.firsts), maxlen=0)
        units = map(hypot, *self._slots.numbers("f", len(indices), 2, 3))
        return list(map(mul, map(_size, self._page, indices), units))

    def bold(self, indices: Iterable[int]) -> list[bool]:
        """Whether they are set in a bold font."""
        return [weight >= BOLD for weight in map(_weight, self._page, indices)]

    def objects(self, indices: Iterable[int]) -> list[int | None]:
        """The objects of the page that show them; a character that the library put in has none."""
        return list(map(_object, self._page, indices))

    def colour(self, index: int) -> str | None:
        """What the colour of a character says of a status."""
        parts = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFText_GetFillColor(self.page.raw, index, *parts)
        red, green, blue = (part.value / 255 for part in parts[:3])
        return colour_of(red, green, blue)

    def font(self, index: int) -> str:
        """The name of the font of a character."""
        name, flags = ctypes.create_string_buffer(NAME), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self.page.raw, index, name, NAME, flags)
        return name.value.decode("utf-8", "replace")

    def one_object(self, starts: Iterable[int], lengths: Iterable[int]) -> list[bool]:
        """Whether one object shows all that can be seen of so many characters."""
        return [count == 1 for count in map(_rectangles, self._page, starts, lengths)]


class TurnedGlyphs(Glyphs):
    """Those of a page that is turned before it is shown: places are where they are shown, from its lower left corner.

    The library knows no advance of turned characters, so their edges are those of their ink.
    """

    def __init__(self, page: Any, slots: Slots, frame: Frame) -> None:
        super().__init__(page, slots)
        self._frame = frame

    def origins(self, indices: Collection[int]) -> list[list[float]]:
        """As :meth:`Glyphs.origins`."""
        height = self._frame.size[1]
        shown = [self._frame.shown(x, y) for x, y in zip(*super().origins(indices), strict=True)]
        return [[x for x, _ in shown], [height - y for _, y in shown]]

    def edges(self, indices: Collection[int]) -> list[list[float]]:
        """As :meth:`Glyphs.edges`, without the space around the ink."""
        boxes = (self.page.get_charbox(index) for index in indices)
        sides = [sorted((self._frame.shown(*box[:2])[0], self._frame.shown(*box[2:])[0])) for box in boxes]
        return [[x for x, _ in sides], [x for _, x in sides]]


def _unicode(page: Any) -> str:
    """One character per index of the text page, whatever the library leaves out of its own strings."""
    count: int = page.count_chars()
    whole: str = page.get_text_range() if count else ""
    if len(whole) == count:
        return whole
    units = [raw.FPDFText_GetUnicode(page.raw, index) or 0x20 for index in range(count)]
    return PAIR.sub(_whole, "".join(map(chr, units)))


PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def _whole(pair: re.Match[str]) -> str:
    """The character beyond the first plane that two units stand for, and nothing that can be seen for the second."""
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16") + "\u200b"
