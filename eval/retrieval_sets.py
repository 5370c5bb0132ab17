"""Evaluation sets of retrieval: queries whose right passages are known, over pools of passages.

Read from the development data, so no figure measured on them is of unseen data. Several sets share a pool:

=====================  ==============================================================================================
``seed-zh``            Chinese seed queries; the two Chinese reports among the UN sentences of ``terms/``
``seed-zh-trad``       the same queries in traditional characters (OpenCC)
``seed-en-zh``         English seed queries over the same passages
``xquad-XX``           questions to the 240 paragraphs of one language; ``xquad-XX-YY`` in XX over paragraphs in YY
``zh-pool``            the paragraphs of XQuAD, CMRC 2018 and DRCD (converted) together, all their questions;
                       ``zh-pool-xquad``, ``zh-pool-cmrc`` and ``zh-pool-drcd`` each one's questions
``sdg-XX-YY``          a target of the Goals in one language, its twin among all targets in another
=====================  ==============================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from itertools import permutations
from pathlib import Path

from corpus.errors import PortalError
from eval.retrieval_pool import EvalSet
from eval.retrieval_questions import POOLED, pooled_set, xquad_pool, xquad_queries
from eval.retrieval_seed import seed_set
from eval.retrieval_targets import sdg_pool, sdg_queries

XQUAD_LANGUAGES = ("zh", "en", "es", "ru", "ar")
SDG_LANGUAGES = ("zh", "en", "es", "fr", "ru", "ar")


def names() -> list[str]:
    """Every set, in the order in which they are reported."""
    xquad = [f"xquad-{language}" for language in XQUAD_LANGUAGES]
    crossed = [f"xquad-{a}-{b}" for a, b in permutations(XQUAD_LANGUAGES, 2) if {"zh", "en"} & {a, b}]
    pooled = ["zh-pool", *(f"zh-pool-{part}" for part in POOLED)]
    sdg = [f"sdg-{a}-{b}" for a, b in permutations(SDG_LANGUAGES, 2)]
    return ["seed-zh", "seed-zh-trad", "seed-en-zh", *xquad, *pooled, *crossed, *sdg]


def chosen(patterns: Sequence[str]) -> list[str]:
    """The sets that any of the patterns names (``xquad-*``); none of them: all.

    Raises ``PortalError``: bad_input for a pattern that names no set.
    """
    for pattern in patterns:
        if not any(fnmatch(name, pattern) for name in names()):
            raise PortalError("bad_input", f"no set is named {pattern!r}", f"sets are {', '.join(names()[:12])} …")
    return [name for name in names() if not patterns or any(fnmatch(name, pattern) for pattern in patterns)]


def load(shared: Path, name: str) -> EvalSet:
    """One set by its name, which is one of ``names()``."""
    family, *languages = name.split("-")
    if family == "seed":
        return seed_set(shared, name)
    if name.startswith("zh-pool"):
        return pooled_set(shared, name)
    asked, found = languages[0], languages[-1]
    pool = xquad_pool(shared, found) if family == "xquad" else sdg_pool(shared, found)
    queries = xquad_queries(shared, asked) if family == "xquad" else sdg_queries(shared, asked)
    return EvalSet(name, asked, pool, tuple(queries))
