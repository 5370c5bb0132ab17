"""The API fuzzed by its own OpenAPI document with schemathesis: without a key, with a reader's and an administrator's.

Every check of schemathesis but one is made: failures of the server; statuses, media types, headers and bodies that are
not described; input that the document forbids and that is taken; headers that are needed and not asked for; routes that
need no key though they say so; methods that are answered though nothing describes them; and, in the long sizes,
sequences of calls, where what was made is there and what was removed is gone. See https://schemathesis.readthedocs.io.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

from corpus.access import Role
from corpus.errors import PortalError
from eval.reliability.measured import Measured, Size
from eval.reliability.small_portal import SmallPortal, small_portal

LONG = (None, Role.READER, Role.ADMIN)
VISITORS = {Size.SHORT: (None, Role.ADMIN), Size.FULL: LONG, Size.SOAK: LONG}

EXAMPLES = {Size.SHORT: 2, Size.FULL: 30, Size.SOAK: 300}
"""Requests of a route and phase."""

PHASES = {Size.SHORT: "fuzzing", Size.FULL: "coverage,fuzzing,stateful", Size.SOAK: "coverage,fuzzing,stateful"}

TOO_STRICT = ("positive_data_acceptance",)
"""It wants whatever the document allows to be taken: a symbol of a document that is not in the corpus, too."""

COMMAND = "from schemathesis.cli import schemathesis; schemathesis()"


def measure(size: Size) -> Measured:
    """Requests made from the document; ``crashed`` are those of which a check failed."""
    if find_spec("schemathesis") is None:
        raise PortalError("internal", "schemathesis is not installed", "install the portal with '.[dev]'")
    with small_portal(Role.READER, Role.ADMIN) as portal:
        told = {str(role or "nobody"): _fuzzed(portal, role, size) for role in VISITORS[size]}
    return Measured(
        fault="fuzzed API",
        bar="0 failures of the server, 0 answers that are not described, 0 routes that ignore who asks",
        tried=sum(one["test_cases"]["generated"] for one in told.values()),
        crashed=sum(one["test_cases"]["with_failures"] for one in told.values()),
        details={f"requests of {name}": one["test_cases"]["generated"] for name, one in told.items()},
        missed=tuple(line for name, one in told.items() for line in _failures(name, one)),
    )


def _fuzzed(portal: SmallPortal, role: Role | None, size: Size) -> dict[str, Any]:
    """What schemathesis reports; the document is fetched by a reader, as nobody else may see it."""
    with tempfile.TemporaryDirectory() as folder:
        document, report = Path(folder) / "openapi.json", Path(folder) / "report.json"
        document.write_text(httpx.get(f"{portal.address}/openapi.json", headers=portal.headers(Role.READER)).text)
        key = [] if role is None else [f"--header={name}: {value}" for name, value in portal.headers(role).items()]
        command = [*_command(size), *key, "--url", portal.address, "--report-json-path", str(report), str(document)]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        if not report.exists():
            raise PortalError("internal", f"schemathesis made no report: {ended.stdout[-300:]} {ended.stderr[-300:]}")
        told: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return told


def _command(size: Size) -> list[str]:
    """Its seed is fixed in the short size, so that a change is judged by itself alone."""
    return [
        *(sys.executable, "-c", COMMAND, "run", "--report", "json", "--warnings", "off", "--no-color"),
        *("--phases", PHASES[size], "--max-examples", str(EXAMPLES[size]), "--continue-on-failure"),
        *("--exclude-checks", ",".join(TOO_STRICT), "--request-timeout", "60"),
        *(("--seed", "1") if size is Size.SHORT else ()),
    ]


def _failures(name: str, told: Mapping[str, Any]) -> Iterator[str]:
    if not told["complete"] or told["operations"]["tested"] < told["operations"]["selected"]:
        yield f"{name}: not every route was tested"
    for failure in [*told["failures"], *told["errors"]]:
        yield f"{name}: {json.dumps(failure, ensure_ascii=False)[:300]}"
