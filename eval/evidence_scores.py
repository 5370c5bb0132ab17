"""Precision, recall and F1 of evidence suggestions, by passage and by document, with intervals over documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from eval.evidence_passages import LABELS, Judged
from eval.intervals import interval

Pair = tuple[str, bool, bool]
"""The document, what is true, what was said."""


def by_passage(judged: Iterable[Judged], label: str) -> list[Pair]:
    """One pair for each passage."""
    return [(one.document, one.truth(label), one.said(label)) for one in judged]


def by_document(judged: Iterable[Judged], label: str) -> list[Pair]:
    """One pair for each document: a label holds of it when it holds of any passage."""
    true: dict[str, bool] = defaultdict(bool)
    said: dict[str, bool] = defaultdict(bool)
    for one in judged:
        true[one.document] |= one.truth(label)
        said[one.document] |= one.said(label)
    return [(document, true[document], said[document]) for document in true]


def figures(
    judged: Sequence[Judged], pairs: Callable[[Iterable[Judged], str], list[Pair]] = by_passage
) -> dict[str, Any]:
    """The measures of every label."""
    return {label: measures(pairs(judged, label)) for label in LABELS}


def measures(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Precision, recall and F1, each None of nothing, with their 95 % intervals over documents."""
    clusters: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for document, truth, said in pairs:
        for place, holds in enumerate((truth and said, truth, said)):
            clusters[document][place] += holds
    true, relevant, named = ([cluster[place] for cluster in clusters.values()] for place in range(3))
    both = [relevant[at] + named[at] for at in range(len(true))]
    shares = {"precision": (true, named), "recall": (true, relevant), "f1": ([2 * one for one in true], both)}
    return {
        **{name: sum(parts) / sum(wholes) if sum(wholes) else None for name, (parts, wholes) in shares.items()},
        "intervals": {name: interval(parts, wholes) for name, (parts, wholes) in shares.items()},
        "labelled": sum(relevant),
        "suggested": sum(named),
    }


def grouped(judged: Iterable[Judged], field: str) -> dict[str, list[Judged]]:
    """The passages by a field of their labels, in the order of its values."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[str(one.passage.get(field))].append(one)
    return dict(sorted(groups.items()))


def errors(judged: Iterable[Judged], label: str) -> list[dict[str, Any]]:
    """The passages on which labels and suggestions differ."""
    return [
        {"id": one.passage["id"], "language": one.passage["language"], "truth": one.truth(label)}
        for one in judged
        if one.truth(label) != one.said(label)
    ]
