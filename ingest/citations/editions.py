"""Instruments that come in editions: the quadrennial comprehensive policy review.

It is another resolution every four years, so its name alone names none. A year beside it does, or the one edition that
the document cites by its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from corpus.citations import Mention, MentionKind
from corpus.lexicon import load_catalogue
from corpus.symbols import identity

YEAR_BEFORE = re.compile(r"(?P<year>20[0-9]{2}) ?年?的?《?[“\"]?$")  # "the 2020 ", "2020年", "عام 2020 "
YEAR_AFTER = re.compile(r"[》”\"]?,? ?(?:\(|of |de |del |от |за |عام |لعام |en |du )?(?P<year>20[0-9]{2})(?![0-9/])")
NEAR = 14


@cache
def editions() -> Mapping[str, Mapping[int, str]]:
    """The resolutions of each instrument that comes in editions, by their years."""
    rows = load_catalogue("instruments").items()
    return {key: dict(row["editions"]) for key, row in rows if "editions" in row}


def edition_said(plain: str, start: int, end: int, key: str) -> str | None:
    """The resolution that the year beside a name says, or None."""
    before = YEAR_BEFORE.search(plain[max(0, start - NEAR) : start])
    after = YEAR_AFTER.match(plain, end)
    years = (int(found["year"]) for found in (before, after) if found is not None)
    return next((editions()[key][year] for year in years if year in editions()[key]), None)


def editions_settled(mentions: Sequence[Mention], declared: str | None = None) -> list[Mention]:
    """The mentions, each instrument with editions being the one that they cite by its number, if it is one.

    ``declared`` is the resolution that the document says to be meant throughout.
    """
    unsettled = {mention.target for mention in mentions if mention.target in editions()}
    if not unsettled:
        return list(mentions)
    cited = {identity(m.target) for m in mentions if m.target is not None} | (
        {identity(declared)} if declared else set()
    )
    meant = {
        key: [edition for edition in editions()[key or ""].values() if identity(edition) in cited] for key in unsettled
    }
    return [settled(mention, meant.get(mention.target, [])) for mention in mentions]


def without_unsaid(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of one text by itself, without the reviews of which it cites no edition.

    Such a name means the process, which is no document; only the document around the text could say which resolution.
    """
    cited = {identity(mention.target) for mention in mentions if mention.target is not None}
    unsaid = {key for key, of in editions().items() if cited.isdisjoint(map(identity, of.values()))}
    return [mention for mention in mentions if mention.target not in unsaid]


def settled(mention: Mention, meant: Sequence[str]) -> Mention:
    """An instrument with its one edition as target."""
    if mention.kind is not MentionKind.INSTRUMENT or len(meant) != 1:
        return mention
    return replace(mention, target=meant[0], ambiguous=False)
