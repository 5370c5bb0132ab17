"""Answers made of quotes: the sentences that hold what was asked, each with where it stands, or a plain "not found"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpus.lexicon import load_lexicon
from corpus.places import place_name
from corpus.queries import QuerySymbol, named_part, query_symbol
from corpus.store import Store
from corpus.store.works import StoredPassage
from search.asking import Asked, asked_of, language_of_name
from search.candidates import Candidates
from search.confidence import answering
from search.generate import Generator
from search.generated import told_from
from search.query import checked_query
from search.quoting import Citation, citation, quoted
from search.searcher import Searcher, SearchFilters
from search.support import Sentence
from search.translated import in_language
from search.units import take_apart

QUOTES = 3
NAMED_QUOTES = 12
"""Passages quoted at most where the question is the name of a part of a document."""

ASIDE = frozenset({"footnote", "table_row"})
"""Kinds that may stand between a passage and the items it announces."""

MOST_ITEMS = 8
"""Items of a list that are quoted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says, or that it does not say.

    ``generated``: ``answer`` begins with ``sentences`` that a generator wrote, each with the citations, counted from 1,
    that bear it out; the quotes follow.
    """

    question: str
    answer: str
    citations: tuple[Citation, ...]
    answered: bool
    notes: tuple[str, ...] = ()
    language: str = "en"
    generated: bool = False
    sentences: tuple[Sentence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        lists = {name: [asdict(one) for one in getattr(self, name)] for name in ("citations", "sentences")}
        for sentence in lists["sentences"]:
            sentence["citations"] = list(sentence["citations"])
        return asdict(self) | lists | {"notes": list(self.notes)}


def answer(searcher: Searcher, question: str, generator: Generator | None = None) -> Answer:
    """Quote the passages that answer the question, or those that it names ("DP/2022/11 para. 12").

    With a generator, sentences that it wrote from the quotes come first. Raises ``PortalError`` as
    ``Searcher.candidates``.
    """
    text = checked_query(question)
    named = named_part(text) or (text if query_symbol(text) is not None else None)
    if named is not None:
        return _of_named(searcher, question, named)
    asked = asked_of(text, searcher.store)
    if asked.missing and not asked.works:
        found = searcher.candidates(asked.missing[0])
        return _told(question, [], asked.language, searcher.notes(found), _not_found(asked))
    return _of_asked(searcher, question, asked, generator)


def _of_named(searcher: Searcher, question: str, named: str) -> Answer:
    """The parts of a document that a question names."""
    found, language = searcher.candidates(named), language_of_name(question)
    symbol = found.query.symbol
    citations, further = ([], []) if symbol is None else _parts(found, symbol, language)
    return _told(question, citations, language, (*searcher.notes(found), *further), _frame(language, "not_found"))


def _of_asked(searcher: Searcher, question: str, asked: Asked, generator: Generator | None) -> Answer:
    """Quotes of the passages that answer; only of the documents that are named, where some are."""
    if asked.works and not take_apart(asked.text).units:
        note = f"{asked.works[0]} names a document: ask a question, or name a paragraph of it"
        return _told(question, [], asked.language, (note,), _not_found(asked))
    found = searcher.candidates(asked.text, filters=SearchFilters(work=asked.works))
    citations = _with_lists(searcher.store, _quotes(searcher, found, asked))
    absent = [f"{key} is not in the corpus" for key in asked.missing]
    given = _told(question, citations, asked.language, (*searcher.notes(found), *absent), _not_found(asked))
    return given if generator is None or not citations else _generated(generator, given, asked, found, searcher.store)


def _quotes(searcher: Searcher, found: Candidates, asked: Asked) -> list[Citation]:
    """The best quotes, in the language of the question where there is such a text; of each place one."""
    quotes: dict[tuple[str, str, str], Citation] = {}
    for point in answering(found, asked.countries):
        text, language = str(point.payload["content"]), str(point.payload["meta"]["language"])
        quote = citation(point, quoted(text, language, found.query))
        if searcher.store is not None:
            quote = in_language(searcher.store, quote, text, found.query, asked.language)
        kept = quotes.setdefault((quote.work, quote.path, quote.language), quote)
        if kept.translation_of is not None and quote.translation_of is None:  # found in the question's language too
            quotes[quote.work, quote.path, quote.language] = quote
    return list(quotes.values())[:QUOTES]


def _with_lists(store: Store | None, citations: Sequence[Citation]) -> list[Citation]:
    """The citations, each quote that ends with a colon followed by the items it announces."""
    told: dict[str, Citation] = {}
    for one in citations:
        told.setdefault(one.passage_id, one)
        if one.quote.endswith((":", "：")) and store is not None:
            for item in _items_below(store, one):
                told.setdefault(item.passage_id, item)
    return list(told.values())


def _items_below(store: Store, announcing: Citation) -> list[Citation]:
    """The list items that follow a passage, quoted whole with the numbers printed before them."""
    head = store.works.passage(announcing.passage_id)
    if head is None:
        return []
    following = (p for p in store.works.passages(head.expression.id) if p.ordinal > head.ordinal)
    items = itertools.takewhile(lambda p: p.kind == "list_item", (p for p in following if p.kind not in ASIDE))
    return [_item(item, announcing) for item in itertools.islice(items, MOST_ITEMS)]


def _item(item: StoredPassage, announced_by: Citation) -> Citation:
    return replace(
        announced_by,
        passage_id=item.id,
        number=item.number,
        page_first=item.page_first,
        path=item.path,
        quote=f"{item.number or ''} {item.text}".strip(),
        translation_of=None,
        found_language=None,
    )


def _parts(found: Candidates, symbol: QuerySymbol, language: str) -> tuple[list[Citation], list[str]]:
    """The parts that a question names, whole, in one language: that of the question, else the first there is."""
    points = [point for point in found.points if point.id in found.named]
    if not points:
        whole = bool(found.points) and symbol.pinpoint is None
        return [], [f"{symbol.key} names a document: ask a question, or name a paragraph of it"] if whole else []
    languages = [point.payload["meta"]["language"] for point in points]
    chosen = language if language in languages else languages[0]
    told = [point for point in points if point.payload["meta"]["language"] == chosen]
    more = [f"{NAMED_QUOTES} of {len(told)} passages are quoted"] if len(told) > NAMED_QUOTES else []
    return [citation(point, str(point.payload["content"])) for point in told[:NAMED_QUOTES]], more


def _generated(generator: Generator, given: Answer, asked: Asked, found: Candidates, store: Store | None) -> Answer:
    """The answer with what a generator wrote from its quotes, as far as they bear it out."""
    quotes = [(_place(one, "en"), one.quote) for one in given.citations]
    told = told_from(generator, asked, quotes, given.citations, found, store)
    lines = [f"{one.text} {''.join(f'[{number}]' for number in one.citations)}" for one in told.sentences]
    if not lines:
        return replace(given, notes=(*given.notes, *told.notes))
    numbered = (f"[{at}] {line}" for at, line in enumerate(given.answer.splitlines(), start=1))
    return replace(
        given,
        answer="\n".join((*lines, "", *numbered)),
        notes=(*given.notes, *told.notes),
        generated=True,
        sentences=told.sentences,
    )


def _told(question: str, quotes: Sequence[Citation], language: str, notes: Sequence[str], not_found: str) -> Answer:
    """The answer in the words of a language; without a quote it says that there is none."""
    text = "\n".join(_line(quote, language) for quote in quotes) or not_found
    return Answer(question, text, tuple(quotes), bool(quotes), tuple(notes), language)


def _line(quote: Citation, language: str) -> str:
    """A quote and its place; said, where it is not the text that was found, or not in the question's language."""
    frame = "translated" if quote.found_language else "quote" if quote.language == language else "foreign"
    told = {"quote": " ".join(quote.quote.split()), "place": _place(quote, language)}
    found = _language(quote.found_language or quote.language, language)
    return _frame(language, frame).format(**told, language=found, found=found)


def _not_found(asked: Asked) -> str:
    """That the documents named do not answer, or where none is named, the corpus."""
    works = ", ".join((*asked.works, *asked.missing))
    return _frame(asked.language, "not_found_in" if works else "not_found").format(work=works)


def _frame(language: str, name: str) -> str:
    return str(load_lexicon("answer")["frames"][language][name])


def _language(code: str, told_in: str) -> str:
    return str(load_lexicon("answer")["languages"][told_in].get(code, code))


def _place(quote: Citation, language: str) -> str:
    return f"{quote.work} {place_name(quote.path, quote.page_first, language)}"
