"""Pools and queries made by hand, for the tests of retrieval."""

from __future__ import annotations

from eval.retrieval_pool import EvalQuery, EvalSet, Pool, plain_passage

TEXTS = {
    "en": ("Volunteers built a bridge.", "The budget grew by four per cent.", "Schools received new books."),
    "zh": ("志愿者修建了一座桥。", "预算增加了百分之四。", "学校收到了新书。"),
}
QUERIES = {"en": ("who built the bridge", "growth of the budget"), "zh": ("谁修建了桥", "预算增加了多少")}


def pool(language: str = "en") -> Pool:
    """Three passages: x:0, x:1 and x:2."""
    made = (plain_passage(f"x:{n}", text, language, "X/1", n, f"b{n}") for n, text in enumerate(TEXTS[language]))
    return Pool(f"made-{language}", language, tuple(made), {})


def eval_set(language: str = "en") -> EvalSet:
    """Two queries, of the first and the second passage."""
    queries = (EvalQuery(f"q{n}", text, f"g{n}", (f"x:{n}",)) for n, text in enumerate(QUERIES[language]))
    return EvalSet(f"made-{language}", language, pool(language), tuple(queries))


def query(identity: str, *answers: str, group: str = "") -> EvalQuery:
    """A query of which only the answers matter."""
    return EvalQuery(identity, identity, group or identity, answers)
