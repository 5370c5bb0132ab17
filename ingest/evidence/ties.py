"""Instruments tied to volunteering: by their own names, or by what a sentence says between the two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.evidence.lexicon import BLANK, Lexicon
from ingest.evidence.names import full_name
from ingest.evidence.sentences import Sentence

HOLDERS = frozenset({"law", "policy", "plan", "strategy"})
"""Kinds that hold volunteering among other things; a programme or body must be one *of* volunteers."""

RELATION_REACH = 170  # characters between an instrument and the volunteers it may be about
VERB_REACH = 25  # characters between a verb and the instrument that is its subject, where verbs come first
LEAD = 60  # characters before volunteers in which it is said that they are put "into" what follows
INTO_REACH = 60  # characters of the name between "into the" and the word that says what it is
PREDICATE_REACH = 80  # characters of a predicate between an instrument that is its subject and volunteers
PARTED = re.compile(r"[,;:()،，；：、]|^\W*$")
BASIS_LEAD = 60  # characters before an Act in which "pursuant to" may stand
BASIS_REACH = 35  # characters between "pursuant to the … Act" and the volunteers who are what they are by it
PARTICULAR_LEAD, PARTICULAR_TAIL = 50, 30  # characters before and behind it in which it is said to be this one
PROPER = re.compile(r"[A-ZА-Я][\w'-]*\s+[A-ZА-Я]")  # "National Development"


@dataclass(frozen=True, slots=True)
class TiedInstrument:
    """An instrument's span in a sentence; ``core`` is the word itself, ``relation`` what ties it to volunteering."""

    kind: str
    start: int
    end: int
    core: tuple[int, int]
    relation: tuple[int, int] | None = None


def tied_instruments(sentence: Sentence, words: Lexicon) -> Iterator[TiedInstrument]:
    """Bodies and schemes of volunteers, then every other instrument that its name or the sentence ties to them."""
    for start, end in sentence.terms:
        if words.corps.fullmatch(sentence.text, start, end):
            yield TiedInstrument("institution", start, end, (start, end))
    for match in words.schemes.finditer(sentence.marked):
        yield TiedInstrument("programme", *match.span(), match.span())
    for kind, core in named_instruments(sentence, words):
        named = _of_volunteers(core, kind, sentence, words)
        tied = named or (_tied(core, kind, sentence, words) if kind in HOLDERS else None)
        if tied is not None:
            yield tied


def named_instruments(sentence: Sentence, words: Lexicon) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every word for an instrument with its type, but where it names none: "policy makers"."""
    generic = [match.span() for match in words.generic.finditer(sentence.marked)]
    for kind, pattern in words.instruments.items():
        for match in pattern.finditer(sentence.marked):
            first, last = match.span()
            if not any(start < last and first < end for start, end in generic):
                yield kind, (first, last)


def _of_volunteers(core: tuple[int, int], kind: str, sentence: Sentence, words: Lexicon) -> TiedInstrument | None:
    """An instrument whose name holds the term: "Law on Volunteering", "National Volunteer Policy"."""
    for start, end in sentence.terms:
        if start < core[1] and core[0] < end:
            return TiedInstrument(kind, min(start, core[0]), max(end, core[1]), core)
        if core[1] <= start and words.of_term.fullmatch(sentence.marked, core[1], start):
            return TiedInstrument(kind, core[0], end, core)
        if end <= core[0] and words.by_term.fullmatch(sentence.marked, end, core[0]):
            return TiedInstrument(kind, start, core[1], core)
    return None


def _tied(core: tuple[int, int], kind: str, sentence: Sentence, words: Lexicon) -> TiedInstrument | None:
    """An instrument said to hold the term: "the Plan recognises …", "… is integrated into the Plan"."""
    for start, end in sentence.terms:
        left, right = min(core[1], end), max(core[0], start)
        if right - left > RELATION_REACH:
            continue
        relation = _relation_between(sentence, words, left, right)
        if core[1] <= start and relation is None and words.verb_first:
            relation = sentence.before(core[0], words.relation, VERB_REACH)
        if kind == "law" and relation is None and core[1] <= start <= core[1] + BASIS_REACH:
            relation = words.basis.search(sentence.marked, max(0, core[0] - BASIS_LEAD), core[0])
        if end <= core[0]:
            inside = words.into.search(sentence.marked, max(end, core[0] - INTO_REACH), core[0])
            relation = (relation or sentence.before(start, words.relation, LEAD)) if inside else None
        if relation:
            return TiedInstrument(kind, *core, core, relation.span())
        if core[1] <= start <= core[1] + PREDICATE_REACH and _predicated(kind, core, start, sentence, words):
            return TiedInstrument(kind, *core, core, (core[1], start))
    return None


def _predicated(kind: str, core: tuple[int, int], start: int, sentence: Sentence, words: Lexicon) -> bool:
    """Whether a particular instrument is the subject of what is said up to the term: nothing parts the two."""
    between = sentence.marked[core[1] : start]
    if PARTED.search(between) or BLANK in between or words.befell.search(between):
        return False
    if any(match.start() == start for match in words.acts.finditer(sentence.marked, max(0, start - 1))):
        return False  # volunteers are themselves the subject of what follows
    return is_particular(TiedInstrument(kind, *core, core), sentence, words)


def _relation_between(sentence: Sentence, words: Lexicon, left: int, right: int) -> re.Match[str] | None:
    """A word of relation that is said of the term, not of a trap in front of it: "provides for voluntary pensions"."""
    between = words.relation.search(sentence.marked, left, right)
    return None if between and BLANK in sentence.marked[between.end() : right] else between


def is_particular(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> bool:
    """Whether it is one instrument rather than any: by a capital that is not the sentence's, or by a word."""
    lead = sentence.marked[max(0, candidate.start - PARTICULAR_LEAD) : candidate.start]
    name = sentence.marked[candidate.start : candidate.end + PARTICULAR_TAIL]
    widened = full_name(sentence.text, candidate.start, candidate.end)[0] < candidate.start
    proper = widened or PROPER.match(name) is not None or (name[:1].isupper() and bool(lead.strip()))
    return proper or words.named.search(lead) is not None or words.named.search(name) is not None
