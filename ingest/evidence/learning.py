"""Regularised, calibrated logistic regression in which documents, never passages, are held out.

Passages of one document are alike. So documents are held out for choosing how much to regularise, for calibrating
(Platt, Probabilistic outputs for support vector machines, 1999), and for every figure. Needs scikit-learn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.evidence.opinion import Head, logistic

Vector = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
Groups = npt.NDArray[np.int64]

STRENGTHS = (0.03, 0.1, 0.3, 1.0)
"""How little to regularise: scikit-learn's C."""
FOLDS = 5
SEED = 6


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learned from: a row of features for each passage, whether the label holds, and the document it is of."""

    names: tuple[str, ...]
    rows: Vector
    truth: Truth
    groups: Groups

    def among(self, chosen: Any) -> Examples:
        """Some of them."""
        return Examples(self.names, self.rows[chosen], self.truth[chosen], self.groups[chosen])


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights by feature, and Platt's two numbers."""

    weights: Vector
    intercept: float
    slope: float
    offset: float

    def probabilities(self, rows: Vector) -> Vector:
        """The calibrated probability of each row."""
        return _logistic(self.slope * (rows @ self.weights + self.intercept) + self.offset)

    def head(self, names: Sequence[str]) -> Head:
        """As it is kept: rounded, without features that say nothing."""
        kept = {name: round(float(weight), 4) for name, weight in zip(names, self.weights, strict=True)}
        weights = {name: weight for name, weight in kept.items() if weight}
        return Head(round(self.intercept, 4), weights, round(self.slope, 4), round(self.offset, 4))


def examples(named: Sequence[Mapping[str, float]], truth: Sequence[bool], groups: Sequence[str]) -> Examples:
    """Features by name as rows of a table, groups as numbers."""
    names = tuple(sorted({name for of in named for name in of}))
    places = {name: at for at, name in enumerate(names)}
    rows = np.zeros((len(named), len(names)))
    for row, of in enumerate(named):
        for name, value in of.items():
            rows[row, places[name]] = value
    numbered = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    return Examples(names, rows, np.array(truth, dtype=bool), np.array([numbered[g] for g in groups], dtype=np.int64))


def learned(of: Examples) -> Learned:
    """Regularised as serves best on documents held out, calibrated on them, then learned from all."""
    tried = []
    splits = _splits(of)
    for strength in STRENGTHS:
        sums = _held_out_sums(of, splits, strength)
        slope, offset = _platt(sums, of.truth)
        tried.append((_log_loss(_logistic(slope * sums + offset), of.truth), strength, slope, offset))
    _, strength, slope, offset = min(tried)
    fitted = _regression(strength).fit(of.rows, of.truth)
    return Learned(fitted.coef_[0], float(fitted.intercept_[0]), slope, offset)


def held_out_probabilities(of: Examples) -> Vector:
    """Of each passage by a model that saw nothing of its document, choosing and calibrating included."""
    given = np.full(len(of.truth), (of.truth.sum() + 1) / (len(of.truth) + 2))
    for learn, ask in _splits(of):
        given[ask] = learned(of.among(learn)).probabilities(of.rows[ask])
    return given


def _splits(of: Examples) -> list[tuple[Any, Any]]:
    """Folds of whole documents with alike shares of the label where that can be; those that teach both answers."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - a second to import

    groups = len(set(of.groups))
    if groups < 2:
        return []
    folds = StratifiedGroupKFold(min(FOLDS, groups), shuffle=True, random_state=SEED)
    split = folds.split(np.zeros(len(of.truth)), of.truth, of.groups)
    return [(learn, ask) for learn, ask in split if 0 < of.truth[learn].sum() < len(learn)]


def _held_out_sums(of: Examples, splits: Sequence[tuple[Any, Any]], strength: float) -> Vector:
    share = math.log((of.truth.sum() + 1) / (len(of.truth) - of.truth.sum() + 1))
    sums = np.full(len(of.truth), share)
    for learn, ask in splits:
        sums[ask] = _regression(strength).fit(of.rows[learn], of.truth[learn]).decision_function(of.rows[ask])
    return sums


def _regression(strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second to import

    return LogisticRegression(C=strength, solver="liblinear", intercept_scaling=10, random_state=SEED)


def _platt(sums: Vector, truth: Truth) -> tuple[float, float]:
    fitted = _regression(1.0).fit(sums[:, None], truth)
    return max(0.0, float(fitted.coef_[0, 0])), float(fitted.intercept_[0])


def _logistic(values: Vector) -> Vector:
    return np.array([logistic(float(value)) for value in values])


def _log_loss(probabilities: Vector, truth: Truth) -> float:
    """The mean of minus the logarithm of the probability that came true."""
    likely = np.clip(np.where(truth, probabilities, 1 - probabilities), 1e-9, 1)
    return float(-np.mean(np.log(likely)))


def measures(probabilities: Vector, truth: Truth) -> dict[str, float | int | None]:
    """Log loss, Brier score, precision, recall and F1 at one half; None of nothing."""
    if not len(truth):
        return {"passages": 0, **dict.fromkeys(("log_loss", "brier", "precision", "recall", "f1"))}
    said = probabilities >= 0.5
    true, relevant, named = int((said & truth).sum()), int(truth.sum()), int(said.sum())
    return {
        "passages": len(truth),
        "log_loss": _log_loss(probabilities, truth),
        "brier": float(np.mean((probabilities - truth) ** 2)),
        "precision": true / named if named else None,
        "recall": true / relevant if relevant else None,
        "f1": 2 * true / (relevant + named) if relevant + named else None,
    }
