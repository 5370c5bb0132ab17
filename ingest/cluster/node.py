"""What a node does: have a child with limits read a file, encode passages. It holds no store and writes no document.

The functions are found on the node by their names, in the portal that is installed there: bytes in, bytes out.
"""

from __future__ import annotations

import hashlib
import json
import platform
import socket
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.errors import PortalError
from corpus.fingerprint import fingerprint
from corpus.settings import Settings
from ingest.cluster import messages
from ingest.warm import WarmChildren
from search.embed import EmbeddingRecord, remembered
from search.encoding import Encoder, encoder
from search.models import local_model

MADE_WITH = (
    *("pypdf", "pypdfium2", "lxml", "python-docx", "py3langid"),
    *("jieba", "rjieba", "opencc", "pystemmer", "numpy"),
)
"""Libraries that have a say in what is read and encoded."""

MODELS_WITH = ("sentence-transformers", "torch", "transformers")
"""Libraries that have a say in dense vectors."""

SAME = "install the same version of the portal, with constraints.txt, on every node"


@cache
def made_by(*, models: bool = False) -> str:
    """Names the code and the libraries: nodes of one name make the same of a file, and of passages."""
    libraries = [_version(name) for name in (*MADE_WITH, *(MODELS_WITH if models else ()))]
    code = fingerprint("corpus", "ingest", "search")
    return hashlib.sha256(json.dumps([code, platform.machine(), libraries]).encode()).hexdigest()[:12]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def read(asker: str, task: str, name: str, original: bytes) -> bytes:
    """Have a child with limits do an encoded task of the cell on an original; ``asker`` as ``made_by``."""

    def heard() -> bytes:
        _require_same(asker, made_by())
        asked = json.loads(task)
        with tempfile.TemporaryDirectory(prefix="vkp-") as folder:
            path = Path(folder) / Path(asked["path"]).name
            path.write_bytes(original)
            return _children().said_by(json.dumps(asked | {"path": str(path)}), asked["seconds"], name)

    return _answer(heard)


def encode(asker: str, passages: bytes) -> bytes:
    """Encode passages without a model."""

    def encoded() -> bytes:
        _require_same(asker, made_by())
        return _encoded(encoder(), passages)

    return _answer(encoded)


class Model:
    """A model that is kept on a node, to encode passages with, by so many threads.

    ``models``: the folder of models, where the node's ``VKP_MODELS`` names no other.
    """

    def __init__(self, asker: str, record: bytes, models: str, threads: int) -> None:
        self._asker = asker
        self._record = messages.record_of_json(record)
        self._models = models
        self._threads = threads
        self._encoder: Encoder | None = None

    def encode(self, passages: bytes) -> bytes:
        """Encode passages with it; it is loaded for the first."""
        return _answer(lambda: _encoded(self._loaded(), passages))

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            _require_same(self._asker, made_by(models=True))
            self._encoder = _with_model(self._record, self._models, self._threads)
        return self._encoder


def _with_model(record: EmbeddingRecord, models: str, threads: int) -> Encoder:
    embedder = remembered(local_model(record.choice, Settings().models or Path(models)), record)
    import torch  # noqa: PLC0415 - seconds to import, only with a model; it is here, as the model is remembered

    torch.set_num_threads(threads)  # Ray lets an actor have one
    return encoder(embedder)


def _encoded(encode: Encoder, passages: bytes) -> bytes:
    return messages.encoded_to_json(encode(messages.passages_of_json(passages)))


def _answer(asked: Callable[[], bytes]) -> bytes:
    try:
        return messages.granted(asked())
    except PortalError as failure:
        if failure.code in messages.MAY_REFUSE:
            detail = f"on {socket.gethostname()}: {failure.detail}" if failure.code in OF_NODES else failure.detail
            return messages.refused(PortalError(failure.code, detail, failure.remedy))
        raise
    except OSError as failure:
        return messages.refused(PortalError("cluster_unavailable", f"{socket.gethostname()}: {failure.strerror}"))


OF_NODES = frozenset({"model_unavailable", "index_mismatch", "cluster_unavailable"})
"""What a node says of itself, and not of a file."""


def _require_same(asker: str, own: str) -> None:
    if asker != own:
        raise PortalError("cluster_unavailable", "another version of the portal or of its libraries is there", SAME)


@cache
def _children() -> WarmChildren:
    """The process that children are forked from, for as long as this one lives; it ends with it."""
    return WarmChildren()
