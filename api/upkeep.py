"""Commands that keep the data folder sound: verify and reindex."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from api.corpus_folder import open_corpus
from api.output import Progress
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.writer import sole_writer
from ingest.mending import rebuild
from ingest.verify import Corpus, verify
from search.index import PassageIndex, open_index

UNUSABLE = frozenset({"index_unavailable", "index_mismatch"})
"""What is wrong with an index that 'vkp reindex' mends."""


def verify_document(settings: Settings, *, deep: bool = False) -> dict[str, Any]:
    """Every check, in the contract's shape. An index that cannot be opened is a finding, one that is in use is not."""
    with open_corpus(settings) as store, ExitStack() as opened:
        index: PassageIndex | PortalError
        try:
            index = opened.enter_context(open_index(settings))
        except PortalError as failure:
            if failure.code not in UNUSABLE:
                raise
            index = failure
        return verify(Corpus(settings, store, index, deep))


def reindex_document(settings: Settings, progress: Progress) -> dict[str, Any]:
    """Build the index anew from the store, which is the truth; the present one answers until the new one is whole."""
    started = time.monotonic()
    with sole_writer(settings), open_corpus(settings) as store:
        rebuilt = rebuild(settings, store, progress)
    return asdict(rebuilt) | {"seconds": round(time.monotonic() - started, 3)}
