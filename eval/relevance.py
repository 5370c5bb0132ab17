"""Relevance as typed cases over the shipped samples: who must be in the top, who must not, and who comes before whom.

A case names passages as ``<work> <language> <path>`` ("DP/2099/11 zh p5"); what stands below the path ("p5/(a)") is
part of it. Cases are in ``relevance.yml``, each with the reason for which it is there. A case that fails is diagnosed:
the rank it has, and the passages above with their scores.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import yaml

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store
from ingest.pipeline import ingest
from search.index import open_index
from search.searcher import Hit, Searcher, SearchFilters

LOOKED_AT = 100
"""Hits among which a passage is looked for; one that is not there has no rank."""

SHOWN = 5
"""Passages above that a diagnosis shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage by where it stands; as text "DP/2099/11 zh p5"."""

    work: str
    language: str
    path: str

    @classmethod
    def named(cls, text: str) -> Place:
        """Raises ``PortalError``: bad_input for another form."""
        parts = text.split()
        if len(parts) != 3:
            raise PortalError("bad_input", f"passage {text!r}", "name it <work> <language> <path>")
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.work} {self.language} {self.path}"

    def holds(self, hit: Hit) -> bool:
        """Whether a hit is the passage or a part of it."""
        here = (hit.work, hit.language) == (self.work, self.language)
        return here and (hit.path == self.path or hit.path.startswith(f"{self.path}/"))

    def rank(self, hits: Sequence[Hit]) -> int | None:
        """Its best rank, from 1; None where it is not among the hits."""
        return next((hit.rank for hit in hits if self.holds(hit)), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went."""

    case: Case
    hits: tuple[Hit, ...]
    met: bool

    def diagnose(self) -> Iterator[str]:
        """The case, the ranks its passages have, and who stands above the last of them."""
        yield f"{self.case} ({self.case.why})"
        ranks = {place: place.rank(self.hits) for place in self.case.places()}
        yield from (f"  {place}: {_told(rank)}" for place, rank in ranks.items())
        lowest = max((rank or LOOKED_AT for rank in ranks.values()), default=0)
        yield from (_line(hit) for hit in self.hits[: min(lowest, SHOWN)])


@dataclass(frozen=True, slots=True)
class Case(ABC):
    """A query whose ranking is to have a property. ``languages``: those searched in, all where empty."""

    query: str
    why: str
    languages: tuple[str, ...]

    form: ClassVar[str]

    @abstractmethod
    def places(self) -> tuple[Place, ...]:
        """The passages it is about."""

    @abstractmethod
    def holds(self, hits: Sequence[Hit]) -> bool:
        """Whether the ranking has the property."""

    def run_against(self, searcher: Searcher) -> Outcome:
        """Ask the query and judge what is found."""
        hits = searcher.search(self.query, k=LOOKED_AT, filters=SearchFilters(lang=self.languages)).hits
        return Outcome(self, hits, self.holds(hits))


@dataclass(frozen=True, slots=True)
class OfOnePassage(Case):
    """Where one passage stands beside the first ``k``."""

    passage: Place
    k: int

    def places(self) -> tuple[Place, ...]:
        """See ``Case``."""
        return (self.passage,)


@dataclass(frozen=True, slots=True)
class MustBeInTop(OfOnePassage):
    """A passage is among the first ``k``."""

    form: ClassVar[str] = "must_be_in_top"

    def __str__(self) -> str:
        return f"{self.query}: {self.passage} in the first {self.k}"

    def holds(self, hits: Sequence[Hit]) -> bool:
        """See ``Case``."""
        return self.passage.rank(hits[: self.k]) is not None


@dataclass(frozen=True, slots=True)
class MustNotBe(OfOnePassage):
    """A passage is not among the first ``k``."""

    form: ClassVar[str] = "must_not_be_in_top"

    def __str__(self) -> str:
        return f"{self.query}: {self.passage} not in the first {self.k}"

    def holds(self, hits: Sequence[Hit]) -> bool:
        """See ``Case``."""
        return self.passage.rank(hits[: self.k]) is None


@dataclass(frozen=True, slots=True)
class Before(Case):
    """A passage is found, and before another, which need not be found."""

    this: Place
    that: Place

    form: ClassVar[str] = "before"

    def __str__(self) -> str:
        return f"{self.query}: {self.this} before {self.that}"

    def places(self) -> tuple[Place, ...]:
        """See ``Case``."""
        return (self.this, self.that)

    def holds(self, hits: Sequence[Hit]) -> bool:
        """See ``Case``."""
        first, second = self.this.rank(hits), self.that.rank(hits)
        return first is not None and (second is None or first < second)


FORMS: Mapping[str, type[Case]] = {form.form: form for form in (MustBeInTop, MustNotBe, Before)}


def cases(text: str | None = None) -> list[Case]:
    """The cases of ``relevance.yml``, or of a text in its form.

    Raises ``PortalError``: bad_input for a row that is no case.
    """
    rows = yaml.safe_load(text or files("eval").joinpath("relevance.yml").read_text(encoding="utf-8"))
    return [_case(row) for row in rows]


def _case(row: Mapping[str, Any]) -> Case:
    named = {name: Place.named(row[name]) for name in ("passage", "this", "that") if name in row}
    rest = {name: value for name, value in row.items() if name != "case"}
    try:
        return FORMS[row["case"]](**{**rest, **named, "languages": tuple(row.get("languages", ()))})
    except (KeyError, TypeError) as failure:
        raise PortalError("bad_input", f"{dict(row)}: {failure}", f"cases are {', '.join(FORMS)}") from failure


@contextmanager
def sample_searcher(folder: Path) -> Iterator[Searcher]:
    """The samples, ingested into a folder as ``vkp demo`` does, and what searches them."""
    settings = Settings(data=folder, embedding="off", qdrant_url=None, database_url=None)
    ingest([Path(str(files("corpus.samples")))], settings)
    store = open_store(settings)
    try:
        with open_index(settings) as index:
            yield Searcher(index, store)
    finally:
        store.close()


def evaluate() -> dict[str, Any]:
    """Which cases are met, and a diagnosis of each that is not."""
    with tempfile.TemporaryDirectory() as folder, sample_searcher(Path(folder)) as searcher:
        outcomes = [case.run_against(searcher) for case in cases()]
    return {
        "cases": len(outcomes),
        "met": sum(outcome.met for outcome in outcomes),
        "missed": [list(outcome.diagnose()) for outcome in outcomes if not outcome.met],
    }


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """Each missed case with its diagnosis, then how many are met."""
    for diagnosis in figures["missed"]:
        yield from diagnosis
    yield f"relevance: {figures['met']} of {figures['cases']} cases are met"


def _told(rank: int | None) -> str:
    return f"rank {rank}" if rank is not None else f"not in the first {LOOKED_AT}"


def _line(hit: Hit) -> str:
    text = " ".join(hit.text.split())[:60]
    return f"    {hit.rank:>3} {hit.score:.4f} {hit.work} {hit.language} {hit.path} {hit.kind}: {text}"
