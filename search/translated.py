"""Quotes in the language of the question, from the same paragraph of the same Work in that language."""

from __future__ import annotations

from dataclasses import replace

from corpus.places import part_name
from corpus.sentences import sentences
from corpus.store import Store
from corpus.store.works import StoredPassage
from search.query import Query
from search.quoting import Citation, quoted, span_quoted


def in_language(store: Store, found: Citation, text: str, query: Query, language: str) -> Citation:
    """A citation, or the quote that says the same in a language; ``text`` is that of the passage found."""
    same = None if found.language == language else _same_place(store, found, language)
    if same is None:
        return found
    return replace(
        found,
        passage_id=same.id,
        language=language,
        number=same.number,
        page_first=same.page_first,
        path=same.path,
        quote=_same_sentences(text, found.language, same.text, language, query),
        translation_of=found.passage_id,
        found_language=found.language,
    )


def _same_place(store: Store, found: Citation, language: str) -> StoredPassage | None:
    """The passage at the same place; only numbered places are the same in every language."""
    if not part_name(found.path, "en"):
        return None
    at = store.works.passage_at(found.work, [found.path], language)
    passage = None if at is None else store.works.passage(at)
    return passage if passage is not None and passage.expression.language == language else None


def _same_sentences(text: str, language: str, translation: str, into: str, query: Query) -> str:
    """The sentences at the same places where both texts have as many; else those that say most of what was asked."""
    parts = sentences(translation)
    if len(parts) != len(sentences(text)):
        return quoted(translation, into, query)
    first, last = span_quoted(text, language, query)
    return "".join(parts[first:last]).strip()
