"""Commands that keep the data folder sound: verify and reindex."""

from __future__ import annotations

import time
from typing import Any

from api.output import Progress, open_corpus
from corpus.settings import Settings
from corpus.writer import sole_writer
from ingest.derive import indexed_passages
from ingest.verify import Corpus, verify
from search.index import drop_index, index_exists, open_index


def verify_document(settings: Settings, *, deep: bool = False) -> dict[str, Any]:
    """Every check, in the contract's shape."""
    with open_corpus(settings) as store:
        if not index_exists(settings):
            return verify(Corpus(settings, store, None, deep))
        with open_index(settings) as index:
            return verify(Corpus(settings, store, index, deep))


def reindex_document(settings: Settings, progress: Progress) -> dict[str, Any]:
    """Throw the index away and build it from the store: the store is the truth."""
    started = time.monotonic()
    with sole_writer(settings), open_corpus(settings) as store:
        drop_index(settings)
        expressions = store.works.expressions()
        written = 0
        with open_index(settings, create=True) as index:
            for done, expression in enumerate(expressions, start=1):
                written += index.write(indexed_passages(store.works.passages(expression.id)))
                progress(done, len(expressions), expression.work)
            index.flush()
            index.optimize()
    seconds = round(time.monotonic() - started, 3)
    return {"documents": len(expressions), "passages": written, "seconds": seconds}
