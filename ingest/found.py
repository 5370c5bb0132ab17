"""What a document's own words give, found where its file is read: mentions, what may be evidence, words to be found by.

None of it asks the store or the index. The writer decides of which Work a document is; what was found is used where it
was found for that Work, language and title, and anything else is found by the writer itself: docs/decisions/0025.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.citations import Mention
from corpus.documents import ParsedDocument, Passage, Recognition
from ingest.citations.find import cite_document
from ingest.evidence.framing import NO_EVIDENCE
from ingest.evidence.rules import conclude
from ingest.indexed import parsed_passages
from ingest.manifest import ManifestRow
from ingest.recognise import recognise
from search.encoding import Encoded, encoder


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a file before it is read: its original, what it was called, what its manifest says."""

    sha256: str
    name: str
    manifest: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As a task carries it."""
        return asdict(self)

    def recognised(self, parsed: ParsedDocument) -> Recognition:
        """Which Work the file is a version of, as read."""
        return recognise(parsed, self.name, self.sha256, ManifestRow("", **self.manifest))


@dataclass(frozen=True, slots=True)
class Found:
    """What the words of a document give, taken for one of this Work, language and title.

    ``mentions`` are in the order of the text, each with the place of its passage; ``evident`` are the places of the
    passages that mention volunteering; ``words`` are what each passage is found by, without a model.
    """

    work: str
    language: str
    title: str
    mentions: tuple[tuple[int, Mention], ...]
    evident: tuple[int, ...]
    words: tuple[Encoded, ...]

    def is_of(self, said: Recognition) -> bool:
        """Whether it was found for the document that this is."""
        return (self.work, self.language, self.title) == (said.work, said.language, said.title)


def find(parsed: ParsedDocument, said: Recognition) -> Found:
    """Everything that is found in the words of a document."""
    return Found(
        work=said.work,
        language=said.language,
        title=said.title,
        mentions=tuple(mentions_in(parsed.passages, said)),
        evident=tuple(evident_in(parsed.passages, said.language)),
        words=tuple(encoder()(parsed_passages(parsed.passages, said))),
    )


def mentions_in(passages: Sequence[Passage], said: Recognition) -> list[tuple[int, Mention]]:
    """The mentions in a document's passages, each with the place of its passage."""
    places = {passage.path: place for place, passage in enumerate(passages)}
    return [(places[passage.path], found) for passage, found in cite_document(passages, said.language, said.work)]


def evident_in(passages: Sequence[Passage], language: str) -> Iterator[int]:
    """The places of the passages that mention volunteering and may report of it."""
    for place, one in enumerate(passages):
        if one.kind not in NO_EVIDENCE and conclude(one.text, language, one.heading_path).reading is not None:
            yield place
