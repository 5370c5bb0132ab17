"""Answers made of quotes: the sentences that hold what was asked, each with where it stands, or a plain "not found"."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpus.lexicon import load_lexicon
from corpus.places import place_name
from corpus.queries import QuerySymbol, named_part
from corpus.store import Store
from corpus.store.works import StoredPassage
from search.candidates import Candidates
from search.expand import words_of
from search.query import Query, checked_query
from search.searcher import Searcher
from search.store.base import ScoredPoint
from search.tokens import TOKEN, folded, is_chinese, segmenter, simplified, stem

LOOK_AT = 8
QUOTES = 3
NAMED_QUOTES = 12
"""Passages quoted at most where the question is the name of a part of a document."""

COVERAGE = 0.5
"""A passage answers only if it holds this share of the question's words, rare ones counting more."""

SENTENCE = re.compile(
    r"[^。！？；.!?]+(?:[.!?](?!\s|$)[^。！？；.!?]*)*[。！？；.!?]*\s*"
)  # "3.1" does not end a sentence
NO_ANSWER = frozenset({"contents", "heading", "front_matter"})
"""Kinds that name a subject and say nothing about it."""

ASIDE = frozenset({"footnote", "table_row"})
"""Kinds that may stand between a passage and the items it announces."""

MOST_ITEMS = 8
"""Items of a list that are quoted."""

WHOLE = 180
"""A passage of this many characters is quoted whole."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands."""

    passage_id: str
    work: str
    language: str
    number: str | None
    page_first: int
    path: str
    quote: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says, or that it does not say."""

    question: str
    answer: str
    citations: tuple[Citation, ...]
    answered: bool
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        citations = [asdict(citation) for citation in self.citations]
        return asdict(self) | {"citations": citations, "notes": list(self.notes)}


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing a question asks about, and every form that would be found for it."""

    forms: frozenset[str]


def answer(searcher: Searcher, question: str) -> Answer:
    """Quote the passages that cover the question, or those that it names ("DP/2022/11 para. 12").

    Raises ``PortalError`` as ``Searcher.candidates``.
    """
    found = searcher.candidates(named_part(checked_query(question)) or question)
    language = "zh" if is_chinese(question) else "en"
    if found.query.symbol is None:
        citations, further = _with_lists(searcher, _covering(found)), list[str]()
    else:
        citations, further = _named(found, found.query.symbol, language)
    frames = load_lexicon("answer")["frames"][language]
    lines = [frames["quote"].format(quote=c.quote, place=_place(c, language)) for c in citations]
    text = "\n".join(lines) or frames["not_found"]
    return Answer(question, text, tuple(citations), bool(citations), (*searcher.notes(found), *further))


def _covering(found: Candidates) -> list[Citation]:
    """Quotes of the best passages that hold what is asked."""
    weights = _weights(_units(found.query), [point.payload["content"] for point in found.points])
    kept = [point for point in found.points[:LOOK_AT] if point.payload["meta"]["kind"] not in NO_ANSWER]
    covering = [point for point in kept if _coverage(point.payload["content"], weights) >= COVERAGE][:QUOTES]
    return [_citation(point, _quote(point.payload["content"], weights)) for point in covering]


def _with_lists(searcher: Searcher, citations: Sequence[Citation]) -> list[Citation]:
    """The citations, each quote that ends with a colon followed by the items it announces."""
    told: dict[str, Citation] = {}
    for citation in citations:
        told.setdefault(citation.passage_id, citation)
        if citation.quote.endswith((":", "：")) and searcher.store is not None:
            for item in _items_below(searcher.store, citation):
                told.setdefault(item.passage_id, item)
    return list(told.values())


def _items_below(store: Store, citation: Citation) -> list[Citation]:
    """The list items that follow a passage, quoted whole with the numbers printed before them."""
    head = store.works.passage(citation.passage_id)
    if head is None:
        return []
    following = (p for p in store.works.passages(head.expression.id) if p.ordinal > head.ordinal)
    items = itertools.takewhile(lambda p: p.kind == "list_item", (p for p in following if p.kind not in ASIDE))
    return [_item(item, citation) for item in itertools.islice(items, MOST_ITEMS)]


