"""Policy integration: an instrument of the State that exists and holds volunteering, asked sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.evidence import RuleHit
from ingest.evidence.lexicon import BLANK, Lexicon
from ingest.evidence.sentences import Sentence

HOLDERS = frozenset({"law", "policy", "plan", "strategy"})
"""Kinds that hold volunteering among other things; a programme or body must be one *of* volunteers."""

RELATION_REACH = 170  # characters between an instrument and the volunteers it may be about
GOVERNED = 12  # characters behind "will" in which a verb still belongs to it
OWNER_REACH = 9  # characters of " of the ", between an instrument and its owner
CAPITALS = re.compile(
    r"(?:[A-ZА-Я][\w'-]*\s+(?:(?:and|of|for|de|du|des|y|e|и)\s+)?)+$"
)  # "Growth and Development |Plan"
OPENING = re.compile(r"(?:The|This|Our|In|La|Le|El|A|O|An)\s+")
NUMBER = re.compile(
    r"\s+(?:\(?(?:19|20)\d\d(?:\s?-\s?(?:19|20)?\d\d)?\)?|[IVX]+\b|\d+\b)"
)  # "Plan| III", "Plan| (2017-2022)"


@dataclass(frozen=True, slots=True)
class Finding:
    """An instrument next to volunteering. ``strict`` and ``lenient`` are the answers; ``start``, ``end`` its name.

    Spans are of the passage. ``exists`` is whether a word says so, rather than the name presupposing it.
    """

    kind: str
    start: int
    end: int
    strict: bool
    lenient: bool
    exists: bool
    hits: tuple[RuleHit, ...]

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """The order in which a passage's instrument is chosen."""
        return self.strict, self.lenient, self.kind in HOLDERS, self.end - self.start


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An instrument's span in a sentence; ``core`` is the word itself, ``relation`` what ties it to volunteering."""

    kind: str
    start: int
    end: int
    core: tuple[int, int]
    relation: tuple[int, int] | None = None


def findings(sentence: Sentence, words: Lexicon) -> Iterator[Finding]:
    """Every instrument of a sentence that is tied to volunteering, with the answers to the questions put to it."""
    if sentence.says(words.appeal) or sentence.says(words.conditional):
        return
    for candidate in _candidates(sentence, words):
        yield _examined(candidate, sentence, words)


def _candidates(sentence: Sentence, words: Lexicon) -> Iterator[_Candidate]:
    generic = [match.span() for match in words.generic.finditer(sentence.marked)]
    for kind, pattern in words.instruments.items():
        for match in pattern.finditer(sentence.marked):
            core = match.span()
            if any(start < core[1] and core[0] < end for start, end in generic):
                continue
            named = _of_volunteers(core, kind, sentence, words)
            tied = named or (_tied(core, kind, sentence, words) if kind in HOLDERS else None)
            if tied is not None:
                yield tied


def _of_volunteers(core: tuple[int, int], kind: str, sentence: Sentence, words: Lexicon) -> _Candidate | None:
    """An instrument whose name holds the term: "Law on Volunteering", "National Volunteer Policy"."""
    for start, end in sentence.terms:
        if start < core[1] and core[0] < end:
            return _Candidate(kind, min(start, core[0]), max(end, core[1]), core)
        if core[1] <= start and words.of_term.fullmatch(sentence.marked, core[1], start):
            return _Candidate(kind, core[0], end, core)
        if end <= core[0] and words.by_term.fullmatch(sentence.marked, end, core[0]):
            return _Candidate(kind, start, core[1], core)
    return None


def _tied(core: tuple[int, int], kind: str, sentence: Sentence, words: Lexicon) -> _Candidate | None:
    """An instrument said to hold the term: "the Plan recognises …", "… is integrated into the Plan"."""
    for start, end in sentence.terms:
        left, right = min(core[1], end), max(core[0], start)
        if right - left > RELATION_REACH:
            continue
        between = _relation_between(sentence, words, left, right)
        if core[1] <= start and between:
            return _Candidate(kind, *core, core, between.span())
        if end <= core[0] and words.into.search(sentence.marked, max(end, core[0] - 40), core[0]):
            relation = between or sentence.before(start, words.relation, 60)
            if relation:
                return _Candidate(kind, *core, core, relation.span())
    return None


