"""Measures of a ranking by ir-measures, their intervals, and the differences of two systems on the same queries.

Intervals are drawn over groups of queries that are alike (the questions to one article), see ``eval.intervals``. Two
systems are compared query by query, so that what makes a draw hard makes it hard for both: a paired bootstrap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from eval.intervals import interval
from eval.retrieval_engines import K
from eval.retrieval_pool import EvalQuery

MEASURES = {"nDCG@10": nDCG @ K, "R@10": R @ K, "MRR@10": RR @ K, "P@1": Success @ 1}
"""By the names that tables print; the last is the share of queries whose first result is right."""

Scores = Mapping[str, Mapping[str, float]]
"""{measure: {query: value}}"""


def judgements(queries: Sequence[EvalQuery]) -> list[Qrel]:
    """The right labels of each query; all others are wrong."""
    return [Qrel(query.id, label, 1) for query in queries for label in query.answers]


def ranked(found: Mapping[str, Sequence[str]], queries: Sequence[EvalQuery]) -> Iterator[ScoredDoc]:
    """What was found, scored by rank, which is what TREC's tools sort by."""
    for query in queries:
        for rank, label in enumerate(found.get(query.id, ())):
            yield ScoredDoc(query.id, label, float(K - rank))


def scores(found: Mapping[str, Sequence[str]], queries: Sequence[EvalQuery]) -> Scores:
    """Each measure of each query; a query for which nothing was found has 0."""
    values = {name: dict.fromkeys((query.id for query in queries), 0.0) for name in MEASURES}
    named = {str(measure): name for name, measure in MEASURES.items()}
    run = list(ranked(found, queries))
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judgements(queries), run) if run else ():
        values[named[str(metric.measure)]][metric.query_id] = float(metric.value)
    return values


def means(of: Scores, queries: Sequence[EvalQuery]) -> dict[str, Any]:
    """The mean of each measure with its interval."""
    return {name: _mean(of[name], queries) for name in MEASURES}


def difference(ours: Mapping[str, float], theirs: Mapping[str, float], queries: Sequence[EvalQuery]) -> dict[str, Any]:
    """The mean of what we have more than they, with its interval."""
    return _mean({query.id: ours[query.id] - theirs[query.id] for query in queries}, queries)


def fewer_misses(
    ours: Mapping[str, float], theirs: Mapping[str, float], queries: Sequence[EvalQuery]
) -> dict[str, Any]:
    """By which share the misses (1 less the measure) are fewer than theirs, with its interval: .1 is a tenth fewer."""
    won = _by_group({query.id: ours[query.id] - theirs[query.id] for query in queries}, queries)
    missed = _by_group({query.id: 1 - theirs[query.id] for query in queries}, queries)
    whole = sum(missed)
    return {"mean": sum(won) / whole if whole else 0.0, "interval": interval(won, missed)}


def _mean(values: Mapping[str, float], queries: Sequence[EvalQuery]) -> dict[str, Any]:
    sums = _by_group({query.id: values[query.id] for query in queries}, queries)
    sizes = _by_group(dict.fromkeys((query.id for query in queries), 1.0), queries)
    return {"mean": sum(sums) / sum(sizes) if sizes else 0.0, "interval": interval(sums, sizes)}


def _by_group(values: Mapping[str, float], queries: Sequence[EvalQuery]) -> list[float]:
    sums: dict[str, float] = defaultdict(float)
    for query in queries:
        sums[query.group] += values[query.id]
    return list(sums.values())
