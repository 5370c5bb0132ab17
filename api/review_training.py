"""Learning a second opinion from what people decided, keeping it by its version, and putting one in use.

It decides nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.reviews import Reviewed
from ingest.evidence.models import in_use, keep, use, versions
from ingest.evidence.opinion import HEADS, TrainedModel
from ingest.evidence.training import LabelledPassage, train

ASKED = "policy"
"""The label that a passage must have settled to be learned from."""


RENEW = "suggestions that are stored keep the opinion they have: 'vkp reclassify' gives them this one"


def trained_document(
    settings: Settings, store: Store, out: Path | None = None, *, used: bool = False
) -> dict[str, Any]:
    """Learn from every passage of which people settled the policy label, and keep the model beside the others.

    ``out`` is written as well where it is given; ``used`` puts the model in use. Raises ``PortalError("bad_input")``:
    too little is decided, the model in use is damaged, or the file cannot be written.
    """
    settled = [one for one in store.reviews.reviewed() if one.settled is not None and one.settled.labels]
    decided = [one for one in settled if _holds(one, ASKED) is not None]
    model = train([_passage(one) for one in decided], in_use(settings))
    if out is not None:
        _write(model, out)
    kept = keep(settings, model)
    if used:
        use(settings, model.version)
    return {
        "version": model.version,
        "passages": len(decided),
        "left_out": len(settled) - len(decided),
        "documents": len({one.item.anchor.work for one in decided}),
        "labels": list(model.heads),
        "comparison": dict(model.comparison),
        "file": str(kept if out is None else out),
        "in_use": in_use(settings).version,
        "model": model.as_json(),
        "notes": [*_notes(model, len(settled) - len(decided)), *([RENEW] if used else [])],
    }


def opinions_document(settings: Settings, chosen: str | None = None) -> dict[str, Any]:
    """The opinions that are kept; ``chosen`` is put in use first, or ``PortalError("bad_input")``: it is not kept."""
    if chosen is not None:
        use(settings, chosen)
    used = in_use(settings).version
    rows = [
        {
            "version": model.version,
            "in_use": model.version == used,
            "passages": model.trained_on.get("passages"),
            "documents": model.trained_on.get("documents"),
            "at": model.trained_on.get("at"),
            "labels": list(model.heads),
        }
        for model in versions(settings)
    ]
    return {"opinions": rows, "in_use": used, "notes": [] if chosen is None else [RENEW]}


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
