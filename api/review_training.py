"""Learning a second opinion from what people decided, as a file of numbers, and how it compares. It decides nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.reviews import Reviewed
from ingest.evidence.opinion import HEADS, TrainedModel
from ingest.evidence.training import LabelledPassage, train

ASKED = "policy"
"""The label that a passage must have settled to be learned from."""


def trained_document(store: Store, out: Path | None = None) -> dict[str, Any]:
    """Learn from every passage of which people settled the policy label; ``out`` is written where it is given.

    Raises ``PortalError("bad_input")``: too little is decided, or the file cannot be written.
    """
    settled = [one for one in store.reviews.reviewed() if one.settled is not None and one.settled.labels]
    decided = [one for one in settled if _holds(one, ASKED) is not None]
    model = train([_passage(one) for one in decided])
    if out is not None:
        _write(model, out)
    return {
        "version": model.version,
        "passages": len(decided),
        "left_out": len(settled) - len(decided),
        "documents": len({one.item.anchor.work for one in decided}),
        "labels": list(model.heads),
        "comparison": dict(model.comparison),
        "file": None if out is None else str(out),
        "model": model.as_json(),
        "notes": _notes(model, len(settled) - len(decided)),
    }


def _passage(one: Reviewed) -> LabelledPassage:
    anchor, settled = one.item.anchor, one.settled
    return LabelledPassage(
        text=anchor.exact,
        language=anchor.language,
        document=anchor.work,
        labels=dict(settled.labels or {}) if settled is not None else {},
    )


def _holds(one: Reviewed, label: str) -> bool | None:
    return None if one.settled is None else one.settled.holds(label)


def _notes(model: TrainedModel, left_out: int) -> list[str]:
    notes = [f"{left_out} passages are left out: whether they report policy integration is not settled"]
    missing = [label for label in HEADS if label not in model.heads]
    return (notes if left_out else []) + [
        f"nothing is learned of {label}: too few passages have it settled" for label in missing
    ]


def _write(model: TrainedModel, out: Path) -> None:
    try:
        out.write_text(json.dumps(model.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as failure:
        raise PortalError("bad_input", f"{out}: {failure.strerror}", "name a file that can be written") from failure
