"""Whether the interval of a corrected count of suggestions holds the truth: random assemblies of labelled passages.

For each assembly the documents of the labelled passages are parted in two at random. The passages of one half become
the reviews of some countries; on those of the other half the rates are measured that the estimator is given. So no
passage, and no neighbour of one from the same document, tells the estimator of itself.

Assemblies are made of classified texts, without PDFs: reading is measured elsewhere, and 200 ingests take an hour. The
text between the passages gives no candidate (``eval.assembled_texts``) and would change nothing here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import mean
from typing import Any

from corpus.evidence import Suggestion
from corpus.indicators import Review, indicator, ledger
from corpus.indicators.estimate import Rates, estimate
from corpus.indicators.ledger import Candidate, Question, units
from eval.assembled_texts import Passage
from ingest.evidence import classify

ASSEMBLIES = 200
TO_A_COUNTRY = 3
"""Labelled passages to a country, on the average; some have none."""

YEAR = 2024


@dataclass(frozen=True, slots=True)
class Classified:
    """A labelled passage with the labels that the machine suggests."""

    passage: Passage
    machine: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An assembly: how many countries hold in truth, by plain count of suggestions, and by the corrected estimate."""

    countries: int
    truth: int
    suggested: int
    estimate: float
    low: float
    high: float

    @property
    def held(self) -> bool:
        """Whether the truth is in the interval."""
        return self.low <= self.truth <= self.high


@dataclass(frozen=True, slots=True)
class Trial:
    """An indicator, read strictly, and how the labels of a suggestion are taken; ``name`` is what it is called."""

    name: str
    code: str
    machine: Callable[[Suggestion], frozenset[str]]


def as_suggested(suggestion: Suggestion) -> frozenset[str]:
    """The labels as they are suggested."""
    return suggestion.labels


def every_candidate(suggestion: Suggestion) -> frozenset[str]:
    """The labels of a machine that takes for policy whatever it would show a person: it is often wrong."""
    return replace(suggestion, policy_integration=suggestion.candidate).labels


TRIALS = (
    Trial("3.1", "3.1", as_suggested),
    Trial("1.1", "1.1", as_suggested),
    Trial("3.1, every candidate", "3.1", every_candidate),
)
"""The bar is that of the first. The last is no machine of the portal: it tries the estimator where much is wrong."""


def coverage(passages: Sequence[Passage], trial: Trial, assemblies: int = ASSEMBLIES) -> dict[str, Any]:
    """How often the 95 % interval of an indicator's corrected count holds the truth, on the strict reading."""
    judged = [Classified(p, trial.machine(classify(p.text, p.language))) for p in passages]
    question = Question(indicator(trial.code), "strict", "suggested")
    outcomes = [assembled(judged, question, Random(seed)) for seed in range(assemblies)]  # noqa: S311 - no secret
    return _figures(trial.name, outcomes)


def assembled(judged: Sequence[Classified], question: Question, chance: Random) -> Outcome:
    """One random assembly."""
    inside, outside = halves(judged, chance)
    countries = dealt(inside, chance)
    counted = units(question.indicator, *_stored(countries))
    lines = ledger(question, counted)
    label = question.indicator.condition("strict")
    found = estimate(question, lines, rates_on(outside, label))
    if found is None:
        raise ValueError("an assembly without countries has no estimate")
    low, high = found["number_interval"]
    return Outcome(
        countries=len(countries),
        truth=sum(any(one.passage.labels[label] for one in country) for country in countries),
        suggested=sum(line.status == "yes" for line in lines),
        estimate=found["number"],
        low=low,
        high=high,
    )


def halves(judged: Sequence[Classified], chance: Random) -> tuple[list[Classified], list[Classified]]:
    """The passages of half of the documents, and those of the others."""
    sources = sorted({one.passage.source for one in judged})
    chosen = set(chance.sample(sources, len(sources) // 2))
    inside = [one for one in judged if one.passage.source in chosen]
    return inside, [one for one in judged if one.passage.source not in chosen]


def dealt(judged: Sequence[Classified], chance: Random) -> list[list[Classified]]:
    """The passages dealt out to countries at random, each once."""
    countries: list[list[Classified]] = [[] for _ in range(max(1, len(judged) // TO_A_COUNTRY))]
    for one in judged:
        chance.choice(countries).append(one)
    return countries


def rates_on(judged: Iterable[Classified], label: str) -> Rates:
    """How suggestions of a label came true on labelled passages."""
    every = list(judged)
    seen = Counter((label in one.machine, one.passage.labels[label]) for one in every if one.machine)
    return Rates(
        tp=seen[True, True],
        fp=seen[True, False],
        fn=seen[False, True],
        tn=seen[False, False],
        unseen=sum(one.passage.labels[label] for one in every if not one.machine),
        source="evaluation",
        measured_on="labelled passages outside the assembly",
    )


def _stored(countries: Sequence[Sequence[Classified]]) -> tuple[list[Review], list[Candidate]]:
    """The countries as counts read them from the store: a review each, and its passages that speak of volunteering."""
    reviews = [
        Review(f"VNR/{at}", f"C{at:03}", YEAR, "en", pages=10, unread_pages=0, passages=100, expression=str(at))
        for at in range(len(countries))
    ]
    spoken = ((at, one) for at, country in enumerate(countries) for one in country if one.machine)
    return reviews, [Candidate(str(at), one.passage.id, machine=one.machine) for at, one in spoken]


def _figures(name: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "name": name,
        "assemblies": len(outcomes),
        "countries": mean(one.countries for one in outcomes),
        "truth": mean(one.truth for one in outcomes),
        "suggested": mean(one.suggested for one in outcomes),
        "estimate": mean(one.estimate for one in outcomes),
        "width": mean(one.high - one.low for one in outcomes),
        "held": sum(one.held for one in outcomes) / len(outcomes),
        "below": sum(one.truth < one.low for one in outcomes),
        "above": sum(one.truth > one.high for one in outcomes),
        "suggested_is_truth": sum(one.suggested == one.truth for one in outcomes) / len(outcomes),
    }


def table(figures: Mapping[str, Any]) -> str:
    """The figures on one line."""
    return (
        "{name}: {assemblies} assemblies of {countries:.0f} countries; truth {truth:.1f}, suggested "
        "{suggested:.1f}, corrected {estimate:.1f} ± {half:.1f}; held {held:.3f} (truth below {below}, above {above})"
    ).format(**figures, half=figures["width"] / 2)
