"""Rates of mentions per language and kind, with intervals over source documents (guideline, sections 5 and 8).

"all" kinds are those that are scored; anaphors have rows of their own, and indicators of other frameworks are a trap.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from eval.gold import LabelledUnit
from eval.intervals import interval
from eval.pairing import Outcome, parts

KINDS = (
    "resolution",
    "decision",
    "document",
    "instrument",
    "sdg_goal",
    "sdg_target",
    "sdg_indicator",
    "internal",
)
SCORED = (*KINDS, "anaphor")
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")
RATES = {
    "precision": (("detected",), ("found",)),
    "recall": (("detected",), ("labelled",)),
    "f1": (("detected", "detected"), ("found", "labelled")),
    "exact_precision": (("exact",), ("found",)),
    "exact_recall": (("exact",), ("labelled",)),
    "exact_f1": (("exact", "exact"), ("found", "labelled")),
    "target": (("linked",), ("detected",)),
    "pinpoint": (("agreed",), ("detected",)),
    "pinpoint_named": (("pinned",), ("pinpointed",)),
    "pinpoint_levels": (("levels",), ("levelled",)),
    "false_per_unit": (("false",), ("units without",)),
}
"""Each rate as the counts whose sum is divided, and those whose sum divides it."""

MACRO = ("precision", "recall", "target")
Cell = tuple[str, str]
Counts = Mapping[str, Mapping[str, int]]
"""Counts of a cell: {name: {source document: count}}."""


def scores(units: Sequence[LabelledUnit], outcomes: Iterable[Outcome]) -> dict[str, dict[str, Any]]:
    """{"zh/resolution": {counts, rates and intervals}} for every language and kind, and for all of them."""
    counts: dict[Cell, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for outcome in outcomes:
        for kind, name in tallies(outcome):
            for language in (outcome.unit.language, "all"):
                counts[language, kind][name][outcome.unit.source] += 1
    for unit in units:
        if not unit.mentions:
            for language in (unit.language, "all"):
                counts[language, "all"]["units without"][unit.source] += 1
    return {"/".join(cell): row(counts[cell], sources(units, cell[0])) for cell in sorted(counts, key=place)}


def place(cell: Cell) -> tuple[int, int]:
    """Where a cell stands in the table."""
    language, kind = cell
    return (*LANGUAGES, "all").index(language), ("all", *SCORED).index(kind)


def sources(units: Iterable[LabelledUnit], language: str) -> list[str]:
    """The documents that the units of a language come from, with or without mentions of some kind."""
    return sorted({unit.source for unit in units if language in (unit.language, "all")})


def tallies(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The kinds an outcome is counted under, each with the name of the count."""
    label = None if outcome.label is None else outcome.label.kind
    found = None if outcome.found is None else outcome.found.kind.value
    yield from ((cell, "labelled") for cell in cells_of(label))
    yield from ((cell, "found") for cell in cells_of(found))
    if not outcome.unit.mentions:
        yield from ((cell, "false") for cell in cells_of(found))
    if outcome.detected:
        yield from ((cell, name) for cell in cells_of(label) for name in judged(outcome))


def cells_of(kind: str | None) -> tuple[str, ...]:
    """The kinds under which a mention is counted; none for indicators of other frameworks."""
    if kind is None or kind not in SCORED:
        return ()
    return (kind, "all") if kind in KINDS else (kind,)


def judged(outcome: Outcome) -> Iterator[str]:
    """What a detected mention adds to the counts of its kind.

    The first level of a pinpoint is compared, and all its levels, where the label or the finding has one; where neither
    has one they agree.
    """
    yield "detected"
    yield from (name for name, right in (("exact", outcome.exact), ("linked", outcome.linked)) if right)
    if outcome.label is not None and outcome.found is not None:
        mine, right = outcome.found.levels, outcome.label.pinpoints
        for whole, part, few in (("pinpointed", "pinned", 1), ("levelled", "levels", None)):
            if mine or right:
                yield whole
                yield from (part,) if parts(mine[:few]) == parts(right[:few]) else ()
        yield from ("agreed",) if parts(mine[:1]) == parts(right[:1]) else ()


def row(counts: Counts, documents: Sequence[str]) -> dict[str, Any]:
    """The counts, rates, their intervals, and the rates averaged over documents."""
    names = ("labelled", "found", "detected", "exact", "linked", "agreed", "pinpointed", "pinned", "levelled", "levels")
    sums = {name: sum(counts.get(name, {}).values()) for name in (*names, "false", "units without")}
    rates = {name: rate(counts, documents, *sides) for name, sides in RATES.items()}
    return sums | rates | {"macro": {name: mean(counts, documents, *RATES[name]) for name in MACRO}}


def rate(
    counts: Counts, documents: Sequence[str], over: Sequence[str], under: Sequence[str]
) -> dict[str, float | tuple[float, float] | None]:
    """One ratio of sums with its interval; None of nothing."""
    above, below = summed(counts, documents, over), summed(counts, documents, under)
    value = sum(above) / sum(below) if sum(below) else None
    return {"value": value, "interval": interval(above, below)}


def summed(counts: Counts, documents: Sequence[str], names: Sequence[str]) -> list[int]:
    """For each document, the sum of these counts."""
    return [sum(counts.get(name, {}).get(document, 0) for name in names) for document in documents]


def mean(counts: Counts, documents: Sequence[str], over: Sequence[str], under: Sequence[str]) -> float | None:
    """The average over documents of each document's own ratio, where it has one."""
    pairs = zip(summed(counts, documents, over), summed(counts, documents, under), strict=True)
    ratios = [part / whole for part, whole in pairs if whole]
    return sum(ratios) / len(ratios) if ratios else None


def trapped(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """Indicators of other frameworks by language: how many are labelled, and what they were found as."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        if outcome.label is not None and outcome.label.kind == "other_framework":
            found = "not found" if outcome.found is None else outcome.found.kind.value
            taken = "as SDG" if found.startswith("sdg_") else found
            counts[outcome.unit.language].update(("labelled", taken))
    return {language: dict(count) for language, count in sorted(counts.items())}
