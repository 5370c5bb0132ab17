"""The shapes of the API's figures about reviewing, and of what is drawn, assigned, taken in and learned."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.shapes import Shape
from ingest.corrections import LONGEST_AUTHOR


class Measure(Shape):
    """A figure with its 95 % interval; null where it is not defined."""

    value: float | None
    interval: tuple[float, float] | None


class AgreementOn(Shape):
    """How independent reviewers agree on one label."""

    label: str
    items: int
    documents: int
    reviewers: list[str]
    percent: Measure
    kappa: Measure = Field(description="Cohen's κ.")
    alpha: Measure = Field(description="Krippendorff's α, nominal.")


class Agreement(Shape):
    """How independent reviewers agree on an indicator."""

    indicator: str
    disputed: int
    adjudicated: int
    strict: AgreementOn
    lenient: AgreementOn


class SuggestedTally(Shape):
    """What people settled of the passages that are suggested."""

    holding: int
    not_holding: int
    undecided: int


class Recall(Shape):
    """The recall of suggestions, estimated; how is written in ``corpus.recall``."""

    label: str
    recall: float | None
    interval: tuple[float, float] | None
    found: float | None
    missed: float | None
    complete: bool
    suggested: SuggestedTally
    strata: dict[str, dict[str, int]]


class SampleLine(Shape):
    """A sample that was drawn."""

    sample: int
    indicator: str
    seed: int
    drawn_at: str
    drawn_by: str
    population: int
    drawn: int
    filters: dict[str, list[Any]]
    languages: dict[str, dict[str, int]]


class Member(Shape):
    """A passage of a sample."""

    item: str
    language: str
    passage_id: str | None
    work: str | None
    page: int | None
    text: str | None
    decided: bool


class SampleShape(SampleLine):
    """A sample with its passages and the recall that follows from what is decided of them."""

    strict: Recall
    lenient: Recall
    members: list[Member]


class Samples(Shape):
    """The samples that were drawn."""

    samples: list[SampleLine]


class Drawing(Shape):
    """A sample to draw; the same corpus and seed give the same one."""

    indicator: str = Field(max_length=20)
    by: str = Field(min_length=1, max_length=LONGEST_AUTHOR)
    size: int = Field(default=200, ge=1, le=10_000)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    country: list[str] = Field(default_factory=list, max_length=50)
    year: list[int] = Field(default_factory=list, max_length=50)
    language: list[str] = Field(default_factory=list, max_length=50)


class IndicatorProgress(Shape):
    """How far people have come with an indicator."""

    indicator: str
    suggested: int
    settled: int
    documents: int
    documents_done: int
    states: dict[str, int]


class ReviewerProgress(Shape):
    """How much a reviewer decided for an indicator; ``passages``: where their word stands, of all indicators."""

    reviewer: str
    indicator: str | None
    decisions: int
    passages: int


class AssignmentProgress(Shape):
    """A Work that is assigned to somebody, and how far it is."""

    reviewer: str
    indicator: str
    work: str
    suggested: int
    settled: int
    decided_by_them: int


class ReviewProgress(Shape):
    """How far people have come."""

    indicators: list[IndicatorProgress]
    reviewers: list[ReviewerProgress]
    assignments: list[AssignmentProgress]


class Assigning(Shape):
    """Works to assign to a reviewer, or to take back."""

    indicator: str = Field(max_length=20)
    reviewer: str = Field(min_length=1, max_length=LONGEST_AUTHOR)
    works: list[str] = Field(min_length=1, max_length=1000)
    by: str = Field(min_length=1, max_length=LONGEST_AUTHOR)
    release: bool = False


class Assigned(Shape):
    """All that is assigned to a reviewer for an indicator; ``changed``: how many came or went."""

    indicator: str
    reviewer: str
    changed: int
    works: list[str]


class ImportFault(Shape):
    """What is wrong with a line of an import, or with an annotation by its place."""

    line: int
    reason: str


class Imported(Shape):
    """What became of an import: all of it was taken in, or nothing and every wrong line is named."""

    ok: bool
    added: int
    unchanged: int
    unplaced: int
    faults: list[ImportFault]


class Trained(Shape):
    """A second opinion learned from people's decisions, compared with the one in use."""

    version: str
    passages: int
    left_out: int
    documents: int
    labels: list[str]
    comparison: dict[str, Any]
    file: str = Field(description="Where it is kept.")
    in_use: str = Field(description="The version that gives opinions.")
    notes: list[str]
    model: dict[str, Any] = Field(description="The numbers, as they are kept.")
