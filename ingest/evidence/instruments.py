"""Policy integration: an instrument of the State that exists and holds volunteering, asked sentence by sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from corpus.evidence import InstrumentScope, InstrumentStatus, RuleHit
from ingest.evidence.lexicon import Lexicon
from ingest.evidence.names import full_name, year_of
from ingest.evidence.sentences import Sentence
from ingest.evidence.ties import HOLDERS, TiedInstrument, is_particular, tied_instruments

GOVERNED = 12  # characters behind "will" in which a verb still belongs to it
BODY_REACH = 90  # characters between a body and the instrument it adopted
OWNER_LEAD, OWNER_TAIL = 60, 45  # characters before and behind an instrument in which its owner is named
DRAFT_LEAD = 20  # characters before an instrument in which it is called a draft
INDEFINITE_LEAD = 40  # characters before an instrument in which an article ends
SUBNATIONAL_LEAD = 30  # characters before an instrument in which a part of the State is named


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


def findings(sentence: Sentence, words: Lexicon) -> Iterator[Finding]:
    """Every instrument of a sentence that is tied to volunteering, with the answers to the questions put to it."""
    if sentence.says(words.appeal) or sentence.says(words.conditional):
        return
    for candidate in tied_instruments(sentence, words):
        yield _examined(candidate, sentence, words)


def _examined(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> Finding:
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


def _says_it_exists(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> bool:
    around = sentence.marked[: candidate.start] + " " + sentence.marked[candidate.end :]
    return words.existence.search(around) is not None


def _bars(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> list[str]:
    """Why the instrument does not count: intended, denied, not finished, no longer in force, or somebody else's."""
    barred = []
    if _intended(candidate, sentence, words):
        barred.append("intention")
    denied = [candidate.start, *(candidate.relation or ())[:1]]
    if any(sentence.before(place, words.negation, words.reach // 2) for place in denied):
        barred.append("negation")
    if sentence.after(candidate.core[0], words.pending, words.reach) or words.draft.search(
        sentence.marked, max(0, candidate.start - DRAFT_LEAD), candidate.end
    ):
        barred.append("pending")
    if sentence.after(candidate.core[0], words.expired, words.reach):
        barred.append("expired")
    if _foreign(candidate, sentence, words):
        barred.append("owner.other")
    return barred


def _intended(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> bool:
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


def _foreign(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> bool:
    before = sentence.marked[max(0, candidate.start - OWNER_LEAD) : candidate.start]
    after = sentence.marked[candidate.end : candidate.end + OWNER_TAIL]
    if words.owner_before.search(before) or words.owner_after.search(after):
        return True
    return _of_the_organisation(candidate, sentence, words)


def _of_the_organisation(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> bool:
    """Whether United Nations Volunteers stands before the instrument, and nothing of the State between them."""
    named = [hit.end - sentence.offset for hit in sentence.hits if hit.rule == "org_name"]
    before = [place for place in named if place <= candidate.start]
    return bool(before) and words.national.search(sentence.marked, max(before), candidate.end) is None


def _reservations(candidate: TiedInstrument, sentence: Sentence, words: Lexicon, exists: bool) -> list[str]:
    """Why the instrument counts at most in the lenient reading."""
    reserved = []
    if _subnational(candidate, sentence, words):
        reserved.append("subnational")
    lead = sentence.marked[max(0, candidate.start - INDEFINITE_LEAD) : candidate.start]
    indefinite = any(match.end() == len(lead) for match in words.indefinite.finditer(lead))
    corps = words.corps.fullmatch(sentence.text, *candidate.core) is not None
    if candidate.kind not in HOLDERS and not (corps or sentence.says(words.national)):
        reserved.append("owner.unstated")
    if candidate.relation is None and indefinite and not exists:
        reserved.append("indefinite")
    if candidate.relation is not None and not (exists or is_particular(candidate, sentence, words)):
        reserved.append("generic")
    return reserved


def _subnational(candidate: TiedInstrument, sentence: Sentence, words: Lexicon) -> bool:
    """Whether a word for a part of the State stands before the name, in it, or as its owner right behind it."""
    if words.subnational.search(sentence.marked, max(0, candidate.start - SUBNATIONAL_LEAD), candidate.end):
        return True
    if sentence.before(candidate.start, words.local_bodies, BODY_REACH):
        return True
    behind = sentence.after(candidate.end, words.subnational, words.owner_reach)
    return behind is not None and "," not in sentence.marked[candidate.end : behind.start()]
