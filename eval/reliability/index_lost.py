"""The index deleted, cut, overwritten, or its server away: what is answered meanwhile, and what is found afterwards."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from corpus.settings import Settings
from eval.reliability.measured import Measured, Size
from eval.reliability.small_corpus import TOP, copied, faults_of, opened, put_back, queries_of, top_of, write_reports
from ingest.pipeline import ingest

AWAY = 2.0
"""Seconds within which a search without an index is answered, and the most that ``Retry-After`` may say."""

BACK = 60.0
"""Seconds in which a small index has to be there again."""

STAYING = ("/v1/works", "/v1/works/DP/2099/1/passages", "/works/DP/2099/1", "/review", "/v1/indicators", "/indicators")
"""What works without an index: reading, tagging, counting."""

SHORT_PLACES = ("mutable_id_tracker.mappings", "deleted/status.dat")
ROOT = Path(__file__).parents[2]


@dataclass
class _Seen:
    """What was seen so far."""

    tried: int = 0
    refused: int = 0
    crashed: int = 0
    slowest: float = 0.0
    missed: list[str] = field(default_factory=list)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Remember what does not hold."""
        if not holds:
            self.missed.append(otherwise)


def measure(size: Size) -> Measured:
    """Lose the index in every way, beside a server and before a run; see what is answered and what comes back."""
    seen = _Seen()
    with TemporaryDirectory() as folder:
        corpus = _Kept(Path(folder))
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
        worst=round(seen.slowest, 2),
        missed=tuple(seen.missed),
    )


class _Kept:
    """A corpus as it was when all was well, and what search found then."""

    def __init__(self, folder: Path) -> None:
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

    def lose(self, name: str, fault: Callable[[], None], seen: _Seen) -> None:
        """Lose the index before a run: the run must end well, and find afterwards what was found before."""
        put_back(self.folder / "index", self.settings.index)
        fault()
        seen.tried += 1
        run = _vkp("ingest", str(self.reports), "--data", str(self.settings.data), "--json")
        if run.returncode != 0:
            seen.crashed += 1
            seen.missed.append(f"{name}: ingest ended with {run.returncode}: {run.stderr[-200:]}")
            return
        seen.refused += json.loads(run.stdout)["mended"] is not None
        with opened(self.settings) as (store, searcher):
            wrong = faults_of(self.settings, store, searcher)
            seen.expect(not wrong, f"{name}: {wrong}")
            seen.expect(top_of(searcher, self.queries) == self.found, f"{name}: search finds something else")

    def lose_while_served(self, seen: _Seen) -> None:
        """Delete the files under a running server: refused at once, mended by itself, the same found again."""
        with _served(self.settings.data, {}) as address:
            shutil.rmtree(self.settings.index)
            seen.tried += 1
            _refused(address, seen)
            _the_rest_works(address, seen)
            deadline = time.monotonic() + BACK
            while _asked(f"{address}/v1/search?q=trees").status != 200 and time.monotonic() < deadline:
                time.sleep(0.2)
            again = [_found(address, query) for query in self.queries]
            seen.expect(again == self.found, "served: search finds something else after the index came back")

    def lose_the_server(self, seen: _Seen) -> None:
        """Let the index be on a server that takes connections and never answers."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with _served(self.settings.data, {"VKP_QDRANT_URL": url}) as address:
                seen.tried += 1
                _refused(address, seen)
                _the_rest_works(address, seen)


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


def _asked(url: str) -> _Answer:
    started = time.monotonic()
    request = Request(url, headers={"Accept-Language": "en"})  # noqa: S310 - our own server
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            status, headers, body = answer.status, dict(answer.headers), answer.read()
    except HTTPError as refused:
        status, headers, body = refused.code, dict(refused.headers), refused.read()
    return _Answer(status, {name.lower(): said for name, said in headers.items()}, body, time.monotonic() - started)


def _refused(address: str, seen: _Seen) -> None:
    """A search is refused in time and says when to come again, also a person's."""
    for path in ("/v1/search?q=trees", "/v1/search?q=wells"):
        answer = _asked(address + path)
        seen.slowest = max(seen.slowest, answer.seconds)
        seen.refused += answer.status == 503
        wait = float(answer.headers.get("retry-after", "inf"))
        seen.expect(answer.status == 503 and wait <= AWAY, f"{path}: {answer.status}, Retry-After {wait}")
        seen.expect(answer.seconds <= AWAY, f"{path}: answered after {answer.seconds:.1f} s")


def _the_rest_works(address: str, seen: _Seen) -> None:
    for path in STAYING:
        status = _asked(address + path).status
        seen.expect(status == 200, f"{path}: {status} without an index")


def _found(address: str, query: str) -> list[str]:
    hits: list[dict[str, Any]] = json.loads(_asked(f"{address}/v1/search?k={TOP}&q={quote(query)}").body)["hits"]
    return [hit["passage_id"] for hit in hits]


@contextmanager
def _served(data: Path, more: Mapping[str, str]) -> Iterator[str]:
    """A server process over a data folder; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "serve", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen(  # noqa: S603 - our own
        command, cwd=ROOT, env=os.environ | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + BACK
        while time.monotonic() < deadline:
            with suppress(URLError, ConnectionError):
                _asked(f"{address}/v1/health")
                break
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _vkp(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own


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
