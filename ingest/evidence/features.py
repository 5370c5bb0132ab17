"""What the learned opinion sees of a passage: the rules that fired, words around volunteering, and its structure.

Features are named numbers between 0 and about 1, the same for every language but the hashed words. A name that a model
does not know says nothing to it, so features of an embedding can stand beside these.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator, Sequence

from ingest.evidence.lexicon import Lexicon
from ingest.evidence.reading import Reading
from ingest.evidence.sentences import Sentence

CUES = (
    *("existence", "intention", "negation", "pending", "expired", "bill", "national", "subnational", "relation"),
    *("into", "named", "generic", "planned", "conditional", "appeal", "acts", "means", "value", "measured"),
)
"""Fields of the lexicon that are asked for in the sentences about volunteering, whatever the rules make of them."""

NEAR = 60  # characters on either side of volunteering
BUCKETS = 256
LEXICAL = 0.2  # how much one word may say beside a rule
WORD = re.compile(r"[\u4e00-\u9fff]{2}|[^\W\d_\u4e00-\u9fff]{3,}")
NUMBERED = re.compile(r"\W*(?:\(?\w{1,3}[).]|[•–-])\s")


def features(reading: Reading) -> dict[str, float]:
    """The features of a passage that mentions volunteering."""
    named = dict.fromkeys((f"rule.{hit.rule}" for hit in reading.hits), 1.0)
    for sentence in reading.about:
        named.update(dict.fromkeys(_cues(sentence, reading.words), 1.0))
        named.update(dict.fromkeys(_hashed(sentence), LEXICAL))
    return named | _concluded(reading) | _structure(reading)


def embedded(vector: Sequence[float]) -> dict[str, float]:
    """The features of an embedding of the passage, of length one."""
    return {f"embedding.{place}": float(value) for place, value in enumerate(vector)}


def _cues(sentence: Sentence, words: Lexicon) -> Iterator[str]:
    first, last = sentence.terms[0][0] - NEAR, sentence.terms[-1][1] + NEAR
    for name in CUES:
        pattern: re.Pattern[str] = getattr(words, name)
        if sentence.says(pattern):
            yield f"says.{name}"
            if pattern.search(sentence.marked, max(0, first), last):
                yield f"near.{name}"
    for kind, pattern in words.instruments.items():
        if sentence.says(pattern):
            yield f"names.{kind}"


def _hashed(sentence: Sentence) -> Iterator[str]:
    """Words of the sentence in buckets, traps and terms left out; of Chinese, pairs of characters."""
    for match in WORD.finditer(sentence.marked.lower()):
        yield f"word.{zlib.crc32(match.group().encode()) % BUCKETS}"


def _concluded(reading: Reading) -> dict[str, float]:
    best = reading.best
    if best is None:
        return {}
    told = {f"best.{best.kind}": 1.0, f"best.{best.status}": 1.0, f"best.{best.scope}": 1.0}
    facts = {"best.strict": best.strict, "best.lenient": best.lenient, "best.exists": best.exists}
    return told | {name: float(holds) for name, holds in facts.items()} | {"best.year": float(best.year is not None)}


def _structure(reading: Reading) -> dict[str, float]:
    text = reading.folded.text
    return {
        "long": math.log1p(len(text)) / 8,
        "sentences": math.log1p(len(reading.cut)) / 3,
        "terms": math.log1p(sum(len(sentence.terms) for sentence in reading.about)) / 2,
        "about": len(reading.about) / max(1, len(reading.cut)),
        "quoted": float(any(mark in text for mark in '《“«"')),
        "numbered": float(NUMBERED.match(text) is not None),
        "digits": float(any(character.isdigit() for character in text)),
        "unfinished": float(not text.rstrip().endswith((".", "。", "!", "؟", "”", "»"))),
    }
