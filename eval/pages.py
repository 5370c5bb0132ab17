"""How large the pages are and how long the server takes for them, in a data folder of any size.

Beside each page stand the style and the script that it links, which a browser asks for once; pictures of pages are not
counted. The bars are those of a first view. ``cpu_ms`` is what the server computed for a page, on the mean.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from corpus.settings import Settings
from eval.served import served

LARGEST, SLOWEST = 100 * 1024, 80.0
"""Bytes of a page with its style and script, uncompressed; milliseconds at the 95th percentile."""

ROUNDS = 40
"""Times that each page is asked for; the first is not timed."""

ALWAYS = ("/", "/searches", "/indicators", "/indicators/3.1", "/countries", "/review", "/review/agreement", "/library")
QUERIES = ("志愿服务", "volunteers in development plans", "bénévoles", "A/RES/70/1")
WORKS = 3
"""Documents that are read, of the corpus's first ones; and countries that are looked at."""

LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def measure(settings: Settings) -> dict[str, Any]:
    """Bytes and milliseconds of each page of a data folder, by address."""
    with served(settings) as (server, address, started), httpx.Client(base_url=address, timeout=60) as client:
        pages = {path: _page(client, path, server.pid) for path in [*ALWAYS, *_of_corpus(client)]}
        totals = client.get("/v1/health").json()
    return {"start_s": round(started, 2), "health": totals, "pages": pages, "bars": _bars(pages)}


def _of_corpus(client: httpx.Client) -> Iterator[str]:
    """Pages that depend on what is there: searches, documents, their links, countries."""
    yield from (f"/search?{httpx.QueryParams(q=query)}" for query in QUERIES)
    for work in client.get("/v1/works").json()["works"][:WORKS]:
        yield from (f"/works/{work['work']}", f"/works/{work['work']}/links", f"/works/{work['work']}/pages/1")
    for country in client.get("/v1/countries").json()["countries"][:WORKS]:
        yield f"/countries/{country['iso3']}"


def _page(client: httpx.Client, path: str, server: int) -> dict[str, Any]:
    first, before = client.get(path), _computed(server)
    times = sorted(_milliseconds(client, path) for _ in range(ROUNDS - 1))
    computed = _computed(server) - before
    linked = sum(len(client.get(found).content) for found in set(LINKED.findall(first.text)))
    return {
        "status": first.status_code,
        "bytes": len(first.content) + linked,
        "cpu_ms": round(computed / len(times), 1),
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
    }


def _computed(process: int) -> float:
    """Milliseconds that a process has computed: what a busy machine does not lengthen. As Linux tells it."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _milliseconds(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - began) * 1000


def _bars(pages: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    large = [path for path, page in pages.items() if page["bytes"] > LARGEST]
    slow = [path for path, page in pages.items() if page["p95_ms"] > SLOWEST]
    return {"too_large": large, "too_slow": slow, "failed": [p for p, page in pages.items() if page["status"] != 200]}


def table(figures: Mapping[str, Any]) -> Sequence[str]:
    """A line for each page, then what misses a bar."""
    lines = [
        f"{page['bytes'] / 1024:7.1f} KB  cpu {page['cpu_ms']:6.1f} ms  "
        f"p50 {page['p50_ms']:6.1f} ms  p95 {page['p95_ms']:6.1f} ms  {path}"
        for path, page in figures["pages"].items()
    ]
    missed = [f"✗ {name.replace('_', ' ')}: {', '.join(paths)}" for name, paths in figures["bars"].items() if paths]
    return [*lines, *(missed or [f"✓ every page within {LARGEST // 1024} KB and {SLOWEST:.0f} ms"])]
