"""What an evaluation set is made of: passages that are searched together, and queries whose answers are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from search.index import IndexedPassage


@dataclass(frozen=True, slots=True)
class EvalQuery:
    """A query and the labels that answer it; ``group``: queries that are alike, and are drawn together."""

    id: str
    text: str
    group: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages of one language that are searched together.

    ``labels`` gives the label of passages whose id is not the label itself: an item answers for its paragraph.
    """

    name: str
    language: str
    passages: tuple[IndexedPassage, ...]
    labels: Mapping[str, str]

    def label(self, passage: str) -> str:
        """What judgements call a passage."""
        return self.labels.get(passage, passage)


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Queries in ``language`` over a pool; only queries with an answer are in it."""

    name: str
    language: str
    pool: Pool
    queries: tuple[EvalQuery, ...]


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def converted(text: str, way: str) -> str:
    """A text with its characters changed by OpenCC: "s2t" to traditional ones, "t2s" to simplified ones."""
    changed: str = _converter(way).convert(text)
    return changed


def plain_passage(label: str, text: str, language: str, work: str, ordinal: int, path: str) -> IndexedPassage:
    """A paragraph of its own; its id is its label."""
    return IndexedPassage(
        id=label,
        text=text,
        work=work,
        symbol=work,
        title=work,
        type="report",
        language=language,
        country=None,
        year=None,
        expression=f"{work}.{language}",
        kind="paragraph",
        number=None,
        parent=None,
        role=None,
        heading_path=(),
        page_first=1,
        page_last=1,
        ordinal=ordinal,
        path=path,
    )
