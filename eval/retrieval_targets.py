"""The targets of the Goals in six languages: each is the translation of its twins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from eval.retrieval_pool import EvalQuery, Pool, plain_passage


@cache
def sdg_pool(shared: Path, language: str) -> Pool:
    """The 169 targets in one language; in every language a target has the same label."""
    texts = _targets(shared, language).items()
    passages = (plain_passage(key, text, language, "SDG/1", at, f"b{at}") for at, (key, text) in enumerate(texts))
    return Pool(f"sdg-{language}", language, tuple(passages), {})


def sdg_queries(shared: Path, language: str) -> Iterator[EvalQuery]:
    """Each target's text as a query for its twin."""
    targets = _targets(shared, language).items()
    return (EvalQuery(f"{language}-{key}", text, key, (key,)) for key, text in targets)


def _targets(shared: Path, language: str) -> dict[str, str]:
    """The texts of the targets, {"1-b": …}; keys are "1-b-title" in the file."""
    file = shared / f"terms/sdg/{'zh-Hans' if language == 'zh' else language}.global_targets.yml"
    titles = yaml.safe_load(file.read_text("utf-8"))
    return {key.removesuffix("-title"): " ".join(text.split()) for key, text in titles.items()}
