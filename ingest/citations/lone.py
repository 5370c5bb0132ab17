"""Pinpoints that stand by no mention: parts of the present document, and of a document named earlier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.citations import Mention, MentionKind
from ingest.citations.anaphors import SELF, Antecedents
from ingest.citations.grammar import Grammar
from ingest.citations.names_grammar import CHARTER
from ingest.citations.pinpoints import CARRIERS, Part
from ingest.citations.reading import Reading
from ingest.citations.scope import operative

CONTEXT = 30
SENTENCE_END = re.compile(r"[。；;]|[.!?] ")


def lone_parts(
    reading: Reading, words: Grammar, alone: Iterable[Part], pinned: Sequence[Mention], declared: str | None
) -> Iterator[Mention]:
    """The mentions that pinpoints standing alone make: operative paragraphs, and parts of the present document."""
    antecedents, earlier = Antecedents(pinned), Earlier(reading, pinned)
    for part in alone:
        if part.operative:
            before = antecedents.before(part.start, MentionKind.RESOLUTION)
            yield from operative(reading, words, part, before or declared)
        else:
            found = internal(reading, words, part) or elliptic(reading, words, part, earlier)
            yield from () if found is None else (found,)


class Earlier:
    """The last mention before a place that may carry a part, within its sentence; places are asked for in order."""

    def __init__(self, reading: Reading, mentions: Sequence[Mention]) -> None:
        self._plain = reading.plain
        self._mentions = [mention for mention in mentions if mention.kind in CARRIERS]
        self._at = 0
        self._pinned: Mention | None = None

    def mention(self, part: Part, pinned: bool) -> Mention | None:
        """The mention; with ``pinned``, the last that has a pinpoint."""
        while self._at < len(self._mentions) and self._mentions[self._at].end <= part.start:
            if self._mentions[self._at].pinpoint is not None:
                self._pinned = self._mentions[self._at]
            self._at += 1
        last = self._pinned if pinned else (self._mentions[self._at - 1] if self._at else None)
        return None if last is None or self._ended(last.end, part.start) else last

    def _ended(self, start: int, end: int) -> bool:
        return end - start > SENTENCE or SENTENCE_END.search(self._plain, start, end) is not None


SENTENCE = 1000
"""The longest sentence looked back over."""


def internal(reading: Reading, grammar: Grammar, part: Part) -> Mention | None:
    """The mention of a part of the present document, where the words about a lone pinpoint say so."""
    plain = reading.plain
    before = plain[max(0, part.start - CONTEXT) : part.start].rstrip(" (")
    after = plain[part.end : part.end + CONTEXT].lstrip(" ")
    of_another = after.startswith((*grammar.listed("leading_on"), *grammar.listed("part_after")))
    told = before.endswith(grammar.listed("internal_before")) or begins_sentence(before, grammar)
    said = (told and not of_another) or after.startswith(grammar.listed("internal_after"))
    if not said or part.operative or part.pinpoint.type == "page":
        return None
    return pointed(reading, part, MentionKind.INTERNAL, SELF)


def begins_sentence(before: str, grammar: Grammar) -> bool:
    """Whether a sentence begins with the document's own name, just before a part: "。报告第二部分"."""
    word = next((word for word in grammar.listed("internal_at_start") if before.endswith(word)), None)
    return word is not None and (len(before) == len(word) or before[-len(word) - 1] in "。;")


def elliptic(reading: Reading, grammar: Grammar, part: Part, earlier: Earlier) -> Mention | None:
    """A part of a document named earlier in the sentence, or of the Charter, where nobody says whose Chapter VII.

    "…第6段列出…，第12段列出…", 其中第18段, "the letter (S/25479), namely … (annex I)", "paragraph 5 thereof".
    """
    if part.pinpoint.type == "chapter" and says(reading.plain, part, grammar, "charter_action", "none"):
        return pointed(reading, part, MentionKind.ANAPHOR, CHARTER)
    pinned, last = earlier.mention(part, pinned=True), earlier.mention(part, pinned=False)
    if pinned is not None and pinned.pinpoint is not None and pinned.pinpoint.type == part.pinpoint.type:
        return pointed(reading, part, MentionKind.ANAPHOR, pinned.target)
    if last is None or not (
        bracketed(reading.plain, part) or says(reading.plain, part, grammar, "part_before", "part_after")
    ):
        return None
    return pointed(reading, part, MentionKind.ANAPHOR, last.target)


def bracketed(plain: str, part: Part) -> bool:
    """Whether an annex stands alone in brackets: "(annex II)"."""
    return (
        part.pinpoint.type in ("annex", "appendix")
        and plain[part.start - 1 : part.end + 1] == f"({plain[part.start : part.end]})"
    )


def says(plain: str, part: Part, grammar: Grammar, before: str, after: str) -> bool:
    """Whether one of the words listed stands right before or right after a part."""
    left, right = plain[max(0, part.start - CONTEXT) : part.start].rstrip(" "), plain[part.end : part.end + CONTEXT]
    return left.endswith(grammar.listed(before)) or right.lstrip(" ").startswith(grammar.listed(after))


def pointed(reading: Reading, part: Part, kind: MentionKind, target: str | None) -> Mention:
    """The mention that a part makes by itself."""
    mention = reading.mention(part.start, part.end, kind, target, target is None)
    return replace(mention, pinpoint=part.pinpoint)
