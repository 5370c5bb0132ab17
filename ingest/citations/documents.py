"""Documents cited by their symbol or its address, and general comments of treaty bodies cited by number and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import unquote

from corpus.citations import Mention, MentionKind
from corpus.documents import WorkType
from corpus.lexicon import load_catalogue
from corpus.symbols import Symbol
from ingest.citations.grammar import Grammar
from ingest.citations.reading import Reading
from ingest.citations.symbols_grammar import address_pattern, symbol_pattern

SHORT_COUNT = 3
KINDS = {WorkType.RESOLUTION: MentionKind.RESOLUTION, WorkType.DECISION: MentionKind.DECISION}
MOST_COMMENTS = 8


def find_documents(reading: Reading, places: Sequence[int]) -> Iterator[Mention]:
    """The mentions by symbol; symbols joined to one another are one mention, whose target is the first."""
    at = 0
    for place in places:
        if place >= at:
            found = symbol_at(reading.plain, place) or address_at(reading.plain, place)
            if found is not None:
                symbol, start, at = found
                yield reading.mention(start, at, KINDS.get(symbol.type, MentionKind.DOCUMENT), str(symbol))


def symbol_at(plain: str, place: int) -> tuple[Symbol, int, int] | None:
    """The symbol that stands at a place, and where it and those joined to it begin and end."""
    found = symbol_pattern().match(plain, place)
    if found is None:
        return None
    written, name = (f"S/{found['digits']}", "damaged") if found["damaged"] else (found["first"], "first")
    symbol = symbol_in(written)
    return None if symbol is None else (symbol, found.start(name), found.end())


def address_at(plain: str, place: int) -> tuple[Symbol, int, int] | None:
    """The symbol in an address of the organisation's document hosts, and where it stands in it."""
    found = address_pattern().match(plain, place)
    if found is None:
        return None
    name = "symbol" if found["symbol"] is not None else "asked"
    written = without_tail(found[name])
    symbol = symbol_in(unquote(written))
    return None if symbol is None else (symbol, found.start(name), found.start(name) + len(written))


def without_tail(written: str) -> str:
    """What an address says without the sentence's own punctuation after it."""
    kept = written.rstrip(".-_%")
    return kept.rstrip(")") if kept.count(")") > kept.count("(") else kept


def find_comments(reading: Reading, grammar: Grammar, places: Sequence[int]) -> Iterator[Mention]:
    """The mentions of general comments; number and year together name one committee's."""
    symbols = general_comments()
    for place in places:
        found, name, left = grammar.comment.match(reading.plain, place), 0, MOST_COMMENTS
        while found is not None and left:
            target = symbols.get(f"{found['number']}/{found['year']}")
            yield reading.mention(found.start(name), found.end(), MentionKind.DOCUMENT, target, target is None)
            found, name, left = grammar.next_comment.match(reading.plain, found.end()), 1, left - 1


@cache
def general_comments() -> dict[str, str]:
    """The symbols of general comments by "number/year"; those that two committees share are left out."""
    rows = [(key, symbol) for listed in load_catalogue("comments").values() for key, symbol in listed.items()]
    times = Counter(key for key, _ in rows)
    return {key: symbol for key, symbol in rows if times[key] == 1}


def symbol_in(written: str) -> Symbol | None:
    """The symbol, unless it is too short to be one in running text ("A/4", "S/1")."""
    try:
        symbol = Symbol(written.replace("Add.I", "Add.1"))
    except ValueError:
        return None
    parts = symbol.split("/")
    return None if len(parts) == 2 and parts[1].isdigit() and len(parts[1]) < SHORT_COUNT else symbol
