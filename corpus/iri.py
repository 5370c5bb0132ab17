"""Identifiers of Works and Expressions after the Akoma Ntoso Naming Convention, made from a key alone.

Followed are the OASIS Akoma Ntoso Naming Convention 1.0 (section 4.5: ``/akn/{country}/{document type}/{subtype}/
{emanating actor}/{date}/{number}``) and the United Nations' guidelines for it, AKN4UN: country "un"; resolutions and
decisions are a ``statement`` of the subtype ``deliberation``, and the deliberating body stands in the actor's place:
``/akn/un/statement/deliberation/unga/2024-12-20/79-100``. Other documents are a ``doc``.

A name must be permanent and derive from what never varies, so it is made from the key and never from what is found
out later. Hence the date is the year where the symbol says it ("YYYY if the year is enough") and else ``nn``, the
convention's string for a part that is not defined: the adoption of A/RES/75/233 is not in its symbol. For the same
reason no type stands in the name of a document that its symbol does not tell. In a number "-" stands for "/" and "--"
for "-", "_" for a space; decisions have "dec-" before it, as bodies number them beside their resolutions. Goals,
targets and indicators are no documents but concepts (section 4.10, ``/akn/ontology/concept/…``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.lexicon import load_catalogue, load_lexicon
from corpus.symbols import VNR, Symbol

LANGUAGES = {"ar": "ara", "en": "eng", "es": "spa", "fr": "fra", "ru": "rus", "zh": "zho"}  # ISO 639-2
UNDEFINED = "nn"
DELIBERATION = "/akn/un/statement/deliberation"
DOCUMENT = "/akn/un/doc"
CONCEPT = "/akn/ontology/concept/un.sdg."
DECISION = "dec-"
GOAL = re.compile(r"SDG/([0-9]{1,2}(?:\.[0-9a-d]{1,2}){0,2}[a-d]?)")  # "SDG/17.18", "SDG/3.b", "SDG/5.5.1b"
OWN_FILE = re.compile(r"FILE/[0-9a-f]{16}")
PORTAL = re.compile(r"UN-CHARTER|QCPR|TREATY/[A-Z0-9-]+")
REVIEW = re.compile(rf"{DOCUMENT}/vnr/([a-z]{{3}})/([0-9]{{4}})/{UNDEFINED}")
NUMBER = re.compile(rf"(?P<place>.*)/(?:[0-9]{{4}}|{UNDEFINED})/(?P<number>[^/]+)")
SEPARATOR = re.compile("--|-")


def work_iri(key: str) -> str:
    """The identifier of the Work with this key; ValueError for what is no key in canonical form.

    >>> work_iri("S/RES/1325(2000)"), work_iri("DP/2022/11")
    ('/akn/un/statement/deliberation/unsc/2000/1325(2000)', '/akn/un/doc/2022/DP-2022-11')
    """
    review, goal = VNR.fullmatch(key), GOAL.fullmatch(key)
    if review is not None:
        return f"{DOCUMENT}/vnr/{review[1].lower()}/{review[2]}/{UNDEFINED}"
    if goal is not None:
        return CONCEPT + goal[1]
    return f"{DOCUMENT}/{UNDEFINED}/{written(key)}" if own_key(key) else symbol_iri(key)


def concept(key: str) -> bool:
    """Whether a key is of a goal, target or indicator of the 2030 Agenda."""
    return GOAL.fullmatch(key) is not None


def own_key(key: str) -> bool:
    """Whether a key is the portal's own: of an instrument ("TREATY/CBD"), or of a file that has no symbol."""
    return OWN_FILE.fullmatch(key) is not None or (
        PORTAL.fullmatch(key) is not None and key in load_catalogue("instruments")
    )


def symbol_iri(key: str) -> str:
    """The identifier of the Work with this symbol."""
    symbol = Symbol(key)
    if symbol != key:
        raise ValueError(f"{key!r} is not written {str(symbol)!r}")
    date = symbol.year or UNDEFINED
    for series, author, mark in deliberations():
        if symbol.startswith(series):
            return f"{DELIBERATION}/{author}/{date}/{mark}{written(symbol[len(series) :])}"
    return f"{DOCUMENT}/{date}/{written(symbol)}"


def work_of_iri(iri: str) -> str:
    """The key of the Work with this identifier; ValueError for one that :func:`work_iri` never gives."""
    key = key_in(iri)
    if key is None or work_iri(key) != iri:
        raise ValueError(f"{iri[:200]!r} identifies no Work")
    return key


def key_in(iri: str) -> str | None:
    """The key that an identifier was made from, if it was made from one."""
    review, found = REVIEW.fullmatch(iri), NUMBER.fullmatch(iri)
    if review is not None:
        return f"VNR/{review[1].upper()}/{review[2]}"
    if iri.startswith(CONCEPT):
        return f"SDG/{iri.removeprefix(CONCEPT)}"
    if found is None:
        return None
    for series, author, mark in deliberations():
        if found["place"] == f"{DELIBERATION}/{author}" and found["number"].startswith(mark):
            return series + read(found["number"][len(mark) :])
    return read(found["number"]) if found["place"] == DOCUMENT else None


def expression_iri(key: str, language: str) -> str:
    """The identifier of a Work's original text in a language: ``…/75-233/zho@``. KeyError for another language."""
    return f"{work_iri(key)}/{LANGUAGES[language]}@"


@cache
def deliberations() -> tuple[tuple[str, str, str], ...]:
    """(beginning of the key, body, mark before the number) of each series of decisions and resolutions.

    Series with a session inside them ("UNEP/EA.5/RES") and without anything before the number are documents.
    """
    return tuple(series_of_bodies())


def series_of_bodies() -> Iterator[tuple[str, str, str]]:
    """As :func:`deliberations`; decisions before resolutions, whose numbers have no mark."""
    for kind, mark in (("decision", DECISION), ("resolution", "")):
        for row in load_lexicon("bodies")["bodies"].values():
            if "{" not in row.get(kind, "{"):
                yield f"{row[kind]}/", row["author"], mark


def written(name: str) -> str:
    """A key or number as one segment of an identifier."""
    return name.replace("-", "--").replace("/", "-").replace(" ", "_")


def read(segment: str) -> str:
    """What a segment was written from."""
    return SEPARATOR.sub(lambda found: "-" if found.group() == "--" else "/", segment).replace("_", " ")
