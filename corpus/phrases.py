"""A Work named in words: "resolution 75/233 of 21 December 2020", 大会第75/233号决议, "2030 Agenda", an address.

The words are those of all languages together (``citations.*.yml``, ``phrases.yml``): nobody says in which language a
name is typed. A name is read as a whole; one word that belongs to no such name, and it names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from corpus.chinese import simplified
from corpus.folding import plain_name
from corpus.instruments import editions_by_name, instrument_names
from corpus.lexicon import LANGUAGES, any_of, load_catalogue, load_lexicon
from corpus.numbering import NUMBER, bodies_using, numbered_key, shape_of

QUOTES = "\"'“”«»《》〈〉「」『』"
ADDRESS = re.compile(
    rf"(?:https?://)?(?:www\.)?(?:undocs|docs\.un)\.org/(?:(?:ch|{'|'.join(LANGUAGES)})/)?(?P<symbol>[^?#]+)", re.I
)  # "https://undocs.org/ch/A/RES/75/233": documents printed in Chinese write "ch"
SYMBOL = r"[a-z]{1,8}(?:-[a-z]{1,7})?/[a-z0-9.\-]{1,20}(?:/[a-z0-9.\-]{1,20}){0,6}(?: ?\([a-z0-9. ]{1,12}\))?"
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Naming:
    """What the words of a name say: symbols, numbers, bodies and kinds, each once."""

    symbols: frozenset[str]
    numbers: frozenset[str]
    bodies: frozenset[str]
    kinds: frozenset[str]


def key_in_words(plain: str, read_symbol: Callable[[str], str]) -> str | None:
    """The key that a plain name (``plain_name``) means; None when it is no name of a Work.

    ``read_symbol`` makes a symbol as written canonical. Raises ``ValueError`` where it does, and for a name that could
    mean several Works; its line says what to write.
    """
    address = ADDRESS.fullmatch(plain)
    if address is not None:
        return read_symbol(unquote(address["symbol"]).strip("/"))
    name = simplified(plain.casefold())
    instrument = instrument_key(name)
    return numbered_in_words(name, read_symbol) if instrument is None else instrument


def instrument_key(name: str) -> str | None:
    """The key of the instrument with this key or name, in any language."""
    bare = name.strip(QUOTES + " .")
    if bare in editions():
        raise ValueError(f"{bare[:LONGEST_SHOWN]!r} has several editions: write {' or '.join(editions()[bare])}")
    return instruments().get(bare)


def numbered_in_words(name: str, read_symbol: Callable[[str], str]) -> str | None:
    """The key of the numbered resolution or decision, or the symbol, that the words of a name mean."""
    naming = naming_of(name)
    if naming is None or len(naming.symbols | naming.numbers) != 1 or len(naming.bodies) > 1 or len(naming.kinds) > 1:
        return None
    for symbol in naming.symbols:
        return read_symbol(symbol)
    number, body, kind = (next(iter(part), None) for part in (naming.numbers, naming.bodies, naming.kinds))
    key = None if kind is None and body is None else numbered_key(kind or "resolution", str(number), spoken(naming))
    if key is None:
        raise ValueError(f"{name[:LONGEST_SHOWN]!r} does not say whose number it is: {advice(str(number))}")
    return key


def spoken(naming: Naming) -> str | None:
    """The body named; "resolution 1325" is the Security Council's, as in speech."""
    (number,) = naming.numbers
    bare = number.isdigit() and len(number) > 3 and naming.kinds == {"resolution"}
    return next(iter(naming.bodies), "SC" if bare else None)


def advice(number: str) -> str:
    """What to write instead of a bare number, with the bodies that use such numbers: "write E/RES/2018/8 or …"."""
    keys = [numbered_key(kind, number, body) for body, kind in bodies_using(shape_of(number))]
    return "write " + " or ".join(dict.fromkeys(key for key in keys[:3] if key)) if keys else "write its symbol"


def naming_of(name: str) -> Naming | None:
    """What the words of a name say, or None when one of them belongs to no name."""
    found: dict[str | None, set[str]] = {}
    at = 0
    while at < len(name):
        token = tokens().match(name, at)
        if token is None:
            return None
        found.setdefault(token.lastgroup, set()).add(token.group())
        at = token.end()
    bodies, kinds = words("bodies"), words("nouns")
    return Naming(
        symbols=frozenset(found.get("symbol", ())),
        numbers=frozenset(number.upper() for number in found.get("number", ())),
        bodies=frozenset(bodies[word] for word in found.get("body", ())),
        kinds=frozenset(kinds[word] for word in found.get("noun", ())),
    )


@cache
def tokens() -> re.Pattern[str]:
    """One word of a name: its number, symbol, body, noun, date, or a word without meaning of its own."""
    filler = any_of(folded(own_words("fillers")))
    word = f"(?P<body>{any_of(words('bodies'))})|(?P<noun>{any_of(words('nouns'))})|(?P<filler>{filler})"
    ends = r"(?:(?<=')|(?![a-zа-я]))"  # "UNSC" is not found in "UNSCR", "de l'" is in "de l'Assemblée"
    year = r"\((?:19|20)[0-9]{2}\)"  # "75/233 (2020)"
    return re.compile(
        rf"(?P<date>{date_pattern()})|(?P<number>(?i:{NUMBER}|[0-9]{{3,4}})(?![0-9/]))|(?P<symbol>{SYMBOL})"
        rf"|(?:{word}){ends}|{year}|[ ,.{QUOTES}]"
    )


def date_pattern() -> str:
    """A date in words: "21 December 2020", "21 de diciembre de 2020", 2020年12月21日, "21 كانون الأول/ديسمبر 2020"."""
    month = any_of(folded(listed("months")))
    year = "(?:19|20)[0-9]{2}"
    return rf"[0-9]{{1,2}}(?:er)? (?:de )?{month} (?:de )?{year}|{year}年[0-9]{{1,2}}月[0-9]{{1,2}}日"


@cache
def words(group: str) -> dict[str, str]:
    """What the words of a group mean, over all languages, folded: "résolution" is "resolution". Read only.

    Nouns of what has no key ("agreed conclusions") are none.
    """
    unkeyed = set(folded(listed("unkeyed_nouns")))
    rows = ((key, word) for lexicon in lexicons() for key, forms in lexicon[group].items() for word in folded(forms))
    return {word: key for key, word in rows if word not in unkeyed}


@cache
def instruments() -> dict[str, str]:
    """The keys of instruments by key and by name, over all languages, folded. Read only."""
    listed = (row for language in LANGUAGES for row in instrument_names(language).items())
    names = {word: key for key, forms in listed for word in folded(forms)}
    return {**names, **{key.casefold(): key for key in load_catalogue("instruments")}}


@cache
def editions() -> dict[str, list[str]]:
    """The editions of instruments adopted anew, by name, folded. Read only."""
    return {word: keys for name, keys in editions_by_name().items() for word in folded([name])}


@cache
def lexicons() -> tuple[dict[str, Any], ...]:
    """The words of citations, language by language."""
    return tuple(load_lexicon(f"citations.{language}") for language in LANGUAGES)


def listed(group: str) -> Iterator[str]:
    """The words of a group that means one thing, over all languages."""
    return (word for lexicon in lexicons() for word in lexicon.get(group, ()))


def own_words(group: str) -> Iterator[str]:
    """The words of a group of ``phrases.yml``, whose lists stand language by language."""
    return (word for forms in load_lexicon("phrases")[group] for word in forms)


def folded(forms: Iterable[str]) -> Iterator[str]:
    """Words as a name is compared: plain and in one case."""
    return (plain_name(word).casefold() for word in forms)
