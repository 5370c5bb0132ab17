"""The learned opinion and the probabilities: grouped cross-validation, languages left out, calibration."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

import ingest.evidence
from eval.evidence_passages import Judged
from eval.evidence_scores import measures
from ingest.evidence.learning import FOLDS
from ingest.evidence.opinion import SHIPPED, TrainedModel, shipped, stand
from ingest.evidence.training import LabelledPassage, held_out, rule_shares, train

EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Of the reliability table: fine where probabilities are, at both ends."""

Said = list[tuple[str, bool, float]]
"""The document, what is true, the probability."""


def decided(judged: Sequence[Judged]) -> list[LabelledPassage]:
    """The labelled passages as the learner takes them."""
    labels = ("mention", "contribution", "policy", "measured")
    return [
        LabelledPassage(
            one.passage["text"], one.passage["language"], one.document, {label: one.truth(label) for label in labels}
        )
        for one in judged
    ]


def evaluate(judged: Sequence[Judged]) -> dict[str, Any]:
    """Figures of models that saw nothing of a passage's document, or of its language; and of the rules' shares."""
    passages = decided(judged)
    languages = [one.passage["language"] for one in judged]
    return {
        "version": shipped().version,
        "trained_on": shipped().trained_on,
        "held_out": {
            label: {
                "documents": _figures(judged, label, held_out(passages, label)),
                "languages": _figures(judged, label, held_out(passages, label, languages)),
            }
            for label in ("contribution", "policy")
        },
        "rules": calibration(_rule_probabilities(judged, passages)),
    }


def _figures(judged: Sequence[Judged], label: str, given: Sequence[float | None]) -> dict[str, Any]:
    said = [
        (one.document, one.truth(label), probability)
        for one, probability in zip(judged, given, strict=True)
        if probability is not None
    ]
    return measures([(document, truth, at >= 0.5) for document, truth, at in said]) | calibration(said)


def _rule_probabilities(judged: Sequence[Judged], passages: Sequence[LabelledPassage]) -> Said:
    """The share that the rules' conclusion gets from the other documents, for every passage that mentions."""
    kept = [
        (one, passage) for one, passage in zip(judged, passages, strict=True) if one.suggestion.mentions_volunteering
    ]
    documents = [one.document for one, _ in kept]
    said: Said = []
    for learn, ask in GroupKFold(FOLDS).split(documents, groups=documents):
        shares = rule_shares([kept[at][1] for at in learn])
        said += [
            (kept[at][0].document, kept[at][0].truth("policy"), shares[stand(kept[at][0].suggestion)]) for at in ask
        ]
    return said


def calibration(said: Said) -> dict[str, Any]:
    """Brier score, expected calibration error and the reliability table."""
    truth = np.array([one for _, one, _ in said], dtype=float)
    given = np.array([probability for _, _, probability in said])
    rows = list(_reliability(truth, given))
    error = sum(row["passages"] * abs(row["given"] - row["true"]) for row in rows) / max(1, len(said))
    base = float(truth.mean()) if len(said) else 0.0
    return {
        "brier": float(np.mean((given - truth) ** 2)) if len(said) else None,
        "brier_of_always_the_share": base * (1 - base),
        "ece": error,
        "reliability": rows,
    }


def _reliability(truth: Any, given: Any) -> Iterator[dict[str, Any]]:
    for low, high in pairwise(EDGES):
        held = (given >= low) & ((given < high) | (high == EDGES[-1]))
        if held.any():
            yield {
                "from": low,
                "to": high,
                "passages": int(held.sum()),
                "given": float(given[held].mean()),
                "true": float(truth[held].mean()),
            }


def ship(judged: Sequence[Judged]) -> TrainedModel:
    """Learn from the labelled passages and write the model that comes with the portal."""
    model = train(decided(judged))
    place = Path(ingest.evidence.__file__).parent / SHIPPED
    place.write_text(json.dumps(model.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    return model


def table(model: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"Opinion {model['version']}, models that saw nothing of a passage's document or language:"
    for label, held in model["held_out"].items():
        for what, row in held.items():
            shares = " ".join(f"{name[0].upper()} {_share(row[name])}" for name in ("precision", "recall", "f1"))
            yield f"  {label:<13}{what:<11}{shares}  Brier {row['brier']:.3f}  ECE {row['ece']:.3f}"
    rules = model["rules"]
    yield f"Probability of the strict reading, held out: Brier {rules['brier']:.3f}, ECE {rules['ece']:.3f}"
    for row in rules["reliability"]:
        span, shares = f"{row['from']:.1f}–{row['to']:.1f}", f"given {row['given']:.2f} came true {row['true']:.2f}"
        yield f"  {span}{row['passages']:>5} {shares}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def disagreements(judged: Sequence[Judged]) -> dict[str, list[str]]:
    """Passages on which the shipped opinion and the rules part, by what the rules say: where to look first."""
    parted: dict[str, list[str]] = defaultdict(list)
    for one in judged:
        opinion = one.suggestion.opinion
        if opinion is not None and (opinion >= 0.5) != one.suggestion.policy_integration:
            parted["yes" if one.suggestion.policy_integration else "no"].append(one.passage["id"])
    return dict(parted)
