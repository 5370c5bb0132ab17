"""Finding mentions: in a text by itself, and in a document, whose own words say more than each passage does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.citations import Mention, MentionKind
from corpus.documents import Passage, PassageKind
from corpus.symbols import identity
from ingest.citations.anaphors import DOCUMENTS, find_anaphors, find_short_titles, own_parts, settled_target
from ingest.citations.boards import DEFAULT_BOARD, board_named, board_of
from ingest.citations.documents import find_comments, find_documents
from ingest.citations.editions import editions_settled, without_unsaid
from ingest.citations.goals import OwnFramework, find_goals
from ingest.citations.grammar import LANGUAGES, Grammar, grammar
from ingest.citations.lone import lone_parts
from ingest.citations.names import find_instruments
from ingest.citations.numbered import find_numbered
from ingest.citations.pinpoints import attach, find_parts
from ingest.citations.reading import HAS_CHINESE, read
from ingest.citations.scope import ALONE, Declarations, Scope, declared_target


def find_mentions(text: str, language: str | None) -> list[Mention]:
    """The mentions in a text, in text order, never overlapping; offsets are code points into ``text``.

    ``language`` is an ISO 639-1 code; None, or one without a grammar, is read as Chinese or English by its script.
    """
    words = grammar_for(text, language)
    return without_unsaid(editions_settled(mentions_of(text, words)))


def cite_document(passages: Sequence[Passage], language: str, work: str) -> list[tuple[Passage, Mention]]:
    """The mentions in a document's passages, with what the document declares about its citations.

    ``work`` is the document's own key; it tells which executive board "the Executive Board" is.
    """
    words = grammar_for("".join(passage.text[:200] for passage in passages[:20]), language)
    board = board_of(work) or board_named("\n".join(passage.text for passage in passages), words)
    chapters = list(chapters_of(passages))
    declared = declared_by(passages, chapters, words, board)
    has_framework = any(framework_row(passage, words) for passage in passages)
    elsewhere = OwnFramework.ELSEWHERE if has_framework else OwnFramework.NONE
    cited: list[tuple[Passage, Mention]] = []
    noted: str | None = None
    for passage, chapter in zip(passages, chapters, strict=True):
        footnote = passage.kind is PassageKind.FOOTNOTE
        framework = OwnFramework.HERE if framework_row(passage, words) else elsewhere
        scope = Scope(declared.holding(chapter), noted if footnote else None, framework)
        found = mentions_of(passage.text, words, board, scope)
        noted = last_document(found) if footnote else noted
        cited += [(passage, mention) for mention in found if not own_name(mention, work)]
    settled = editions_settled([mention for _, mention in cited], declared.holding(None))
    return [(passage, mention) for (passage, _), mention in zip(cited, settled, strict=True)]


def last_document(mentions: Sequence[Mention]) -> str | None:
    """What "ibid." in the next footnote means: the last document that is named, or pointed back to."""
    kinds = (*DOCUMENTS, MentionKind.ANAPHOR)
    return next((settled_target(mention) for mention in reversed(mentions) if mention.kind in kinds), None)


def own_name(mention: Mention, work: str) -> bool:
    """Whether a mention is the document's own symbol, as mastheads and running headers print it: no citation."""
    return mention.target is not None and mention.pinpoint is None and identity(work) == identity(mention.target)


def grammar_for(text: str, language: str | None) -> Grammar:
    """The grammar of the language, or of the text's script where the language has none."""
    if language in LANGUAGES:
        return grammar(language)
    return grammar("zh" if HAS_CHINESE.search(text) else "en")


def mentions_of(text: str, words: Grammar, board: str | None = None, scope: Scope = ALONE) -> list[Mention]:
    """The mentions of one text; ``scope`` is what other passages say about them.

    ``board`` is what "the Executive Board" means, when it is not the text that says it.
    """
    reading = read(text)
    places = words.openings.places(reading.plain)
    if not any(places.values()) and not reading.plain[:1].isdigit():
        return []
    board = board or (board_named(text, words) if places["number"] else DEFAULT_BOARD)
    named = apart(
        (
            *find_documents(reading, places["symbol"]),
            *find_comments(reading, words, places["comment"]),
            *find_numbered(reading, words, board, places["number"]),
            *find_instruments(reading, words, places["instrument"]),
            *find_goals(reading, words, places["goal"], scope.framework),
        )
    )
    pointing = find_anaphors(reading, words, named, scope, places["anaphor"])
    said = apart((*named, *pointing, *find_short_titles(reading, words, named, places["short_title"])))
    pinned, alone = attach(reading, words, said, find_parts(reading, words, places["part"]))
    return [
        reading.restore(mention)
        for mention in apart((*own_parts(pinned), *lone_parts(reading, words, alone, pinned, scope.declared)))
    ]


def apart(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions without those that overlap a longer one, or an earlier one as long; in text order."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end - mention.start > kept[-1].end - kept[-1].start:
            kept[-1] = mention
    return kept


def chapters_of(passages: Iterable[Passage]) -> Iterator[str | None]:
    """The chapter in which each passage stands: a footnote in that of the text before it."""
    chapter: str | None = None
    for passage in passages:
        if passage.heading_path or passage.kind is not PassageKind.FOOTNOTE:
            chapter = passage.heading_path[0] if passage.heading_path else None
        yield chapter


def declared_by(
    passages: Sequence[Passage], chapters: Sequence[str | None], words: Grammar, board: str
) -> Declarations:
    """The resolutions a document declares to be meant throughout."""
    throughout, declared = words.listed("declaring", "throughout"), Declarations()
    for passage, chapter in zip(passages, chapters, strict=True):
        if any(word in passage.text for word in throughout):
            target = declared_target(passage.text, words, mentions_of(passage.text, words, board))
            if target is not None:
                declared.add(chapter, target)
    return declared


def framework_row(passage: Passage, words: Grammar) -> bool:
    """Whether a passage stands in the document's own framework of results."""
    names = words.listed("own_frameworks")
    return any(name in heading for heading in passage.heading_path for name in names)
