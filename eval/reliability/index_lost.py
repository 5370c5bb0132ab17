"""The index deleted, cut, overwritten, or its server away: what is answered meanwhile, and what is found afterwards."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import httpx

from corpus.errors import PortalError
from corpus.settings import Settings
from eval.reliability.killed import Commands, launched
from eval.reliability.measured import Measured, Size, Tried
from eval.reliability.serving import serving
from eval.reliability.small_corpus import TOP, copied, faults_of, opened, put_back, queries_of, top_of, write_reports
from ingest.pipeline import ingest

AWAY = 2.0
"""Seconds within which a search without an index is answered, and the most that ``Retry-After`` may say."""

BACK = 60.0
"""Seconds in which a small index has to be there again."""

STAYING = ("/v1/works", "/v1/works/DP/2099/1/passages", "/works/DP/2099/1", "/review", "/v1/indicators", "/indicators")
"""What works without an index: reading, tagging, counting."""

SHORT_PLACES = ("mutable_id_tracker.mappings", "deleted/status.dat")


def measure(size: Size) -> Measured:
    """Lose the index in every way, beside a server and before a run; see what is answered and what comes back."""
    seen = Tried()
    with TemporaryDirectory() as folder:
        commands = launched()
        corpus = _Kept(commands, Path(folder))
        for name, fault in corpus.faults(size):
            corpus.lose(name, fault, seen)
        corpus.lose_while_served(seen)
        corpus.lose_the_server(seen)
    return Measured(
        fault="index deleted, damaged, or its server away",
        bar="503 within 2 s with Retry-After ≤ 2; the rest works; the same top 10 on 50 queries afterwards",
        tried=seen.tried,
        refused=seen.refused,
        crashed=seen.crashed,
        worst=round(seen.worst, 2),
        missed=tuple(seen.missed),
    )


class _Kept:
    """A corpus as it was when all was well, and what search found then."""

    def __init__(self, commands: Commands, folder: Path) -> None:
        self.commands = commands
        self.folder = folder
        self.settings = Settings(data=folder / "data")
        self.reports = write_reports(folder / "reports", range(1, 7))
        ingest([self.reports], self.settings)
        with opened(self.settings) as (store, searcher):
            self.queries = queries_of(store)
            self.found = top_of(searcher, self.queries)
        copied(self.settings.index, folder / "index")

    def faults(self, size: Size) -> Iterator[tuple[str, Callable[[], None]]]:
        """Every way to lose the files of an index, by name."""
        index = self.settings.index
        yield "deleted", partial(shutil.rmtree, index)
        yield "rubbish for a folder", partial(_overwrite_all, index)
        for path in _one_of_each_kind(self.folder / "index"):
            if size is Size.SHORT and not path.as_posix().endswith(SHORT_PLACES):
                continue
            for how in (_halve,) if size is Size.SHORT else (_halve, _empty, _overwrite, _remove):
                yield f"{how.__name__[1:]} {path.name}", partial(how, index / path)

    def lose(self, name: str, fault: Callable[[], None], seen: Tried) -> None:
        """Lose the index before a run: the run must end well, and find afterwards what was found before."""
        put_back(self.folder / "index", self.settings.index)
        fault()
        seen.tried += 1
        run = self.commands.run("ingest", self.reports, "--data", self.settings.data, "--json")
        if run.code != 0:
            seen.crashed += 1
            seen.missed.append(f"{name}: ingest ended with {run.code}: {run.err[-200:]}")
            return
        seen.refused += run.document()["mended"] is not None
        try:
            with opened(self.settings) as (store, searcher):
                wrong = faults_of(self.settings, store, searcher)
                seen.expect(not wrong, f"{name}: {wrong}")
                seen.expect(top_of(searcher, self.queries) == self.found, f"{name}: search finds something else")
        except PortalError as failure:  # the run saw no damage, and the search that trips over it says so
            seen.missed.append(f"{name}: the index was not mended: {failure.code}")

    def lose_while_served(self, seen: Tried) -> None:
        """Delete the files under a running server: refused at once, mended by itself, the same found again."""
        with serving(self.commands, self.settings.data) as (_, address):
            shutil.rmtree(self.settings.index)
            seen.tried += 1
            _refused(address, seen)
            _the_rest_works(address, seen)
            deadline = time.monotonic() + BACK
            while _asked(f"{address}/v1/search?q=trees").status_code != 200 and time.monotonic() < deadline:
                time.sleep(0.2)
            again = [_found(address, query) for query in self.queries]
            seen.expect(again == self.found, "served: search finds something else after the index came back")

    def lose_the_server(self, seen: Tried) -> None:
        """Let the index be on a server that takes connections and never answers."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with serving(self.commands, self.settings.data, {"VKP_QDRANT_URL": url}) as (_, address):
                seen.tried += 1
                _refused(address, seen)
                _the_rest_works(address, seen)


def _asked(url: str) -> httpx.Response:
    return httpx.get(url, headers={"Accept-Language": "en"}, timeout=30, follow_redirects=True)


def _refused(address: str, seen: Tried) -> None:
    """A search is refused in time and says when to come again, also a person's."""
    for path in ("/v1/search?q=trees", "/v1/search?q=wells"):
        answer = _asked(address + path)
        seconds, status = answer.elapsed.total_seconds(), answer.status_code
        seen.worst = max(seen.worst, seconds)
        seen.refused += status == 503
        wait = float(answer.headers.get("retry-after", "inf"))
        seen.expect(status == 503 and wait <= AWAY, f"{path}: {status}, Retry-After {wait}")
        seen.expect(seconds <= AWAY, f"{path}: answered after {seconds:.1f} s")


def _the_rest_works(address: str, seen: Tried) -> None:
    for path in STAYING:
        status = _asked(address + path).status_code
        seen.expect(status == 200, f"{path}: {status} without an index")


def _found(address: str, query: str) -> list[str]:
    hits: list[dict[str, Any]] = _asked(f"{address}/v1/search?k={TOP}&q={quote(query)}").json()["hits"]
    return [hit["passage_id"] for hit in hits]


def _one_of_each_kind(index: Path) -> Iterator[Path]:
    """A file of each kind that an index has, relative to its folder: segments and field indexes have the same ones."""
    kinds = set[str]()
    for path in sorted(p.relative_to(index) for p in index.rglob("*") if p.is_file()):
        kind = re.sub(r"segments/[^/]+|payload_index/[^/]+-meta_\w+-", "", path.as_posix())
        if kind not in kinds and path.suffix != ".lock":
            kinds.add(kind)
            yield path


def _halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _remove(path: Path) -> None:
    path.unlink()


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(min(path.stat().st_size, 1 << 16)))


def _overwrite_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            _overwrite(path)
