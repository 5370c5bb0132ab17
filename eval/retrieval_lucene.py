"""Lucene as a peer: a small driver of ours over the jars that Debian's package ``liblucene8-java`` installs.

The driver is compiled when it is first asked, into a folder that is removed afterwards.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from eval.retrieval_engines import DEEPER, Clock, Ranking, best_labels
from eval.retrieval_pool import EvalQuery, EvalSet, Pool

DRIVER = Path(__file__).parent / "lucene" / "RankPassages.java"
JARS = Path("/usr/share/java")
NEEDED = ("core", "analyzers-common", "analyzers-smartcn", "queryparser")


@dataclass(frozen=True, slots=True)
class Lucene:
    """Lucene's default BM25 with one of its analysers, on passages of the analyser's language."""

    analyser: str
    language: str

    @property
    def name(self) -> str:
        """As it is reported."""
        return f"lucene-{self.analyser}"

    def parameters(self) -> dict[str, Any]:
        """The similarity is the default one."""
        return {"analyser": self.analyser, "similarity": "BM25Similarity()", "jars": [jar.name for jar in jars()]}

    def takes(self, given: EvalSet) -> bool:
        """Sets with passages of its language."""
        return given.pool.language == self.language

    def rank(self, pool: Pool, queries: Sequence[EvalQuery]) -> Ranking:
        """See ``Engine``. The seconds of the queries hold the start of Java too."""
        with tempfile.TemporaryDirectory() as folder:
            classes = compiled(Path(folder))
            passages = _lines(Path(folder) / "passages.tsv", ((p.id, p.text) for p in pool.passages))
            asked = _lines(Path(folder) / "queries.tsv", ((q.id, q.text) for q in queries))
            clock = Clock()
            told = run_java(classes, "RankPassages", self.analyser, passages, asked, str(DEEPER)).split("\n")
        rows = (line.split("\t") for line in told[1:] if line)
        found = {row[0]: best_labels(pool, row[3:]) for row in rows}
        return Ranking(found, float(told[0]), clock.lap() - float(told[0]))


def every_analyser() -> list[Lucene]:
    """Two for Chinese, and each other language's own."""
    return [Lucene("cjk", "zh"), Lucene("smartcn", "zh"), *(Lucene(x, x) for x in ("en", "es", "fr", "ru", "ar"))]


def jars() -> list[Path]:
    """The jars that are needed, newest of each. Raises ``PortalError``: path_missing."""
    found = {part: sorted(JARS.glob(f"lucene-{part}-[0-9]*.jar")) for part in NEEDED}
    lacking = [part for part, files in found.items() if not files]
    if lacking:
        raise PortalError("path_missing", f"lucene-{lacking[0]}-*.jar in {JARS}", "install liblucene8-java")
    return [files[-1] for files in found.values()]


def compiled(folder: Path) -> str:
    """The class path with the driver compiled in ``folder``."""
    path = ":".join(map(str, jars()))
    _run("javac", "-cp", path, "-d", str(folder), str(DRIVER))
    return f"{folder}:{path}"


def run_java(classes: str, *arguments: str) -> str:
    """What a driver of the class path prints. Raises ``PortalError``: path_missing."""
    return _run("java", "-cp", classes, *arguments)


def _run(program: str, *arguments: str) -> str:
    place = shutil.which(program)
    if place is None:
        raise PortalError("path_missing", program, "install a JDK, 17 or newer")
    done = subprocess.run([place, *arguments], capture_output=True, check=True)  # noqa: S603 - our own driver
    return done.stdout.decode()


def _lines(file: Path, rows: Iterable[tuple[str, str]]) -> str:
    file.write_text("".join(f"{identity}\t{' '.join(text.split())}\n" for identity, text in rows), "utf-8")
    return str(file)
