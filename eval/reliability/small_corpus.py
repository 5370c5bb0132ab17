"""A small corpus for faults of the index: what is in it, what its passages are found by, and whether all is well."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.settings import Settings
from corpus.store import Store, open_store
from ingest.mending import open_whole
from ingest.verify import CHECKS, Corpus
from search.searcher import Searcher

QUERIES = 50
TOP = 10

REPORT = """DP/2099/{number}

Sample report {number} on volunteering

1. The Board takes note of report {number} and of the {noun} of the {place}.

2. Volunteers of the {place} planted {noun} along the river in {year}.

3. 志愿人员在{year}年参与了第{number}号方案。

4. Local councils counted {number} {noun} and thanked those who had carried them.
"""

NOUNS = ("trees", "hedges", "wells", "schools", "roads", "clinics", "gardens", "bridges")
PLACES = ("highlands", "islands", "coast", "valley", "capital", "delta")


def write_reports(folder: Path, numbers: Sequence[int]) -> Path:
    """One text file for each number, of six passages or so; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in numbers:
        words = {"noun": NOUNS[n % len(NOUNS)], "place": PLACES[n % len(PLACES)], "year": 1990 + n % 40}
        (folder / f"report-{n}.en.txt").write_text(REPORT.format(number=n, **words), encoding="utf-8")
    return folder


def put_back(kept: Path, folder: Path) -> None:
    """Replace a folder by a copy of another."""
    shutil.rmtree(folder, ignore_errors=True)
    copied(kept, folder)


def copied(folder: Path, place: Path) -> None:
    """Copy a folder, its files as sparse as they were: the engine's are mostly holes."""
    if sys.platform == "linux":
        subprocess.run(["cp", "-a", "--sparse=always", str(folder), str(place)], check=True)  # noqa: S603, S607
    else:
        shutil.copytree(folder, place)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Store, Searcher]]:
    """The store and a searcher over the index, mended as it would be by whoever writes."""
    store = open_store(settings)
    try:
        with open_whole(settings, store).index as index:
            yield store, Searcher(index, store)
    finally:
        store.close()


def queries_of(store: Store) -> list[str]:
    """Fifty queries out of the passages' own words, evenly over the corpus."""
    texts = [p.text for e in store.works.expressions() for p in store.works.passages(e.id) if len(p.text) > 20]
    return [texts[n * len(texts) // QUERIES][:60] for n in range(QUERIES)]


def top_of(searcher: Searcher, queries: Sequence[str]) -> list[list[str]]:
    """The best ten passages of each query, in order."""
    return [[hit.passage_id for hit in searcher.search(query, k=TOP).hits] for query in queries]


def faults_of(settings: Settings, store: Store, searcher: Searcher) -> list[str]:
    """Which of N1, N3 and N9 do not hold."""
    read = Corpus(settings, store, searcher.index).read()
    checks = (CHECKS[code](read) for code in ("N1", "N3", "N9"))
    return [f"{check.code}: {check.found}" for check in checks if not check.ok]
