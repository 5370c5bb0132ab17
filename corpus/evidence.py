"""Evidence of volunteering in a passage: what the machine suggests. People's decisions are kept apart from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from corpus.words import Word


class EvidenceLevel(Word):
    """The highest that holds for a passage."""

    NONE = "L0_none"
    MENTION = "L1_mention"
    CONTRIBUTION = "L2_contribution"
    POLICY = "L3_policy"


def highest_level(labels: Collection[str]) -> EvidenceLevel:
    """The highest level among labels that hold, on the strict reading."""
    of_label = {"policy": EvidenceLevel.POLICY, "contribution": EvidenceLevel.CONTRIBUTION}
    lowest = EvidenceLevel.MENTION if "mention" in labels else EvidenceLevel.NONE
    return next((level for label, level in of_label.items() if label in labels), lowest)


class InstrumentStatus(Word):
    """Whether an instrument exists at the time of the passage."""

    ADOPTED = "adopted"
    """Adopted, launched, in force or established; or named as one that is there."""
    PENDING = "pending"
    """Before parliament or government, drafted, or passed and not yet signed."""
    INTENDED = "intended"
    """To be made: planned, recommended, needed."""
    EXPIRED = "expired"
    """Ran out or was repealed."""
    UNKNOWN = "unknown"
    """Nothing says so, and the name does not presuppose it."""


class InstrumentScope(Word):
    """Whose instrument it is."""

    NATIONAL = "national"
    SUBNATIONAL = "subnational"
    OTHER = "other"
    """Of the United Nations, a regional body, an organisation or a company."""


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that fired and the code points it fired on."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """The instrument a suggestion speaks of, as printed; ``year`` is the one printed with its name or adoption."""

    name: str
    type: str
    status: InstrumentStatus
    scope: InstrumentScope
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the machine says of one passage; never edited, replaced only by a newer ``rule_version``.

    ``policy_integration`` is the strict reading, ``policy_lenient`` adds subnational and borderline cases;
    ``candidate`` is every passage in which an instrument stands by volunteering, whatever the rules make of it: what
    people should look at. ``score`` in 0..1 orders candidates for review; ``probability`` is that of the strict policy
    reading as it came true on labelled passages. ``instrument`` may be one that was found not to count: its status and
    scope say why. ``framework`` names a United Nations cooperation framework that names volunteers (indicator 3.2).
    ``opinion`` is the learned model's probability of the strict reading, ``opinion_version`` the model's name; neither
    changes what the rules say.
    """

    mentions_volunteering: bool
    contribution: bool
    policy_integration: bool
    policy_lenient: bool
    measured_data: bool
    score: float
    rule_version: str
    named: Instrument | None = None
    candidate: bool = False
    framework: str | None = None
    borderline: bool = False
    probability: float | None = None
    opinion: float | None = None
    opinion_version: str | None = None
    hits: tuple[RuleHit, ...] = ()

    @property
    def level(self) -> EvidenceLevel:
        """The highest level that holds on the strict reading."""
        return highest_level(self.labels)

    @property
    def labels(self) -> frozenset[str]:
        """The labels that hold by its word, named as decisions name them (``corpus.reviewing.LABELS``)."""
        holding = {
            "mention": self.mentions_volunteering,
            "contribution": self.contribution,
            "policy": self.policy_integration,
            "policy_lenient": self.policy_lenient,
            "measured": self.measured_data,
            "framework": self.framework is not None,
        }
        return frozenset(label for label, holds in holding.items() if holds)

    @property
    def instrument(self) -> str | None:
        """The instrument's name as printed."""
        return None if self.named is None else self.named.name

    @property
    def instrument_type(self) -> str | None:
        """The instrument's type: law, policy, plan, strategy, programme or institution."""
        return None if self.named is None else self.named.type
