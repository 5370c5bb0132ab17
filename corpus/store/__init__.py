"""The one durable store: works, passages, links, suggestions and jobs, in SQL."""

from corpus.store.open import Store, open_store

__all__ = ["Store", "open_store"]
