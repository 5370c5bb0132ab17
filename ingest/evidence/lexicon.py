"""The words of the evidence rules, compiled: one lexicon per language.

The files ``corpus/lexicon/evidence.<language>.yml`` hold regular expression pieces, folded as text is
(``ingest.evidence.folding``). Their keys are the fields of :class:`Lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.lexicon import load_lexicon
from ingest.evidence.folding import fold_words

LANGUAGES = ("zh", "en", "fr", "es", "ar", "ru", "pt")
TERM, REST = "\ue000", "\ue002"
"""Stand in marked text for the first and the other characters of a volunteering term: TERM in the pieces."""

BLANK = "\ue001"
"""Stands in marked text for each character of a trap or a name that is cut out."""

OWNER_REACH = 9
NOTHING = re.compile(r"(?!)")
PLAIN = frozenset({"language", "reach", "verb_first", "owner_reach", "stems"})
"""Fields that are no alternations."""

EDGELESS = frozenset({"persons", "acted", "corps", "of_term", "by_term"})
"""Fields that are compared with all of a term, or with all that stands beside one."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language by what they do. Every field but those of ``PLAIN`` is a compiled alternation.

    ``terms`` name volunteering; ``traps`` and ``organisations`` are cut out before terms are looked for.
    ``instruments`` maps a type (law, policy, plan, strategy, programme, institution) to its words; ``generic`` are
    uses of these words that name no instrument. ``schemes`` of service are those of volunteers wherever these stand by
    them, ``corps`` are terms that name a body of the State themselves. ``of_term`` joins an instrument to the term
    behind it, ``by_term`` a term to the instrument behind it, and nothing else may stand between the two.

    ``relation`` says that one holds the other, ``into`` stands before what holds, ``basis`` before a law by which
    volunteers are what they are, ``befell`` in what was done to an instrument; ``verb_first``: what an instrument
    says may stand before it. ``named`` marks an instrument as a particular one, ``indefinite`` as none. ``existence``
    says it was adopted; ``intention``, ``negation`` before it and ``pending`` behind it say it was not, ``draft`` in
    its name that it is one, ``expired`` that it no longer holds. ``owner_before`` and ``owner_after`` an instrument
    name an owner that is not the State; ``frameworks`` for cooperation with the UN and ``global_instruments`` are cut
    out as traps are; a programme or body needs a word of ``national``; ``subnational`` is a part of the State, at
    most ``owner_reach`` characters behind the instrument, and ``local_bodies`` act for one.

    ``appeal`` and ``conditional`` make the whole sentence a wish. ``acts``, ``means`` and ``value`` are contributions
    unless ``planned``, or no more than ``attended`` or asked in a survey; ``measured`` is a number of volunteers or
    hours. Of the terms, ``persons`` can act and ``acted`` is an act itself.
    """

    language: str
    reach: int
    verb_first: bool
    owner_reach: int
    stems: tuple[str, ...]
    terms: re.Pattern[str]
    traps: re.Pattern[str]
    organisations: re.Pattern[str]
    instruments: Mapping[str, re.Pattern[str]]
    generic: re.Pattern[str]
    schemes: re.Pattern[str]
    corps: re.Pattern[str]
    of_term: re.Pattern[str]
    by_term: re.Pattern[str]
    relation: re.Pattern[str]
    basis: re.Pattern[str]
    befell: re.Pattern[str]
    into: re.Pattern[str]
    named: re.Pattern[str]
    indefinite: re.Pattern[str]
    existence: re.Pattern[str]
    intention: re.Pattern[str]
    negation: re.Pattern[str]
    pending: re.Pattern[str]
    expired: re.Pattern[str]
    draft: re.Pattern[str]
    bill: re.Pattern[str]
    owner_before: re.Pattern[str]
    owner_after: re.Pattern[str]
    frameworks: re.Pattern[str]
    global_instruments: re.Pattern[str]
    national: re.Pattern[str]
    subnational: re.Pattern[str]
    local_bodies: re.Pattern[str]
    appeal: re.Pattern[str]
    conditional: re.Pattern[str]
    acts: re.Pattern[str]
    means: re.Pattern[str]
    value: re.Pattern[str]
    planned: re.Pattern[str]
    attended: re.Pattern[str]
    measured: re.Pattern[str]
    persons: re.Pattern[str]
    acted: re.Pattern[str]

    @property
    def blanked(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """What is cut out before terms are looked for, in this order, by the rule that says so."""
        return (
            ("org_name", self.organisations),
            ("trap", self.traps),
            ("framework", self.frameworks),
            ("global_instrument", self.global_instruments),
        )


@cache
def lexicon(language: str) -> Lexicon:
    """The compiled lexicon of one of ``LANGUAGES``."""
    words: dict[str, Any] = load_lexicon(f"evidence.{language}")
    edges = words["edges"]
    compiled = {
        field: _alternation(words.get(field, ()), *(("", "") if field in EDGELESS else edges))
        for field in Lexicon.__slots__
        if field not in PLAIN | {"instruments"}
    }
    return Lexicon(
        language=language,
        reach=words["reach"],
        verb_first=words.get("verb_first", False),
        owner_reach=words.get("owner_reach", OWNER_REACH),
        stems=tuple(words["stems"]),
        instruments={kind: _alternation(pieces, *edges) for kind, pieces in words["instruments"].items()},
        **compiled,
    )


def _alternation(pieces: Sequence[str], before: str, after: str) -> re.Pattern[str]:
    """One expression for many pieces; a piece that begins with ``=`` keeps its own edges and its case."""
    if not pieces:
        return NOTHING
    bare = [piece[1:] for piece in pieces if piece.startswith("=")]
    edged = [piece for piece in pieces if not piece.startswith("=")]
    parts = [f"(?i:{before}(?:{'|'.join(edged)}){after})"] if edged else []
    return re.compile(fold_words("|".join([*parts, *bare])).replace("TERM", f"{TERM}{REST}*"))
