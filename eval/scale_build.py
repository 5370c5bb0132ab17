"""A data folder of a given size: documents of ``eval.scale_corpus`` in store and index, as an ingest leaves them.

What reading files takes is left out: the passages are staged and published in the store, and written to the index in
bulk with the model's vectors, as ``vkp reindex`` writes them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, Recognition, WorkType, passage_id
from corpus.errors import PortalError
from corpus.fingerprint import fingerprint
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.staging import Derived
from eval.scale_corpus import UNDER_HEADING, MadeDocument, documents
from eval.scale_embedding import make_projection
from eval.shared_texts import Text
from ingest.indexed import indexed_passages
from search.index import PassageIndex, rebuilt_index

HEADING = 40
"""Characters of a text that make a heading."""

BATCH = 4_000
BUILT = "built.json"
MODEL = "projection"


def settings_of(folder: Path) -> Settings:
    """The settings with which a built folder is used."""
    return Settings(data=folder / "data", embedding=str(folder / MODEL), qdrant_url=None, database_url=None)


def settings_at(folder: Path) -> Settings:
    """The settings of a built folder, or of a data folder as people have it.

    Raises ``PortalError("path_missing")`` where neither is there.
    """
    if (folder / BUILT).exists():
        return settings_of(folder)
    settings = Settings(data=folder)
    if not (settings.database_url or (folder / "portal.db").exists()):
        raise PortalError("path_missing", f"{folder} holds no corpus", "build one with 'python -m eval scale --folder'")
    return settings


def built(folder: Path, texts: Sequence[Text], size: int, *, reuse: bool = False) -> dict[str, Any]:
    """Build a folder, unless this code built it already: the passages, and the seconds of store and index.

    ``reuse``: nor if other code did, where a change since is known to leave store and index as they are.
    """
    made_by, record = fingerprint("search", "corpus"), folder / BUILT
    known = json.loads(record.read_text("utf-8")) if record.exists() else {}
    if known and (reuse or known["made_by"] == made_by):
        return dict(known)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_projection(folder / MODEL, [text.text for text in texts])
    figures = {"made_by": made_by, "passages": size} | _build(settings_of(folder), texts, size)
    record.write_text(json.dumps(figures), "utf-8")
    return figures


def _build(settings: Settings, texts: Sequence[Text], size: int) -> dict[str, float]:
    started = time.perf_counter()
    settings.data.mkdir(exist_ok=True)
    store = open_store(settings, create=True)
    try:
        expressions = [_published(store, document) for document in documents(texts, size)]
        stored = time.perf_counter()
        with rebuilt_index(settings) as index:
            _write(index, store, expressions)
            written = time.perf_counter()
    finally:
        store.close()
    ended = time.perf_counter()
    return {
        "store_seconds": stored - started,
        "write_seconds": written - stored,
        "optimize_seconds": ended - written,
    }


def _write(index: PassageIndex, store: Store, expressions: Sequence[str]) -> None:
    passages = (p for expression in expressions for p in indexed_passages(store.works.passages(expression)))
    while batch := list(islice(passages, BATCH)):
        index.write(batch)


def _published(store: Store, document: MadeDocument) -> str:
    """The id of the expression, visible in the store."""
    passages = tuple(_passages(document))
    parsed = ParsedDocument("text/plain", (Page(1, PageState.TEXT),), passages, document.language, engine="scale")
    recognition = Recognition(document.work, WorkType.REPORT, document.language, f"Document {document.number}")
    ids = tuple(passage_id(document.work, document.language, p.path, p.text) for p in passages)
    derived = Derived(hashlib.sha256(document.work.encode()).hexdigest(), parsed, recognition, ids)
    store.jobs.accept(derived.sha256, 1, document.work, {}, "scale")
    store.staging.stage(derived)
    store.staging.publish(derived)
    store.jobs.start(derived.sha256)
    store.jobs.finish(derived.sha256, derived.expression)
    return derived.expression


def _passages(document: MadeDocument) -> Iterator[Passage]:
    """Numbered paragraphs under headings; a heading is the beginning of the text in its place."""
    above: tuple[str, ...] = ()
    for at, text in enumerate(document.texts):
        if at % UNDER_HEADING == 0:
            above = (text[:HEADING],)
            yield Passage(f"h{at}", PassageKind.HEADING, above[0], 1, 1, level=1)
        else:
            yield Passage(f"p{at}", PassageKind.PARAGRAPH, text, 1, 1, number=str(at), heading_path=above)
