"""The passage index of a data folder: passages in, points out, through a Haystack pipeline."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.documents import PASSAGE_NAMESPACE, passage_id
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, step
from search.choice import chosen
from search.embed import Embedder, EmbeddingRecord, loaded, remembered
from search.fusion import measured_fusion
from search.models import OFF, local_model, on_this_machine
from search.rerank import Rerank, open_reranker
from search.store.base import EVERYTHING, Filter, Fusion, IndexPlace, PassageStore, Point, ScoredPoint
from search.tokens import tokenise
from search.units import question_language

if TYPE_CHECKING:
    from search.encoding import Encoded


def point_id(expression: str, passage: str) -> str:
    """The id of a passage's point: an old and a new expression of a document may hold the same passage side by side."""
    return str(uuid.uuid5(PASSAGE_NAMESPACE, f"{expression}\x1f{passage}"))


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with all that filters, facets and results show of it."""

    id: str
    text: str
    work: str
    symbol: str
    title: str
    type: str
    language: str
    country: str | None
    year: int | None
    expression: str
    kind: str
    number: str | None
    parent: str | None
    role: str | None
    heading_path: tuple[str, ...]
    page_first: int
    page_last: int
    ordinal: int
    path: str
    context: str = ""
    """What it is read with, and is found by as well: the sentence that announces an item, the items it announces."""

    @property
    def point(self) -> str:
        """The id of its point in the index."""
        return point_id(self.expression, self.id)

    def __deepcopy__(self, memo: dict[int, Any]) -> IndexedPassage:
        """Frozen all through, so a copy is the thing itself: a Haystack pipeline copies whatever it is given."""
        return self

    def meta(self) -> dict[str, Any]:
        """The payload's ``meta``; keys without a value are left out."""
        values = {name: getattr(self, name) for name in self.__slots__ if name not in ("id", "text", "context")}
        values["heading_path"] = list(self.heading_path)
        return {"passage_id": self.id} | {name: value for name, value in values.items() if value is not None}


REQUIRED_META = frozenset({"passage_id", "work", "language", "type", "expression", "kind", "page_first", "path"})


@dataclass(frozen=True, slots=True)
class IndexedPoint:
    """A point as ``vkp verify`` looks at it."""

    id: str
    words: str
    meta: Mapping[str, Any]
    has_vector: bool

    @property
    def fits(self) -> bool:
        """Whether it can be found and shown: a vector if it says a word, all it needs, as its passage's id names it."""
        if REQUIRED_META - self.meta.keys() or (not self.has_vector and self._says_a_word()):
            return False
        work, language, path = (str(self.meta[name]) for name in ("work", "language", "path"))
        return passage_id(work, language, path, self.words) == str(self.meta["passage_id"])

    def _says_a_word(self) -> bool:
        """Whether there is anything to be found by; a row of stars under a title of dashes has no vector, and fits."""
        said = (self.words, str(self.meta.get("title") or ""), *self.meta.get("heading_path", ()))
        return any(tokenise(text) for text in said)


EncodingElsewhere = Callable[[Sequence[IndexedPassage]], Callable[[], Sequence[Point]]]
"""Has passages encoded by others; returns at once what to call for their points, in the same order."""


