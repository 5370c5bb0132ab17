"""The figures of a ledger: shares with their intervals, denominators, and the groups by which they are broken down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from statistics import NormalDist
from typing import Any

from corpus.indicators.ledger import Line, Status, tally
from corpus.indicators.regions import UNKNOWN, group_title, is_in, region_of, sector_of, subregion_of

MEMBER = {True: "yes", False: "no", None: UNKNOWN}


def wilson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Wilson score interval of a share, in per cent, or None without trials (Wilson 1927)."""
    if trials == 0:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = successes / trials, z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return 100 * max(0.0, centre - half), 100 * min(1.0, centre + half)


def percent(part: int, whole: int | None) -> float | None:
    """A share in per cent to one decimal; None of nothing or of what is unknown."""
    return round(100 * part / whole, 1) if whole else None


def bounds(figures: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Between what the share of some figures will be, in per cent, once all that is unreviewed is reviewed.

    What waits for people is not what chance drew: the share so far leans to one side, and no interval says so.
    """
    whole = figures["denominator"] + figures["unreviewed"]
    return percent(figures["numerator"], whole), percent(figures["numerator"] + figures["unreviewed"], whole)


def share(lines: Sequence[Line]) -> dict[str, Any]:
    """The share of lines that are yes, as ``share_of`` has it."""
    return share_of([line.status for line in lines])


def share_of(found: Sequence[Status]) -> dict[str, Any]:
    """The share of yes among yes and no, with its Wilson interval. What is unread or unreviewed stands in neither."""
    counted = tally(found)
    decided = counted["yes"] + counted["no"]
    interval = wilson(counted["yes"], decided)
    return {
        "numerator": counted["yes"],
        "denominator": decided,
        "unread": counted["unread"],
        "unreviewed": counted["unreviewed"],
        "obtained": len(found),
        "percent": percent(counted["yes"], decided),
        "interval": None if interval is None else [round(bound, 1) for bound in interval],
    }


def broken_down(dimensions: Sequence[str], lines: Sequence[Line]) -> dict[str, list[dict[str, Any]]]:
    """The share in each group of each dimension, in the order of the groups' keys.

    A country stands in one group of region, subregion, ldc, lldc and sids; in as many of *language* as its review has
    language versions; and of *sector* in that of each instrument that makes it count, so that there is no share.
    """
    return {name: _groups(name, lines) if name != "sector" else _sectors(lines) for name in dimensions}


def _groups(dimension: str, lines: Sequence[Line]) -> list[dict[str, Any]]:
    by_group: dict[str, list[Line]] = {}
    for line in lines:
        for group in _groups_of(dimension, line):
            by_group.setdefault(group, []).append(line)
    return [_titled(dimension, group) | share(by_group[group]) for group in sorted(by_group)]


def _groups_of(dimension: str, line: Line) -> Iterator[str]:
    if dimension == "language":
        yield from sorted({review.language for review in line.reviews})
    elif line.iso3 is None:
        yield UNKNOWN
    elif dimension in ("region", "subregion"):
        yield (region_of if dimension == "region" else subregion_of)(line.iso3)
    else:
        yield MEMBER[is_in(dimension, line.iso3, line.year or 0)]


def _sectors(lines: Sequence[Line]) -> list[dict[str, Any]]:
    named = [{sector_of(c.instrument) for c in line.evidence if c.instrument} for line in lines if line.status == "yes"]
    found = Counter(sector for sectors in named for sector in sectors or {UNKNOWN})
    return [_titled("sector", sector) | {"numerator": found[sector]} for sector in sorted(found)]


def _titled(dimension: str, group: str) -> dict[str, Any]:
    return {"group": group, "title": dict(group_title(dimension, group))}


def denominators(lines: Sequence[Line], presented: int | None) -> dict[str, Any]:
    """How far the documents have come: presented, obtained, readable, reviewed; unknown (None) stays unknown."""
    yes = sum(line.status == "yes" for line in lines)
    return {
        "presented": presented,
        "readable": sum(line.readable for line in lines),
        "reviewed": sum(not line.waiting and any(c.settled is not None for c in line.candidates) for line in lines),
        "percent_of_obtained": percent(yes, len(lines)),
        "percent_of_presented": percent(yes, presented),
    }


def excluded(lines: Sequence[Line]) -> list[Mapping[str, Any]]:
    """The lines that stand in no figure, each with why."""
    return [
        {"iso3": line.iso3, "year": line.year, "work": line.work, "status": line.status, "reason": _reason(line)}
        for line in lines
        if line.status in ("unread", "unreviewed")
    ]


def _reason(line: Line) -> str:
    if line.status == "unreviewed":
        return "to_review" if line.waiting else "not_begun"
    if any(review.damaged for review in line.reviews):
        return "damaged"
    return "no_text" if all(review.passages == 0 for review in line.reviews) else "pages_unread"
