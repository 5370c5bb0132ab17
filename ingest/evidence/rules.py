"""The rules that read a passage: mention, contribution, policy integration, measured data.

Each rule is a function over one :class:`Sentence`; what fires is recorded as a ``RuleHit`` with its span in the
passage. The words are data (``ingest.evidence.lexicon``); the order of the questions is that of the coding rules of
indicator 3.1: is it volunteering, whose instrument is it, does it exist, is volunteering inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from corpus.evidence import RuleHit, Suggestion
from corpus.fingerprint import fingerprint
from ingest.evidence.instruments import Finding, findings
from ingest.evidence.lexicon import LANGUAGES, Folded, Lexicon, fold, lexicon
from ingest.evidence.sentences import Sentence, sentences

PLAN_REACH = 70  # characters before a contribution in which a plan or wish governs it
NEAR = 30  # characters between a word of value and the volunteers it is said of
SCORES = {"strict": 0.85, "lenient": 0.65, "candidate": 0.5, "contribution": 0.35, "mention": 0.2, "nothing": 0.05}


def rule_version() -> str:
    """Names the rules and the word lists together: any change of either changes it."""
    return f"evidence-{fingerprint('ingest/evidence', 'corpus/lexicon')[:8]}"


@cache
def _nothing() -> Suggestion:
    return Suggestion(
        mentions_volunteering=False,
        contribution=False,
        policy_integration=False,
        policy_lenient=False,
        measured_data=False,
        score=0.0,
        rule_version=rule_version(),
    )


def classify(text: str, language: str | None, heading_path: Sequence[str] = ()) -> Suggestion:
    """What the machine suggests of one passage; spans are code points of ``text``.

    A language that has no lexicon, or None, means that every lexicon is tried. Headings only widen: under one that
    names an instrument on volunteering, a mention becomes a lenient case.
    """
    known = (language,) if language in LANGUAGES else LANGUAGES
    likely = [name for name in known if _stems(name).search(text)]
    if not likely:
        return _nothing()
    suggestion = max((_suggest(text, lexicon(name)) for name in likely), key=_weight)
    if suggestion.mentions_volunteering and not suggestion.policy_lenient and heading_path:
        return _widened(suggestion, heading_path, known)
    return suggestion


@cache
def _stems(language: str) -> re.Pattern[str]:
    """What nearly every passage does not hold, so that nothing else is asked of it."""
    return re.compile("|".join(lexicon(language).stems), re.IGNORECASE)


def _weight(suggestion: Suggestion) -> tuple[float, int]:
    return suggestion.score, len(suggestion.hits)


def _widened(suggestion: Suggestion, heading_path: Sequence[str], languages: Sequence[str]) -> Suggestion:
    heading = heading_path[-1]
    above = [_suggest(heading, lexicon(name)) for name in languages if _stems(name).search(heading)]
    named = next((found for found in above if found.policy_integration), None)
    if named is None:
        return suggestion
    return replace(
        suggestion,
        policy_lenient=True,
        score=SCORES["lenient"],
        instrument=named.instrument,
        instrument_type=named.instrument_type,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the sentences of a passage gave together."""

    hits: list[RuleHit] = field(default_factory=list)
    instruments: list[Finding] = field(default_factory=list)

    def has(self, rule: str) -> bool:
        return any(hit.rule == rule for hit in self.hits)


def _suggest(text: str, words: Lexicon) -> Suggestion:
    folded = fold(text, words.language)
    reading = _Reading()
    for sentence in sentences(folded.text, words):
        reading.hits.extend(sentence.hits)
        if sentence.terms:
            found = list(findings(sentence, words))
            reading.instruments.extend(found)
            reading.hits.extend(hit for finding in found for hit in finding.hits)
            reading.hits.extend(_contributions(sentence, words))
            reading.hits.extend(_measures(sentence, words))
    hits = [RuleHit(hit.rule, *folded.original(hit.start, hit.end)) for hit in reading.hits]
    return _concluded(reading, tuple(dict.fromkeys(hits)), text, folded)


def _concluded(reading: _Reading, hits: tuple[RuleHit, ...], text: str, folded: Folded) -> Suggestion:
    if not hits:
        return _nothing()
    best = max(reading.instruments, key=lambda finding: finding.rank, default=None)
    contribution = reading.has("contribution")
    strict, lenient = best is not None and best.strict, best is not None and best.lenient
    name = text[slice(*folded.original(best.start, best.end))] if best and lenient else None
    return Suggestion(
        mentions_volunteering=reading.has("term"),
        contribution=contribution,
        policy_integration=strict,
        policy_lenient=lenient,
        measured_data=reading.has("measured"),
        score=_score(best, reading),
        rule_version=rule_version(),
        instrument=" ".join(name.split()) if name else None,
        instrument_type=best.kind if best and lenient else None,
        hits=hits,
    )


def _score(best: Finding | None, reading: _Reading) -> float:
    """The order of review: certain integrations first, then instruments that failed a question, then the rest."""
    if best is not None and best.strict:
        return round(SCORES["strict"] + 0.1 * best.exists, 2)
    if best is not None:
        return SCORES["lenient"] if best.lenient else SCORES["candidate"]
    if reading.has("contribution"):
        return SCORES["contribution"]
    return SCORES["mention"] if reading.has("term") else SCORES["nothing"]


def _contributions(sentence: Sentence, words: Lexicon) -> Iterator[RuleHit]:
    """Volunteers act, serve as means, or are said to be of value; not planned, wished or conditional."""
    if sentence.says(words.conditional):
        return
    for rule, start, end in _cues(sentence, words):
        if not sentence.before(start, words.planned, PLAN_REACH) and not words.planned.search(
            sentence.marked, start, end
        ):
            yield from (sentence.hit(name, start, end) for name in ("contribution", rule))


def _cues(sentence: Sentence, words: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Places that may report a contribution: the rule and its span in the sentence."""
    for start, end in sentence.terms:
        if words.acted.fullmatch(sentence.text, start, end):
            yield "act", start, end
    for match in words.acts.finditer(sentence.marked):
        if any(words.persons.fullmatch(sentence.text, *term) for term in sentence.within(*match.span())):
            yield "act", *match.span()
    for rule, pattern in (("means", words.means), ("value", words.value)):
        for match in pattern.finditer(sentence.marked):
            if sentence.within(match.start() - NEAR, match.end() + NEAR):
                yield rule, *match.span()


def _measures(sentence: Sentence, words: Lexicon) -> Iterator[RuleHit]:
    """A number of volunteers, of hours, or a share."""
    counted = [term for term in sentence.terms if sentence.text[term[0]].isdigit()]
    for start, end in [*counted, *(match.span() for match in words.measured.finditer(sentence.marked))]:
        yield sentence.hit("measured", start, end)