@dataclass
class PassageIndex:
    """The index of one data folder, open for writing and searching.

    ``missing``: why the model it was made with cannot be used here; it is searched by words then, and not written to.
    ``dense_off``: why nothing is found by meaning, in a line for people; None where it is.
    ``fusion``: by language of the query, where an evaluation found that hybrid search is better with this model.
    ``elsewhere``: who encodes passages, if not this process. What they have at hand is waited for before anything else
    is asked of the store, so that it is written in the order given, and ``flush`` makes it safe too.
    """

    store: PassageStore
    place: IndexPlace
    embedder: Embedder | None = None
    missing: PortalError | None = None
    dense_off: str | None = None
    fusion: Mapping[str, Fusion] = field(default_factory=dict)
    rerank: Rerank | None = None
    rerank_depth: int = 0
    elsewhere: EncodingElsewhere | None = None
    _pipeline: Any = None
    _begun: deque[Callable[[], Sequence[Point]]] = field(default_factory=deque)

    def fusion_for(self, query: str) -> Fusion | None:
        """The weights with which hybrid search is better for a query, by its language; None: it is not known to be."""
        return self.fusion.get(question_language(query)) if self.fusion else None

    def write(self, passages: Sequence[IndexedPassage], words: Sequence[Encoded] | None = None) -> int:
        """Add or replace passages; returns how many. Raises what is ``missing``.

        ``words`` is what was made of each without a model, where that is known.
        """
        if self.missing is not None:
            raise self.missing
        if not passages:
            return 0
        self.store.unmark()
        if self.elsewhere is not None and (words is None or self.embedder is not None):
            self._begun.append(self.elsewhere(tuple(passages)))
            return len(passages)
        self._write_begun()
        from search.pipelines import Passages, indexing_pipeline, run  # noqa: PLC0415 - Haystack takes a second to import

        if self._pipeline is None:
            self._pipeline = indexing_pipeline(self.store, self.embedder)
        given = Passages(tuple(passages), None if words is None else tuple(words))
        result = run(self._pipeline, {"encoder": {"given": given}})
        return int(result["writer"]["written"])

    def _write_begun(self) -> None:
        while self._begun:
            self.store.upsert(self._begun.popleft()())

    def remove(self, expression: str, passages: Sequence[str]) -> None:
        """Take passages of an expression out, named by their ids."""
        self.take_out([point_id(expression, passage) for passage in passages])

    def take_out(self, points: Sequence[str]) -> None:
        """Take points out, named by their ids."""
        self._write_begun()
        self.store.unmark()
        self.store.delete(points)

    def points(self) -> Iterator[IndexedPoint]:
        """Every point with whether its vector holds something."""
        self._write_begun()
        for point in self.store.scroll(vectors=True):
            words, meta = point.payload.get("content", ""), point.payload.get("meta", {})
            yield IndexedPoint(point.id, words, meta, point.has_vector)

    def near(self, text: str, limit: int, where: Filter = EVERYTHING) -> list[ScoredPoint]:
        """The passages nearest in meaning to a query, best first; none without a model."""
        self._write_begun()
        return [] if self.embedder is None else self.store.dense_search(self.embedder.query(text), limit, where)

    def count(self) -> int:
        """How many passages there are."""
        self._write_begun()
        return self.store.count()

    def flush(self) -> None:
        """Return when everything written survives a crash."""
        self._write_begun()
        self.store.flush()

    def settle(self, shown: str) -> None:
        """``flush``, and keep with the index that it holds what ``shown`` stands for (``ingest.mending``)."""
        self._write_begun()
        self.store.mark(shown)

    def optimize(self) -> None:
        """Merge what a bulk load left in pieces."""
        self._write_begun()
        self.store.unmark()
        self.store.optimize()

    def close(self) -> None:
        """Let go of the index."""
        self.store.close()
        self.place.close()

    def __enter__(self) -> PassageIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


NOTHING = ""
"""Stands for an index without passages (``PassageIndex.settle``)."""


def open_index(settings: Settings, *, create: bool = False) -> PassageIndex:
    """Open the index of a data folder, or a server's, with the model it was made with (``search.choice``).

    ``create``: make an empty one where there is none. Give it only while the store holds no passages: an index that is
    missing beside stored passages has been lost, and a new one would find nothing without a word.

    Raises ``PortalError``: index_unavailable, data_busy, index_mismatch when it was made with another embedding than
    ``VKP_EMBEDDING`` or than lies here under its name, and model_unavailable when ``VKP_EMBEDDING`` cannot be used.
    Where that is not set and the model is not on this machine, the index is opened for searching by words.
    """
    place = place_of(settings)
    try:
        if not place.exists() and create:
            with _built(place, chosen_embedder(settings, None)):
                pass
        record = place.made_with()
        embedder, missing = _embedder(settings, record) if place.exists() else (None, None)
        models = settings.models_folder
        fusion, rerank = measured_fusion(record, models), open_reranker(settings.reranker, models)
        off = None if embedder is not None else f"dense: off ({why_off(missing, models)})"
        # The store last: what is refused must not hold it.
        return PassageIndex(place.open(), place, embedder, missing, off, fusion, rerank, settings.rerank_depth)
    except BaseException:
        place.close()
        raise


