"""The same part of a Work in each of its languages."""

from __future__ import annotations

from typing import Any

from api.linking import in_any, parts_named
from api.views import known_work
from corpus.store import Store
from corpus.store.works import StoredPassage


def parallel_document(store: Store, written: str, pinpoint: str) -> dict[str, Any]:
    """The same part of a Work in each of its languages. ``missing`` are languages in which it was not found."""
    key, parts = known_work(store, written), parts_named(pinpoint)
    texts = {
        e.language: [_part_text(p) for p in store.works.passages(e.id) if in_any(p.path, parts)]
        for e in store.works.expressions(key)
    }
    return {
        "work": key,
        "pinpoint": pinpoint,
        "expressions": [{"language": language, "passages": found} for language, found in texts.items() if found],
        "missing": [language for language, found in texts.items() if not found],
    }


def _part_text(passage: StoredPassage) -> dict[str, Any]:
    plain = ("id", "path", "kind", "number", "text")
    return {name: getattr(passage, name) for name in plain} | {"page": passage.page_first}
