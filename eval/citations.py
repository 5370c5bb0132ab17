"""How well citations are found and linked: on labelled units of many documents, and in the mission's two documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval import bars
from eval.citation_documents import document_scores
from eval.citation_scores import MACRO, scores, trapped
from eval.disagreements import disagreements, lines
from eval.gold import citation_units, register
from eval.pairing import beyond, outcomes_of
from eval.structure import Score
from ingest.citations.find import find_mentions

FLOORS = {
    ("zh", "en"): {"precision": 0.99, "recall": 0.985},
    ("fr", "es", "ru"): {"precision": 0.95, "recall": 0.92},
    ("zh", "en", "fr", "es", "ru", "all"): {"target": 0.98, "pinpoint": 0.97},
}
"""What is asked of languages: of mentions by core overlap, and of the targets and pinpoints of those found."""

Scores = Mapping[str, Mapping[str, Any]]


def evaluate(shared: Path) -> dict[str, Any]:
    """Scores on the development units in ``shared``, and of the documents that are wholly labelled."""
    units = citation_units(shared / "citations" / "citations-dev.jsonl")
    every = [o for unit in units for o in outcomes_of(unit, find_mentions(unit.text, unit.language))]
    known = register(shared / "citations" / "guideline.md")
    outcomes = [outcome for outcome in every if not beyond(outcome, known)]
    scored = scores(units, outcomes)
    documents = document_scores(shared)
    return {
        "set": "dev",
        "units": len(units),
        "sources": len({unit.source for unit in units}),
        "beyond_register": dict(Counter(str(o.found.target) for o in every if o.found and beyond(o, known))),
        "scores": scored,
        "other_framework": trapped(outcomes),
        "documents": [asdict(score) | {"found": score.found} for score in documents],
        "disagreements": list(disagreements(outcomes)),
        "bars": [bar.as_json() for bar in (*unit_bars(scored), *document_bars(documents))],
    }


def unit_bars(scored: Scores) -> Iterator[bars.Bar]:
    """The bars of the labelled units."""
    for languages, floors in FLOORS.items():
        for language in languages:
            for name, least in floors.items():
                measured = scored.get(f"{language}/all", {}).get(name, {"value": None, "interval": None})
                yield bars.Bar(f"{language} {name}", least, measured["value"], measured["interval"])


def document_bars(documents: Iterable[Score]) -> Iterator[bars.Bar]:
    """The bars of the documents: everything that is labelled."""
    for score in documents:
        what = f"{score.document} {score.what}, {score.found} of {score.labelled}"
        yield bars.Bar(what, 1, score.found / score.labelled if score.labelled else None)


def table(report: Mapping[str, Any], *, misses: bool = False) -> Iterator[str]:
    """The scores as lines of text; ``misses`` adds a line for every disagreement."""
    size = f"{report['units']} units of {report['sources']} documents"
    yield f"{report['set']}: {size}; 95 % intervals over documents"
    yield from mention_rows(report["scores"])
    yield from link_rows(report["scores"])
    yield from language_rows(report["scores"])
    yield from trap_rows(report["other_framework"])
    beside = ", ".join(f"{count} {target}" for target, count in report["beyond_register"].items())
    yield f"instruments outside the guideline's register, not counted: {beside or 'none'}"
    yield from document_rows(report["documents"])
    yield ""
    yield from bars.table(bars.of_json(report["bars"]))
    differing = report["disagreements"]
    yield f"{len(differing)} disagreements with labels" + ("" if misses else "; --misses shows them")
    yield from lines(differing) if misses else ()


def mention_rows(scored: Scores) -> Iterator[str]:
    """Mentions by core overlap, with intervals, and by exact span."""
    yield ""
    heads = "".join(f"{name:<20}" for name in ("precision", "recall", "F1"))
    yield f"{'mentions':<19}{'labelled':>9}{'found':>7}  {heads}exact: P      R     F1"
    for cell, row in scored.items():
        rates = "".join(f"{figure(row[name]):<20}" for name in ("precision", "recall", "f1"))
        exact = " ".join(f"{plain(row[f'exact_{name}']['value']):>6}" for name in ("precision", "recall", "f1"))
        yield f"{cell:<19}{row['labelled']:>9}{row['found']:>7}  {rates}{exact}"


def link_rows(scored: Scores) -> Iterator[str]:
    """Right targets and pinpoints of the mentions found, and right pinpoints where the label or the finding has one."""
    yield ""
    heads = ("right target", "right pinpoint or none", "where one is named", "all its levels")
    yield f"{'of those found':<19}" + "".join(f"{head:<27}" for head in heads).rstrip()
    named = (("pinpoint_named", "pinpointed"), ("pinpoint_levels", "levelled"))
    shown = (("target", "detected"), ("pinpoint", "detected"), *named)
    for cell, row in scored.items():
        yield f"{cell:<19}" + "".join(f"{f'{figure(row[name])} of {row[of]}':<27}" for name, of in shown).rstrip()


def language_rows(scored: Scores) -> Iterator[str]:
    """Averages over source documents, and false finds in units without a mention."""
    yield ""
    yield f"{'per document':<19}" + "".join(f"{name:<12}" for name in MACRO) + "false finds per unit without mention"
    for cell, row in scored.items():
        language, kind = cell.split("/")
        if kind == "all":
            means = "".join(f"{plain(row['macro'][name]):<12}" for name in MACRO)
            yield f"{language:<19}{means}{figure(row['false_per_unit'])} ({row['false']} in {row['units without']})"


def trap_rows(trap: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """What indicators of other frameworks were found as."""
    yield ""
    for language, counts in trap.items():
        taken = ", ".join(f"{count} {name}" for name, count in counts.items() if name != "labelled")
        yield f"indicators of other frameworks, {language}: {counts['labelled']} labelled, {taken}"


def document_rows(documents: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The documents' scores, every miss below its score."""
    yield ""
    for score in documents:
        yield f"{score['document']:<12}{score['what']:<52}{score['found']:>4} of {score['labelled']}"
        yield from (f"    {miss}" for miss in score["missed"])


def figure(rate: Mapping[str, Any]) -> str:
    """A rate with its interval: "0.998 [0.994 1.000]"."""
    spread = "" if rate["interval"] is None else " [{:.3f} {:.3f}]".format(*rate["interval"])
    return plain(rate["value"]) + spread


def plain(value: float | None) -> str:
    """Three decimals, or a dash for nothing."""
    return "-" if value is None else f"{value:.3f}"
