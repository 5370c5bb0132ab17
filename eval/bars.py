"""Bars: figures that are to be reached, each printed with a tick or a miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that is to be ``least`` or more; None is of nothing, and does not reach it."""

    what: str
    least: float
    figure: float | None
    interval: tuple[float, float] | None = None

    @property
    def reached(self) -> bool:
        """Compared as it was measured, not as it is printed."""
        return self.figure is not None and self.figure >= self.least

    def as_json(self) -> dict[str, Any]:
        """As reports keep it."""
        return asdict(self) | {"reached": self.reached}


def of_json(rows: Iterable[Mapping[str, Any]]) -> Iterator[Bar]:
    """Bars as reports keep them."""
    names = [field.name for field in fields(Bar)]
    return (Bar(**{name: row[name] for name in names}) for row in rows)


def table(bars: Iterable[Bar]) -> Iterator[str]:
    """Each bar as a line: "✓ zh precision ≥ 0.99: 1.0000 [0.9900 1.0000] reached"."""
    for bar in bars:
        if bar.figure is None:
            yield f"- {bar.what} ≥ {bar.least:g}: nothing to measure"
            continue
        sign, word = ("✓", "reached") if bar.reached else ("✗", "MISSED")
        spread = "" if bar.interval is None else " [{:.4f} {:.4f}]".format(*bar.interval)
        yield f"{sign} {bar.what} ≥ {bar.least:g}: {bar.figure:.4f}{spread} {word}"
