"""Long lists in portions, so that no page grows over its bounds (100 KB)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Portion(Generic[T]):
    """One portion of a list. ``number`` counts from 1 to ``of``; ``total`` is the length of the whole list."""

    items: Sequence[T]
    number: int
    of: int
    total: int


def by_length(items: Sequence[T], number: int, length: int) -> Portion[T]:
    """The ``number``-th portion of at most ``length`` items; the nearest one that exists."""
    of = max(1, -(-len(items) // length))
    number = min(max(1, number), of)
    return Portion(items[(number - 1) * length : number * length], number, of, len(items))


def by_size(items: Sequence[T], size: Callable[[T], int], limit: int) -> list[Sequence[T]]:
    """The list cut where a portion's summed size would pass ``limit``; an item alone may pass it. Never empty."""
    cuts, held = [0], 0
    for place, item in enumerate(items):
        cost = size(item)
        if held and held + cost > limit:
            cuts.append(place)
            held = 0
        held += cost
    return [items[start:end] for start, end in zip(cuts, [*cuts[1:], len(items)], strict=True)]
