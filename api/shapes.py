"""The shapes of the API's answers, for OpenAPI and to hold the routes to them.

They follow the contract of the commands' ``--json``; a shape may carry more members than it names.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictFloat, StrictInt

SYMBOL = "The symbol of the Work; null where it has none, as a Voluntary National Review."
EXAMPLE_ID = "9b2f0c1e-7a54-5d0e-8a55-3f0d7a2f8c11"


class Shape(BaseModel):
    """An object that may hold more than it names."""

    model_config = ConfigDict(extra="allow")


class Citation(Shape):
    """Where a quote of an answer stands.

    A quote in the language of the question may be the translation of a passage that was found in another one:
    ``translation_of`` is that passage's id, ``found_language`` its language.
    """

    passage_id: str
    work: str
    language: str
    number: str | None
    page_first: int
    path: str
    quote: str
    translation_of: str | None
    found_language: str | None


class Sentence(Shape):
    """A sentence that a generator wrote; ``citations`` are the places in the list of citations, from 1 on."""

    text: str
    citations: list[int]


class Answer(Shape):
    """An answer made of quotes. ``answered`` is false when the corpus does not answer.

    ``language`` is that of the question. ``generated`` is true where sentences of the generator that is configured come
    before the quotes.
    """

    question: str
    answer: str
    citations: list[Citation]
    answered: bool
    notes: list[str]
    language: str
    generated: bool
    sentences: list[Sentence]


class Origin(Shape):
    """Where an original was downloaded from."""

    address: str = Field(description="The official address that was asked.")
    source: str = Field(description="The address that gave the file, after redirects.")
    at: str


class ExpressionShape(Shape):
    """One language version of a Work."""

    language: str
    title: str
    symbol: str | None = Field(description=SYMBOL, examples=["DP/2099/11"])
    date: str | None
    job_number: str | None
    media_type: str
    sha256: str
    pages: int
    unread_pages: int
    passages: int
    downloaded: Origin | None


class WorkShape(Shape):
    """A Work with its language versions."""

    work: str = Field(examples=["DP/2099/11"])
    type: str = Field(examples=["report"])
    country: str | None
    year: int | None
    expressions: list[ExpressionShape]


class Works(Shape):
    """Every Work of the corpus."""

    total: int
    works: list[WorkShape]


class PassageShape(Shape):
    """A passage with where it stands. ``parent`` is the id of the numbered paragraph it belongs to."""

    work: str
    language: str
    id: str
    path: str = Field(examples=["p29"])
    kind: str
    number: str | None
    parent: str | None
    heading_path: list[str]
    page_first: int
    page_last: int
    text: str
    footnotes: list[str]


class Passages(Shape):
    """The passages of a Work in one language, in reading order."""

    work: str
    language: str
    title: str
    passages: list[PassageShape]


class PinpointShape(Shape):
    """A part of a Work, its numbers as they are written."""

    type: str
    numbers: list[str]


class MentionShape(Shape):
    """A mention; ``start`` and ``end`` are code points of the text."""

    start: int
    end: int
    surface: str
    kind: str
    target: str | None
    pinpoint: PinpointShape | None
    pinpoints: list[PinpointShape] = Field(description="Every level of the part meant; the first is ``pinpoint``.")
    ambiguous: bool


class Cited(Shape):
    """The mentions of one text."""

    id: str | int | float | None
    mentions: list[MentionShape]


class Rule(Shape):
    """A rule that fired, and the code points it fired on."""

    rule: str
    start: int
    end: int


class Classified(Shape):
    """What one text reports of volunteering."""

    id: str | int | float | None
    mentions_volunteering: bool
    contribution: bool
    policy_integration: bool
    policy_lenient: bool
    measured_data: bool
    candidate: bool
    borderline: bool
    level: Literal["L0_none", "L1_mention", "L2_contribution", "L3_policy"]
    instrument: str | None
    instrument_type: str | None
    instrument_status: Literal["adopted", "pending", "intended", "expired", "unknown"] | None
    instrument_scope: Literal["national", "subnational", "other"] | None
    instrument_year: int | None
    framework: str | None
    score: float
    probability: float | None
    opinion: float | None
    opinion_version: str | None
    rules: list[Rule]
    rule_version: str


def _encodable(text: str) -> str:
    """JSON may hold half of a surrogate pair, which no answer could repeat."""
    try:
        text.encode()
    except UnicodeEncodeError as failure:
        raise ValueError("holds half of a surrogate pair") from failure
    return text


SentText = Annotated[str, AfterValidator(_encodable)]


class TextToCite(BaseModel):
    """A text in which mentions are to be found."""

    model_config = ConfigDict(allow_inf_nan=False)

    id: SentText | StrictInt | StrictFloat | None = None
    text: SentText = Field(examples=["recalls resolution 75/233, paragraph 29"])
    lang: str | None = Field(default=None, examples=["en"])


class TextToClassify(BaseModel):
    """A text whose evidence of volunteering is to be told."""

    model_config = ConfigDict(allow_inf_nan=False)

    id: SentText | StrictInt | StrictFloat | None = None
    text: SentText = Field(examples=["Volunteering is part of the National Development Plan."])
    language: str | None = Field(default=None, examples=["en"])


class IngestFailure(Shape):
    """A file of which nothing could be made."""

    path: str
    code: str
    message: str


class Superseded(Shape):
    """A file that was shown until another one took its place."""

    work: str
    language: str
    path: str
    by: str


class Mended(Shape):
    """What the index lacked of what the store shows, in passages."""

    added: int
    removed: int
    rewritten: int
    rebuilt: bool
    cause: str


class Ingested(Shape):
    """What an ingest did."""

    accepted: int
    indexed: int
    unchanged: int
    waiting: int
    alternate: int
    aside: list[str]
    ignored: list[str]
    failed: list[IngestFailure]
    quarantined: list[IngestFailure]
    superseded: list[Superseded]
    needs_ocr: list[str]
    notes: list[str]
    passages: int
    pages: int
    seconds: float
    mended: Mended | None


class FetchError(Shape):
    """Why a download did not come."""

    code: str
    message: str


class DownloadShape(Shape):
    """A document that was asked for at an official site, or a page that leads to such."""

    work: str
    language: str
    address: str
    state: Literal["waiting", "fetched", "failed"]
    at: str
    source: str | None
    sha256: str | None
    size: int | None
    etag: str | None
    error: FetchError | None


class Fetched(Ingested):
    """What a fetch did; ``failed`` names what could not be downloaded, too."""

    fetched: int
    waiting: int
    here: list[str]
    downloads: list[DownloadShape]


class Fetches(Shape):
    """What is fetched behind the requests: what waits, what failed, what came last."""

    running: bool
    waiting: list[DownloadShape]
    failed: list[DownloadShape]
    fetched: list[DownloadShape]


class Health(Shape):
    """The process answers."""

    status: Literal["ok"]
    version: str


class Ready(Shape):
    """Everything a request needs is open; to who may read, also what the corpus holds."""

    ready: Literal[True]
    checks: dict[str, str]
    dense: str | None = None
    corpus: dict[str, int] | None = None
    jobs: dict[str, int] | None = None
    unread: list[dict[str, Any]] | None = None
