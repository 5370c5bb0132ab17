"""The library's catalogue: what a document is and who contributed it, as a manifest says it; unknown stays unknown.

A manifest's ``product_type`` is a word of catalogue/product_types.yml; its ``contributor`` names one or several, parted
by ";", each with what it is before a colon where that is known: "un_entity: UNDP; civil_society: Volunteers X".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.folding import plain_name
from corpus.lexicon import load_catalogue


@dataclass(frozen=True, slots=True, order=True)
class Contributor:
    """Who contributed; ``kind`` is None where it is not said."""

    name: str
    kind: str | None

    @property
    def key(self) -> str:
        """What is alike for one contributor however it is written."""
        return plain_name(self.name).casefold()


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A document of the library; ``product_type`` is None where it is not said, or not in words that are known."""

    work: str
    title: str
    type: str
    year: int | None
    product_type: str | None
    contributors: tuple[Contributor, ...]

    @property
    def population(self) -> str | None:
        """What an indicator counts it in: unsdcf, knowledge, or nothing."""
        row = load_catalogue("product_types")["types"].get(self.product_type or "", {})
        said: str | None = row.get("population")
        return said

    @property
    def by_unv(self) -> bool:
        """Whether the United Nations Volunteers programme is among those who contributed it."""
        names = {plain_name(name).casefold() for name in load_catalogue("product_types")["unv"]}
        return any(contributor.key in names for contributor in self.contributors)


def product_type_of(said: Mapping[str, Any]) -> str | None:
    """The product type of a manifest's row; None for one that is not known."""
    word = str(said.get("product_type") or "").strip().lower().replace(" ", "_")
    return word if word in load_catalogue("product_types")["types"] else None


def contributors_of(said: Mapping[str, Any]) -> tuple[Contributor, ...]:
    """Those that a manifest's row names.

    >>> contributors_of({"contributor": "un_entity: UNDP; Volunteers X"})
    (Contributor(name='UNDP', kind='un_entity'), Contributor(name='Volunteers X', kind=None))
    """
    named = (part.strip() for part in str(said.get("contributor") or "").split(";"))
    return tuple(dict.fromkeys(_contributor(part) for part in named if part))


def _contributor(part: str) -> Contributor:
    kind, colon, name = part.partition(":")
    known = kind.strip().lower().replace(" ", "_")
    if colon and name.strip() and known in load_catalogue("product_types")["contributors"]:
        return Contributor(name.strip(), known)
    return Contributor(part, None)
