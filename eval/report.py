"""Reports: every evaluation keeps its figures with what they were measured on."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

REPORTS = Path(__file__).parent / "reports"
NAMED = ("haystack-ai", "qdrant-edge-py", "pypdfium2", "pypdf", "rjieba", "volunteering-knowledge-portal")


def settings() -> dict[str, Any]:
    """The machine and the versions that figures depend on."""
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "versions": {name: version(name) for name in NAMED},
    }


def keep(name: str, figures: Mapping[str, Any]) -> Path:
    """Write ``reports/<name>.json`` and say where."""
    report = {"settings": settings(), **figures}
    return keep_text(f"{name}.json", json.dumps(report, ensure_ascii=False, indent=2) + "\n")


def keep_text(name: str, text: str) -> Path:
    """Write ``reports/<name>`` and say where."""
    REPORTS.mkdir(exist_ok=True)
    place = REPORTS / name
    place.write_text(text, "utf-8")
    return place