def _relation_between(sentence: Sentence, words: Lexicon, left: int, right: int) -> re.Match[str] | None:
    """A word of relation that is said of the term, not of a trap in front of it: "provides for voluntary pensions"."""
    between = words.relation.search(sentence.marked, left, right)
    return None if between and BLANK in sentence.marked[between.end() : right] else between


def _examined(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> Finding:
    exists = _says_it_exists(candidate, sentence, words)
    barred = _bars(candidate, sentence, words, exists)
    lenient_only = _reservations(candidate, sentence, words, exists)
    bill = sentence.says(words.bill)
    strict = not barred and not lenient_only
    lenient = bill or (not barred and "indefinite" not in lenient_only)
    span = (candidate.start, candidate.end)
    fired = [f"instrument.{'exists' if strict else 'named'}", *barred, *lenient_only, *(["bill"] if bill else [])]
    hits = [sentence.hit(rule, *span) for rule in fired]
    if candidate.relation:
        hits.append(sentence.hit("relation", *candidate.relation))
    start, end = (sentence.offset + place for place in _full_name(candidate, sentence))
    return Finding(candidate.kind, start, end, strict, lenient, exists, tuple(hits))


def _full_name(candidate: _Candidate, sentence: Sentence) -> tuple[int, int]:
    """The span widened to the capitalised words before it and a number or years behind it."""
    capitals = CAPITALS.search(sentence.text, max(0, candidate.start - 80), candidate.start)
    start = capitals.start() if capitals else candidate.start
    opening = OPENING.match(sentence.text, start, candidate.start)
    number = NUMBER.match(sentence.text, candidate.end)
    return opening.end() if opening else start, number.end() if number else candidate.end


def _says_it_exists(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    around = sentence.marked[: candidate.start] + " " + sentence.marked[candidate.end :]
    return words.existence.search(around) is not None


def _bars(candidate: _Candidate, sentence: Sentence, words: Lexicon, exists: bool) -> list[str]:
    """Why the instrument does not count: intended, denied, not finished, or somebody else's."""
    barred = []
    if _intended(candidate, sentence, words):
        barred.append("intention")
    denied = [candidate.start, *(candidate.relation or ())[:1]]
    if any(sentence.before(place, words.negation, words.reach // 3) for place in denied):
        barred.append("negation")
    if sentence.after(candidate.core[0], words.pending, words.reach):
        barred.append("pending")
    if _foreign(candidate, sentence, words):
        barred.append("owner.other")
    return barred


def _intended(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    """Whether an intention governs the instrument or its relation.

    A word of adoption in between ends its reach, unless it is what is intended: "will be adopted".
    """
    places = [candidate.core[0]]
    if candidate.relation:
        places.append(candidate.relation[1])
    for place in places:
        intention = sentence.before(place, words.intention, words.reach)
        if intention and not words.existence.search(sentence.marked, intention.end() + GOVERNED, place):
            return True
    return False


def _foreign(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    before = sentence.marked[max(0, candidate.start - 60) : candidate.start]
    after = sentence.marked[candidate.end : candidate.end + 45]
    return bool(words.owner_before.search(before) or words.owner_after.search(after))


def _reservations(candidate: _Candidate, sentence: Sentence, words: Lexicon, exists: bool) -> list[str]:
    """Why the instrument counts at most in the lenient reading."""
    reserved = []
    if _subnational(candidate, sentence, words):
        reserved.append("subnational")
    lead = sentence.marked[max(0, candidate.start - 40) : candidate.start]
    indefinite = any(match.end() == len(lead) for match in words.indefinite.finditer(lead))
    if candidate.kind not in HOLDERS and not sentence.says(words.national):
        reserved.append("owner.unstated")
    if candidate.relation is None and indefinite and not exists:
        reserved.append("indefinite")
    if candidate.relation is not None and not (exists or _particular(candidate, sentence, words)):
        reserved.append("generic")
    return reserved


def _subnational(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    """Whether a word for a part of the State stands before the name, in it, or as its owner right behind it."""
    if words.subnational.search(sentence.marked, max(0, candidate.start - 30), candidate.end):
        return True
    behind = sentence.after(candidate.end, words.subnational, OWNER_REACH)
    return behind is not None and "," not in sentence.marked[candidate.end : behind.start()]


def _particular(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    lead = sentence.marked[max(0, candidate.start - 50) : candidate.start]
    name = sentence.marked[candidate.start : candidate.end + 30]
    return words.named.search(lead) is not None or words.named.search(name) is not None
