"""The learned ranker: its weights from questions whose passages are known, tried on questions that it never saw.

Pairs of a right and a wrong candidate of one question, logistic loss on the difference of their features, weights not
below zero (a feature is never a reason against a passage), a small penalty on their squares: the linear RankNet of
Burges et al. (2005). Cross-validation leaves out all questions on an article together. The seed queries are never
learned from: what they gain says whether the weights carry over to UN documents.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from corpus.settings import Settings
from eval.retrieval_engines import K, fill
from eval.retrieval_pool import EvalSet
from eval.retrieval_sets import load
from search.candidates import DEPTH
from search.features import FEATURES, Matrix
from search.index import PassageIndex, open_index
from search.query import read_query
from search.ranking import kind_weight, looked_at, rows_of, weights
from search.sparse import query_vector
from search.store.base import Filter

LEARNED_FROM = {
    "chinese": ("zh-pool",),
    "words": ("xquad-en", "xquad-es", "xquad-ru", "xquad-ar"),
    "across": ("xquad-en-zh", "xquad-zh-en", "xquad-es-zh", "xquad-ru-zh", "xquad-ar-zh", "xquad-zh-es"),
}
TRIED_ON = {"chinese": ("seed-zh", "seed-zh-trad"), "words": (), "across": ("seed-en-zh",)}
"""Sets that are never learned from."""

MOST = 2000
"""Questions of a set that are used, drawn by a fixed seed: learning is settled long before."""

FOLDS = 6
WRONG = 15
"""Wrong candidates of a question, the best of the engine's order: the others are told apart by anything."""

PENALTY = 3e-5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's candidates: their labels, features and weights by kind, in the engine's order."""

    group: str
    answers: frozenset[str]
    labels: tuple[str, ...]
    rows: Matrix
    kinds: Matrix

    def right(self) -> list[bool]:
        """Whether each candidate answers."""
        return [label in self.answers for label in self.labels]


def evaluate(shared: Path) -> dict[str, Any]:
    """The figures of each model, and the weights learned from all its questions."""
    return {model: _evaluated(model, shared) for model in LEARNED_FROM}


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, then the weights as ``search/ranking.yml`` holds them."""
    yield "MRR@10: by the engine alone, by the shipped weights, by weights learned without the article asked about"
    for model, row in figures.items():
        for name, scores in row["sets"].items():
            held_out = f"{scores['held_out']:.4f}" if "held_out" in scores else "never learned from"
            yield f"{model:<8} {name:<13} {scores['engine']:.4f} {scores['shipped']:.4f} {held_out}"
    yield "models:"
    for model, row in figures.items():
        given = ", ".join(f"{name}: {weight}" for name, weight in row["weights"].items())
        yield f"  {model}: {{{given}}}"


def _evaluated(model: str, shared: Path) -> dict[str, Any]:
    sets = {name: asked(load(shared, name)) for name in LEARNED_FROM[model]}
    everything = [question for questions in sets.values() for question in questions]
    held_out = _held_out(everything)
    figures = {name: _figures(model, questions, held_out) for name, questions in sets.items()}
    figures |= {name: _figures(model, asked(load(shared, name)), {}) for name in TRIED_ON[model]}
    learned = learn(everything)
    return {
        "sets": figures,
        "weights": {
            name: round(float(w), 3) for name, w in zip(FEATURES, learned / learned.sum(), strict=True) if w > 0
        },
    }


def _figures(model: str, questions: Sequence[Asked], held_out: Mapping[int, float]) -> dict[str, float]:
    engine = np.eye(len(FEATURES))[0]
    figures = {
        "engine": float(np.mean([reciprocal_rank(question, engine) for question in questions])),
        "shipped": float(np.mean([reciprocal_rank(question, weights(model)) for question in questions])),
    }
    tried = [held_out[id(question)] for question in questions if id(question) in held_out]
    return figures | ({"held_out": float(np.mean(tried))} if tried else {})


def asked(given: EvalSet) -> list[Asked]:
    """The candidates of the questions of a set, from an index of its pool."""
    queries = list(given.queries)
    if len(queries) > MOST:
        queries = random.Random(1).sample(queries, MOST)  # noqa: S311 - a fixed sample, nothing secret
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), embedding="off", qdrant_url=None)
        with open_index(settings, create=True) as index:
            fill(index, given.pool)
            return [
                _asked(index, given, query.text, group=query.group, answers=frozenset(query.answers))
                for query in queries
            ]


def _asked(index: PassageIndex, given: EvalSet, text: str, *, group: str, answers: frozenset[str]) -> Asked:
    language = given.pool.language
    query = read_query(text, "lexical", None, None, (language,))
    found = index.store.sparse_search(query_vector(query.terms), DEPTH, Filter({"language": (language,)}))
    points, _ = looked_at(query, found)
    labels = tuple(given.pool.label(point.payload["id"]) for point in points)
    kinds = np.array([kind_weight(point) for point in points])
    return Asked(group, answers, labels, rows_of(query, points), kinds)


def reciprocal_rank(question: Asked, given: Matrix) -> float:
    """1 / the rank of the first label that answers among the first ``K`` labels; 0 when it is not among them."""
    order = np.argsort(-(question.rows @ given) * question.kinds, kind="stable")
    labels = list(dict.fromkeys(question.labels[at] for at in order))[:K]
    return next((1 / rank for rank, label in enumerate(labels, start=1) if label in question.answers), 0.0)


def learn(questions: Sequence[Asked]) -> Matrix:
    """The weights of the features, none below zero."""
    pairs = [_pairs(question) for question in questions]
    differences = np.vstack([pair for pair in pairs if len(pair)])
    share = np.concatenate([np.full(len(pair), 1 / len(pair)) for pair in pairs if len(pair)])
    share /= share.sum()

    def loss(given: Matrix) -> tuple[float, Matrix]:
        margins = differences @ given
        slope = -(share / (1 + np.exp(np.clip(margins, -50, 50)))) @ differences
        return float(share @ np.logaddexp(0, -margins) + PENALTY * given @ given), slope + 2 * PENALTY * given

    found: Matrix = minimize(loss, np.ones(len(FEATURES)), jac=True, bounds=[(0, None)] * len(FEATURES)).x
    return found


def _pairs(question: Asked) -> Matrix:
    """Right candidates less the first wrong ones, feature by feature."""
    right = np.array(question.right(), dtype=bool)
    differences: Matrix = question.rows[right][:, None] - question.rows[~right][:WRONG][None]
    return differences.reshape(-1, len(FEATURES))


def _held_out(questions: Sequence[Asked]) -> dict[int, float]:
    """The reciprocal rank of each question, by its ``id()``, with weights learned without its article."""
    groups = sorted({question.group for question in questions})
    random.Random(3).shuffle(groups)  # noqa: S311 - fixed folds
    ranks: dict[int, float] = {}
    for fold in range(FOLDS):
        left_out = set(groups[fold::FOLDS])
        learned = learn([question for question in questions if question.group not in left_out])
        tried = (question for question in questions if question.group in left_out)
        ranks |= {id(question): reciprocal_rank(question, learned) for question in tried}
    return ranks
