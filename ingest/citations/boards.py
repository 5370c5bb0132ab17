"""Which executive board "the Executive Board" is: each of three bodies has one, and they number alike."""

from __future__ import annotations

from corpus.lexicon import load_lexicon
from ingest.citations.grammar import Grammar

DEFAULT_BOARD = "EB"


def board_of(work: str) -> str | None:
    """The board that a document of this series belongs to; None when its series is no board's."""
    boards: dict[str, str] = load_lexicon("bodies")["board_of_series"]
    return next((board for series, board in boards.items() if work.startswith(f"{series}/")), None)


def board_named(text: str, grammar: Grammar) -> str:
    """The board that a text by itself points to: by a symbol of its series, or by the one agency that it names."""
    boards: dict[str, str] = load_lexicon("bodies")["board_of_series"]
    in_symbols = next((board for series, board in boards.items() if f"{series}/" in text), None)
    if in_symbols is not None:
        return in_symbols
    agencies: dict[str, list[str]] = grammar.words["agencies"]
    named = [board for board, names in agencies.items() if any(name in text for name in names)]
    return named[0] if len(named) == 1 else DEFAULT_BOARD
