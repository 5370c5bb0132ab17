"""Quotes in the language of the question, from the same paragraph of the same Work in that language."""

from __future__ import annotations

from dataclasses import replace

from corpus.sentences import sentences
from corpus.store import Store
from search.query import Query
from search.quoting import Citation, quoted, span_quoted


def in_language(store: Store, found: Citation, text: str, query: Query, language: str) -> Citation:
    """A citation, or the quote that says the same in a language; ``text`` is that of the passage found."""
    same = None if found.language == language else store.works.translation(found.work, found.path, language)
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


def _same_sentences(text: str, language: str, translation: str, into: str, query: Query) -> str:
    """The sentences at the same places where both texts have as many; else those that say most of what was asked."""
    parts = sentences(translation)
    if len(parts) != len(sentences(text)):
        return quoted(translation, into, query)
    first, last = span_quoted(text, language, query)
    return "".join(parts[first:last]).strip()