def _item(item: StoredPassage, announced_by: Citation) -> Citation:
    return replace(
        announced_by,
        passage_id=item.id,
        number=item.number,
        page_first=item.page_first,
        path=item.path,
        quote=f"{item.number or ''} {item.text}".strip(),
    )


def _named(found: Candidates, symbol: QuerySymbol, language: str) -> tuple[list[Citation], list[str]]:
    """The parts that a question names, whole, in one language: that of the question, else the first there is."""
    points = [point for point in found.points if point.id in found.named]
    if not points:
        whole = bool(found.points) and symbol.pinpoint is None
        return [], [f"{symbol.key} names a document: ask a question, or name a paragraph of it"] if whole else []
    languages = [point.payload["meta"]["language"] for point in points]
    chosen = language if language in languages else languages[0]
    told = [point for point in points if point.payload["meta"]["language"] == chosen]
    more = [f"{NAMED_QUOTES} of {len(told)} passages are quoted"] if len(told) > NAMED_QUOTES else []
    return [_citation(point, point.payload["content"]) for point in told[:NAMED_QUOTES]], more


def _units(query: Query) -> list[Unit]:
    """The content words of a question; a word the glossary knows brings its other forms along."""
    function_words = frozenset(map(_form, load_lexicon("answer")["function_words"]))
    forms: dict[str, set[str]] = {word: {word} for word in _content_words(query.text) if word not in function_words}
    for expansion in query.expansions:
        inside = [word for word in _content_words(expansion.typed) if word in forms]
        together = {expansion.typed, *expansion.added}
        for word in inside:
            forms[word] |= {_form(term) for term in together}
    return [Unit(frozenset(words)) for words in forms.values()]


def _content_words(text: str) -> list[str]:
    prepared = simplified(unicodedata.normalize("NFKC", text))
    words: list[str] = []
    for match in TOKEN.finditer(prepared):
        if match.lastgroup == "cjk":
            words.extend(word for word in segmenter()(match.group()) if len(word) > 1)
        else:
            words.append(_form(match.group()))
    return list(dict.fromkeys(words))


def _form(term: str) -> str:
    return term if is_chinese(term) else " ".join(words_of(term)) or term


def _weights(units: Sequence[Unit], texts: Sequence[str]) -> dict[Unit, float]:
    """How much each unit says: log(1 + N / (1 + n)), n of N candidate passages holding it."""
    prepared = [_prepared(text) for text in texts]
    held = {unit: sum(_holds(text, unit) for text in prepared) for unit in units}
    return {unit: math.log(1 + (len(texts) or 1) / (1 + n)) for unit, n in held.items()}


def _coverage(text: str, weights: Mapping[Unit, float]) -> float:
    """The weighted share of a question's units that a text holds, 0..1."""
    prepared = _prepared(text)
    whole = sum(weights.values())
    return sum(weight for unit, weight in weights.items() if _holds(prepared, unit)) / whole if whole else 0.0


def _prepared(text: str) -> str:
    """Text as forms are looked for in it: Chinese as it is, words folded and between spaces."""
    plain = simplified(unicodedata.normalize("NFKC", text))
    words = " ".join(stem(folded(m.group())) if m.lastgroup == "word" else m.group() for m in TOKEN.finditer(plain))
    return f" {words} "


def _holds(prepared: str, unit: Unit) -> bool:
    return any((form if is_chinese(form) else f" {form} ") in prepared for form in unit.forms)


def _citation(point: ScoredPoint, quote: str) -> Citation:
    meta = point.payload["meta"]
    return Citation(
        passage_id=meta["passage_id"],
        work=meta["work"],
        language=meta["language"],
        number=meta.get("number"),
        page_first=meta["page_first"],
        path=meta["path"],
        quote=quote,
    )


def _quote(text: str, weights: Mapping[Unit, float]) -> str:
    """The sentences of a passage that say most of what was asked, in their order; short passages whole."""
    sentences = [match.group() for match in SENTENCE.finditer(text)] or [text]
    if len(text) <= WHOLE:
        return text.strip()
    scored = [(_coverage(sentence, weights), -at) for at, sentence in enumerate(sentences)]
    best = sorted(-at for _, at in sorted(scored, reverse=True)[:2])
    return "".join(sentences[at] for at in best).strip()


def _place(citation: Citation, language: str) -> str:
    return f"{citation.work} {place_name(citation.path, citation.page_first, language)}"
