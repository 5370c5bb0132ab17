"""Policy integration: an instrument of the State that exists and holds volunteering, asked sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from corpus.evidence import InstrumentScope, InstrumentStatus, RuleHit
from ingest.evidence.lexicon import BLANK, Lexicon
from ingest.evidence.names import full_name, year_of
from ingest.evidence.sentences import Sentence

HOLDERS = frozenset({"law", "policy", "plan", "strategy"})
"""Kinds that hold volunteering among other things; a programme or body must be one *of* volunteers."""

RELATION_REACH = 170  # characters between an instrument and the volunteers it may be about
GOVERNED = 12  # characters behind "will" in which a verb still belongs to it
VERB_REACH = 25  # characters between a verb and the instrument that is its subject, where verbs come first
INTO_REACH = 60  # characters of the name between "into the" and the word that says what it is
PREDICATE_REACH = 80  # characters of a predicate between an instrument that is its subject and volunteers
PARTED = re.compile(r"[,;:()،，；：、]|^\W*$")
BASIS_REACH = 35  # characters between "pursuant to the … Act" and the volunteers who are what they are by it
PROPER = re.compile(r"[A-ZА-Я][\w'-]*\s+[A-ZА-Я]")  # "National Development"
BODY_REACH = 90  # characters between a body and the instrument it adopted


@dataclass(frozen=True, slots=True)
class Finding:
    """An instrument next to volunteering. ``strict`` and ``lenient`` are the answers; ``start``, ``end`` its name.

    Spans are of the passage. ``exists`` is whether a word says so, rather than the name presupposing it; ``denied``
    that there is none.
    """

    kind: str
    start: int
    end: int
    strict: bool
    lenient: bool
    exists: bool
    denied: bool
    status: InstrumentStatus
    scope: InstrumentScope
    year: int | None
    hits: tuple[RuleHit, ...]

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int]:
        """The order in which a passage's instrument is chosen."""
        return self.strict, self.lenient, not self.denied, self.kind in HOLDERS, self.end - self.start


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
    for start, end in sentence.terms:
        if words.corps.fullmatch(sentence.text, start, end):
            yield _Candidate("institution", start, end, (start, end))
    for match in words.schemes.finditer(sentence.marked):
        yield _Candidate("programme", *match.span(), match.span())
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
        relation = _relation_between(sentence, words, left, right)
        if core[1] <= start and relation is None and words.verb_first:
            relation = sentence.before(core[0], words.relation, VERB_REACH)
        if kind == "law" and relation is None and core[1] <= start <= core[1] + BASIS_REACH:
            relation = words.basis.search(sentence.marked, max(0, core[0] - 60), core[0])
        if end <= core[0]:
            inside = words.into.search(sentence.marked, max(end, core[0] - INTO_REACH), core[0])
            relation = (relation or sentence.before(start, words.relation, 60)) if inside else None
        if relation:
            return _Candidate(kind, *core, core, relation.span())
        if core[1] <= start <= core[1] + PREDICATE_REACH and _predicated(kind, core, start, sentence, words):
            return _Candidate(kind, *core, core, (core[1], start))
    return None


def _predicated(kind: str, core: tuple[int, int], start: int, sentence: Sentence, words: Lexicon) -> bool:
    """Whether a particular instrument is the subject of what is said up to the term: nothing parts the two."""
    between = sentence.marked[core[1] : start]
    if PARTED.search(between) or BLANK in between or words.befell.search(between):
        return False
    if any(match.start() == start for match in words.acts.finditer(sentence.marked, max(0, start - 1))):
        return False  # volunteers are themselves the subject of what follows
    return _particular(_Candidate(kind, *core, core), sentence, words)


def _relation_between(sentence: Sentence, words: Lexicon, left: int, right: int) -> re.Match[str] | None:
    """A word of relation that is said of the term, not of a trap in front of it: "provides for voluntary pensions"."""
    between = words.relation.search(sentence.marked, left, right)
    return None if between and BLANK in sentence.marked[between.end() : right] else between


