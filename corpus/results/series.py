"""Values of one question through years and frameworks of results.

Two indicators are one question where a framework's documents give them the same code, where documents of no known
framework print the same code with the same words, or where the catalogue calls them the same or one the successor of
the other. A question that is only related makes no series: it is named beside it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.frameworks import Correspondence, Relation, correspondences
from corpus.results.reported import Reported

WORDED = 8
"""Letters from which on two equal wordings are one question."""

Node = tuple[str, str]
"""A framework, or a Work of no known one, and a code in it."""


@dataclass(frozen=True, slots=True)
class Point:
    """What one Work says of a question. ``rows`` are its language versions."""

    node: Node
    rows: tuple[Reported, ...]

    @property
    def languages_differ(self) -> bool:
        """Whether the language versions print different figures."""
        said = {tuple(f.value if f else None for f in (r.target, r.result, r.score)) for r in self.rows}
        return len(said) > 1

    @property
    def year(self) -> int | None:
        """The year of the values, else that of the document."""
        first = self.rows[0]
        return first.year if first.year is not None else first.printed.document_year


@dataclass(frozen=True, slots=True)
class Series:
    """A question: the indicators that ask it, what documents say of it by year, and what else the catalogue says."""

    members: tuple[Node, ...]
    points: tuple[Point, ...]
    correspondences: tuple[Correspondence, ...]

    @property
    def name(self) -> str:
        """The indicators by framework and code: "UNV-2018-2021:2.2 + UNV-2022-2025:1.1"."""
        return " + ".join(f"{where}:{code}" for where, code in self.members)


def series_of(rows: Sequence[Reported]) -> list[Series]:
    """Every row in its series, by their first members."""
    groups = _Groups(_node(row) for row in rows)
    for one, other in (*_alike(rows), *_continued(groups.nodes)):
        groups.join(one, other)
    points = _points(rows)
    found = [_series(members, points) for members in groups.found()]
    return sorted(found, key=lambda series: [_sortable(member) for member in series.members])


def _node(row: Reported) -> Node:
    return row.framework or row.printed.work, row.printed.code


def _alike(rows: Iterable[Reported]) -> Iterable[tuple[Node, Node]]:
    """Indicators of the same code and wording in one language."""
    first: dict[tuple[str, str, str], Node] = {}
    for row in rows:
        wording = _letters(row.printed.text)
        if len(wording) >= WORDED:
            yield first.setdefault((row.printed.language, row.printed.code, wording), _node(row)), _node(row)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _continued(nodes: Iterable[Node]) -> Iterable[tuple[Node, Node]]:
    present = set(nodes)
    one_question = (c for c in correspondences() if c.relation is not Relation.RELATED)
    return ((c.first, c.second) for c in one_question if {c.first, c.second} <= present)


def _points(rows: Iterable[Reported]) -> Mapping[Node, list[Point]]:
    """The rows of each Work and node together."""
    grouped: dict[tuple[Node, str], list[Reported]] = defaultdict(list)
    for row in rows:
        grouped[_node(row), row.printed.work].append(row)
    points: dict[Node, list[Point]] = defaultdict(list)
    for (node, _), members in grouped.items():
        points[node].append(Point(node, tuple(members)))
    return points


def _series(members: Sequence[Node], points: Mapping[Node, Sequence[Point]]) -> Series:
    ordered = sorted(members, key=_sortable)
    said = [point for node in ordered for point in points[node]]
    told = tuple(c for c in correspondences() if c.first in members or c.second in members)
    return Series(tuple(ordered), tuple(sorted(said, key=lambda p: (p.year or 0, p.rows[0].printed.work))), told)


def _sortable(node: Node) -> tuple[str, list[tuple[int, str]]]:
    """Codes by their numbers: 2.1.2a behind 2.1.1b, 10 behind 9."""
    where, code = node
    return where, [(int("".join(filter(str.isdigit, part)) or 0), part) for part in code.split(".")]


class _Groups:
    """Indicators put together two by two."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = list(dict.fromkeys(nodes))
        self._group = {node: [node] for node in self.nodes}

    def join(self, one: Node, other: Node) -> None:
        kept, added = self._group[one], self._group[other]
        if kept is not added:
            kept.extend(added)
            self._group.update(dict.fromkeys(added, kept))

    def found(self) -> list[list[Node]]:
        return list({id(group): group for group in self._group.values()}.values())
