"""Pinpoints that stand by no mention: parts of the present document, and of a document named earlier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.citations import Mention, MentionKind
from ingest.citations.anaphors import SELF, Antecedents, settled_target
from ingest.citations.grammar import Grammar
from ingest.citations.names_grammar import CHARTER
from ingest.citations.pinpoints import CARRIERS, SPECIFIES, Part, leads_on, with_levels
from ingest.citations.reading import Reading
from ingest.citations.scope import operative

Run = Sequence[Part]
"""A part and those that specify it."""
CONTEXT = 30
SENTENCE_END = re.compile(r"[。；;]|[.!?] ")


def lone_parts(
    reading: Reading, words: Grammar, alone: Iterable[Part], pinned: Sequence[Mention], declared: str | None
) -> Iterator[Mention]:
    """The mentions that pinpoints standing alone make: operative paragraphs, and parts of the present document."""
    antecedents, earlier = Antecedents(pinned), Earlier(reading, pinned)
    last: Run | None = None
    made: Mention | None = None
    for run in runs(reading.plain, alone):
        if run[0].operative:
            before = antecedents.before(run[0].start, MentionKind.RESOLUTION)
            yield from operative(reading, words, run[0], before or declared)
            last = None
        else:
            made = made_by(reading, words, run, earlier, made, last)
            last = run
            yield from () if made is None else (made,)


def runs(plain: str, alone: Iterable[Part]) -> Iterator[Run]:
    """The parts that stand alone, each with those that specify it: "section II, para. 5", 附件一第5段."""
    run: list[Part] = []
    for part in alone:
        if run and (part.operative or run[-1].operative or not specified(plain, run, part)):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def specified(plain: str, run: Run, part: Part) -> bool:
    """Whether a part is one of the part before it."""
    types = {level.pinpoint.type for level in run}
    return plain[run[-1].end : part.start] in SPECIFIES and part.pinpoint.type not in types


def made_by(
    reading: Reading, words: Grammar, run: Run, earlier: Earlier, made: Mention | None, last: Run | None
) -> Mention | None:
    """The mention that a run makes; one joined to the run before it is of the same document, or makes none either."""
    if last is not None and reading.plain[last[-1].end : run[0].start].strip(" ") in words.listed("list_separators"):
        if made is None or of_another(reading.plain, words, run):
            return internal(reading, words, run)
        return pointed(reading, run, made.kind, made.target)
    return internal(reading, words, run) or elliptic(reading, words, run, earlier)


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


def internal(reading: Reading, grammar: Grammar, run: Run) -> Mention | None:
    """The mention of a part of the present document, where the words about a lone pinpoint say so.

    "See article 5" says it of no document of ours: reports have no articles.
    """
    plain, kind = reading.plain, run[0].pinpoint.type
    before = plain[max(0, run[0].start - CONTEXT) : run[0].start].rstrip(" (")
    after = plain[run[-1].end : run[-1].end + CONTEXT].lstrip(" ")
    elsewhere = of_another(plain, grammar, run) or after.startswith(grammar.listed("part_after"))
    told = before.endswith(grammar.listed("internal_before")) or begins_sentence(before, grammar)
    said = (told and not elsewhere and kind != "article") or after.startswith(grammar.listed("internal_after"))
    return pointed(reading, run, MentionKind.INTERNAL, SELF) if said and kind != "page" else None


def of_another(plain: str, grammar: Grammar, run: Run) -> bool:
    """Whether a part is of what the words beside it say: "article 5 of the Constitution", 《劳动法》第5条."""
    start, end = run[0].start, run[-1].end
    if grammar.number_first:
        listed = (*grammar.listed("part_free"), *grammar.listed("internal_before"))
        free = start == 0 or plain.endswith(listed, max(0, start - CONTEXT), start)
        return not free and (plain[start - 1].isalnum() or plain[start - 1] == "》")
    by_case = not grammar.listed("body_links") and plain[end : end + 1] == " " and plain[end + 1 : end + 2].isalpha()
    return by_case or leads_on(plain, grammar, run[-1])


def begins_sentence(before: str, grammar: Grammar) -> bool:
    """Whether a sentence begins with the document's own name, just before a part: "。报告第二部分"."""
    word = next((word for word in grammar.listed("internal_at_start") if before.endswith(word)), None)
    return word is not None and (len(before) == len(word) or before[-len(word) - 1] in "。;")


def elliptic(reading: Reading, grammar: Grammar, run: Run, earlier: Earlier) -> Mention | None:
    """A part of a document named earlier in the sentence, or of the Charter, where nobody says whose Chapter VII.

    "…第6段列出…，第12段列出…", 其中第18段, "the letter (S/25479), namely … (annex I)", "paragraph 5 thereof".
    """
    plain, part = reading.plain, run[0]
    if part.pinpoint.type == "chapter" and says(plain, run, grammar, "charter_action", "none"):
        return pointed(reading, run, MentionKind.ANAPHOR, CHARTER)
    pinned, last = earlier.mention(part, pinned=True), earlier.mention(part, pinned=False)
    alike = pinned is not None and pinned.pinpoint is not None and pinned.pinpoint.type == part.pinpoint.type
    if pinned is not None and alike and not of_another(plain, grammar, run) and not titled(plain, pinned, part):
        return pointed(reading, run, MentionKind.ANAPHOR, settled_target(pinned))
    if last is None or not (bracketed(plain, part) or says(plain, run, grammar, "part_before", "part_after")):
        return None
    return pointed(reading, run, MentionKind.ANAPHOR, settled_target(last))


def titled(plain: str, carrier: Mention, part: Part) -> bool:
    """Whether a title stands between a part and the mention before it: 《联合国宪章》第二条和《宪法》，第五条."""
    return plain.find("》", carrier.end + 1, part.start) != -1


def bracketed(plain: str, part: Part) -> bool:
    """Whether an annex stands alone in brackets: "(annex II)"."""
    return (
        part.pinpoint.type in ("annex", "appendix")
        and plain[part.start - 1 : part.end + 1] == f"({plain[part.start : part.end]})"
    )


def says(plain: str, run: Run, grammar: Grammar, before: str, after: str) -> bool:
    """Whether one of the words listed stands right before or right after a part."""
    start, end = run[0].start, run[-1].end
    left, right = plain[max(0, start - CONTEXT) : start].rstrip(" "), plain[end : end + CONTEXT]
    return left.endswith(grammar.listed(before)) or right.lstrip(" ").startswith(grammar.listed(after))


def pointed(reading: Reading, run: Run, kind: MentionKind, target: str | None) -> Mention:
    """The mention that a part makes by itself, with those that specify it."""
    mention = reading.mention(run[0].start, run[-1].end, kind, target, target is None)
    return with_levels(mention, [part.pinpoint for part in run])
