"""What the rules conclude of a passage: mention, contribution, policy integration, measured data.

The words are data (``ingest.evidence.lexicon``) and so are the rules' names and questions
(``corpus/lexicon/evidence.rules.yml``); what fires is recorded as a ``RuleHit`` with its span in the passage. The order
of the questions is that of the coding rules of indicator 3.1: is it volunteering, whose instrument is it, does it
exist, is volunteering inside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from corpus.evidence import Instrument, RuleHit, Suggestion
from corpus.fingerprint import ROOT
from ingest.evidence.instruments import Finding
from ingest.evidence.lexicon import LANGUAGES, lexicon
from ingest.evidence.opinion import Concluded, SecondOpinion, shipped
from ingest.evidence.reading import Reading, read

SCORES = {
    **{"strict": 0.85, "lenient": 0.65, "tied": 0.5, "beside": 0.4},
    **{"contribution": 0.3, "mention": 0.2, "nothing": 0.05},
}
"""The order of review, by what the rules concluded; a strict reading whose existence is said has a tenth more."""

MADE_OF = (
    *(f"ingest/evidence/{name}.py" for name in ("contributions", "folding", "framing", "instruments", "lexicon")),
    *(f"ingest/evidence/{name}.py" for name in ("names", "reading", "rules", "sentences", "ties")),
    *(f"corpus/lexicon/evidence.{name}.yml" for name in (*LANGUAGES, "names")),
)
"""The files whose change is a change of the rules."""


@cache
def rule_version() -> str:
    """Names the rules and the word lists together: any change of either changes it."""
    digest = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in MADE_OF))
    return f"evidence-{digest.hexdigest()[:8]}"


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


def classify(
    text: str, language: str | None, heading_path: Sequence[str] = (), second: SecondOpinion | None = None
) -> Suggestion:
    """What the machine suggests of one passage; spans are code points of ``text``.

    A language that has no lexicon, or None, means that every lexicon is tried. Headings only widen: under one that
    names an instrument on volunteering, a mention becomes a lenient case. The opinion is that of ``second``, or of the
    model that is shipped.
    """
    second = SecondOpinion(shipped()) if second is None else second
    return second.of([conclude(text, language, heading_path)])[0]


def conclude(text: str, language: str | None, heading_path: Sequence[str] = ()) -> Concluded:
    """What ``classify`` suggests, before anybody has an opinion of it."""
    weighed = [(reading, _concluded(reading, text)) for reading in _readings(text, language)]
    reading, suggestion = max(weighed, key=_weight) if weighed else (None, _nothing())
    if not suggestion.mentions_volunteering:
        return Concluded(text, suggestion, None)
    if not suggestion.policy_lenient and heading_path:
        suggestion = _widened(suggestion, heading_path, language)
    return Concluded(text, suggestion, reading)


def _readings(text: str, language: str | None) -> list[Reading]:
    known = (language,) if language in LANGUAGES else LANGUAGES
    return [read(text, lexicon(name)) for name in known if _stems(name).search(text)]


@cache
def _stems(language: str) -> re.Pattern[str]:
    """What nearly every passage does not hold, so that nothing else is asked of it."""
    return re.compile("|".join(lexicon(language).stems), re.IGNORECASE)


def _weight(weighed: tuple[Reading, Suggestion]) -> tuple[float, int]:
    return weighed[1].score, len(weighed[1].hits)


def _widened(suggestion: Suggestion, heading_path: Sequence[str], language: str | None) -> Suggestion:
    heading = heading_path[-1]
    above = [_concluded(reading, heading) for reading in _readings(heading, language)]
    named = next((found.named for found in above if found.policy_integration), None)
    if named is None:
        return suggestion
    return replace(
        suggestion, policy_lenient=True, candidate=True, borderline=True, score=SCORES["lenient"], named=named
    )


def _concluded(reading: Reading, text: str) -> Suggestion:
    hits = tuple(RuleHit(hit.rule, *reading.folded.original(hit.start, hit.end)) for hit in reading.hits)
    if not hits:
        return _nothing()
    best = reading.best
    strict, lenient = best is not None and best.strict, best is not None and best.lenient
    return Suggestion(
        mentions_volunteering=reading.has("term"),
        contribution=reading.has("contribution"),
        policy_integration=strict,
        policy_lenient=lenient,
        measured_data=reading.has("measured"),
        score=_score(best, reading),
        rule_version=rule_version(),
        named=None if best is None or best.denied else _instrument(best, reading, text),
        candidate=reading.has("term") and (best is not None or reading.beside),
        framework=_framework(reading, text),
        borderline=lenient and not strict,
        hits=hits,
    )


def _instrument(best: Finding, reading: Reading, text: str) -> Instrument:
    name = text[slice(*reading.folded.original(best.start, best.end))]
    return Instrument(" ".join(name.split()), best.kind, best.status, best.scope, best.year)


def _framework(reading: Reading, text: str) -> str | None:
    """The first framework of the UN in a sentence about volunteering, as printed."""
    for sentence in reading.about:
        for hit in sentence.hits:
            if hit.rule == "framework":
                return " ".join(text[slice(*reading.folded.original(hit.start, hit.end))].split())
    return None


def _score(best: Finding | None, reading: Reading) -> float:
    """The order of review: certain integrations first, then instruments that failed a question, then the rest."""
    if best is not None and best.strict:
        return round(SCORES["strict"] + 0.1 * best.exists, 2)
    if best is not None:
        return SCORES["lenient"] if best.lenient else SCORES["tied"]
    if reading.has("term") and reading.beside:
        return SCORES["beside"]
    if reading.has("contribution"):
        return SCORES["contribution"]
    return SCORES["mention"] if reading.has("term") else SCORES["nothing"]
