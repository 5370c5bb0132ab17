"""Documents cited by their symbol, and general comments of treaty bodies cited by number and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from corpus.citations import Mention, MentionKind
from corpus.documents import WorkType
from corpus.lexicon import load_catalogue
from corpus.symbols import Symbol
from ingest.citations.grammar import Grammar, symbol_pattern
from ingest.citations.reading import Reading

SHORT_COUNT = 3
KINDS = {WorkType.RESOLUTION: MentionKind.RESOLUTION, WorkType.DECISION: MentionKind.DECISION}


def find_documents(reading: Reading) -> Iterator[Mention]:
    """The mentions by symbol; symbols joined to one another are one mention, whose target is the first."""
    if "/" not in reading.plain:
        return
    for found in symbol_pattern().finditer(reading.plain):
        symbol = symbol_in(found["first"])
        if symbol is not None:
            kind = KINDS.get(symbol.type, MentionKind.DOCUMENT)
            yield reading.mention(found.start(), found.end(), kind, str(symbol))


def find_comments(reading: Reading, grammar: Grammar) -> Iterator[Mention]:
    """The mentions of general comments; number and year together name one committee's."""
    symbols = general_comments()
    for found in grammar.comment.finditer(reading.plain):
        target = symbols.get(f"{found['number']}/{found['year']}")
        yield reading.mention(found.start(), found.end(), MentionKind.DOCUMENT, target, target is None)


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
    _, second, *more = symbol.split("/")
    return None if not more and second.isdigit() and len(second) < SHORT_COUNT else symbol
