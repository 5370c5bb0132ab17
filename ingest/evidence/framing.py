"""The suggestions of a whole document: every passage by itself, and what the document is to all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.documents import PassageKind
from corpus.evidence import Suggestion
from ingest.evidence.folding import fold
from ingest.evidence.lexicon import LANGUAGES, lexicon
from ingest.evidence.opinion import SecondOpinion, shipped
from ingest.evidence.rules import conclude

NO_EVIDENCE = frozenset({PassageKind.FRONT_MATTER, PassageKind.CONTENTS, PassageKind.HEADING})
"""Kinds that name a subject and report nothing."""


class Placed(Protocol):
    """What is asked of a passage."""

    @property
    def kind(self) -> str:
        """What it is on the page."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def heading_path(self) -> Sequence[str]:
        """The headings above it, outermost first."""


@dataclass(frozen=True, slots=True)
class Framing:
    """What holds for every passage of a document: its language, None where it is not known, and its title.

    ``second`` has an opinion of each, the model that is shipped where it is None.
    """

    language: str | None
    title: str | None = None
    second: SecondOpinion | None = None


def suggestions(passages: Iterable[Placed], framing: Framing) -> Iterator[tuple[int, Suggestion]]:
    """The passages that mention volunteering, by their place, with what is suggested of them.

    Of a document that is itself a cooperation framework of the UN, every mention is one in that framework.
    """
    framework = own_framework(framing)
    second = SecondOpinion(shipped()) if framing.second is None else framing.second
    concluded = {
        place: one
        for place, passage in enumerate(passages)
        if PassageKind(passage.kind) not in NO_EVIDENCE
        if (one := conclude(passage.text, framing.language, passage.heading_path)).reading is not None
    }
    for place, found in zip(concluded, second.of([*concluded.values()]), strict=True):
        yield place, found if framework is None else replace(found, framework=found.framework or framework)


def own_framework(framing: Framing) -> str | None:
    """The title of a document that is a cooperation framework of the UN; None of any other."""
    if not framing.title:
        return None
    known = (framing.language,) if framing.language in LANGUAGES else LANGUAGES
    named = any(lexicon(name).frameworks.search(fold(framing.title, name).text) for name in known if name)
    return framing.title if named else None
