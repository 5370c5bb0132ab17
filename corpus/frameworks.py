"""Frameworks of results, and which of their indicators correspond to each other (catalogue/frameworks.yml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.lexicon import load_catalogue
from corpus.words import Word


class Relation(Word):
    """How two indicators correspond."""

    SAME = "same"
    """One indicator under two codes."""
    SUCCESSOR = "successor"
    """The second asks of later years what the first asked of earlier ones."""
    RELATED = "related"
    """A neighbouring question: their values make no series."""


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework of results. ``document`` laid it down, ``reported_in`` has its values; None without a symbol."""

    key: str
    title: Mapping[str, str]
    document: str | None
    reported_in: str | None


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Two indicators, each (framework, code). ``basis`` says where it is said that they correspond."""

    first: tuple[str, str]
    second: tuple[str, str]
    relation: Relation
    basis: str
    note: Mapping[str, str]


@cache
def frameworks() -> Mapping[str, Framework]:
    """The frameworks by key."""
    rows = load_catalogue("frameworks")["frameworks"]
    return {key: Framework(key, row["title"], row["document"], row["reported_in"]) for key, row in rows.items()}


@cache
def correspondences() -> Sequence[Correspondence]:
    """Every correspondence."""
    return [
        Correspondence(
            first=(row["from"]["framework"], row["from"]["code"]),
            second=(row["to"]["framework"], row["to"]["code"]),
            relation=Relation(row["relation"]),
            basis=row["basis"],
            note=row["note"],
        )
        for row in load_catalogue("frameworks")["correspondences"]
    ]
