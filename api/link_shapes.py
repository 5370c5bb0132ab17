"""The shapes of the API's answers about links, as ``api.shapes``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.shapes import EXAMPLE_ID, PinpointShape, Shape
from corpus.queries import LONGEST
from ingest.corrections import LONGEST_AUTHOR, LONGEST_COMMENT


class LinkStart(Shape):
    """Where a link starts."""

    work: str
    language: str
    number: str | None
    path: str
    page: int
    passage_id: str


class LinkEnd(Shape):
    """What a link leads to; ``passage_id`` where the part meant was found."""

    work: str | None
    pinpoint: PinpointShape | None
    passage_id: str | None


class Found(Shape):
    """What the machine says that a mention means."""

    kind: str
    target: str | None
    pinpoint: PinpointShape | None


class DecisionShape(Shape):
    """What a person said of a mention; ``anchor`` is what ties it to the text."""

    id: int
    correction: Literal["confirm", "retarget", "reject", "add", "withdraw"]
    author: str
    decided_at: str
    kind: str
    target: str | None
    pinpoint: PinpointShape | None
    comment: str
    replaces: int | None
    machine: dict[str, Any] | None
    anchor: dict[str, Any]


class LinkShape(BaseModel):
    """One link with both ends."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    start_of: LinkStart = Field(alias="from")
    to: LinkEnd
    surface: str
    start: int
    end: int
    context: str
    kind: str
    target: str | None
    status: Literal["matched", "ambiguous", "outside", "invalid"]
    id: str = Field(description="Names the link in corrections.", examples=[f"{EXAMPLE_ID}:12-20"])
    sentence: str = Field(description="The sentence around the mention.")
    in_sentence: tuple[int, int] = Field(description="Where the mention stands in that sentence, in code points.")
    within: bool = Field(description="Whether it leads to a place in its own document.")
    decision: DecisionShape | None = Field(description="What a person said of it.")
    machine: Found | None = Field(description="What the machine found; null where a person added the mention.")


class Links(Shape):
    """The links of a Work, or of a part of it; ``notes`` name the parts that it does not have."""

    work: str
    in_corpus: bool
    links: list[LinkShape]
    rejected: list[LinkShape] = Field(description="What people said is no mention.")
    notes: list[str]


class CitedLine(Shape):
    """A Work that is cited. ``address`` is where the United Nations publish it, null for keys of the portal's own."""

    work: str
    mentions: int
    documents: int
    in_corpus: bool
    address: str | None


class CitedWorks(Shape):
    """The Works that are cited most, or those of them that are missing."""

    missing: bool
    total: int
    cited: list[CitedLine]


class CitedPart(Shape):
    """A paragraph of a Work that is cited, and by which Works."""

    path: str
    name: str
    mentions: int
    documents: int
    by: list[str]


class CitedParts(Shape):
    """How often a Work is cited, and which of its paragraphs."""

    work: str
    in_corpus: bool
    mentions: int
    documents: int
    parts: list[CitedPart]


class NeighbourShape(Shape):
    """A Work that shares others with the one asked about; some of these are named."""

    work: str
    shared: int
    examples: list[str]
    in_corpus: bool


class Related(Shape):
    """Works that are cited together with one, and Works that cite the same."""

    work: str
    in_corpus: bool
    cited_together: list[NeighbourShape]
    citing_alike: list[NeighbourShape]


class PartText(Shape):
    """A passage of a part of a Work."""

    id: str
    path: str
    kind: str
    number: str | None
    text: str
    page: int


class PartInLanguage(Shape):
    """A part of a Work in one language."""

    language: str
    passages: list[PartText]


class Parallel(Shape):
    """A part of a Work in each of its languages; ``missing`` are those in which it was not found."""

    work: str
    pinpoint: str
    expressions: list[PartInLanguage]
    missing: list[str]


class LinkStory(Shape):
    """A link as it holds, and what people said of it, the last decision first."""

    link: LinkShape
    rejected: bool
    decisions: list[DecisionShape]


class Correcting(BaseModel):
    """A correction of a link. ``seen`` is the decision that its author saw on it, null where there was none."""

    correction: Literal["confirm", "retarget", "reject", "add", "withdraw"]
    author: str = Field(max_length=LONGEST_AUTHOR, examples=["A. Researcher"])
    target: str | None = Field(default=None, max_length=200, examples=["A/RES/75/233"])
    pinpoint: str | None = Field(default=None, max_length=LONGEST, examples=["29"])
    comment: str = Field(default="", max_length=LONGEST_COMMENT)
    seen: int | None = None


class Corrected(Shape):
    """What was said, and what holds now; no link where a mention that a person had added is withdrawn."""

    link: LinkShape | None
    rejected: bool
    decision: DecisionShape
    notes: list[str]


class Decisions(Shape):
    """What people said of links, as they said it."""

    decisions: list[DecisionShape]


class FrameworkShape(Shape):
    """A framework of results; ``document`` and ``reported_in`` are symbols, null where there is none."""

    key: str
    title: dict[str, str]
    document: str | None
    reported_in: str | None


class IndicatorOf(Shape):
    """An indicator of a framework."""

    framework: str
    code: str


class CorrespondenceShape(BaseModel):
    """Two indicators that correspond. ``basis`` says where it is said that they do."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    start_of: IndicatorOf = Field(alias="from")
    to: IndicatorOf
    relation: Literal["same", "successor", "related"]
    basis: str
    note: dict[str, str]


class Frameworks(Shape):
    """Frameworks of results, and which of their indicators correspond."""

    frameworks: list[FrameworkShape]
    correspondences: list[CorrespondenceShape]
