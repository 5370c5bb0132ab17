"""A passage as the rules read it in one language: its sentences about volunteering, and every rule that fired."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.evidence import RuleHit
from ingest.evidence.contributions import contributions, measures
from ingest.evidence.folding import Folded, fold
from ingest.evidence.instruments import Finding, findings
from ingest.evidence.lexicon import Lexicon
from ingest.evidence.sentences import Sentence, sentences
from ingest.evidence.ties import HOLDERS, named_instruments


@dataclass(frozen=True, slots=True)
class Reading:
    """What the sentences of a passage gave together. Spans of hits and findings are of the folded text."""

    folded: Folded
    words: Lexicon
    cut: tuple[Sentence, ...]
    hits: tuple[RuleHit, ...]
    instruments: tuple[Finding, ...]

    @property
    def about(self) -> tuple[Sentence, ...]:
        """The sentences about volunteering."""
        return tuple(sentence for sentence in self.cut if sentence.terms)

    def has(self, rule: str) -> bool:
        """Whether a rule fired anywhere."""
        return any(hit.rule == rule for hit in self.hits)

    @property
    def beside(self) -> bool:
        """Whether the passage names a law, policy, plan or strategy at all, tied to volunteering or not."""
        return any(kind in HOLDERS for sentence in self.cut for kind, _ in named_instruments(sentence, self.words))

    @property
    def best(self) -> Finding | None:
        """The instrument that the passage says most of."""
        return max(self.instruments, key=lambda finding: finding.rank, default=None)


def read(text: str, words: Lexicon) -> Reading:
    """Ask every rule of a language of every sentence of a passage."""
    folded = fold(text, words.language)
    hits: list[RuleHit] = []
    instruments: list[Finding] = []
    cut = list(sentences(folded.text, words))
    for sentence in cut:
        hits.extend(sentence.hits)
        if sentence.terms:
            found = list(findings(sentence, words))
            instruments.extend(found)
            hits.extend(hit for finding in found for hit in finding.hits)
            hits.extend(contributions(sentence, words))
            hits.extend(measures(sentence, words))
    return Reading(folded, words, tuple(cut), tuple(dict.fromkeys(hits)), tuple(instruments))
