"""Memory of the C library: what loading took and nothing uses any more is given back to the system."""

from __future__ import annotations

import ctypes
import sys

ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
ARENAS = 2
"""Heaps that threads share. As glibc comes there are eight for each processor, and what each ever held it keeps."""


def share_heaps() -> None:
    """Have all threads share few heaps; before there are threads. Other C libraries than glibc are left alone."""
    if sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallopt"):
        ctypes.CDLL(None).mallopt(ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give back what is free in every heap."""
    if sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim"):
        ctypes.CDLL(None).malloc_trim(0)
