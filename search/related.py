"""Passages that belong with one: near in meaning, citing the same, cited together with it; and its translations.

Near in meaning is what a search for the passage's rarest terms finds. The passage itself is left out with its copies:
reports repeat paragraphs word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.store import Store
from corpus.store.passage_links import SharedTargets
from corpus.store.works import StoredPassage
from search.prepare import folded, prepared
from search.searcher import Hit, Searcher
from search.units import Unit, take_apart

RAREST = 16
"""Terms of a passage that are searched for: with more, long passages find each other for what all say."""

LONGEST = 1000
"""Characters of a passage that are looked at, as of a query."""

LOOKED_AT = 50
"""Passages found of which the first ones are shown; copies and translations among them are not."""

CITED = 20
"""Passages that are related by citations, of each kind."""

MEANING, CITES_SAME, CITED_TOGETHER = "meaning", "cites_the_same", "cited_together"


@dataclass(frozen=True, slots=True)
class Related:
    """A passage that belongs with another: in which ways, and the targets or citing passages that they share."""

    passage: StoredPassage
    ways: tuple[str, ...]
    score: float
    shared: tuple[str, ...] = ()
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class RelatedPassages:
    """What belongs with a passage, best first, and the same paragraph in other languages."""

    passage: StoredPassage
    terms: tuple[str, ...]
    related: tuple[Related, ...]
    translations: tuple[StoredPassage, ...]


def related_passages(
    searcher: Searcher, store: Store, passage: StoredPassage, counted: Mapping[str, int], limit: int
) -> RelatedPassages:
    """The passages that belong with one. ``counted``: how often the words of the corpus stand there."""
    terms = rarest_terms(passage.text, counted)
    translations = _translations(store, passage)
    hits = searcher.search(" ".join(terms), k=LOOKED_AT, mode="auto").hits if terms else ()
    found = [*_by_meaning(store, hits), *_by_citations(store, passage)]
    apart = {one.id for one in (passage, *translations)}
    said = {_letters_only(one.text) for one in (passage, *translations)}
    kept = [one for one in found if one.passage.id not in apart and _letters_only(one.passage.text) not in said]
    return RelatedPassages(passage, terms, tuple(_each_text_once(_joined(kept)))[:limit], translations)


def rarest_terms(text: str, counted: Mapping[str, int]) -> tuple[str, ...]:
    """The terms of a passage that the fewest others have, in the order of the text.

    What stands nowhere else finds nothing; a term of several words is as rare as its rarest word.
    """
    units: dict[str, Unit] = {unit.typed: unit for unit in take_apart(text[:LONGEST]).units if len(unit.typed) > 1}
    often = {typed: _times(unit, counted) for typed, unit in units.items()}
    rarest = sorted((typed for typed, times in often.items() if times != 1), key=lambda typed: often[typed])[:RAREST]
    return tuple(typed for typed in units if typed in rarest)


def _times(unit: Unit, counted: Mapping[str, int]) -> int:
    """How often the words of a unit stand in the corpus; 0 where it is not known."""
    return min((counted.get(word.casefold(), 0) for word in unit.typed.split()), default=0)


def _by_meaning(store: Store, hits: Sequence[Hit]) -> Iterator[Related]:
    for hit in hits:
        passage = store.works.passage(hit.passage_id)
        if passage is not None:
            yield Related(passage, (MEANING,), hit.score, hit=hit)


def _by_citations(store: Store, passage: StoredPassage) -> Iterator[Related]:
    links = store.passage_links
    ways = ((CITES_SAME, links.citing_alike(passage.id)), (CITED_TOGETHER, links.cited_together(passage.id)))
    for way, found in ways:
        yield from _shown(store, way, found[:CITED])


def _shown(store: Store, way: str, found: Iterable[SharedTargets]) -> Iterator[Related]:
    for one in found:
        passage = store.works.passage(one.passage)
        if passage is not None:
            yield Related(passage, (way,), 0.0, one.shared)


def _joined(found: Sequence[Related]) -> list[Related]:
    """Each passage once, with all the ways it is related in; by the number of ways, then by meaning, then by shares."""
    by_id: dict[str, Related] = {}
    for one in found:
        known = by_id.get(one.passage.id)
        by_id[one.passage.id] = one if known is None else _both(known, one)
    return sorted(by_id.values(), key=lambda one: (-len(one.ways), -one.score, -len(one.shared), one.passage.id))


def _both(known: Related, other: Related) -> Related:
    shared = tuple(dict.fromkeys((*known.shared, *other.shared)))
    return replace(known, ways=(*known.ways, *other.ways), shared=shared, score=max(known.score, other.score))


def _each_text_once(found: Iterable[Related]) -> Iterator[Related]:
    said: set[str] = set()
    for one in found:
        text = _letters_only(one.passage.text)
        if text not in said:
            said.add(text)
            yield one


def _translations(store: Store, passage: StoredPassage) -> tuple[StoredPassage, ...]:
    """The passages at the same place of the document's other languages."""
    here, works = passage.expression, store.works
    others = [e.language for e in works.expressions(here.work) if e.language != here.language]
    found = (works.translation(here.work, passage.path, language) for language in others)
    return tuple(one for one in found if one is not None)


def _letters_only(text: str) -> str:
    """A text as copies are told: without case, spaces and marks."""
    return "".join(letter for letter in folded(prepared(text)) if letter.isalnum())
