"""Retrieval: the portal, and peers beside it, on the sets of ``eval.retrieval_sets``; bars are ``eval.retrieval_bars``.

A pool is indexed once for each system and asked the queries of all its sets. A peer that is not installed is told, and
the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from eval import bars
from eval.retrieval_bars import bars_of
from eval.retrieval_engines import Engine, Portal, Ranking, portal_in_parts
from eval.retrieval_measures import MEASURES, Scores, difference, fewer_misses, means, scores
from eval.retrieval_pool import EvalQuery, EvalSet
from eval.retrieval_runs import keep_judgements, keep_run, revision
from eval.retrieval_sets import chosen, load

PORTAL = "portal"
BESIDE = "MRR@10"
"""The measure by which systems are compared, where a set has no other (see ``eval.retrieval_bars``)."""


def evaluate(
    shared: Path, patterns: Sequence[str] = (), *, peers: bool = False, parts: bool = False, keep: bool = True
) -> dict[str, Any]:
    """Figures of each set by system, what is missing, and the bars.

    ``parts``: the portal also with a part of its sources, to see what the others contribute. ``keep`` writes the runs
    as TREC files.
    """
    sets = sorted((load(shared, name) for name in chosen(patterns)), key=lambda given: given.pool.name)
    rows: dict[str, dict[str, Any]] = {}
    missing: dict[str, str] = {}
    for _, together in groupby(sets, key=lambda given: given.pool.name):
        rows |= _of_pool(list(together), _engines(peers=peers, parts=parts), missing, keep=keep)
    ordered = {name: rows[name] for name in chosen(patterns)}
    return {
        "revision": revision(),
        "sets": ordered,
        "missing": missing,
        "bars": [bar.as_json() for bar in bars_of(ordered)],
    }


def _engines(*, peers: bool, parts: bool) -> list[Engine]:
    ours: list[Engine] = [Portal(), *(portal_in_parts() if parts else ())]
    if not peers:
        return ours
    from eval.retrieval_peers import every_peer  # noqa: PLC0415 - peers are optional

    return [*ours, *every_peer()]


def _of_pool(
    sets: Sequence[EvalSet], engines: Iterable[Engine], missing: dict[str, str], *, keep: bool
) -> dict[str, dict[str, Any]]:
    """The figures of the sets of one pool, the systems in their order."""
    by_system: dict[str, dict[str, Scores]] = {given.name: {} for given in sets}
    rows = {given.name: _heading(given) for given in sets}
    for engine in engines:
        asked = [given for given in sets if engine.takes(given)]
        ranking = None if not asked or engine.name in missing else _ranked(engine, asked, missing)
        if ranking is None:
            continue
        for given in asked:
            by_system[given.name][engine.name] = scores(ranking.found, given.queries)
            rows[given.name]["systems"][engine.name] = _row(given, engine, ranking, by_system[given.name])
            if keep:
                _keep(given, engine, ranking)
    return rows


def _ranked(engine: Engine, sets: Sequence[EvalSet], missing: dict[str, str]) -> Ranking | None:
    """What an engine finds for all queries of sets of one pool; one that is not installed is written down instead."""
    queries: dict[str, EvalQuery] = {query.id: query for given in sets for query in given.queries}
    try:
        return engine.rank(sets[0].pool, list(queries.values()))
    except ModuleNotFoundError as failure:
        missing[engine.name] = f"{failure.name} is not installed"
    except PortalError as failure:
        if failure.code != "path_missing":
            raise
        missing[engine.name] = str(failure)
    return None


def _heading(given: EvalSet) -> dict[str, Any]:
    return {
        "queries": len(given.queries),
        "groups": len({query.group for query in given.queries}),
        "passages": len(given.pool.passages),
        "systems": {},
    }


def _row(given: EvalSet, engine: Engine, ranking: Ranking, so_far: Mapping[str, Scores]) -> dict[str, Any]:
    """A system's figures on a set; a peer's with what the portal has more, and by which share it misses less."""
    mine = so_far[engine.name]
    row: dict[str, Any] = means(mine, given.queries)
    row |= {"index_seconds": round(ranking.index_seconds, 2), "query_seconds": round(ranking.query_seconds, 2)}
    if engine.name != PORTAL and PORTAL in so_far:
        ours = so_far[PORTAL]
        row["portal_more"] = {name: difference(ours[name], mine[name], given.queries) for name in MEASURES}
        row["portal_fewer_misses"] = fewer_misses(ours[BESIDE], mine[BESIDE], given.queries)
    return row


def _keep(given: EvalSet, engine: Engine, ranking: Ranking) -> None:
    label = {"set": given.name, "system": engine.name, "revision": revision(), "parameters": engine.parameters()}
    keep_judgements(given)
    keep_run(given, engine.name, ranking.found, label)


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, the bars last."""
    for name, row in report["sets"].items():
        yield f"{name}: {row['queries']} queries of {row['groups']} groups, {row['passages']} passages"
        yield from (f"  {system:<18} {_figures(figures)}" for system, figures in row["systems"].items())
    yield from (f"{system}: left out, {why}" for system, why in report["missing"].items())
    yield from bars.table(bars.of_json(report["bars"]))


def _figures(row: Mapping[str, Any]) -> str:
    told = "  ".join(f"{name} {row[name]['mean']:.3f}{_spread(row[name]['interval'])}" for name in MEASURES)
    if "portal_more" not in row:
        return told
    more = row["portal_more"][BESIDE]
    return f"{told}  portal {more['mean']:+.3f}{_spread(more['interval'])}"


def _spread(interval: Sequence[float] | None) -> str:
    return "" if interval is None else " [{:.3f} {:.3f}]".format(*interval)
