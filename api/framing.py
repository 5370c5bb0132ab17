"""Frameworks of results and their corresponding indicators, as commands and routes show them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from corpus.frameworks import Correspondence, correspondences, frameworks


def frameworks_document() -> dict[str, Any]:
    """The frameworks of results, and which of their indicators correspond to each other."""
    return {
        "frameworks": [asdict(framework) for framework in frameworks().values()],
        "correspondences": [_correspondence(one) for one in correspondences()],
    }


def _correspondence(one: Correspondence) -> dict[str, Any]:
    ends = {"from": one.first, "to": one.second}
    return {name: {"framework": end[0], "code": end[1]} for name, end in ends.items()} | {
        "relation": one.relation.value,
        "basis": one.basis,
        "note": dict(one.note),
    }
