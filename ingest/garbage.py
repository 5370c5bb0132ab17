"""The collector of cycles, called seldom: a document is made of many objects and hardly any cycles.

As Python comes, it walks young objects after every seven hundred, and all that is loaded whenever a quarter is new: a
tenth of the time of an ingest.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 20)
"""New objects until the young are walked, and how often that is done until the older ones are, and until all are."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Within the block cycles are looked for seldom, in all of the process; memory without cycles is freed as ever."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
