"""How well citations are found and linked, against the labelled units (guideline, section 8).

A mention counts as found when it overlaps the labelled core and is of the same family of kinds, and as linked when
its target is also one of the labelled ones. Optional mentions are left out; anaphors are scored by themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.citations import Mention
from corpus.symbols import identity
from eval.gold import LabelledMention, LabelledUnit, citation_units
from ingest.citations.find import find_mentions

SCORED = (
    "resolution",
    "decision",
    "document",
    "instrument",
    "sdg_goal",
    "sdg_target",
    "sdg_indicator",
    "internal",
    "anaphor",
)
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled or found mention of a unit: paired, missed (``found`` None), or spurious (``label`` None)."""

    unit: LabelledUnit
    label: LabelledMention | None
    found: Mention | None

    @property
    def linked(self) -> bool:
        """Whether both are there and the target is right; no target is right where none is labelled."""
        if self.label is None or self.found is None:
            return False
        mine = {identity(self.found.target)} if self.found.target else set()
        right = {identity(key) for key in self.label.targets}
        return bool(mine & right) or mine == right


def pinpoint_score(outcomes: Iterable[Outcome]) -> dict[str, dict[str, Any]]:
    """Precision and recall of pinpoints per language, a pinpoint being its type with one of its numbers."""
    counts: Counter[tuple[Cell, str]] = Counter()
    for outcome in outcomes:
        if outcome.label is not None and outcome.found is not None:
            right, mine = labelled_parts(outcome.label), found_parts(outcome.found)
            for name, parts in (("labelled", right), ("found", mine), ("detected", right & mine)):
                counts[(outcome.unit.language, "pinpoint"), name] += len(parts)
    languages = sorted({cell for cell, _ in counts})
    return {
        cell[0]: {key: value for key, value in rates(counts, cell).items() if "link" not in key} for cell in languages
    }


def labelled_parts(label: LabelledMention) -> set[tuple[str, str]]:
    """The labelled pinpoint as pairs of type and number; an unnumbered annex has the empty number."""
    return {(label.pinpoint[0], number) for number in label.pinpoint[1] or ("",)} if label.pinpoint else set()


def found_parts(mention: Mention) -> set[tuple[str, str]]:
    """The pinpoint found, in the same form."""
    pinpoint = mention.pinpoint
    return {(pinpoint.type, number) for number in pinpoint.numbers or ("",)} if pinpoint else set()


def evaluate(shared: Path) -> dict[str, Any]:
    """Scores per language and kind on the development set in ``shared`` (data/citations of the gold standard)."""
    units = citation_units(shared / "citations" / "citations-dev.jsonl")
    outcomes = [outcome for unit in units for outcome in outcomes_of(unit)]
    return {"set": "dev", "units": len(units), "scores": score(outcomes), "pinpoints": pinpoint_score(outcomes)}


def outcomes_of(unit: LabelledUnit) -> Iterator[Outcome]:
    """The outcomes of one unit."""
    found = find_mentions(unit.text, unit.language)
    taken: set[int] = set()
    for label in unit.mentions:
        index = next((i for i, mine in enumerate(found) if i not in taken and overlaps(mine, label)), None)
        taken.update(() if index is None else (index,))
        if not label.optional:
            yield Outcome(unit, label, None if index is None else found[index])
    yield from (Outcome(unit, None, mine) for i, mine in enumerate(found) if i not in taken)


def overlaps(mine: Mention, label: LabelledMention) -> bool:
    """Whether a mention found overlaps the identifying characters of a labelled one."""
    return mine.start < label.core[1] and label.core[0] < mine.end


def score(outcomes: Iterable[Outcome]) -> dict[str, dict[str, Any]]:
    """Counts and rates for each language and kind, "all" standing for every scored kind but anaphors."""
    counts: Counter[tuple[Cell, str]] = Counter()
    for outcome in outcomes:
        for cell, name in tallies(outcome):
            counts[cell, name] += 1
    cells = sorted({cell for cell, _ in counts})
    return {f"{language}/{kind}": rates(counts, (language, kind)) for language, kind in cells}


def tallies(outcome: Outcome) -> Iterator[tuple[Cell, str]]:
    """What an outcome adds to, for its labelled kind, its found kind, and all kinds."""
    for source, name in ((outcome.label, "labelled"), (outcome.found, "found")):
        kind = None if source is None else str(source.kind)
        if kind in SCORED:
            yield from (((outcome.unit.language, cell), name) for cell in cells_of(kind))
    if outcome.label is not None and outcome.found is not None and outcome.label.kind in SCORED:
        for cell in cells_of(outcome.label.kind):
            same = str(outcome.found.kind) == outcome.label.kind
            yield from (
                ((outcome.unit.language, cell), name)
                for name in ("detected", "linked")
                if same and (name == "detected" or outcome.linked)
            )


def cells_of(kind: str) -> tuple[str, ...]:
    """The kinds under which a mention is counted."""
    return (kind,) if kind == "anaphor" else (kind, "all")


def rates(counts: Counter[tuple[Cell, str]], cell: Cell) -> dict[str, Any]:
    """Counts of one cell with precision and recall, by core overlap alone and with the right target."""
    labelled, found, detected, linked = (counts[cell, name] for name in ("labelled", "found", "detected", "linked"))
    return {
        "labelled": labelled,
        "found": found,
        "detected": detected,
        "linked": linked,
        "precision": ratio(detected, found),
        "recall": ratio(detected, labelled),
        "precision_linked": ratio(linked, found),
        "recall_linked": ratio(linked, labelled),
    }


def ratio(part: int, whole: int) -> float | None:
    """Part of whole, or None of nothing."""
    return round(part / whole, 4) if whole else None


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The scores as lines of text."""
    columns = ("labelled", "found", "detected", "linked", "precision", "recall", "precision_linked", "recall_linked")
    yield f"{report['set']}: {report['units']} units"
    yield " ".join(f"{name:>16}" for name in ("", *columns))
    for cell, row in report["scores"].items():
        yield " ".join((f"{cell:>16}", *(f"{'-' if row[name] is None else row[name]:>16}" for name in columns)))
