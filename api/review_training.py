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
from ingest.evidence.embedding import embedding_in_use
from ingest.evidence.models import in_use, keep, use, versions
from ingest.evidence.opinion import HEADS, Embedding, SecondOpinion, TrainedModel
from ingest.evidence.training import LabelledPassage, train

ASKED = "policy"
"""The label that a passage must have settled to be learned from."""

NO_VECTORS = "no vectors are learned from: no embedding model can be used here (vkp models)"
RENEW = "suggestions that are stored keep the opinion they have: 'vkp reclassify' gives them this one"


def trained_document(
    settings: Settings, store: Store, embedding: Embedding | None, out: Path | None = None, *, used: bool = False
) -> dict[str, Any]:
    """Learn from every passage of which people settled the policy label, and keep the model beside the others.

    The vectors of ``embedding`` are learned from too: that of the data folder's index, None for none. ``out`` is
    written as well where it is given; ``used`` puts the model in use. Raises ``PortalError``: bad_input where too
    little is decided, the model in use is damaged, or the file cannot be written; model_unavailable.
    """
    settled = [one for one in store.reviews.reviewed() if one.settled is not None and one.settled.labels]
    decided = [one for one in settled if _holds(one, ASKED) is not None]
    before = SecondOpinion(in_use(settings), embedding)
    model = train([_passage(one) for one in decided], before.model, embedding)
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
        "notes": [*_notes(model, len(settled) - len(decided), before), *([RENEW] if used else [])],
    }


def opinions_document(settings: Settings, chosen: str | None = None) -> dict[str, Any]:
    """The opinions that are kept; ``chosen`` is put in use first, or ``PortalError("bad_input")``: it is not kept."""
    if chosen is not None:
        use(settings, chosen)
    used, kept = in_use(settings).version, versions(settings)
    embedding = embedding_in_use(settings) if any(model.embedding for model in kept) else None
    rows = [
        {
            "version": model.version,
            "in_use": model.version == used,
            "embedding": model.embedding,
            "passages": model.trained_on.get("passages"),
            "documents": model.trained_on.get("documents"),
            "at": model.trained_on.get("at"),
            "labels": list(model.heads),
        }
        for model in kept
    ]
    silent = [told for model in kept if (told := SecondOpinion(model, embedding).silent) is not None]
    return {"opinions": rows, "in_use": used, "notes": [*silent, *([] if chosen is None else [RENEW])]}


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


def _notes(model: TrainedModel, left_out: int, before: SecondOpinion) -> list[str]:
    notes = [f"{left_out} passages are left out: whether they report policy integration is not settled"]
    missing = [label for label in HEADS if label not in model.heads]
    return [
        *(notes if left_out else []),
        *(f"nothing is learned of {label}: too few passages have it settled" for label in missing),
        NO_VECTORS if model.embedding is None else f"it needs {model.embedding}, whose vectors are learned from",
        *([] if before.silent is None else [f"it is compared with none: {before.silent}"]),
    ]


def _write(model: TrainedModel, out: Path) -> None:
    try:
        out.write_text(json.dumps(model.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as failure:
        raise PortalError("bad_input", f"{out}: {failure.strerror}", "name a file that can be written") from failure
