"""Text that pdfium leaves out without a word: what an object shows on less than a hundredth of a point.

It is ``kSizeEpsilon`` of ``CPDF_TextPage::ProcessTextObject`` in pdfium's core/fpdftext/cpdf_textpage.cpp.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw

from ingest.pdf.glyphs import unchecked

LEAST = 0.01
"""Points: text that is as wide is read."""

DEEPEST = 8
"""Forms within forms that are looked into."""

_Pointer = ctypes.c_void_p

_count = unchecked(raw.FPDFPage_CountObjects)
_get = unchecked(raw.FPDFPage_GetObject, _Pointer)
_count_in_form = unchecked(raw.FPDFFormObj_CountObjects)
_get_in_form = unchecked(raw.FPDFFormObj_GetObject, _Pointer)
_kind = unchecked(raw.FPDFPageObj_GetType)
_bounds = unchecked(raw.FPDFPageObj_GetBounds)


def too_small(page: Any) -> int:
    """How many objects of a page show text that the library does not tell."""
    holder = ctypes.cast(page.raw, _Pointer)
    return _too_small(holder, _count(holder), _get, DEEPEST)


def _too_small(holder: ctypes.c_void_p, count: int, get: Callable[..., Any], depth: int) -> int:
    sides = (ctypes.c_float * 4)()
    left, bottom, right, top = (_Pointer(ctypes.addressof(sides) + 4 * side) for side in range(4))
    found = 0
    for index in range(count):
        item = _Pointer(get(holder, index))
        kind = _kind(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            _bounds(item, left, bottom, right, top)
            found += 0 < sides[2] - sides[0] < LEAST and sides[3] > sides[1]  # of spaces one side is nothing
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            found += _too_small(item, _count_in_form(item), _get_in_form, depth - 1)
    return found
