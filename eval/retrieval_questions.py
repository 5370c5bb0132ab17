"""Sets of reading comprehension: the questions of XQuAD, CMRC 2018 and DRCD to their paragraphs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from eval.retrieval_pool import EvalQuery, EvalSet, Pool, converted, plain_passage
from search.index import IndexedPassage

POOLED = ("xquad", "cmrc", "drcd")


@cache
def xquad_pool(shared: Path, language: str) -> Pool:
    """The 240 paragraphs of XQuAD in one language; in every language a paragraph has the same label."""
    return Pool(f"xquad-{language}", language, tuple(_xquad_passages(shared, language)), {})


def _xquad_passages(shared: Path, language: str) -> Iterator[IndexedPassage]:
    return _of_articles(_squad(shared / f"retrieval/xquad.{language}.json"), "xquad", language)


def xquad_queries(shared: Path, language: str) -> Iterator[EvalQuery]:
    """The 1,190 questions of XQuAD in one language; in every language a question has the same answer."""
    articles = _squad(shared / f"retrieval/xquad.{language}.json")
    return _questions(articles, "xquad", f"{language}-")


def pooled_set(shared: Path, name: str) -> EvalSet:
    """All questions for "zh-pool", those of one source for "zh-pool-cmrc" and its like."""
    parts = [part for part in POOLED if name in ("zh-pool", f"zh-pool-{part}")]
    queries = [query for part in parts for query in _pooled_queries(shared, part)]
    return EvalSet(name, "zh", pooled_pool(shared), tuple(queries))


@cache
def pooled_pool(shared: Path) -> Pool:
    """Paragraphs of the three Chinese reading-comprehension sets; DRCD's converted to simplified characters."""
    passages = [p for part in POOLED for p in _of_articles(_pooled_articles(shared, part), part, "zh")]
    return Pool("zh-pool", "zh", tuple(passages), {})


def _pooled_queries(shared: Path, part: str) -> Iterator[EvalQuery]:
    return _questions(_pooled_articles(shared, part), part, f"{part}-")


@cache
def _pooled_articles(shared: Path, part: str) -> Articles:
    if part == "xquad":
        return _squad(shared / "retrieval/xquad.zh.json")
    if part == "cmrc":
        return [[row] for row in map(_as_squad, _json(shared / "retrieval/cmrc2018-dev.json"))]
    text = (shared / "retrieval/drcd-dev.json").read_text("utf-8")
    return [article["paragraphs"] for article in json.loads(converted(text, "t2s"))["data"]]


Articles = list[list[dict[str, Any]]]
"""Articles as lists of paragraphs in the form of SQuAD: {"context": …, "qas": [{"id": …, "question": …}]}."""


def _as_squad(row: Mapping[str, Any]) -> dict[str, Any]:
    questions = [{"id": asked["query_id"], "question": asked["query_text"]} for asked in row["qas"]]
    return {"context": row["context_text"], "qas": questions}


def _squad(file: Path) -> Articles:
    return [article["paragraphs"] for article in _json(file)["data"]]


def _of_articles(articles: Articles, source: str, language: str) -> Iterator[IndexedPassage]:
    for at, article in enumerate(articles):
        for ordinal, paragraph in enumerate(article):
            label, work = f"{source}:{at}.{ordinal}", f"{source.upper()}/{at}"
            yield plain_passage(label, paragraph["context"].lstrip("\ufeff"), language, work, ordinal, f"b{ordinal}")


def _questions(articles: Articles, source: str, prefix: str) -> Iterator[EvalQuery]:
    """The questions; those of one article are alike."""
    for at, article in enumerate(articles):
        for ordinal, paragraph in enumerate(article):
            for asked in paragraph["qas"]:
                label = f"{source}:{at}.{ordinal}"
                yield EvalQuery(f"{prefix}{asked['id']}", asked["question"], f"{source}:{at}", (label,))


def _json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))
