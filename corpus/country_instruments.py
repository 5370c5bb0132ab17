"""A country's laws, policies, plans and bodies of volunteering, put together from the reviews that name them.

Two mentions are one instrument where it is certain: the same normalised name, and no type or year that tells them
apart. A name without a year stands by itself where that name is known of several years. Everything else is listed
apart: that two names mean one thing is for people to say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.chinese import CJK, simplified
from corpus.countries import country_name
from corpus.folding import without_accents
from corpus.lexicon import load_lexicon

WORD = re.compile(r"\w+(?:-\w+)*")
YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")  # "2012", not "2018-2030"
SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)-(?:(?:19|20)?\d\d)(?!\d)")  # "2018-2030", "2020-25"
DASHES = re.compile(r"\s*[‐-―−]\s*")
IN_CHINESE = re.compile(f"(?<=[{CJK}]) | (?=[{CJK}])")  # "2023-2027 年" and "2023-2027年" are one


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed. ``year`` is that of the review."""

    work: str
    year: int
    language: str
    page: int
    path: str
    passage_id: str


@dataclass(frozen=True, slots=True)
class InstrumentMention:
    """An instrument as one passage names it. ``settled``: what people decided of it, None where they have not."""

    name: str
    type: str | None
    status: str | None
    scope: str | None
    year: int | None
    place: Place
    settled: bool | None = None


@dataclass(frozen=True, slots=True)
class CountryInstrument:
    """An instrument with every mention of it, the first printed first; its name is the one that is printed most."""

    name: str
    names: tuple[str, ...]
    type: str | None
    year: int | None
    mentions: tuple[InstrumentMention, ...]

    @property
    def first(self) -> InstrumentMention:
        """The mention in the earliest review, and there on the first page."""
        return self.mentions[0]

    @property
    def last(self) -> InstrumentMention:
        """The mention in the latest review, and there on the last page."""
        return self.mentions[-1]


def country_instruments(iso3: str, mentions: Iterable[InstrumentMention]) -> list[CountryInstrument]:
    """The instruments of a country, by the review that first names them."""
    named: dict[str, list[InstrumentMention]] = defaultdict(list)
    for mention in mentions:
        name, year = normalised(mention.name, mention.place.language, iso3)
        # The year in the name is the instrument's own; one printed near it may be that of an amendment.
        named[name].append(replace(mention, year=year or mention.year))
    found = [_instrument(group) for alike in named.values() for group in _told_apart(alike)]
    return sorted(found, key=lambda one: (_order(one.first), one.name))


def normalised(name: str, language: str, iso3: str) -> tuple[str, int | None]:
    """What remains of a name without marks, case, function words and the country's own name; and the year in it.

    A year is taken out where it is the only one: "the National Volunteer Policy (2015)" is "national volunteer policy",
    2015. A span stays, as part of the name, and its first year is the instrument's.
    """
    bare = IN_CHINESE.sub("", DASHES.sub("-", simplified(_plain(name))))
    span, years = SPAN.search(bare), set(YEAR.findall(bare))
    alone = span is None and len(years) == 1
    if alone:
        bare = YEAR.sub(" ", bare)
    for own in _own_names(iso3, language):
        bare = bare.replace(own, " ")
    empty = _function_words(language)
    words = [word for word in WORD.findall(bare) if word not in empty]
    year = int(span[1]) if span is not None else int(years.pop()) if alone else None
    return " ".join(words or WORD.findall(bare)), year


def _plain(text: str) -> str:
    """Without case and accents. Twice without case: letters of other forms have none before they are decomposed."""
    return " ".join(without_accents(text.casefold()).casefold().split())


@cache
def _own_names(iso3: str, language: str) -> tuple[str, ...]:
    """A country's name, so that "Zambia National Volunteer Policy" is its "National Volunteer Policy"."""
    names = {_plain(country_name(iso3, one)) for one in (language, "en")}
    return tuple(sorted((f"{name}'s" for name in names), key=len)) + tuple(sorted(names, key=len, reverse=True))


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(map(_plain, load_lexicon("function_words").get(language, ())))


def _told_apart(alike: Sequence[InstrumentMention]) -> list[list[InstrumentMention]]:
    """Mentions of one name, parted by type and year; where all that are printed agree, they are one."""
    groups: dict[tuple[str | None, int | None], list[InstrumentMention]] = defaultdict(list)
    types = {mention.type for mention in alike} - {None}
    years = {mention.year for mention in alike} - {None}
    for mention in alike:
        type_ = mention.type or (next(iter(types)) if len(types) == 1 else None)
        year = mention.year or (next(iter(years)) if len(years) == 1 else None)
        groups[type_, year].append(mention)
    return list(groups.values())


def _instrument(group: Sequence[InstrumentMention]) -> CountryInstrument:
    ordered = tuple(sorted(group, key=_order))
    names = [mention.name for mention in ordered]
    most = max(dict.fromkeys(names), key=names.count)
    return CountryInstrument(
        name=most,
        names=tuple(dict.fromkeys(names)),
        type=next((mention.type for mention in ordered if mention.type), None),
        year=next((mention.year for mention in ordered if mention.year), None),
        mentions=ordered,
    )


def _order(mention: InstrumentMention) -> tuple[int, str, str, int, str]:
    place = mention.place
    return place.year, place.work, place.language, place.page, place.passage_id
