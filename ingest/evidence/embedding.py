"""The embedding model that an opinion is learned and asked with: the one of the data folder's index, and no other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.evidence.models import in_use
from ingest.evidence.opinion import Embedding, SecondOpinion
from search.embed import Embedder
from search.index import embedder_in_use


def second_opinion(settings: Settings, embedding: Callable[[], Embedding | None] | None = None) -> SecondOpinion:
    """Who gives opinions in a data folder. ``embedding`` is called only where the model in use needs vectors.

    Raises ``PortalError``: bad_input where the model in use is damaged.
    """
    model = in_use(settings)
    found = partial(embedding_in_use, settings) if embedding is None else embedding
    return SecondOpinion(model, None if model.embedding is None else found())


def embedding_in_use(settings: Settings) -> Embedding | None:
    """The embedding model of a data folder, loaded at the first text; None where it has none, or none that works."""
    try:
        return embedding_of(embedder_in_use(settings))
    except PortalError:  # an opinion is not worth stopping for: it is said that none is given
        return None


def embedding_of(embedder: Embedder | None) -> Embedding | None:
    """An opened model as the opinion takes it."""
    return None if embedder is None else Embedding(str(embedder.record), embedder.documents)
