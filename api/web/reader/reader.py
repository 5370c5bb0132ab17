"""What the reader's page shows: one part of one language version of a Work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from api import views
from api.citing import by_part
from api.linking import links_by_status
from api.web.addresses import passage_address, work_address
from api.web.portions import by_size
from api.web.reader.reading import PART_BYTES, UNREAD, Mentioned, Surroundings, blocks, grouped, mentioned, size_of
from api.web.reader.underlining import underlined
from corpus.citations import LinkStatus
from corpus.documents import PassageKind
from corpus.store import Store
from corpus.store.links import StoredLink
from corpus.store.works import Expression, StoredPassage

CONTENTS = 60
"""Headings listed beside the text of one part."""

Parts = list[Sequence[StoredPassage]]


def reading(store: Store, symbol: str, language: str | None, at: str | None, part: int | None) -> dict[str, Any]:
    """The values of the reader's template. Raises ``PortalError("unknown_work")``."""
    key = views.known_work(store, symbol)
    expression = views.chosen_expression(store, key, language)
    passages = store.works.passages(expression.id)
    out = [link for link in store.links.out_of(key) if link.language == expression.language]
    mentions = Counter(link.passage for link in out)
    parts = by_size(passages, lambda passage: size_of(passage, mentions[passage.id]), PART_BYTES)
    number = _part_number(parts, at, part)
    shown, into = parts[number - 1], store.links.into(key)
    around = _around(store=store, expression=expression, passages=passages, shown=shown, out=out, into=into)
    return {
        "expression": expression,
        "languages": [e.language for e in store.works.expressions(key)],
        "groups": grouped(blocks(shown, around, parts[number - 2][-1].page_first if number > 1 else 0)),
        "contents": [p for p in shown if p.kind == PassageKind.HEADING.value][:CONTENTS],
        "parts": [_label(one) for one in parts],
        "part": number,
        "at": at,
        "statuses": links_by_status(out),
        "links_in": len(into),
        "unread_pages": around.unread_pages,
        "trailing_unread": [n for n in around.unread_pages if number == len(parts) and n > _last_page(passages)],
        "issues": store.works.issues(expression.id)[:CONTENTS],
    }


def _part_number(parts: Parts, at: str | None, part: int | None) -> int:
    """The part that holds the passage at a path, else the part asked for, else the first."""
    holding = [n for n, one in enumerate(parts, start=1) if at is not None and any(p.path == at for p in one)]
    return holding[0] if holding else min(part or 1, len(parts))


def _label(part: Sequence[StoredPassage]) -> tuple[int, int]:
    """The pages a part covers."""
    return (part[0].page_first, part[-1].page_last) if part else (1, 1)


def _last_page(passages: Sequence[StoredPassage]) -> int:
    return max((p.page_last for p in passages), default=0)


def _around(
    *,
    store: Store,
    expression: Expression,
    passages: Sequence[StoredPassage],
    shown: Sequence[StoredPassage],
    out: Iterable[StoredLink],
    into: Iterable[StoredLink],
) -> Surroundings:
    ids = {passage.id for passage in shown}
    address, cited = _addresses(store, expression, passages), by_part(into)
    links: dict[str, list[StoredLink]] = {}
    for link in out:
        if link.passage in ids:
            links.setdefault(link.passage, []).append(link)
    return Surroundings(
        mentions={at: _mentions(of_one, address) for at, of_one in links.items()},
        footnotes=_footnotes(expression, passages),
        cited_by={p.id: len(cited[p.path]) for p in shown if p.path in cited},
        unread_pages=[page["number"] for page in store.works.pages(expression.id) if page["state"] in UNREAD],
    )


def _mentions(links: Sequence[StoredLink], address: Callable[[StoredLink], str | None]) -> list[Mentioned]:
    """The links of one passage as the reader shows them."""
    return [mentioned(link, span, address(link)) for link, span in zip(links, underlined(links), strict=True)]


def _footnotes(expression: Expression, passages: Sequence[StoredPassage]) -> dict[str, str]:
    """The address of each footnote by its number; of two with one number the first."""
    found: dict[str, str] = {}
    for passage in passages:
        if passage.kind == PassageKind.FOOTNOTE.value and passage.number is not None:
            found.setdefault(passage.number, work_address(expression.work, expression.language, passage.path))
    return found


def _addresses(
    store: Store, expression: Expression, passages: Sequence[StoredPassage]
) -> Callable[[StoredLink], str | None]:
    """Where a link leads: its passage, else its Work where the corpus has it, else None."""
    own = {passage.id: passage.path for passage in passages}

    @cache
    def of_passage(passage_id: str) -> str:
        if passage_id in own:
            return work_address(expression.work, expression.language, own[passage_id])
        found = store.works.passage(passage_id)
        if found is None:
            return passage_address(passage_id)
        return work_address(found.expression.work, found.expression.language, found.path)

    @cache
    def of_work(work: str) -> str | None:
        return work_address(work) if store.works.has(work) else None

    def address(stored: StoredLink) -> str | None:
        link = stored.link
        if link.status is not LinkStatus.MATCHED:
            return None
        if link.passage is not None:
            return of_passage(link.passage)
        return of_work(link.work) if link.work is not None else None

    return address
