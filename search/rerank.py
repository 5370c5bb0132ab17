"""The optional cross-encoder: it reads query and candidate together and says how well the one answers the other.

Off by default: on a CPU it takes seconds for what ranking takes milliseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from search.embed import EXTRA, from_folder, quantise
from search.models import OFF, LocalModel, local_model
from search.store.base import ScoredPoint

Rerank = Callable[[str, Sequence[str]], Sequence[float]]
"""A query and texts to one score for each text, higher is better."""

BATCH = 16


@dataclass
class CrossEncoder:
    """A ``Rerank``, loaded when it is first asked. Safe to share between threads."""

    local: LocalModel
    _model: Any = None
    _loading: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, query: str, texts: Sequence[str]) -> list[float]:
        """One score for each text. Raises ``PortalError("model_unavailable")``."""
        if not texts:
            return []
        pairs = [(query, text) for text in texts]
        return [float(score) for score in self._loaded().predict(pairs, batch_size=BATCH, show_progress_bar=False)]

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = _load(self.local)
            return self._model


def open_reranker(choice: str, models: Path) -> Rerank | None:
    """The cross-encoder that a choice names (``search.models``); None for "off".

    Raises ``PortalError("model_unavailable")`` where it is not on this machine.
    """
    if choice == OFF:
        return None
    if find_spec("sentence_transformers") is None:
        raise EXTRA
    return CrossEncoder(local_model(choice, models, "reranking"))


def _load(local: LocalModel) -> Any:
    import sentence_transformers  # noqa: PLC0415 - six seconds, only with a model

    model = from_folder(local, sentence_transformers.CrossEncoder)
    if local.precision == "int8":
        quantise(model)
    return model


def reranked(rerank: Rerank, query: str, points: Sequence[ScoredPoint], depth: int) -> list[ScoredPoint]:
    """The first ``depth`` candidates in the order of the cross-encoder, the rest behind them as they were.

    Scores stay those of the ranking, handed out in order: they are what a result shows, and they have to fall.
    """
    first, rest = points[:depth], points[depth:]
    scores = rerank(query, [str(point.payload["content"]) for point in first])
    if len(scores) != len(first):
        raise PortalError("internal", f"a reranker gave {len(scores)} scores for {len(first)} texts")
    order = sorted(range(len(first)), key=lambda at: (-scores[at], at))
    return [*(replace(first[at], score=seat.score) for at, seat in zip(order, first, strict=True)), *rest]
