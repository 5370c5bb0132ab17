"""How often a statement is borne out by the paragraph it is about, and by another paragraph of the same article.

For want of written answers the questions of XQuAD stand for the statements: they tell what their paragraph tells in
other words. That a question word is borne out by no paragraph makes the first share a lower bound.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.answer_sets import SEED
from eval.intervals import interval
from eval.retrieval_pool import EvalQuery
from eval.retrieval_questions import xquad_pool, xquad_queries
from eval.retrieval_sets import XQUAD_LANGUAGES
from search.support import is_supported

ARTICLES = 4
"""Other articles by which it is judged how rare a word is."""


def support(shared: Path, size: int) -> dict[str, Any]:
    """By language the shares borne out, of ``size`` questions, with intervals drawn by article."""
    return {language: _figures(list(_checked(shared, language, size))) for language in XQUAD_LANGUAGES}


def _checked(shared: Path, language: str, size: int) -> Iterator[tuple[str, bool, bool]]:
    """Article, whether the question's own paragraph bears it out, and whether another one does."""
    paragraphs = {passage.id: passage for passage in xquad_pool(shared, language).passages}
    articles: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for passage in paragraphs.values():
        articles[passage.work].append((passage.text, language))
    drawn = random.Random(SEED)  # noqa: S311 - a sample, no secret
    queries: list[EvalQuery] = drawn.sample(list(xquad_queries(shared, language)), size)
    for query in queries:
        own = paragraphs[query.answers[0]]
        others = [text for text in articles[own.work] if text[0] != own.text]
        chosen = drawn.sample(sorted(articles), ARTICLES)
        background = [*articles[own.work], *(text for work in chosen for text in articles[work])]
        told = query.text.strip(" ?？¿؟")
        cited: Sequence[tuple[str, str]] = [(own.text, language)]
        if others:
            yield (
                own.work,
                is_supported(told, cited, background),
                is_supported(told, [drawn.choice(others)], background),
            )


def _figures(rows: Sequence[tuple[str, bool, bool]]) -> dict[str, Any]:
    works = sorted({work for work, *_ in rows})
    wholes = [float(sum(work == one for one, *_ in rows)) for work in works]
    figures: dict[str, Any] = {"statements": len(rows)}
    for at, name in ((1, "own"), (2, "other")):
        parts = [float(sum(bool(row[at]) for row in rows if row[0] == work)) for work in works]
        figures[name] = {"share": sum(parts) / sum(wholes), "interval": interval(parts, wholes)}
    return figures
