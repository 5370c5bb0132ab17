"""Which of the numbers at the start of blocks number paragraphs: those that form a chain 1, 2, 3 and so on.

A list inside a paragraph, a line that happens to begin with "5.", a restart in an annex: each is told by the chain it
belongs to.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind

SKIPPED = 3
"""A chain goes on over at most this many numbers less one that were not found."""


@dataclass
class Chain:
    """Numbers that follow each other. ``members`` are (index of the block, number)."""

    members: list[tuple[int, int]] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number reached."""
        return self.members[-1][1]


def chains_of(blocks: Sequence[Block], candidates: Mapping[int, int]) -> list[Chain]:
    """All chains in order of their beginning. ``candidates`` are the numbers that blocks start with."""
    chains: list[Chain] = []
    open_chains: list[Chain] = []
    for index in sorted(candidates):
        number = candidates[index]
        chain = next((c for c in reversed(open_chains) if 0 < number - c.last <= _reach(c, blocks[index])), None)
        if chain is not None:
            del open_chains[open_chains.index(chain) + 1 :]
            chain.members.append((index, number))
        elif number == 1:
            open_chains.append(Chain([(index, 1)]))
            chains.append(open_chains[-1])
    return chains


def _reach(chain: Chain, block: Block) -> int:
    """How far a chain may jump: not at all in an extraction, where any line may begin with a number."""
    return SKIPPED if block.boxes and len(chain.members) > 2 else 1


def candidates_of(blocks: Sequence[Block], skip: frozenset[int]) -> dict[int, int]:
    """The numbers that text blocks begin with, by index of the block."""
    found = {}
    for index, block in enumerate(blocks):
        if block.kind not in (BlockKind.BODY, BlockKind.ITEM) or index in skip:
            continue
        number = grammar.PARAGRAPH.match(block.text)
        if number:
            found[index] = int(number[1])
    return found


@dataclass(frozen=True, slots=True)
class Numbering:
    """``paragraphs`` are the numbered paragraphs, ``items`` the other numbers in a chain, by index of the block."""

    paragraphs: Mapping[int, str]
    items: Mapping[int, str]
    first: int | None


def numbering_of(blocks: Sequence[Block], skip: frozenset[int], annex: int | None) -> Numbering:
    """The longest chain before the annex numbers the paragraphs, and so does every chain of two or more inside it."""
    chains = chains_of(blocks, candidates_of(blocks, skip))
    outside = [c for c in chains if annex is None or c.members[0][0] < annex]
    main = max(outside, key=lambda c: (len(c.members), c.members[0][0]), default=None)
    inside = [c for c in chains if annex is not None and c.members[0][0] > annex and len(c.members) > 1]
    kept = [*([main] if main is not None else []), *_outermost(inside)]
    paragraphs = {index: str(number) for chain in kept for index, number in chain.members}
    items = {index: f"{number}." for chain in chains for index, number in chain.members if index not in paragraphs}
    return Numbering(paragraphs, items, main.members[0][0] if main is not None else None)


def romans_of(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks that begin with "(i)" where the next lettered block begins with "(ii)"."""
    lettered = [
        (index, found[1]) for index, block in enumerate(blocks) if (found := grammar.LETTER_ITEM.match(block.text))
    ]
    return frozenset(
        index for (index, first), (_, second) in itertools.pairwise(lettered) if (first, second) == ("i", "ii")
    )


def _outermost(chains: Sequence[Chain]) -> list[Chain]:
    """Chains that do not stand between two members of another."""
    return [c for c in chains if not any(o is not c and _within(c, o) for o in chains)]


def _within(inner: Chain, outer: Chain) -> bool:
    return outer.members[0][0] < inner.members[0][0] and inner.members[-1][0] < outer.members[-1][0]
