"""The shapes of what finds passages: searches, related passages, saved searches."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from api.shapes import EXAMPLE_ID, SYMBOL, Shape
from corpus.queries import LONGEST_QUERY
from ingest.corrections import LONGEST_AUTHOR


class Matched(Shape):
    """A term of the query, and what the passage says for it."""

    typed: str = Field(examples=["volunteer"])
    form: str = Field(examples=["志愿者"])
    source: Literal["typed", "synonym", "glossary", "lexicon"]
    language: str


class Part(Shape):
    """A feature of a passage, 0..1, its weight, and the one times the other."""

    name: str = Field(examples=["typed.sentence"])
    value: float
    weight: float
    contribution: float


class Parts(Shape):
    """The score of a passage by its words: ``kind_weight`` times all contributions; ``engine`` is the engine's own."""

    score: float
    model: str
    engine: float
    kind_weight: float
    features: list[Part]


class Hit(Shape):
    """A passage that was found. ``highlights`` are spans of code points in ``text``."""

    rank: int
    score: float
    passage_id: str = Field(examples=[EXAMPLE_ID])
    work: str = Field(examples=["DP/2099/11"])
    symbol: str | None = Field(description=SYMBOL, examples=["DP/2099/11"])
    title: str
    type: str
    language: str = Field(examples=["zh"])
    country: str | None
    year: int | None
    kind: str
    number: str | None = Field(examples=["12"])
    heading_path: list[str]
    page_first: int
    page_last: int
    path: str = Field(examples=["p12"])
    text: str
    highlights: list[tuple[int, int]]
    matched: list[Matched]
    translation_of: str | None = Field(default=None, description="The passage it translates, by which it was found.")
    parts: Parts | None = Field(default=None, description="What the score is made of; null where it was not asked for.")


class Facet(Shape):
    """A value that hits have, and how many have it."""

    value: str | int
    count: int


class Facets(Shape):
    """The values that the passages found have, the most frequent first."""

    language: list[Facet]
    type: list[Facet]
    country: list[Facet]
    year: list[Facet]
    work: list[Facet]


class Expanded(Shape):
    """A term of the query, and the terms of other words and languages that were searched for with it."""

    typed: str
    concept: str | None
    added: list[str]


class Without(Shape):
    """How much is found without some of the filters."""

    filters: list[str]
    total: int
    total_is: Literal["exact", "at_least"]


class CitedMissing(Shape):
    """A document that is cited and not in the corpus; ``address`` is where the United Nations publish it."""

    work: str
    mentions: int
    documents: int
    in_corpus: bool
    address: str | None


class Help(Shape):
    """What would find something where a search found nothing."""

    without: list[Without]
    languages: list[Facet]
    cited: CitedMissing | None


class Found(Shape):
    """The answer to a search, best hit first.

    ``total`` and the facets count all that was found where ``total_is`` is "exact", and the best of it otherwise.
    """

    query: str
    mode: str
    took_ms: float
    total: int
    total_is: Literal["exact", "at_least"]
    hits: list[Hit]
    facets: Facets
    expanded: list[Expanded]
    notes: list[str]
    did_you_mean: list[str] = Field(description="Queries that find something where words of this one do not.")
    help: Help | None = Field(description="What would find something; null where this search does.")


class PassageNamed(Shape):
    """A passage with where it stands."""

    passage_id: str = Field(examples=[EXAMPLE_ID])
    work: str = Field(examples=["DP/2099/11"])
    symbol: str | None = Field(description=SYMBOL)
    title: str
    type: str
    language: str
    kind: str
    number: str | None
    heading_path: list[str]
    page_first: int
    page_last: int
    path: str
    text: str


class RelatedPassage(PassageNamed):
    """A passage that belongs with another; ``shared`` are targets that both cite, or passages that cite both."""

    ways: list[Literal["meaning", "cites_the_same", "cited_together"]]
    score: float
    shared: list[str]
    highlights: list[tuple[int, int]]


class RelatedPassages(Shape):
    """What belongs with a passage, best first. ``terms`` of it were searched for; ``translations`` say the same."""

    passage: PassageNamed
    terms: list[str]
    related: list[RelatedPassage]
    translations: list[PassageNamed]


class KeptFilters(BaseModel):
    """The filters of a saved search; none means no filter."""

    lang: list[str] = Field(default=[], max_length=50)
    type: list[str] = Field(default=[], max_length=50)
    country: list[str] = Field(default=[], max_length=50)
    year: list[int] = Field(default=[], max_length=50)
    work: list[str] = Field(default=[], max_length=50)


class Saving(BaseModel):
    """A search to be kept; its owner has no other of that name."""

    name: str = Field(max_length=LONGEST_AUTHOR, examples=["Volunteer insurance"])
    owner: str = Field(max_length=LONGEST_AUTHOR, examples=["A. Researcher"])
    query: str = Field(max_length=LONGEST_QUERY, examples=["志愿者 保险"])
    mode: Literal["auto", "lexical", "dense", "hybrid"] = "auto"
    filters: KeptFilters = KeptFilters()


class Saved(Shape):
    """A search that is kept. ``filters`` holds those that were given."""

    id: int
    owner: str
    name: str
    query: str
    mode: str
    filters: dict[str, list[str | int]]
    created_at: str
    last_run_at: str | None


class SavedSearches(Shape):
    """Searches that are kept, by owner and name."""

    searches: list[Saved]


class Ran(Shape):
    """A saved search, run: ``total`` and ``new`` are of documents published since it was run before, or was saved."""

    search: Saved
    since: str
    total: int
    total_is: Literal["exact", "at_least"]
    new: int
    hits: list[Hit] = Field(description="The new passages, best first.")
    notes: list[str]