def _examined(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> Finding:
    exists = _says_it_exists(candidate, sentence, words)
    barred = _bars(candidate, sentence, words)
    reserved = _reservations(candidate, sentence, words, exists)
    bill = sentence.says(words.bill)
    strict = not barred and not reserved
    lenient = (bill and "owner.other" not in barred) or (not barred and "indefinite" not in reserved)
    start, end = full_name(sentence.text, candidate.start, candidate.end)
    fired = [f"instrument.{'exists' if exists else 'named'}", *barred, *reserved, *(["bill"] if bill else [])]
    hits = [sentence.hit(rule, candidate.start, candidate.end) for rule in fired]
    if candidate.relation:
        hits.append(sentence.hit("relation", *candidate.relation))
    return Finding(
        kind=candidate.kind,
        start=sentence.offset + start,
        end=sentence.offset + end,
        strict=strict,
        lenient=lenient,
        exists=exists,
        denied="negation" in barred,
        status=_status(fired, strict=strict, exists=exists),
        scope=_scope(fired),
        year=year_of(sentence.text, start, end),
        hits=tuple(hits),
    )


STATUSES = {
    "expired": InstrumentStatus.EXPIRED,
    "bill": InstrumentStatus.PENDING,
    "pending": InstrumentStatus.PENDING,
    "intention": InstrumentStatus.INTENDED,
}
"""What a rule says of the instrument's existence; the first that fired holds."""


def _status(fired: Collection[str], *, strict: bool, exists: bool) -> InstrumentStatus:
    said = next((status for rule, status in STATUSES.items() if rule in fired), None)
    if said is not None:
        return said
    return InstrumentStatus.ADOPTED if (strict or exists) and "negation" not in fired else InstrumentStatus.UNKNOWN


def _scope(fired: Collection[str]) -> InstrumentScope:
    if "owner.other" in fired:
        return InstrumentScope.OTHER
    return InstrumentScope.SUBNATIONAL if "subnational" in fired else InstrumentScope.NATIONAL


def _says_it_exists(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    around = sentence.marked[: candidate.start] + " " + sentence.marked[candidate.end :]
    return words.existence.search(around) is not None


def _bars(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> list[str]:
    """Why the instrument does not count: intended, denied, not finished, no longer in force, or somebody else's."""
    barred = []
    if _intended(candidate, sentence, words):
        barred.append("intention")
    denied = [candidate.start, *(candidate.relation or ())[:1]]
    if any(sentence.before(place, words.negation, words.reach // 2) for place in denied):
        barred.append("negation")
    if sentence.after(candidate.core[0], words.pending, words.reach) or words.draft.search(
        sentence.marked, max(0, candidate.start - 20), candidate.end
    ):
        barred.append("pending")
    if sentence.after(candidate.core[0], words.expired, words.reach):
        barred.append("expired")
    if _foreign(candidate, sentence, words):
        barred.append("owner.other")
    return barred


def _intended(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    """Whether an intention governs the instrument or its relation.

    A word of adoption in between ends its reach, unless it is what is intended: "will be adopted". The relation itself
    is none: a policy that encourages is there.
    """
    places = [(candidate.core[0], candidate.core[0])]
    if candidate.relation:
        places.append((candidate.relation[1], candidate.relation[0]))
    for place, begins in places:
        intention = None
        for match in words.intention.finditer(sentence.marked, max(0, place - words.reach), place):
            intention = match if match.start() < begins else intention
        if intention and not words.existence.search(sentence.marked, intention.end() + GOVERNED, place):
            return True
    return False


def _foreign(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    before = sentence.marked[max(0, candidate.start - 60) : candidate.start]
    after = sentence.marked[candidate.end : candidate.end + 45]
    if words.owner_before.search(before) or words.owner_after.search(after):
        return True
    return _of_the_organisation(candidate, sentence, words)


def _of_the_organisation(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    """Whether United Nations Volunteers stands before the instrument, and nothing of the State between them."""
    named = [hit.end - sentence.offset for hit in sentence.hits if hit.rule == "org_name"]
    before = [place for place in named if place <= candidate.start]
    return bool(before) and words.national.search(sentence.marked, max(before), candidate.end) is None


def _reservations(candidate: _Candidate, sentence: Sentence, words: Lexicon, exists: bool) -> list[str]:
    """Why the instrument counts at most in the lenient reading."""
    reserved = []
    if _subnational(candidate, sentence, words):
        reserved.append("subnational")
    lead = sentence.marked[max(0, candidate.start - 40) : candidate.start]
    indefinite = any(match.end() == len(lead) for match in words.indefinite.finditer(lead))
    corps = words.corps.fullmatch(sentence.text, *candidate.core) is not None
    if candidate.kind not in HOLDERS and not (corps or sentence.says(words.national)):
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
    if sentence.before(candidate.start, words.local_bodies, BODY_REACH):
        return True
    behind = sentence.after(candidate.end, words.subnational, words.owner_reach)
    return behind is not None and "," not in sentence.marked[candidate.end : behind.start()]


def _particular(candidate: _Candidate, sentence: Sentence, words: Lexicon) -> bool:
    """Whether it is one instrument rather than any: by a capital that is not the sentence's, or by a word."""
    lead = sentence.marked[max(0, candidate.start - 50) : candidate.start]
    name = sentence.marked[candidate.start : candidate.end + 30]
    widened = full_name(sentence.text, candidate.start, candidate.end)[0] < candidate.start
    proper = widened or PROPER.match(name) is not None or (name[:1].isupper() and bool(lead.strip()))
    return proper or words.named.search(lead) is not None or words.named.search(name) is not None
