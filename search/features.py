"""What of a question a passage says, and how close together: the features that the ranker weighs.

Each is 0..1: the share of what is asked, rare things counting more, that stands in the whole passage, in its best
window of clauses ("sentence": it is about as long as one), or in its best two neighbouring windows. How rare a thing
is, is taken from the candidates themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ahocorasick
import numpy as np
import numpy.typing as npt

from search.probes import Probe, Probes
from search.windows import windows

GROUPS = ("units", "phrases", "typed", "grams", "longer", "figures")
SCOPES = ("passage", "sentence", "neighbours")
FEATURES = ("engine", *(f"{group}.{scope}" for group in GROUPS for scope in SCOPES))
"""The features by name: the engine's score as a share of the best, then each group in each scope."""

FLOOR = 1.0
"""What even a thing counts that all candidates hold, beside the logarithm of its rarity among them."""

CONTEXT = 0.5
"""What a thing is worth that stands not in a passage but in what it is read with."""

MOST_PROBES = 64
"""Probes of a group that are looked for: a question may be as long as a passage."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as its windows (``search.windows``) and those of what it is read with.

    ``engine``: its score by the engine as a share of the best, 0..1.
    """

    windows: tuple[str, ...]
    context: tuple[str, ...]
    language: str
    engine: float = 0.0

    @classmethod
    def of(cls, text: str, language: str, context: str = "") -> Candidate:
        """A text as the engine never saw it."""
        return cls(windows(text, language), windows(context, language) if context else (), language)


def features(wanted: Mapping[str, Probes], passages: Sequence[Candidate]) -> Matrix:
    """Candidates × ``FEATURES``; ``wanted`` are the probes by language."""
    rows = np.zeros((len(passages), len(FEATURES)))
    rows[:, 0] = [passage.engine for passage in passages]
    for language, sought in wanted.items():
        places = [at for at, passage in enumerate(passages) if passage.language == language]
        groups = [sought.get(group, ())[:MOST_PROBES] for group in GROUPS]
        if places and any(groups):
            rows[places, 1:] = _Held.of([passages[at] for at in places]).shares(groups)
    return rows


@dataclass(frozen=True, slots=True)
class _Held:
    """The windows of candidates of one language, one after the other, each passage's own before its context's.

    ``starts`` and ``lasts`` are the first and last of each passage; ``worth`` is what a thing counts that stands in a
    window.
    """

    pieces: tuple[str, ...]
    starts: npt.NDArray[np.intp]
    lasts: npt.NDArray[np.intp]
    worth: Matrix

    @classmethod
    def of(cls, passages: Sequence[Candidate]) -> _Held:
        counts = [len(part) for passage in passages for part in (passage.windows, passage.context)]
        pieces = tuple(piece for passage in passages for piece in (*passage.windows, *passage.context))
        ends = np.cumsum(counts)[1::2]
        starts = np.concatenate([[0], ends[:-1]])
        return cls(pieces, starts, ends - 1, np.repeat(np.tile([1.0, CONTEXT], len(passages)), counts))

    def shares(self, groups: Sequence[Sequence[Probe]]) -> Matrix:
        """Candidates × (groups × ``SCOPES``): the share of what is sought that each holds."""
        found = self._found([probe for group in groups for probe in group]) * self.worth
        passage = np.maximum.reduceat(found, self.starts, axis=1)
        weights = _rarity(passage) * _membership([len(group) for group in groups])
        both = found.copy()
        np.maximum(found[:, :-1], found[:, 1:], out=both[:, :-1])
        both[:, self.lasts] = found[:, self.lasts]  # the last window of a passage has no next one
        best = (np.maximum.reduceat(weights @ scope, self.starts, axis=1) for scope in (found, both))
        whole = weights.sum(axis=1)
        whole[whole == 0] = 1.0  # of an empty group nothing is found
        by_group = np.stack([weights @ passage, *best], axis=2) / whole[:, None, None]
        shares: Matrix = by_group.transpose(1, 0, 2).reshape(len(self.starts), -1)
        return shares

    def _found(self, sought: Sequence[Probe]) -> Matrix:
        """Probes × windows: how much of each probe a window holds, 0..1. One walk finds all of their texts."""
        texts = {text: at for at, text in enumerate({text for probe in sought for text, _ in probe.texts})}
        automaton, count = ahocorasick.Automaton(), len(self.pieces)
        for text, at in texts.items():
            automaton.add_word(text, at * count)
        automaton.make_automaton()
        places = (row + at for at, piece in enumerate(self.pieces) for _, row in automaton.iter(piece))
        said = np.zeros(len(texts) * count)
        said[np.fromiter(places, np.intp)] = 1.0
        ways = [(texts[text], weight) for probe in sought for text, weight in probe.texts]
        rows, weights = np.array([row for row, _ in ways]), np.array([weight for _, weight in ways])
        firsts = np.cumsum([0, *(len(probe.texts) for probe in sought[:-1])])
        held: Matrix = np.maximum.reduceat(said.reshape(-1, count)[rows] * weights[:, None], firsts)
        return held


def _rarity(passage: Matrix) -> Matrix:
    """What each thing counts, by how few of the candidates hold it."""
    holding = np.count_nonzero(passage, axis=1)
    rarity: Matrix = FLOOR + np.log(1 + (passage.shape[1] - holding + 0.5) / (holding + 0.5))
    return rarity


def _membership(sizes: Sequence[int]) -> Matrix:
    """Groups × things: 1 where the thing is of the group."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    member: Matrix = (group == np.arange(len(sizes))[:, None]).astype(float)
    return member
