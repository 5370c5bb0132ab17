"""Evidence of volunteering in a passage: what the machine suggests. People's decisions are kept apart from it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.words import Word


class EvidenceLevel(Word):
    """The highest that holds for a passage."""

    NONE = "L0_none"
    MENTION = "L1_mention"
    CONTRIBUTION = "L2_contribution"
    POLICY = "L3_policy"


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that fired and the code points it fired on."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the machine says of one passage; never edited, replaced only by a newer ``rule_version``.

    ``policy_integration`` is the strict reading, ``policy_lenient`` adds subnational and borderline cases.
    ``score`` in 0..1 orders candidates for review; it is not a probability until it is calibrated.
    """

    mentions_volunteering: bool
    contribution: bool
    policy_integration: bool
    policy_lenient: bool
    measured_data: bool
    score: float
    rule_version: str
    instrument: str | None = None
    instrument_type: str | None = None
    hits: tuple[RuleHit, ...] = ()

    @property
    def level(self) -> EvidenceLevel:
        """The highest level that holds on the strict reading."""
        if self.policy_integration:
            return EvidenceLevel.POLICY
        if self.contribution:
            return EvidenceLevel.CONTRIBUTION
        return EvidenceLevel.MENTION if self.mentions_volunteering else EvidenceLevel.NONE
