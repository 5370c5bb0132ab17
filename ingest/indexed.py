"""A document's passages as the index takes them: from the store, or as they were read, without the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corpus.documents import Passage, Recognition
from search.context import in_context
from search.index import IndexedPassage

if TYPE_CHECKING:
    from corpus.store.staging import Derived
    from corpus.store.works import StoredPassage, WorkFacts


def indexed_passages(passages: Sequence[StoredPassage], facts: WorkFacts | None = None) -> list[IndexedPassage]:
    """What the index keeps of a stored expression; a rebuilt index gets the same from the same store.

    ``facts`` are those of its Work where the store does not say them yet.
    """
    if not passages:
        return []
    said = passages[0].expression
    about = _about(said.id, said.work, said.language, said.title) | _facts(facts or said)
    return in_context([_indexed(p, p.id, p.ordinal, p.kind, about) for p in passages])


def derived_passages(derived: Derived, facts: WorkFacts | None = None) -> list[IndexedPassage]:
    """The same of an expression that is being stored, without reading it back."""
    said = derived.recognition
    about = _about(derived.expression, said.work, said.language, said.title) | _facts(facts or said)
    return _as_read(derived.parsed.passages, derived.ids, about)


def parsed_passages(passages: Sequence[Passage], said: Recognition) -> list[IndexedPassage]:
    """The same of a document that nobody gave ids yet: enough to encode it."""
    about = _about("", said.work, said.language, said.title) | _facts(said)
    return _as_read(passages, [""] * len(passages), about)


def _as_read(passages: Sequence[Passage], ids: Sequence[str], about: Mapping[str, Any]) -> list[IndexedPassage]:
    identified = enumerate(zip(ids, passages, strict=True))
    return in_context([_indexed(p, id_, n, p.kind.value, about) for n, (id_, p) in identified])


def _about(expression: str, work: str, language: str, title: str) -> dict[str, Any]:
    """What every passage of an expression repeats of it."""
    return {"expression": expression, "work": work, "symbol": work, "language": language, "title": title}


def _facts(known: Any) -> dict[str, Any]:
    """What every passage repeats of its Work; ``known`` has them, the type as a word or its value."""
    return {"type": str(known.type), "country": known.country, "year": known.year}


def _indexed(
    passage: Passage | StoredPassage, identity: str, ordinal: int, kind: str, about: Mapping[str, Any]
) -> IndexedPassage:
    return IndexedPassage(
        id=identity,
        text=passage.text,
        kind=kind,
        number=passage.number,
        parent=passage.parent,
        role=passage.role,
        heading_path=passage.heading_path,
        page_first=passage.page_first,
        page_last=passage.page_last,
        ordinal=ordinal,
        path=passage.path,
        **about,
    )
