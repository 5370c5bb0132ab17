"""How fast passages are read anew after a rule change: on every shared text, by language, and on those that mention.

Speeds are megabytes (10⁶ bytes) of UTF-8 per second of CPU time of this process, the best of several rounds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from eval import bars
from eval.revision import commit_of, files_of
from eval.shared_texts import Text, shared_texts
from ingest.evidence import classify, rule_version
from ingest.evidence.lexicon import LANGUAGES

ROUNDS = 5
LEAST = 2.0

PROGRAM = f"""
import json, sys, time
from ingest.evidence import classify
texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
best = float("inf")
for _ in range({ROUNDS}):
    started = time.process_time()
    for text, language in texts:
        classify(text, language)
    best = min(best, time.process_time() - started)
print(best)
"""
"""What another revision is timed by: ``classify`` is called there as it is here."""


def measure(shared: Path, against: str | None = None) -> dict[str, Any]:
    """Speeds by language, of all texts, and of the texts that mention volunteering alone: there the rules work.

    ``against``: a git revision whose rules are timed on the same texts. Raises ``PortalError`` as ``commit_of``.
    """
    texts = list(shared_texts(shared, pdfs=False))
    of = {language: [text for text in texts if text.lang == language] for language in LANGUAGES}
    of |= {"all": texts, "mentioning": [t for t in texts if classify(t.text, t.lang).mentions_volunteering]}
    figures: dict[str, Any] = {
        "rule_version": rule_version(),
        "texts": {name: _speed(among) for name, among in of.items() if among},
    }
    if against is not None:
        with files_of(commit_of(against)) as tree:
            figures["before"] = {name: _speed_in(tree, of[name]) for name in ("all", "mentioning")}
    return figures | {"bars": [bar.as_json() for bar in measured_bars(figures)]}


def _speed_in(tree: Path, texts: Sequence[Text]) -> float:
    """Megabytes a second of the rules in ``tree``."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "texts.jsonl"
        given.write_text("".join(json.dumps([text.text, text.lang]) + "\n" for text in texts), "utf-8")
        command = [sys.executable, "-c", PROGRAM, str(given)]
        environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONUTF8": "1"}
        answer = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False)  # noqa: S603
    if answer.returncode:
        said = answer.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise PortalError("bad_input", f"that revision does not classify: {said}", "compare with another revision")
    return sum(len(text.text.encode()) for text in texts) / 1e6 / float(answer.stdout)


def _speed(texts: Sequence[Text]) -> dict[str, float]:
    size = sum(len(text.text.encode()) for text in texts)
    seconds = min(_timed(lambda: [classify(text.text, text.lang) for text in texts]) for _ in range(ROUNDS))
    return {"texts": len(texts), "bytes": size, "mb_per_s": size / 1e6 / seconds}


def _timed(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def measured_bars(figures: Mapping[str, Any]) -> Iterator[bars.Bar]:
    """The bar: two megabytes a second on all texts."""
    yield bars.Bar("MB/s on the shared texts, one core", LEAST, figures["texts"]["all"]["mb_per_s"])


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, then the bar."""
    for name, row in figures["texts"].items():
        was = figures.get("before", {}).get(name)
        beside = "" if was is None else f" (before {was:.2f})"
        yield f"{name:<11}{row['texts']:>7} texts {row['bytes'] / 1e6:>7.2f} MB {row['mb_per_s']:>8.2f} MB/s{beside}"
    yield from bars.table(bars.of_json(figures["bars"]))
