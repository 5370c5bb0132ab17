"""Questions of which it is known whether a collection answers them, for ``eval.answers``.

The paragraphs of reading comprehension are parted by article into two collections: a question whose article is in one
of them has no answer in the other. The seed queries are asked of the UN sentences with the two reports, and without
them (some of those sentences may answer all the same: nobody has judged them). Questions of reading comprehension that
are asked of the UN documents have no answer there.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.retrieval_pool import EvalQuery, Pool
from eval.retrieval_questions import POOLED, pooled_pool, pooled_set, xquad_pool, xquad_queries
from eval.retrieval_seed import REPORTS, seed_pool, seed_set
from eval.retrieval_sets import XQUAD_LANGUAGES

SEED = 7


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked of a collection; ``texts`` are the labelled answers, where there are any."""

    set: str
    query: EvalQuery
    answerable: bool
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """A pool and what is asked of it."""

    pool: Pool
    questions: tuple[Question, ...]


def collections(shared: Path, size: int) -> Iterator[Collection]:
    """Every collection; of sets with more than ``size`` questions so many are drawn, always the same ones."""
    for language in XQUAD_LANGUAGES:
        pool = pooled_pool(shared) if language == "zh" else xquad_pool(shared, language)
        asked = {name: _drawn(queries, size) for name, queries in _sets(shared, language)}
        for side in (0, 1):
            yield _collection(_half(pool, side), asked, _labelled(shared))
    seeds = {name: seed_set(shared, name).queries for name in ("seed-zh", "seed-zh-trad", "seed-en-zh")}
    others = {f"xquad-{one}-un": _drawn(xquad_queries(shared, one), size) for one in ("zh", "en")}
    whole, reports = seed_pool(shared), {work for work, _ in REPORTS.values()}
    yield _collection(whole, {**seeds, **others}, {})
    without = tuple(passage for passage in whole.passages if passage.work not in reports)
    yield _collection(replace(whole, name="seed-zh-without", passages=without), seeds, {})


def _sets(shared: Path, language: str) -> Iterator[tuple[str, Iterable[EvalQuery]]]:
    """The sets that are asked of the paragraphs of a language, with one across languages for Chinese and English."""
    if language == "zh":
        yield from ((f"zh-pool-{part}", pooled_set(shared, f"zh-pool-{part}").queries) for part in POOLED)
    else:
        yield f"xquad-{language}", xquad_queries(shared, language)
    if language in ("zh", "en"):
        other = {"zh": "en", "en": "zh"}[language]
        yield f"xquad-{other}-{language}", xquad_queries(shared, other)


def _drawn(queries: Iterable[EvalQuery], size: int) -> list[EvalQuery]:
    listed = sorted(queries, key=lambda query: query.id)
    random.Random(SEED).shuffle(listed)  # noqa: S311 - a sample, no secret
    return listed[:size]


def _half(pool: Pool, side: int) -> Pool:
    kept = tuple(passage for passage in pool.passages if part_of(passage.work) == side)
    return replace(pool, name=f"{pool.name}-{side}", passages=kept)


def part_of(name: str) -> int:
    """0 or 1, always the same for a name."""
    return zlib.crc32(name.encode()) >> 3 & 1


def _collection(
    pool: Pool, asked: Mapping[str, Sequence[EvalQuery]], texts: Mapping[str, tuple[str, ...]]
) -> Collection:
    labels = {pool.label(passage.id) for passage in pool.passages}
    own = f"xquad-{pool.language}", "zh-pool-xquad"  # asked in the language of the paragraphs
    questions = (
        Question(name, query, not labels.isdisjoint(query.answers), texts.get(query.id, ()) if name in own else ())
        for name, queries in asked.items()
        for query in queries
    )
    return Collection(pool, tuple(questions))


def _labelled(shared: Path) -> dict[str, tuple[str, ...]]:
    """The labelled answers to the questions of XQuAD that are asked in the language of the paragraphs, by query."""
    found: dict[str, tuple[str, ...]] = {}
    for language in XQUAD_LANGUAGES:
        for article in json.loads((shared / f"retrieval/xquad.{language}.json").read_text("utf-8"))["data"]:
            for asked in (one for paragraph in article["paragraphs"] for one in paragraph["qas"]):
                texts = tuple(answer["text"].strip() for answer in asked["answers"])
                found[f"xquad-{asked['id']}" if language == "zh" else f"{language}-{asked['id']}"] = texts
    return found
