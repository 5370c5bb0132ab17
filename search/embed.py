"""The dense leg: sentence-transformers behind one setting, with a record of what made the vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PortalError

OFF = "off"
BATCH = 32


@dataclass(frozen=True, slots=True)
class EmbeddingRecord:
    """What made the dense vectors; an index made by another is refused."""

    model: str
    revision: str
    dimension: int
    precision: str = "float32"
    prompts: str = ""

    def __str__(self) -> str:
        return f"{self.model} at {self.revision}" if self.revision else self.model

    def as_json(self) -> dict[str, Any]:
        """What is kept with the index."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Any) -> EmbeddingRecord:
        """The record that was kept; ``PortalError("index_unavailable")`` for what is none."""
        try:
            return cls(**kept)
        except TypeError as failure:
            raise PortalError("index_unavailable", f"its embedding record cannot be read: {failure}") from failure


@dataclass(frozen=True)
class Embedder:
    """A loaded model."""

    record: EmbeddingRecord
    model: Any

    def documents(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Unit vectors of passages, float32, of ``record.dimension``."""
        encoded = self.model.encode_document(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return [tuple(map(float, vector)) for vector in encoded]

    def query(self, text: str) -> tuple[float, ...]:
        """The unit vector of a query."""
        return tuple(map(float, self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)))


def open_embedder(embedding: str) -> Embedder | None:
    """The model that a setting names: None for "off", a folder, or ``<hub id>@<revision>``.

    Weights are read from safetensors only and no code that comes with a model is run. Raises
    ``PortalError("model_unavailable")``.
    """
    if embedding == OFF:
        return None
    name, revision = _named(embedding)
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - six seconds, only with a model
    except ImportError as failure:
        raise PortalError(
            "model_unavailable", "sentence-transformers is not installed", "install '.[dense]'"
        ) from failure
    try:
        model = _load(SentenceTransformer, name, revision)
    except (OSError, ValueError) as failure:
        raise PortalError("model_unavailable", f"{embedding}: {failure}") from failure
    size = int(model.get_embedding_dimension())
    return Embedder(
        EmbeddingRecord(Path(name).name or name, revision, size, prompts=repr(sorted(model.prompts.items()))), model
    )


def _load(kind: Any, name: str, revision: str) -> Any:
    options = {"trust_remote_code": False, "model_kwargs": {"use_safetensors": True}, "revision": revision or None}
    try:
        return kind(name, local_files_only=True, **options)
    except OSError:
        return kind(name, **options)


def _named(embedding: str) -> tuple[str, str]:
    if Path(embedding).is_dir():
        return embedding, ""
    name, at, revision = embedding.partition("@")
    if not at or not revision:
        raise PortalError(
            "model_unavailable", f"{embedding!r} is no folder and has no revision", "use <hub id>@<revision>"
        )
    return name, revision