@contextmanager
def rebuilt_index(settings: Settings, shown: str = NOTHING, passages: int = 0) -> Iterator[PassageIndex]:
    """An empty index to write every passage into; it takes the place of the present one when the block ends well.

    ``shown`` stands for what will have been written then (``PassageIndex.settle``); ``passages``: how many that are. It
    is made with the model that is in use. Until then, and when the block fails or the process dies, the present index
    stays as it is. Raises ``PortalError`` as ``open_index``.
    """
    place = place_of(settings)
    try:
        with _built(place, chosen_embedder(settings, _present(place)), shown, passages) as index:
            yield index
    finally:
        place.close()


def chosen_embedder(settings: Settings, made_with: EmbeddingRecord | None) -> Embedder | None:
    """The model to build an index with, loaded; None for none. ``made_with``: that of the present index.

    Raises ``PortalError("model_unavailable")``.
    """
    choice = chosen(settings, made_with)
    return None if choice == OFF else loaded(local_model(choice, settings.models_folder))


def embedder_in_use(settings: Settings) -> Embedder | None:
    """The model of a data folder's index, loaded at the first text; None where it has none, or it is not here.

    Raises ``PortalError`` as ``open_index``; the index itself is not opened.
    """
    place = place_of(settings)
    try:
        return _embedder(settings, place.made_with())[0] if place.exists() else None
    finally:
        place.close()


def _present(place: IndexPlace) -> EmbeddingRecord | None:
    try:
        return place.made_with()
    except PortalError:  # an index whose record cannot be read is rebuilt as well
        return None


def _embedder(settings: Settings, record: EmbeddingRecord | None) -> tuple[Embedder | None, PortalError | None]:
    """The model to use an index with, and why the one it was made with cannot be."""
    choice = settings.embedding or (OFF if record is None else record.choice)
    if record is None and choice == OFF:
        return None, None
    if record is None or choice == OFF:
        raise PortalError("index_mismatch", f"it has {record or NONE}, VKP_EMBEDDING is {choice}")
    try:
        return remembered(local_model(choice, settings.models_folder), record), None
    except PortalError as failure:
        if failure.code != "model_unavailable" or settings.embedding:
            raise
        return None, failure


def why_off(missing: PortalError | None, models: Path) -> str:
    """Why nothing is found by meaning, in a few words; ``missing`` as ``PassageIndex`` has it."""
    if missing is not None:
        return f"no model on this machine: {missing.detail}, {missing.remedy}"
    return "no model in use" if any(on_this_machine(models)) else "no model on this machine"


NONE = "no dense vectors"


@contextmanager
def _built(
    place: IndexPlace, embedder: Embedder | None, shown: str = NOTHING, passages: int = 0
) -> Iterator[PassageIndex]:
    store = place.build(None if embedder is None else embedder.record, passages)
    try:
        index = PassageIndex(store, place, embedder)
        yield index
        index.optimize()
        index.settle(shown)
    except BaseException:
        place.discard(store)
        raise
    with step(Step.REINDEX_PUT):
        place.put(store)


def place_of(settings: Settings) -> IndexPlace:
    """Where the index of a corpus is kept."""
    if settings.qdrant_url:
        from search.store.asking import Server  # noqa: PLC0415 - a second to import, for those who use it
        from search.store.server import ServerPlace  # noqa: PLC0415 - as above
        from search.store.shape import Wishes  # noqa: PLC0415 - as above

        return ServerPlace(Server.at(settings.qdrant_url, settings.qdrant_api_key), Wishes.of(settings))
    from search.store.edge import EdgePlace  # noqa: PLC0415 - the engine is loaded only when the index is

    return EdgePlace(settings.index, settings.lock_seconds)
