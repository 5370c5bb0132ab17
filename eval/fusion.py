"""Whether hybrid search is better than lexical search with a model, and with which weights, by language of the query.

Each leg ranks once. Then reciprocal rank fusion is tried with every constant and weight of the grid, lexical alone too.
What is chosen on four fifths of the queries is measured on the fifth, in turn (cross-validation; questions to one
article stay together). It helps where the held-out difference to lexical alone is above zero with its whole interval.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from corpus.settings import Settings
from eval.paraphrases import NAME as PARAPHRASES
from eval.paraphrases import paraphrase_set
from eval.retrieval_engines import BATCH, best_labels
from eval.retrieval_measures import difference, scores
from eval.retrieval_pool import EvalQuery, EvalSet, Pool
from search.embed import EmbeddingRecord
from search.fusion import keep_fusion
from search.index import PassageIndex, open_index
from search.searcher import Searcher, SearchFilters
from search.store.base import Fusion, ScoredPoint, fused

MEASURE = "nDCG@10"
OWN = (PARAPHRASES,)
"""The sets that need no development data."""

DEPTH = 100
"""Passages that each leg hands to the fusion."""

FOLDS, SEED = 5, 20
CONSTANTS = (5, 10, 20, 60)
WEIGHTS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Of the dense leg; the lexical one has 1."""

LEXICAL, DENSE = Fusion(k=60, dense=0.0), Fusion(k=60, sparse=0.0)
GRID = (LEXICAL, *(Fusion(k=k, dense=weight) for k, weight in product(CONSTANTS, WEIGHTS)))

Values = Mapping[Fusion, Mapping[str, float]]
"""{fusion: {query: its measure}}"""


@dataclass(frozen=True, slots=True)
class Legs:
    """What the two legs found for a query, best first."""

    lexical: tuple[ScoredPoint, ...]
    dense: tuple[ScoredPoint, ...]

    def fused(self, fusion: Fusion) -> list[str]:
        """The ids of the passages in the order of a fusion; a leg without weight adds none."""
        legs = (self.lexical if fusion.sparse else (), self.dense if fusion.dense else ())
        return [str(point.payload["meta"]["passage_id"]) for point in fused(*legs, fusion)]


def evaluate(shared: Path | None, names: Sequence[str], choice: str, models: Path) -> dict[str, Any]:
    """The figures of a model on sets, pooled by language of the query, with the weights chosen for each."""
    measured: dict[str, list[tuple[EvalSet, Values]]] = {}
    record: EmbeddingRecord | None = None
    for given in _sets(shared, names):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=Path(folder), embedding=choice, models=models, qdrant_url=None)
            with open_index(settings, create=True) as index:
                record = index.place.made_with()
                values = grid_values(given, legs_of(index, given))
        measured.setdefault(given.language, []).append((given, values))
    rows = {language: _row(sets) for language, sets in sorted(measured.items())}
    return {"model": str(record), "record": None if record is None else record.as_json(), "languages": rows}


def _sets(shared: Path | None, names: Sequence[str]) -> Iterator[EvalSet]:
    from eval.retrieval_sets import chosen, load  # noqa: PLC0415 - only for sets of the development data

    if PARAPHRASES in names:
        yield paraphrase_set()
    others = [name for name in names if name != PARAPHRASES]
    for name in chosen(others) if others and shared is not None else ():
        yield load(shared, name)  # type: ignore[arg-type]


def legs_of(index: PassageIndex, given: EvalSet) -> dict[str, Legs]:
    """What each leg finds for every query."""
    for start in range(0, len(given.pool.passages), BATCH):
        index.write(given.pool.passages[start : start + BATCH])
    index.optimize()
    searcher, kept = Searcher(index), SearchFilters(lang=(given.pool.language,))
    return {query.id: _legs(searcher, query.text, kept) for query in given.queries}


def _legs(searcher: Searcher, text: str, kept: SearchFilters) -> Legs:
    lexical = searcher.candidates(text, "lexical", kept).points[:DEPTH]
    return Legs(tuple(lexical), tuple(searcher.index.near(text, DEPTH, kept.as_filter())))


