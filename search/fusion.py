"""Where hybrid search is better than lexical search: the weights that an evaluation found, by language of the query.

``python -m eval fusion`` measures and decides. A profile's weights come with the portal (``models.yml``), any other
model's are kept in ``fusion.json`` beside the models. No weights for a language: ``--mode auto`` stays lexical there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from search.embed import EmbeddingRecord
from search.models import profiles
from search.store.base import Fusion

KEPT = "fusion.json"


def measured_fusion(record: EmbeddingRecord | None, models: Path) -> Mapping[str, Fusion]:
    """The weights for an index's model, by language: those kept on this machine before those the portal comes with."""
    if record is None:
        return {}
    profile = profiles().get(record.model)
    shipped = profile.fusion if profile is not None and record.revision.startswith(profile.revision) else {}
    return {language: _weights(row) for language, row in {**shipped, **_kept(models).get(str(record), {})}.items()}


def keep_fusion(record: EmbeddingRecord, models: Path, weights: Mapping[str, Mapping[str, Any]]) -> Path:
    """Keep what was measured of a model, with its figures; no weights for a language: it did not help there."""
    models.mkdir(parents=True, exist_ok=True)
    place = models / KEPT
    kept = {**_kept(models), str(record): dict(weights)}
    place.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return place


def _kept(models: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads((models / KEPT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as failure:
        raise PortalError("data_unreadable", f"{models / KEPT}: {failure}", "measure again or remove it") from failure
    return kept


def _weights(row: Mapping[str, Any]) -> Fusion:
    return Fusion(k=int(row["k"]), sparse=float(row["sparse"]), dense=float(row["dense"]))
