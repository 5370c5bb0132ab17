"""A generator's sentences beside the quotes they were written from, and what was removed of them, in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.store import Store
from search.asking import Asked
from search.candidates import Candidates
from search.generate import Generator, GeneratorFailed
from search.quoting import Citation
from search.ranking import language_of_point
from search.support import Checked, Sentence, Text, checked


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences that are borne out, and notes on the others."""

    sentences: tuple[Sentence, ...] = ()
    notes: tuple[str, ...] = ()


def told_from(
    generator: Generator,
    asked: Asked,
    quotes: Sequence[tuple[str, str]],
    citations: Sequence[Citation],
    found: Candidates,
    store: Store | None,
) -> Told:
    """What a generator says from quotes, each a place and a text, as far as the passages cited bear it out."""
    try:
        reply = generator.reply(asked.text, asked.language, quotes)
    except GeneratorFailed as failure:
        return Told(notes=(f"generator: {failure}; the quotes stand alone",))
    if not reply:
        return Told(notes=("generator: it finds no answer in the quotes",))
    cited = {number: list(_texts(one, store)) for number, one in enumerate(citations, start=1)}
    background = [(str(point.payload["content"]), language_of_point(point)) for point in found.points]
    result = checked(reply, cited, background)
    return Told(result.kept, tuple(_removed(result)))


def _texts(one: Citation, store: Store | None) -> Iterator[Text]:
    """What a citation stands for: its quote, its passage, and the passage that it is a translation of."""
    yield one.quote, one.language
    for passage_id in (one.passage_id, one.translation_of):
        passage = None if store is None or passage_id is None else store.works.passage(passage_id)
        if passage is not None:
            yield passage.text, passage.expression.language


def _removed(result: Checked) -> Iterator[str]:
    reasons = ((result.uncited, "without a quote that exists"), (result.unsupported, "that no quote bears out"))
    for count, reason in reasons:
        if count:
            yield f"generator: {count} {'sentence' if count == 1 else 'sentences'} {reason}, removed"
    if not result.kept:
        yield "generator: nothing is left of its answer; the quotes stand alone"
