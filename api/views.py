"""The JSON of the contract, made from the store; the command line, the HTTP API and the pages all show these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.documents import PageState
from corpus.errors import PortalError
from corpus.queries import named_work, symbol_of
from corpus.store import Store
from corpus.store.downloads import Download
from corpus.store.works import Expression, StoredPassage


def known_work(store: Store, written: str) -> str:
    """The key of a Work in the corpus, however written; ``PortalError("unknown_work")`` otherwise."""
    try:
        named = named_work(written)
    except ValueError as failure:
        raise PortalError("unknown_work", f"{written[:80]!r} is not a symbol") from failure
    key = store.works.key(named)
    if key is None:
        raise PortalError("unknown_work", named)
    return key


def work_document(store: Store, written: str) -> dict[str, Any]:
    """A Work with its expressions, unread pages and issues."""
    key = known_work(store, written)
    expressions = store.works.expressions(key)
    origins = {e.sha256: origin for e in expressions if (origin := store.downloads.origin(e.sha256)) is not None}
    return work_summary(expressions, origins) | {
        "issues": {e.language: store.works.issues(e.id) for e in expressions},
        "pages": {e.language: store.works.pages(e.id) for e in expressions},
    }


def works_document(store: Store) -> dict[str, Any]:
    """Every visible Work, by key."""
    by_work: dict[str, list[Expression]] = {}
    for expression in store.works.expressions():
        by_work.setdefault(expression.work, []).append(expression)
    origins = store.downloads.origins()
    return {"total": len(by_work), "works": [work_summary(versions, origins) for versions in by_work.values()]}


def work_summary(expressions: Sequence[Expression], origins: Mapping[str, Download]) -> dict[str, Any]:
    """A Work in a few lines, from its expressions (one or more) and where their originals were downloaded from."""
    first = expressions[0]
    return {
        "work": first.work,
        "type": first.type,
        "country": first.country,
        "year": first.year,
        "expressions": [_expression(e, origins.get(e.sha256)) for e in expressions],
    }


def _expression(expression: Expression, origin: Download | None) -> dict[str, Any]:
    return {
        "language": expression.language,
        "title": expression.title,
        "symbol": symbol_of(expression.work),
        "date": expression.date,
        "job_number": expression.job_number,
        "media_type": expression.media_type,
        "sha256": expression.sha256,
        "pages": expression.page_count,
        "unread_pages": expression.unread_pages,
        "passages": expression.passage_count,
        "downloaded": None if origin is None else {name: getattr(origin, name) for name in ("address", "source", "at")},
    }


def chosen_expression(store: Store, key: str, language: str | None) -> Expression:
    """The expression in a language, or the first in reading preference when None is asked for."""
    expressions = store.works.expressions(key)
    if language is None:
        return min(expressions, key=lambda e: (e.language != "zh", e.language != "en", e.language))
    for expression in expressions:
        if expression.language == language:
            return expression
    has = ", ".join(e.language for e in expressions)
    raise PortalError("unknown_work", f"{key} in {language!r}", f"it is here in {has}")


def passages_document(store: Store, written: str, language: str | None = None) -> dict[str, Any]:
    """A Work's passages in one language, in reading order."""
    expression = chosen_expression(store, known_work(store, written), language)
    passages = store.works.passages(expression.id)
    ids = {passage.path: passage.id for passage in passages}
    return {
        "work": expression.work,
        "language": expression.language,
        "title": expression.title,
        "passages": [passage_document(passage, ids.get(passage.parent or "")) for passage in passages],
    }


def passage_document(passage: StoredPassage, parent: str | None) -> dict[str, Any]:
    """One passage as ``vkp parse`` has it, and where it stands; ``parent`` is the id of the paragraph it belongs to."""
    plain = ("id", "path", "kind", "number", "role", "level", "page_first", "page_last", "text")
    return {
        "work": passage.expression.work,
        "language": passage.expression.language,
        "title": passage.expression.title,
        **{name: getattr(passage, name) for name in plain},
        "parent": parent,
        "heading_path": list(passage.heading_path),
        "footnotes": [mark["number"] for mark in passage.footnotes],
        "footnote_marks": list(passage.footnotes),
        "boxes": list(passage.boxes),
    }


def one_passage_document(store: Store, passage_id: str) -> dict[str, Any]:
    """A visible passage with where it stands; ``PortalError("unknown_passage")`` otherwise."""
    passage = one_passage(store, passage_id)
    place = passage.expression
    above = () if passage.parent is None else (passage.parent,)
    return passage_document(passage, store.works.passage_at(place.work, above, place.language) if above else None)


def one_passage(store: Store, passage_id: str) -> StoredPassage:
    """A visible passage; ``PortalError("unknown_passage")`` otherwise."""
    passage = store.works.passage(passage_id)
    if passage is None:
        raise PortalError("unknown_passage", passage_id[:80])
    return passage


def unread_document(store: Store) -> list[dict[str, Any]]:
    """Visible expressions with pages that were not read."""
    unread = (PageState.NEEDS_OCR.value, PageState.FAILED.value)
    return [
        {
            "work": e.work,
            "language": e.language,
            "title": e.title,
            "pages": [page["number"] for page in store.works.pages(e.id) if page["state"] in unread],
        }
        for e in store.works.expressions()
        if e.unread_pages
    ]
