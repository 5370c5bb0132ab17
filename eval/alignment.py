"""Which words of two languages are said for each other, learned from pairs of texts: IBM Model 1 in both directions.

After Brown et al. 1993 (the model, and a null word beside the others) and Liang et al. 2006 (each round, the directions
are counted together, so that a rare word does not take what belongs to others). A word counts once in a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ROUNDS = 5
NULL = 0
"""The number of the word that stands for "said by no word here"."""

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
WordPair = tuple[Sequence[str], Sequence[str]]
"""The words of a text, and of its translation."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Two words that are said for each other: how probably, and how many times they were expected to be."""

    source: str
    target: str
    probability: float
    times: float


@dataclass(frozen=True, slots=True)
class Links:
    """Every word of a text with every word of its translation, one row each; words are numbered, ``NULL`` is none.

    ``pair`` numbers the two words together, ``words`` are those two by that number; ``places`` number each word of
    each text, of the source and of the target side.
    """

    pair: Whole
    words: tuple[Whole, Whole]
    places: tuple[Whole, Whole]


def learn(texts: Sequence[WordPair], rounds: int = ROUNDS) -> Iterator[Learned]:
    """The pairs of words with their probability: the geometric mean of both directions'."""
    names, links = _links(texts)
    if not links.pair.size:
        return
    ways = [_uniform(links, side) for side in (0, 1)]
    for _ in range(rounds):
        counts = _counts(links, ways)
        ways = [_normalised(links, counts[side], side) for side in (0, 1)]
    times = _counts(links, ways)[0]
    source, target = links.words
    for at in np.flatnonzero((source != NULL) & (target != NULL)):
        probability = float(np.sqrt(ways[0][at] * ways[1][at]))
        yield Learned(names[0][source[at]], names[1][target[at]], probability, float(times[at]))


def _links(texts: Sequence[WordPair]) -> tuple[tuple[list[str], list[str]], Links]:
    names: tuple[list[str], list[str]] = (["", *_all(texts, 0)], ["", *_all(texts, 1)])
    numbers = tuple({name: at for at, name in enumerate(side)} for side in names)
    rows, starts = [], (0, 0)
    for text in texts:
        words = [np.array([NULL, *sorted({numbers[side][word] for word in text[side]})]) for side in (0, 1)]
        places = [starts[side] + np.arange(len(words[side])) for side in (0, 1)]
        starts = (starts[0] + len(words[0]), starts[1] + len(words[1]))
        size = (len(words[1]), len(words[0]))
        rows.append([*map(np.ravel, (*_crossed(words, size), *_crossed(places, size)))])
    both = [np.concatenate(column)[1:] for column in zip(*rows, strict=True)] if rows else [np.array([], int)] * 4
    keys, pair = np.unique(both[0] * len(names[1]) + both[1], return_inverse=True)
    return names, Links(pair, (keys // len(names[1]), keys % len(names[1])), (both[2], both[3]))


def _all(texts: Sequence[WordPair], side: int) -> list[str]:
    return sorted({word for text in texts for word in text[side]})


def _crossed(sides: Sequence[Whole], size: tuple[int, int]) -> tuple[Whole, Whole]:
    """Each of the one side with each of the other."""
    return np.broadcast_to(sides[0][None, :], size), np.broadcast_to(sides[1][:, None], size)


def _uniform(links: Links, side: int) -> Real:
    """A way is by pair of words; of side 0: how probably the target word is said where the source word is."""
    return _normalised(links, np.ones(len(links.words[0])), side)


def _normalised(links: Links, counts: Real, side: int) -> Real:
    given = links.words[side]
    kept = np.where(links.words[1 - side] == NULL, 0.0, counts)
    shared: Real = kept / np.maximum(np.bincount(given, kept), 1e-12)[given]
    return shared


def _counts(links: Links, ways: Sequence[Real]) -> tuple[Real, Real]:
    """How often each pair is expected by both directions; a word with none, by the direction that says so."""
    shares = [_shares(links, ways[side], side) for side in (0, 1)]
    joint = shares[0] * shares[1]
    size = len(links.words[0])
    counted: list[Real] = []
    for side in (0, 1):
        alone = links.words[side][links.pair] == NULL
        expected = np.bincount(links.pair, np.where(alone, shares[side], joint), size).astype(np.float64)
        counted.append(expected)
    return counted[0], counted[1]


def _shares(links: Links, way: Real, side: int) -> Real:
    """Of each word of the other side, how probably each link is the one it is said by."""
    weights, places = way[links.pair], links.places[1 - side]
    shared: Real = weights / np.maximum(np.bincount(places, weights), 1e-12)[places]
    return shared
