"""The bars of retrieval: what the portal is to reach on each set, alone and beside its best peer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eval.bars import Bar
from eval.retrieval_sets import SDG_LANGUAGES, XQUAD_LANGUAGES

ALONE = (
    ("seed-zh", "nDCG@10", 0.74),
    ("seed-zh", "R@10", 0.85),
    ("seed-en-zh", "nDCG@10", 0.75),
    ("xquad-en-zh", "R@10", 0.45),
    ("xquad-zh-en", "R@10", 0.40),
    *((f"sdg-{a}-{b}", "P@1", 0.60) for a in SDG_LANGUAGES for b in SDG_LANGUAGES if a != b and "zh" in (a, b)),
)
"""Set, measure, and the least that is to be reached."""

TRADITIONAL = 0.02
"""How far traditional characters may be from simplified ones, nDCG@10."""

FEWER = 0.10
"""By which share the portal's misses (1 - MRR@10) are to be fewer than the best peer's in the same language."""

BESIDE_PEERS = (*(f"xquad-{language}" for language in XQUAD_LANGUAGES), "zh-pool")
CHINESE = ("seed-zh", "xquad-zh", "zh-pool", "zh-pool-xquad", "zh-pool-cmrc", "zh-pool-drcd")
"""Where the portal is to be better than every peer."""

BY = {"seed-zh": "nDCG@10"}
"""The measure of "better", where it is not MRR@10."""

Rows = Mapping[str, Mapping[str, Any]]


def bars_of(rows: Rows) -> Iterator[Bar]:
    """The bars of the sets that were measured; those beside peers only where there was one."""
    for name, measure, least in ALONE:
        if name in rows:
            figure = rows[name]["systems"]["portal"][measure]
            yield _bar(f"{name} {measure}", least, figure)
    yield from _traditional(rows)
    for name in BESIDE_PEERS:
        yield from _fewer_misses(rows, name)
    for name in CHINESE:
        yield from _better(rows, name)


def _bar(what: str, least: float, figure: Mapping[str, Any]) -> Bar:
    interval = figure["interval"]
    return Bar(what, least, figure["mean"], None if interval is None else (interval[0], interval[1]))


def _traditional(rows: Rows) -> Iterator[Bar]:
    if {"seed-zh", "seed-zh-trad"} <= rows.keys():
        simple, traditional = (
            rows[name]["systems"]["portal"]["nDCG@10"]["mean"] for name in ("seed-zh", "seed-zh-trad")
        )
        yield Bar("seed-zh-trad nDCG@10 away from seed-zh, negative", -TRADITIONAL, -abs(traditional - simple))


def _peers(rows: Rows, name: str) -> Mapping[str, Any]:
    """The systems beside the portal that are not the portal with a part of its sources."""
    systems = rows[name]["systems"] if name in rows else {}
    return {system: row for system, row in systems.items() if not system.startswith("portal")}


def _fewer_misses(rows: Rows, name: str) -> Iterator[Bar]:
    peers = _peers(rows, name)
    if peers:
        best = max(peers, key=lambda system: peers[system]["MRR@10"]["mean"])
        what = f"{name} share of misses fewer than {best} ({peers[best]['MRR@10']['mean']:.3f})"
        yield _bar(what, FEWER, peers[best]["portal_fewer_misses"])


def _better(rows: Rows, name: str) -> Iterator[Bar]:
    """One bar for each peer: what the portal has more is to be above nothing."""
    measure = BY.get(name, "MRR@10")
    for system, row in _peers(rows, name).items():
        yield _bar(f"{name} {measure} more than {system}", 1e-9, row["portal_more"][measure])
