"""``python -m tests.fuzz [TARGET…] --seconds N``: each target under atheris, one after the other.

What breaks is printed with its traceback, and its bytes are kept under ``.fuzz/TARGET``; the corpus grows there too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

KEPT = Path(".fuzz")
LONGEST = 4096
"""Bytes of an input."""

SLOWEST = 20
"""Seconds that an input may take."""


def main() -> int:
    """Run the targets in a process each; 1 where any of them broke."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("target", nargs="*")
    asked.add_argument("--seconds", type=int, default=60, help="for each target")
    asked.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.alone:
        _fuzz(said.target[0], said.seconds)
    from tests.fuzz.targets import TARGETS

    command = [sys.executable, "-m", "tests.fuzz", "--alone", "--seconds", str(said.seconds)]
    return max(subprocess.run([*command, name], check=False).returncode != 0 for name in said.target or TARGETS)


def _fuzz(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["ingest", "search", "corpus", "api.review_import"]):
        from tests.fuzz.targets import TARGETS, seeds

        target = TARGETS[name]
        corpus = KEPT / name
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds(name)):
            (corpus / f"seed-{number}").write_bytes(seed)
            target(seed)
    limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}", "-rss_limit_mb=3000"]
    atheris.Setup([name, *limits, f"-artifact_prefix={corpus}/broke-", str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
