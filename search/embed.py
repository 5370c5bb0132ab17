"""The dense leg: sentence-transformers, with a record of what made the vectors.

A model is read from a folder on this machine and never fetched here; its weights from safetensors only, and no code
that comes with it is run. It is loaded when the first text has to be embedded: a lexical search does not pay for it.
"""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.util import find_spec
from typing import Any

from corpus.errors import PortalError
from search.models import LocalModel

BATCH = 32
EXTRA = PortalError("model_unavailable", "sentence-transformers is not installed", "install '.[dense]'")


@dataclass(frozen=True, slots=True)
class EmbeddingRecord:
    """What made the dense vectors; an index made by another is refused.

    ``choice`` says by which name or folder to find the model (``search.models``); it is no part of what made them.
    """

    model: str
    revision: str
    dimension: int
    precision: str = "float32"
    prompts: str = ""
    choice: str = field(default="", compare=False)

    def __str__(self) -> str:
        named = f"{self.model} at {self.revision}" if self.revision else self.model
        return named if self.precision == "float32" else f"{named} in {self.precision}"

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


@dataclass
class Embedder:
    """A model that embeds. ``cut`` counts the passages whose end it could not read. Safe to share between threads."""

    record: EmbeddingRecord
    load: Callable[[], Any]
    cut: int = 0
    _model: Any = None
    _loading: threading.Lock = field(default_factory=threading.Lock)

    @property
    def model(self) -> Any:
        """The model, loaded. Raises ``PortalError``: model_unavailable, index_mismatch (``remembered``)."""
        with self._loading:
            if self._model is None:
                self._model = self.load()
            return self._model

    def documents(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Unit vectors of passages, float32, of ``record.dimension``."""
        model = self.model
        self.cut += _longer_than_context(model, texts)
        encoded = model.encode_document(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return [tuple(vector) for vector in encoded.astype("float32").tolist()]

    def query(self, text: str) -> tuple[float, ...]:
        """The unit vector of a query."""
        encoded = self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return tuple(encoded.astype("float32").tolist())


def loaded(local: LocalModel) -> Embedder:
    """A model of this machine, loaded now to say what it is. Raises ``PortalError("model_unavailable")``."""
    model = _load(local)
    return Embedder(_record(local, model), lambda: model, _model=model)


def remembered(local: LocalModel, made_with: EmbeddingRecord) -> Embedder:
    """A model for an index that was made with it, loaded when it is needed.

    Raises ``PortalError("index_mismatch")`` now when this machine's is another one, and at loading when it embeds
    otherwise than the index was made; model_unavailable where it cannot be loaded at all.
    """
    here = (local.name, local.revision, local.precision)
    if here != (made_with.model, made_with.revision, made_with.precision):
        raise _mismatch(made_with, f"{local.name} at {local.revision} in {local.precision}")
    if find_spec("sentence_transformers") is None:
        raise EXTRA
    return Embedder(made_with, partial(_checked, local, made_with))


def _checked(local: LocalModel, made_with: EmbeddingRecord) -> Any:
    model = _load(local)
    if _record(local, model) != made_with:
        raise _mismatch(made_with, f"{_record(local, model)} with other prompts or another dimension")
    return model


def _mismatch(made_with: EmbeddingRecord, here: str) -> PortalError:
    return PortalError("index_mismatch", f"it has {made_with}, here is {here}")


def _record(local: LocalModel, model: Any) -> EmbeddingRecord:
    size = int(model.get_embedding_dimension())
    return EmbeddingRecord(local.name, local.revision, size, local.precision, _prompts(model), local.choice)


def _prompts(model: Any) -> str:
    return json.dumps(dict(sorted(model.prompts.items())), ensure_ascii=False)


def _load(local: LocalModel) -> Any:
    if find_spec("sentence_transformers") is None:
        raise EXTRA
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - six seconds, only with a model

    prompts = dict(local.profile.prompts) if local.profile is not None else None
    model = from_folder(local, partial(SentenceTransformer, prompts=prompts))
    if local.precision == "int8":
        quantise(model)
    return model


def from_folder(local: LocalModel, kind: Callable[..., Any]) -> Any:
    """A model of sentence-transformers from its folder alone. Raises ``PortalError("model_unavailable")``."""
    from transformers.utils import logging  # noqa: PLC0415 - as above

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    options: Mapping[str, Any] = {
        "trust_remote_code": False,
        "local_files_only": True,
        "model_kwargs": {"use_safetensors": True},
    }
    try:
        return kind(str(local.folder), **options)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as failure:
        raise PortalError("model_unavailable", f"{local.folder}: {failure}", "pull or copy it again") from failure


def quantise(model: Any) -> None:
    """Let the linear layers of a model of sentence-transformers compute in int8 (weights by channel).

    The module's ``model`` is replaced: assigning ``auto_model``, its name in older releases, would change nothing.
    """
    import torch  # noqa: PLC0415 - as above
    from torch.ao.quantization import per_channel_dynamic_qconfig, quantize_dynamic  # noqa: PLC0415

    with warnings.catch_warnings():  # deprecated for a library that is not a dependency; torch is pinned
        warnings.simplefilter("ignore")
        layers = {torch.nn.Linear: per_channel_dynamic_qconfig}
        model[0].model = quantize_dynamic(model[0].model, layers, dtype=torch.qint8)  # type: ignore[no-untyped-call]


def _longer_than_context(model: Any, texts: Sequence[str]) -> int:
    """How many texts are longer than the model reads. A token has a character at least; two more frame a text."""
    context = model.max_seq_length
    if context is None:
        return 0
    prompt = model.prompts.get("document") or ""
    long = [prompt + text for text in texts if len(prompt) + len(text) + 2 > context]
    tokens = model.tokenizer(long, truncation=False, verbose=False)["input_ids"] if long else []
    return sum(len(ids) > context for ids in tokens)
