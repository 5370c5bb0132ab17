"""Which mention found is which labelled one: the outcomes of a unit, from which every figure of citations is counted.

A mention found pairs with the label whose core it overlaps most, one to one. A pair whose kinds differ is a miss of
the labelled kind and a false find of the other; its target and pinpoint are not judged. Optional labels, and what is
found on them, count neither for nor against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.citations import Mention, MentionKind, Pinpoint
from corpus.symbols import identity
from eval.gold import LabelledMention, LabelledUnit

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled or found mention of a unit: paired, missed (``found`` None), or spurious (``label`` None)."""

    unit: LabelledUnit
    label: LabelledMention | None
    found: Mention | None

    @property
    def detected(self) -> bool:
        """Whether both are there and of one kind."""
        return self.label is not None and self.found is not None and self.label.kind == self.found.kind.value

    @property
    def exact(self) -> bool:
        """Whether it is detected with the span that is labelled."""
        return self.detected and (self.label.start, self.label.end) == (self.found.start, self.found.end)  # type: ignore[union-attr]

    @property
    def linked(self) -> bool:
        """Whether it is detected with a target that is right; no target is right where none is labelled."""
        if not self.detected or self.label is None or self.found is None:
            return False
        mine = {identity(self.found.target)} if self.found.target else set()
        right = {identity(key) for key in self.label.targets}
        return bool(mine & right) or mine == right


def outcomes_of(unit: LabelledUnit, found: Sequence[Mention]) -> Iterator[Outcome]:
    """The outcomes of one unit: its labels in order, then what was found on none of them."""
    labels = unit.mentions
    pairs = dict(paired([label.core for label in labels], [(mine.start, mine.end) for mine in found]))
    yield from (
        Outcome(unit, label, found[pairs[at]] if at in pairs else None)
        for at, label in enumerate(labels)
        if not label.optional
    )
    free = [label.core for label in labels if label.optional]
    alone = [mine for at, mine in enumerate(found) if at not in pairs.values()]
    yield from (
        Outcome(unit, None, mine) for mine in alone if not any(shared((mine.start, mine.end), core) for core in free)
    )


def beyond(outcome: Outcome, register: frozenset[str]) -> bool:
    """Whether it is an instrument that the guideline's closed register leaves out, and so no label could hold it.

    An extractor that knows more instruments is judged by those of the register alone (guideline, section 7).
    """
    found = outcome.found
    if outcome.label is not None or found is None or found.kind is not MentionKind.INSTRUMENT:
        return False
    return found.target is not None and identity(found.target) not in {identity(target) for target in register}


def paired(left: Sequence[Span], right: Sequence[Span]) -> list[tuple[int, int]]:
    """Indices of the spans that belong together, one to one: those that share the most characters first."""
    overlaps = [(-shared(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right) if shared(a, b)]
    pairs: dict[int, int] = {}
    for _, i, j in sorted(overlaps):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def shared(a: Span, b: Span) -> int:
    """How many characters two spans have in common."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def parts(pinpoints: Sequence[Pinpoint]) -> set[tuple[str, str]]:
    """Pinpoints as pairs of type and number; an unnumbered annex has the empty number."""
    return {(pinpoint.type, number) for pinpoint in pinpoints for number in pinpoint.numbers or ("",)}
