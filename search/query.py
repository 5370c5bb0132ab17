"""What a person typed, read: a document to go to, or terms to find with those of other languages added."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from corpus.errors import PortalError
from corpus.places import all_passage_paths
from corpus.queries import LONGEST_QUERY, QuerySymbol
from search.embed import Embedder
from search.prepare import prepared
from search.stemming import language_of, languages_of
from search.store.base import Fusion
from search.tokens import SYMBOL, TOKEN, dates, pairs, percentages, word_token
from search.units import ADDED, TYPED, Form, Question, Unit, is_function_word, take_apart

MODES = ("auto", "lexical", "dense", "hybrid")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

ACROSS = 0.5
"""Weight in a question of a pair of characters that spans a function word."""

ADDED_WEIGHT = {"synonym": 0.9, "glossary": 0.8, "lexicon": 0.8}
"""Of a term that was added, against one that was typed, by where it comes from."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term of the query and what was added for it."""

    typed: str
    concept: str | None
    added: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"typed": self.typed, "concept": self.concept, "added": list(self.added)}


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the retriever takes it; ``terms`` are its tokens and those of the forms added, with their weights."""

    text: str
    mode: str
    question: Question
    terms: dict[str, float] = field(default_factory=dict)
    symbol: QuerySymbol | None = None
    dense: tuple[float, ...] | None = None
    fusion: Fusion | None = None

    @property
    def units(self) -> tuple[Unit, ...]:
        """What it asks about."""
        return self.question.units

    @property
    def expansions(self) -> tuple[Expansion, ...]:
        """What was added to what was typed."""
        added = ((unit, [f.text for f in unit.forms if f.source != TYPED]) for unit in self.units)
        return tuple(Expansion(unit.typed, unit.concept, tuple(texts)) for unit, texts in added if texts)

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The parts of a document it asks for, each as the paths at which it may stand, most exact first."""
        pinpoint = None if self.symbol is None else self.symbol.pinpoint
        return () if pinpoint is None else all_passage_paths(pinpoint)

    def __deepcopy__(self, memo: dict[int, Any]) -> Query:
        return self


def checked_query(text: str) -> str:
    """The query without what cannot be printed. Raises ``PortalError``: query_empty, query_too_long."""
    cleaned = UNPRINTABLE.sub(" ", text).strip()
    if not cleaned:
        raise PortalError("query_empty")
    if len(cleaned) > LONGEST_QUERY:
        raise PortalError("query_too_long", f"{len(cleaned)} characters", f"shorten it to {LONGEST_QUERY:,} characters")
    return unicodedata.normalize("NFC", cleaned)


def chosen_mode(mode: str, *, dense: bool, helps: bool = False) -> str:
    """The mode to search in; ``helps``: an evaluation found hybrid search better.

    Raises ``PortalError``: bad_input, unknown_mode (dense without a model).
    """
    if mode not in MODES:
        raise PortalError("bad_input", f"mode {mode!r}", f"it is one of {', '.join(MODES)}")
    if mode in ("dense", "hybrid") and not dense:
        raise PortalError("unknown_mode", f"{mode}: no embedding model is configured")
    # Fusion that no evaluation found better makes results worse: it must be asked for.
    return ("hybrid" if dense and helps else "lexical") if mode == "auto" else mode


def read_query(
    text: str,
    mode: str,
    symbol: QuerySymbol | None,
    embedder: Embedder | None,
    languages: Sequence[str] | None = None,
    sources: frozenset[str] = ADDED,
    fusion: Fusion | None = None,
) -> Query:
    """Read a query that was checked (``checked_query``) in a mode that was chosen (``chosen_mode``).

    ``symbol`` is the document that the query names, if it does nothing else (``corpus.queries.query_symbol``).
    ``languages`` are those in which passages are wanted; None is all. ``sources`` as in ``take_apart``.
    ``fusion``: how hybrid search weighs its legs.
    """
    question = take_apart(text, languages, sources)
    dense = embedder.query(text) if embedder is not None and mode != "lexical" else None
    return Query(text, mode, question, {} if symbol else _terms(question), symbol, dense, fusion)


def _terms(question: Question) -> dict[str, float]:
    terms = _typed_terms(question)
    for unit in question.units:
        for form in unit.forms:
            if form.source != TYPED:
                _raise(terms, _form_terms(form))
    return terms


def _raise(terms: dict[str, float], added: dict[str, float]) -> None:
    """A term of several forms counts once, as the surest of them; one that was typed stays as it is."""
    for token, weight in added.items():
        terms[token] = max(terms.get(token, 0.0), weight)


def _typed_terms(question: Question) -> dict[str, float]:
    """The tokens of what was typed; function words count only where there is nothing else."""
    text = question.text
    found: dict[str, float] = {match.group().casefold(): 1.0 for match in SYMBOL.finditer(text)}
    found |= dict.fromkeys((*dates(text), *percentages(text)), 1.0)
    found |= {match.group(): 1.0 for match in TOKEN.finditer(text) if match.lastgroup == "number"}
    found |= {pair: ACROSS for run in question.runs for pair in pairs(run)}
    for piece in question.content:
        found |= dict.fromkeys((*piece, *pairs(piece)), 1.0)
    words = [token for word in question.words for token in _word_tokens(word, content=True)]
    spare = (token for word in question.words for token in _word_tokens(word, content=False))
    return found | dict.fromkeys(words if words or question.content else spare, 1.0)


def _word_tokens(word: str, *, content: bool) -> Iterator[str]:
    """A typed word's token in each language it may be of; ``content``: but not where it is a function word."""
    for language in languages_of(word):
        if not (content and is_function_word(word, [language])):
            yield word_token(word, language)


def _form_terms(form: Form) -> dict[str, float]:
    """The tokens of a form that was added; together they weigh as much as a shorter form's."""
    tokens = _form_tokens(form.text, form.language)
    weight = ADDED_WEIGHT[form.source] * form.weight / max(len(tokens), 1) ** 0.5
    return dict.fromkeys(tokens, weight)


@lru_cache(maxsize=50_000)
def _form_tokens(text: str, language: str) -> tuple[str, ...]:
    """The tokens of a form, each once."""
    tokens: dict[str, None] = {}
    for match in TOKEN.finditer(prepared(text)):
        found = match.group()
        if match.lastgroup == "cjk":
            tokens |= dict.fromkeys(pairs(found) if len(found) > 1 else found)
        elif match.lastgroup == "number":
            tokens[found] = None
        elif not is_function_word(found, [language]):
            tokens[word_token(found, language_of(found, language))] = None
    return tuple(tokens)
