"""What a person typed, read: a document to go to, or words to find with those of other languages added."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import PortalError
from corpus.places import all_passage_paths
from corpus.queries import LONGEST_QUERY, QuerySymbol
from search.embed import Embedder
from search.expand import Expansion, expand
from search.tokens import tokenise

MODES = ("auto", "lexical", "dense", "hybrid")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

EXPANSION_WEIGHT = 0.6
"""Of a term the glossary adds, against one that was typed."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the retriever takes it. ``typed`` are its own tokens, ``terms`` all with their weights."""

    text: str
    mode: str
    typed: tuple[str, ...]
    terms: dict[str, float] = field(default_factory=dict)
    symbol: QuerySymbol | None = None
    expansions: tuple[Expansion, ...] = ()
    dense: tuple[float, ...] | None = None

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


def chosen_mode(mode: str, *, dense: bool) -> str:
    """The mode to search in. Raises ``PortalError``: bad_input, unknown_mode (dense without a model)."""
    if mode not in MODES:
        raise PortalError("bad_input", f"mode {mode!r}", f"it is one of {', '.join(MODES)}")
    if mode in ("dense", "hybrid") and not dense:
        raise PortalError("unknown_mode", f"{mode}: no embedding model is configured")
    # Fusion with a model that has not been evaluated makes results worse: it must be asked for.
    return "lexical" if mode == "auto" else mode


def read_query(text: str, mode: str, symbol: QuerySymbol | None, embedder: Embedder | None) -> Query:
    """Read a query that was checked (``checked_query``) in a mode that was chosen (``chosen_mode``).

    ``symbol`` is the document that the query names, if it does nothing else (``corpus.queries.query_symbol``).
    """
    typed = tuple(tokenise(text))
    expansions = () if symbol else expand(text)
    dense = embedder.query(text) if embedder is not None and mode != "lexical" else None
    return Query(text, mode, typed, _weighted(typed, expansions), symbol, expansions, dense)


def _weighted(typed: tuple[str, ...], expansions: tuple[Expansion, ...]) -> dict[str, float]:
    terms: dict[str, float] = {}
    for token in typed:
        terms[token] = terms.get(token, 0.0) + 1.0
    for expansion in expansions:
        for added in expansion.added:
            tokens = tokenise(added)
            for token in tokens:
                terms[token] = max(terms.get(token, 0.0), EXPANSION_WEIGHT / len(tokens) ** 0.5)
    return terms
