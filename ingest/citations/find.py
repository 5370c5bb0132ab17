"""Finding mentions: in a text by itself, and in a document, whose own words say more than each passage does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.citations import Mention, MentionKind
from corpus.documents import Passage, PassageKind
from corpus.lexicon import load_lexicon
from corpus.symbols import identity
from ingest.citations.anaphors import DOCUMENTS, Antecedents, find_anaphors, find_short_titles, own_parts
from ingest.citations.documents import find_comments, find_documents
from ingest.citations.goals import OwnFramework, find_goals
from ingest.citations.grammar import LANGUAGES, Grammar, grammar
from ingest.citations.names import find_instruments
from ingest.citations.numbered import find_numbered
from ingest.citations.pinpoints import Part, attach, elliptic, find_parts, internal
from ingest.citations.reading import HAS_CHINESE, Reading, read
from ingest.citations.scope import ALONE, Scope, declared_target, operative

DEFAULT_BOARD = "EB"


def find_mentions(text: str, language: str | None) -> list[Mention]:
    """The mentions in a text, in text order, never overlapping; offsets are code points into ``text``.

    ``language`` is an ISO 639-1 code; None, or one without a grammar, is read as Chinese or English by its script.
    """
    return mentions_of(text, grammar_for(text, language), board_named(text))


def cite_document(passages: Sequence[Passage], language: str, work: str) -> list[tuple[Passage, Mention]]:
    """The mentions in a document's passages, with what the document declares about its citations.

    ``work`` is the document's own key; it tells which executive board "the Executive Board" is.
    """
    words = grammar_for("".join(passage.text[:200] for passage in passages[:20]), language)
    board = board_of(work)
    declared = declared_by(passages, words, board)
    has_framework = any(framework_row(passage, words) for passage in passages)
    elsewhere = OwnFramework.ELSEWHERE if has_framework else OwnFramework.NONE
    cited: list[tuple[Passage, Mention]] = []
    noted: str | None = None
    for passage in passages:
        footnote = passage.kind is PassageKind.FOOTNOTE
        framework = OwnFramework.HERE if framework_row(passage, words) else elsewhere
        found = mentions_of(passage.text, words, board, Scope(declared, noted if footnote else None, framework))
        noted = last_document(found) if footnote else noted
        cited += [(passage, mention) for mention in found if not own_name(mention, work)]
    return cited


def last_document(mentions: Sequence[Mention]) -> str | None:
    """What "ibid." in the next footnote means: the last document that is named, or pointed back to."""
    kinds = (*DOCUMENTS, MentionKind.ANAPHOR)
    return next((mention.target for mention in reversed(mentions) if mention.kind in kinds), None)


def own_name(mention: Mention, work: str) -> bool:
    """Whether a mention is the document's own symbol, as mastheads and running headers print it: no citation."""
    return mention.target is not None and mention.pinpoint is None and identity(work) == identity(mention.target)


def grammar_for(text: str, language: str | None) -> Grammar:
    """The grammar of the language, or of the text's script where the language has none."""
    if language in LANGUAGES:
        return grammar(language)
    return grammar("zh" if HAS_CHINESE.search(text) else "en")


def mentions_of(text: str, words: Grammar, board: str, scope: Scope = ALONE) -> list[Mention]:
    """The mentions of one text; ``scope`` is what other passages say about them."""
    reading = read(text)
    named = apart(
        (
            *find_documents(reading),
            *find_comments(reading, words),
            *find_numbered(reading, words, board),
            *find_instruments(reading, words),
            *find_goals(reading, words, scope.framework),
        )
    )
    pointing = (*find_anaphors(reading, words, named, scope), *find_short_titles(reading, words, named))
    said = apart((*named, *pointing))
    pinned, alone = attach(reading, words, said, find_parts(reading, words))
    return [
        reading.restore(mention)
        for mention in apart((*own_parts(pinned), *lone_parts(reading, words, alone, pinned, scope.declared)))
    ]


def lone_parts(
    reading: Reading, words: Grammar, alone: Iterable[Part], pinned: Sequence[Mention], declared: str | None
) -> Iterator[Mention]:
    """The mentions that pinpoints standing alone make: operative paragraphs, and parts of the present document."""
    antecedents = Antecedents(pinned)
    for part in alone:
        if part.operative:
            before = antecedents.before(part.start, MentionKind.RESOLUTION)
            yield from operative(reading, words, part, before or declared)
        else:
            own = internal(reading, words, part) or elliptic(reading, part, pinned)
            yield from () if own is None else (own,)


def apart(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions without those that overlap a longer one, or an earlier one as long; in text order."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end - mention.start > kept[-1].end - kept[-1].start:
            kept[-1] = mention
    return kept


def declared_by(passages: Sequence[Passage], words: Grammar, board: str) -> str | None:
    """The resolution a document declares to be meant throughout, if one passage does."""
    throughout = words.listed("declaring", "throughout")
    for passage in passages:
        if any(word in passage.text for word in throughout):
            target = declared_target(passage.text, words, mentions_of(passage.text, words, board))
            if target is not None:
                return target
    return None


def framework_row(passage: Passage, words: Grammar) -> bool:
    """Whether a passage stands in the document's own framework of results."""
    names = words.listed("own_frameworks")
    return any(name in heading for heading in passage.heading_path for name in names)


def board_of(work: str) -> str:
    """The executive board that a document of this series belongs to."""
    boards: dict[str, str] = load_lexicon("bodies")["board_of_series"]
    return next((board for series, board in boards.items() if work.startswith(f"{series}/")), DEFAULT_BOARD)


def board_named(text: str) -> str:
    """The executive board that a text by itself points to, by a symbol of its series."""
    boards: dict[str, str] = load_lexicon("bodies")["board_of_series"]
    return next((board for series, board in boards.items() if f"{series}/" in text), DEFAULT_BOARD)
