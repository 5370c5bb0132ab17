"""What the API adds to a search: the same queries in this process and at a server, one after the other, in turn.

The server answers over a kept connection, as a program that asks often holds one. This process searches a copy of the
folder, as an embedded index has one owner, so that each query is timed in both within the same moment. What comes on
top of a search is told in two ways: between the medians (and the 95th percentiles) of the two, and query by query from
what the server itself says that its search took. With it are the help where words find nothing, the notes, JSON, the
middleware and the way there and back.
"""

from __future__ import annotations

import gc
import http.client
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from corpus.errors import PortalError
from corpus.store import open_store
from eval.scale_build import settings_at
from eval.scale_corpus import SEED, usable
from eval.scale_queries import WARM, queries
from eval.served import served
from eval.shared_texts import shared_texts
from eval.timing import cpu_seconds, spread
from search.index import open_index
from search.searcher import Searcher

QUERIES = 300
BAR = 5.0
"""Milliseconds."""


def measure(shared: Path, folder: Path) -> dict[str, Any]:
    """Milliseconds of both, and what the API adds."""
    asked = queries(shared, usable(shared_texts(shared, pdfs=False)))
    mixed = [query for kind, listed in asked.items() if kind != WARM for query in listed]
    chosen = random.Random(SEED).sample(mixed, min(QUERIES, len(mixed)))  # noqa: S311 - a fixed sample
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.name
        shutil.copytree(folder, copy)
        with served(settings_at(folder)) as (server, address, _):
            told = _in_turn(copy, address, str(server.pid), asked[WARM], chosen)
    timed = compared(told.own, told.api, told.said, told.own_cpu, told.api_cpu)
    return {"passages": told.passages, "queries": len(told.own), **timed, "load": os.getloadavg()[1]}


@dataclass(frozen=True, slots=True)
class Told:
    """Milliseconds of each query in this process, at the server, by the server's word; CPU ms of one on average."""

    own: Sequence[float]
    api: Sequence[float]
    said: Sequence[float]
    own_cpu: float
    api_cpu: float
    passages: int


def compared(
    own: Sequence[float], api: Sequence[float], said: Sequence[float], own_cpu: float, api_cpu: float
) -> dict[str, Any]:
    """The spread of each, and what lies between; ``said`` is what the server's own searches took."""
    process, served_, on_top = spread(own), spread(api), spread([a - s for a, s in zip(api, said, strict=True)])
    return {
        "process": process,
        "api": served_,
        "adds_p50_ms": served_["p50_ms"] - process["p50_ms"],
        "adds_p95_ms": served_["p95_ms"] - process["p95_ms"],
        "on_top": on_top,
        "cpu_ms": {"process": own_cpu, "api": api_cpu},
        "bar_ms": BAR,
    }


def _in_turn(copy: Path, address: str, server: str, warm: Sequence[str], asked: Sequence[str]) -> Told:
    settings = settings_at(copy)
    store = open_store(settings)
    connection = http.client.HTTPConnection(str(urlsplit(address).netloc), timeout=60)
    try:
        with open_index(settings) as index:
            searcher = Searcher(index, store)
            for query in warm:
                searcher.search(query)
                _ask(connection, query)
            gc.collect()
            gc.freeze()  # as the server does
            used, used_there = time.process_time(), cpu_seconds(server)
            rows = [_both(searcher, connection, query) for query in asked]
            own_cpu, api_cpu = time.process_time() - used, cpu_seconds(server) - used_there
            passages = index.count()
    finally:
        connection.close()
        store.close()
    own, api, said = zip(*rows, strict=True)
    return Told(own, api, said, 1000 * own_cpu / len(rows), 1000 * api_cpu / len(rows), passages)


def _both(searcher: Searcher, connection: http.client.HTTPConnection, query: str) -> tuple[float, float, float]:
    started = time.perf_counter()
    searcher.search(query)
    between = time.perf_counter()
    said = _ask(connection, query)
    ended = time.perf_counter()
    return (between - started) * 1000, (ended - between) * 1000, float(json.loads(said)["took_ms"])


def _ask(connection: http.client.HTTPConnection, query: str) -> bytes:
    connection.request("GET", "/v1/search?" + urlencode({"q": query}))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise PortalError("internal", f"a search was answered with {answer.status}")
    return body


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """Both, and the bar."""
    yield f"{report['passages']:,} passages, {report['queries']} queries, load of the machine {report['load']:.1f}"
    for name, told in (("process", "in a process"), ("api", "GET /v1/search"), ("on_top", "beyond its own search")):
        one = report[name]
        yield f"  {told:<22} p50 {one['p50_ms']:7.2f} ms, p95 {one['p95_ms']:7.2f} ms"
    for name in ("adds_p50_ms", "adds_p95_ms"):
        met = "✓" if report[name] <= BAR else "✗"
        yield f"{met} the API adds ≤ {BAR:g} ms, {name.split('_')[1]}: {report[name]:.2f} ms"
    cpu = report["cpu_ms"]
    yield f"  CPU of a query on average: in the process {cpu['process']:.1f} ms, of the server {cpu['api']:.1f} ms"
