"""Known vulnerabilities of the pinned versions, by pip-audit and the advisories of the Python Package Index.

``python -m eval.advisories`` leaves with 1 for a vulnerability that was found, and for nothing else: where the service
cannot be reached, or does not know a package, a notice says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = "constraints.txt"

PARTS = 4
"""How many are asked about at the same time: the service is asked package by package."""

PROBE_SECONDS, SECONDS = 10, 90
AUDIT = ("-m", "pip_audit", "--no-deps", "--disable-pip", "--format=json", "--progress-spinner=off", "--timeout=4")

Dependency = Mapping[str, Any]
"""A package as pip-audit tells of it: ``name``, ``version`` and ``vulns``, or ``skip_reason``."""


def audited(pins: Sequence[str], seconds: float) -> list[Dependency] | None:
    """What is known of pinned versions (lines of a requirements file); None where nobody answers in time."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text("\n".join(pins), encoding="utf-8")
        command = [sys.executable, *AUDIT, "-r", str(file)]
        try:
            run = subprocess.run(command, capture_output=True, check=False, timeout=seconds)  # noqa: S603 - our own
            return list(json.loads(run.stdout)["dependencies"])
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            return None


def audit(pins: Sequence[str]) -> list[Dependency] | None:
    """The same for many pins, some at a time; one is asked about first, so that a closed network takes no minute."""
    first = audited(pins[:1], PROBE_SECONDS)
    if first is None or all("skip_reason" in one for one in first):
        return None
    with ThreadPoolExecutor(PARTS) as pool:
        found = list(pool.map(lambda part: audited(part, SECONDS), [pins[start::PARTS] for start in range(PARTS)]))
    return list(chain.from_iterable(part for part in found if part is not None))


def vulnerable(dependencies: Sequence[Dependency]) -> Iterator[str]:
    """One line for each vulnerability: where it is, what it is called, which version mends it."""
    for one in dependencies:
        for found in one.get("vulns", ()):
            mended = ", ".join(found.get("fix_versions") or ()) or "no version yet"
            yield f"{one['name']} {one['version']}: {found['id']}, mended by {mended}"


def pinned() -> list[str]:
    """The pins, one a line."""
    lines = (ROOT / PINNED).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def main() -> None:
    """Audit what is pinned."""
    pins = pinned()
    found = audit(pins)
    if found is None:
        print("advisories: the service cannot be reached; nothing was audited", file=sys.stderr)
        return
    told = list(vulnerable(found))
    known = sum("skip_reason" not in one for one in found)
    print(f"advisories: {known} packages audited, {len(told)} vulnerabilities", file=sys.stderr)
    for line in told:
        print(line)
    if told:
        sys.exit(1)


if __name__ == "__main__":
    main()
