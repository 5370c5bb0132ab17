"""A look at an index in a process of its own: files that were left half-written may end the process that opens them.

python -m search.store.edge_probe FOLDER
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from corpus.errors import PortalError

SECONDS = 300
"""How long a look may take; 100,000 passages take about ten seconds."""

ROOT = Path(__file__).parents[2]


def require_openable(folder: Path) -> None:
    """Raise ``PortalError("index_unavailable")`` when an index cannot be opened and read from one end to the other."""
    command = [sys.executable, "-B", "-m", "search.store.edge_probe", str(folder.absolute())]
    try:
        look = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as failure:
        raise PortalError("index_unavailable", f"{folder}: reading it takes over {SECONDS} s") from failure
    if look.returncode < 0:
        name = signal.Signals(-look.returncode).name
        raise PortalError("index_unavailable", f"{folder}: the engine dies of its files ({name})")
    if look.returncode > 0:
        said = look.stdout.strip() or f"the engine cannot read its files (exit {look.returncode})"
        raise PortalError("index_unavailable", f"{folder}: {said}")


def _look(folder: str) -> None:
    """Read every point with its vectors."""
    import qdrant_edge as edge  # noqa: PLC0415 - only the child needs it

    shard, offset = edge.EdgeShard.load(folder), None
    while True:
        request = edge.ScrollRequest(offset=offset, limit=1000, with_payload=True, with_vector=True)
        _, offset = shard.scroll(request)
        if offset is None:
            return


def main(folder: str) -> None:
    """Look, and leave without closing: whoever asked opens the files next."""
    code = 0
    try:
        _look(folder)
    except BaseException as failure:  # a panic of the engine is no Exception
        sys.stdout.write(" ".join(str(failure).split())[:500])
        code = 1
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1])
