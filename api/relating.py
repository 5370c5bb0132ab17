"""Passages that belong with one, in the shape of ``api.search_shapes.RelatedPassages``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.corpus_folder import open_searcher
from api.finding import words_of_corpus
from api.output import Document, counted, place
from api.views import one_passage
from corpus.queries import symbol_of
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.works import StoredPassage
from search.related import Related, related_passages
from search.searcher import Searcher

FEW = 10
"""Passages that are shown unless more are asked for."""

WAYS = {"meaning": "near in meaning", "cites_the_same": "cites the same", "cited_together": "cited together"}
"""How passages belong together, in words."""


def related_in(settings: Settings, passage_id: str, limit: int) -> dict[str, Any]:
    """What belongs with a passage of a data folder."""
    with open_searcher(settings) as (store, searcher):
        return related_passages_document(searcher, store, words_of_corpus(settings, store).counted, passage_id, limit)


def related_passages_document(
    searcher: Searcher, store: Store, counted_words: Mapping[str, int], passage_id: str, limit: int = FEW
) -> dict[str, Any]:
    """What belongs with a passage. Raises ``PortalError``: unknown_passage, index_unavailable."""
    found = related_passages(searcher, store, one_passage(store, passage_id), counted_words, limit)
    return {
        "passage": _named(found.passage),
        "terms": list(found.terms),
        "related": [_related(one) for one in found.related],
        "translations": [_named(one) for one in found.translations],
    }


def _related(one: Related) -> dict[str, Any]:
    return _named(one.passage) | {
        "ways": list(one.ways),
        "score": one.score,
        "shared": list(one.shared),
        "highlights": [] if one.hit is None else [list(span) for span in one.hit.highlights],
    }


def _named(passage: StoredPassage) -> dict[str, Any]:
    version = passage.expression
    return {
        "passage_id": passage.id,
        "work": version.work,
        "symbol": symbol_of(version.work),
        "title": version.title,
        "type": version.type,
        "language": version.language,
        "heading_path": list(passage.heading_path),
    } | {name: getattr(passage, name) for name in ("kind", "number", "page_first", "page_last", "path", "text")}


def related_text(d: Document) -> Iterator[str]:
    """The passage, its translations, then what belongs with it and how."""
    yield f"{place(d['passage'])}  [{d['passage']['language']}]: {counted(len(d['related']), 'related passage')}"
    for one in d["translations"]:
        yield f"    translation: {place(one)}  [{one['language']}]"
    for number, one in enumerate(d["related"], start=1):
        yield ""
        yield f"{number:>2}. {place(one)}  [{one['language']}]  {one['title']}"
        yield f"    {one['text'][:240]}"
        yield f"    {', '.join(WAYS[way] for way in one['ways'])}"