def grid_values(given: EvalSet, legs: Mapping[str, Legs]) -> dict[Fusion, Mapping[str, float]]:
    """The measure of each query under each fusion, and of the dense leg alone."""
    return {fusion: _measured(given.pool, given.queries, legs, fusion) for fusion in (*GRID, DENSE)}


def _measured(
    pool: Pool, queries: Sequence[EvalQuery], legs: Mapping[str, Legs], fusion: Fusion
) -> Mapping[str, float]:
    found = {query.id: best_labels(pool, legs[query.id].fused(fusion)) for query in queries}
    return scores(found, queries)[MEASURE]


def _row(sets: Sequence[tuple[EvalSet, Values]]) -> dict[str, Any]:
    """The figures of one language: its sets pooled, each query counting once."""
    queries = [query for given, _ in sets for query in given.queries]
    values = {fusion: {q: v for _, of in sets for q, v in of[fusion].items()} for fusion in (*GRID, DENSE)}
    return {"sets": [given.name for given, _ in sets], **cross_validated(queries, values)}


def cross_validated(queries: Sequence[EvalQuery], values: Values) -> dict[str, Any]:
    """Lexical, dense and held-out hybrid figures; ``helps``; the weights chosen on all queries."""
    held_out: dict[str, float] = {}
    for fold in folds(queries):
        inside = {query.id for query in fold}
        chosen = best([query for query in queries if query.id not in inside], values)
        held_out |= {query: values[chosen][query] for query in inside}
    gained = difference(held_out, values[LEXICAL], queries)
    weights = best(queries, values)
    return {
        "queries": len(queries),
        "lexical": _mean(queries, values[LEXICAL]),
        "dense": _mean(queries, values[DENSE]),
        "hybrid": _mean(queries, held_out),
        "difference": gained,
        "helps": bool(weights.dense and gained["interval"] and gained["interval"][0] > 0),
        "weights": {"k": weights.k, "sparse": weights.sparse, "dense": weights.dense},
    }


def folds(queries: Sequence[EvalQuery]) -> list[list[EvalQuery]]:
    """The queries in ``FOLDS`` parts, a group in one part; the same parts each time."""
    groups = sorted({query.group for query in queries})
    random.Random(SEED).shuffle(groups)  # noqa: S311 - a fixed order, nothing secret
    part = {group: at % FOLDS for at, group in enumerate(groups)}
    return [[query for query in queries if part[query.group] == fold] for fold in range(FOLDS)]


def best(queries: Sequence[EvalQuery], values: Values) -> Fusion:
    """The fusion of the grid with the best mean; of equal ones the first, which is lexical alone."""
    return max(GRID, key=lambda fusion: round(_mean(queries, values[fusion]), 6))


def _mean(queries: Iterable[EvalQuery], of: Mapping[str, float]) -> float:
    found = [of[query.id] for query in queries]
    return sum(found) / len(found) if found else 0.0


def keep_weights(figures: Mapping[str, Any], models: Path) -> Path:
    """Let the search use what was measured: the weights where fusion helps, with what they rest on."""
    weights = {
        language: row["weights"] | {"measured": {name: row[name] for name in ("sets", "queries", "difference")}}
        for language, row in figures["languages"].items()
        if row["helps"]
    }
    return keep_fusion(EmbeddingRecord.from_json(figures["record"]), models, weights)


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{figures['model']}, {MEASURE}; hybrid on held-out queries, its gain over lexical with a 95 % interval"
    for language, row in figures["languages"].items():
        gain, span = row["difference"]["mean"], row["difference"]["interval"]
        shown = "" if span is None else f" [{span[0]:+.3f}, {span[1]:+.3f}]"
        chosen = "k {k}, dense {dense:g}".format(**row["weights"]) if row["weights"]["dense"] else "lexical alone"
        yield (
            f"{language}  n={row['queries']:<5} lexical {row['lexical']:.3f}  dense {row['dense']:.3f}  "
            f"hybrid {row['hybrid']:.3f}  gain {gain:+.3f}{shown}  best: {chosen}  "
            f"{'on in auto' if row['helps'] else 'off in auto'}"
        )
