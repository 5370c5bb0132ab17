"""The ledger of a count: a line for each unit, and what decides its status.

Two bases are kept apart: what the machine *suggests* and what people have *reviewed*. Neither fills in for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from corpus.indicators.definitions import Indicator
from corpus.reviewing import Settled, Settling

READABLE_SHARE = 0.9
"""A review of which fewer pages than this were read is unread unless what was read already answers "yes"."""

Policy = Literal["strict", "lenient"]
Basis = Literal["suggested", "reviewed"]
Status = Literal["yes", "no", "unread", "unreviewed"]

POLICIES: tuple[Policy, ...] = ("strict", "lenient")
BASES: tuple[Basis, ...] = ("suggested", "reviewed")
STATUSES: tuple[Status, ...] = ("yes", "no", "unread", "unreviewed")


@dataclass(frozen=True, slots=True)
class Review:
    """One language version of a document that is counted: of a Voluntary National Review, or of a framework.

    ``damaged``: nobody can tell what its file has lost. ``sha256`` is that of its original.
    """

    work: str
    country: str | None
    year: int | None
    language: str
    pages: int
    unread_pages: int
    passages: int
    damaged: bool = False
    sha256: str = ""
    expression: str = ""
    title: str = ""

    @property
    def readable(self) -> bool:
        """Whether enough was read to say that something is not there."""
        read = self.pages - self.unread_pages
        return self.passages > 0 and not self.damaged and read >= READABLE_SHARE * self.pages


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that says something of volunteering, or that people have decided about.

    ``machine``: the labels that the machine suggests. ``within``: the parts of the document it stands in that a
    definition may ask for. ``settled``: what people come to, None where nobody has decided.
    """

    expression: str
    passage: str
    machine: frozenset[str] = frozenset()
    settled: Settled | None = None
    instrument: str | None = None
    rule_version: str | None = None
    within: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """An indicator read by a policy on a basis. ``labels`` are those that its policies ask for."""

    indicator: Indicator
    policy: Policy
    basis: Basis
    labels: Mapping[Policy, frozenset[str]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Once for thousands of passages.
        object.__setattr__(self, "labels", {policy: self.indicator.conditions(policy) for policy in POLICIES})

    def holds(self, candidate: Candidate) -> bool:
        """Whether it makes its unit count, on the question's basis."""
        return self.settled(candidate) is True if self.basis == "reviewed" else self.suggested(candidate)

    def suggested(self, candidate: Candidate, policy: Policy | None = None) -> bool:
        """Whether the machine says that it holds, by the question's policy or by another."""
        return self._in_place(candidate, policy) and not candidate.machine.isdisjoint(
            self.labels[policy or self.policy]
        )

    def settled(self, candidate: Candidate) -> bool | None:
        """Whether people say that it holds; None where that is not settled."""
        if candidate.settled is None:
            return None
        if not self._in_place(candidate):
            return False
        said = [candidate.settled.holds(label) for label in self.labels[self.policy]]
        return True if any(said) else (None if None in said else False)

    def counts(self, candidate: Candidate) -> bool:
        """Whether it makes its unit count on either basis."""
        return self.suggested(candidate) or self.settled(candidate) is True

    def waiting(self, candidate: Candidate) -> bool:
        """Whether people have still to settle it: the lenient reading suggests it, or reviewers differ."""
        if self.settled(candidate) is not None:
            return False
        disputed = candidate.settled is not None and candidate.settled.state in (Settling.SECOND, Settling.DISPUTED)
        return disputed or self.suggested(candidate, "lenient")

    def refused(self, candidate: Candidate) -> bool:
        """Whether the lenient reading suggests it, and people settled that it does not hold."""
        return self.settled(candidate) is False and self.suggested(candidate, "lenient")

    def _in_place(self, candidate: Candidate, policy: Policy | None = None) -> bool:
        place = self.indicator.strict_within if (policy or self.policy) == "strict" else None
        return place is None or place in candidate.within


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the ledger. ``iso3`` is None for a framework of no single country, which is known by its ``work``.

    ``evidence`` is what makes it count; ``waiting`` and ``refused`` are what people have still to settle and what they
    settled otherwise.
    """

    iso3: str | None
    year: int | None
    status: Status
    reviews: tuple[Review, ...]
    candidates: tuple[Candidate, ...] = ()
    evidence: tuple[Candidate, ...] = ()
    waiting: tuple[Candidate, ...] = ()
    refused: tuple[Candidate, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether one of its language versions could be read."""
        return any(review.readable for review in self.reviews)

    @property
    def work(self) -> str:
        """The document, of the first language version."""
        return self.reviews[0].work


@dataclass(frozen=True, slots=True)
class Unit:
    """A country in a year, or a framework, with its language versions and their candidates."""

    key: tuple[int, str]
    reviews: tuple[Review, ...]
    candidates: tuple[Candidate, ...] = ()


def units(definition: Indicator, reviews: Iterable[Review], candidates: Iterable[Candidate]) -> list[Unit]:
    """The units of an indicator, by year and country: one for each country and year, or one for each framework."""
    by_expression: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_expression.setdefault(candidate.expression, []).append(candidate)

    def key(review: Review) -> tuple[int, str]:
        of_country = definition.population == "vnr" and review.country is not None
        return review.year or 0, f"{review.country or ''} {'' if of_country else review.work}"

    ordered = sorted(reviews, key=lambda review: (key(review), review.language, review.work))
    grouped = ((of, tuple(group)) for of, group in groupby(ordered, key=key))
    return [
        Unit(of, group, tuple(c for r in group for c in by_expression.get(r.expression, ()))) for of, group in grouped
    ]


def ledger(question: Question, counted: Sequence[Unit]) -> list[Line]:
    """A line for each unit.

    By what people reviewed, a readable document in which nothing is suggested is *no*, once people have begun with the
    documents of its year; before that, nobody has looked at all.
    """
    return [_line(question, unit, status) for unit, status in zip(counted, statuses(question, counted), strict=True)]


def statuses(question: Question, counted: Sequence[Unit]) -> list[Status]:
    """The status of each unit, as ``ledger`` has it."""
    begun = {unit.key[0] for unit in counted if any(c.settled is not None for c in unit.candidates)}
    return [_status(question, unit, begun=unit.key[0] in begun) for unit in counted]


def _status(question: Question, unit: Unit, *, begun: bool) -> Status:
    if any(map(question.holds, unit.candidates)):
        return "yes"
    readable = any(review.readable for review in unit.reviews)
    if question.basis == "reviewed" and (any(map(question.waiting, unit.candidates)) or (readable and not begun)):
        return "unreviewed"
    return "no" if readable else "unread"


def _line(question: Question, unit: Unit, status: Status) -> Line:
    return Line(
        iso3=unit.reviews[0].country,
        year=unit.reviews[0].year,
        status=status,
        reviews=unit.reviews,
        candidates=unit.candidates,
        evidence=tuple(filter(question.holds, unit.candidates)),
        waiting=tuple(filter(question.waiting, unit.candidates)),
        refused=tuple(filter(question.refused, unit.candidates)),
    )


def tally(found: Iterable[Status]) -> Mapping[Status, int]:
    """How many there are of each status."""
    counted = Counter(found)
    return {status: counted[status] for status in STATUSES}
