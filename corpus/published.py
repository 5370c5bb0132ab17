"""Which Works the United Nations publish under a symbol, and the addresses at which they do."""

from __future__ import annotations

import re
from urllib.parse import quote

from corpus.lexicon import load_catalogue
from corpus.queries import symbol_of
from corpus.symbols import Symbol

DOCUMENTS_SITE = "https://undocs.org/"
"""The United Nations' own short addresses of documents: a language and a symbol follow."""

OWN_KEYS = re.compile(r"EB[/-]|(?!A/HRC/).*/DEC/")
"""Decisions are printed in reports and have no symbol, but for the Human Rights Council's: these keys are our own."""


def published_symbol(work: str) -> Symbol | None:
    """The symbol under which a Work is published; None for what has none, or stands in another document."""
    symbol = symbol_of(work)
    return None if symbol is None or OWN_KEYS.match(symbol) else symbol


def address_of(work: str, language: str = "en") -> str | None:
    """Where the United Nations publishes the Work with this key, in a language: an address for people."""
    return None if published_symbol(work) is None else f"{DOCUMENTS_SITE}{language}/{quote(work)}"


def document_addresses(symbol: Symbol, language: str) -> tuple[str, ...]:
    """Where a program is given the document of a symbol in a language, the best place first."""
    parts = {"symbol": quote(symbol, safe=""), "path": quote(symbol), "language": language}
    return tuple(address.format(**parts) for address in load_catalogue("official")["documents"])
