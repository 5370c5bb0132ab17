"""What the reader's page shows: one part of one language version of a Work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api import views
from api.citing import by_part
from api.linking import links_by_status
from api.web.portions import by_size
from api.web.reader.contents import contents_of
from api.web.reader.finding import Hits, find_words
from api.web.reader.places import Places
from api.web.reader.reading import (
    PART_BYTES,
    UNREAD,
    CitedBy,
    Mentioned,
    Surroundings,
    blocks,
    grouped,
    mentioned,
    sheets,
    size_of,
)
from api.web.reader.underlining import underlined
from corpus.store import Store
from corpus.store.links import StoredLink
from corpus.store.works import Expression, StoredPassage
from ingest.formats import Format

REMARKS = 60
"""Remarks on the reading of a file that are listed."""

Parts = list[Sequence[StoredPassage]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asks of the reader: the part that holds the passage ``at`` a path, or a part by its number.

    ``find`` is looked for in the whole document, ``hit`` the place of it to go to; ``pictures``: pages beside the text.
    """

    language: str | None = None
    at: str | None = None
    part: int | None = None
    find: str = ""
    hit: int = 1
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A language version with all that is read of it once: its passages, its links from both ends, its pages."""

    expression: Expression
    passages: Sequence[StoredPassage]
    out: Sequence[StoredLink]
    into: Sequence[StoredLink]
    pages: Sequence[Mapping[str, Any]]

    @property
    def unread(self) -> list[int]:
        """The pages that could not be read."""
        return [page["number"] for page in self.pages if page["state"] in UNREAD]


def reading(store: Store, symbol: str, asked: Asked) -> dict[str, Any]:
    """The values of the reader's template. Raises ``PortalError("unknown_work")``."""
    opened = _opened(store, symbol, asked.language)
    hits = find_words(opened.passages, asked.find, asked.hit) if asked.find.strip() else None
    parts = _parts(opened)
    number = _part_number(parts, asked, hits)
    shown = parts[number - 1]
    cut = blocks(shown, _around(store, opened, shown, hits), parts[number - 2][-1].page_first if number > 1 else 0)
    trailing = [n for n in opened.unread if number == len(parts) and n > _last_page(opened.passages)]
    pictured = opened.expression.media_type == Format.PDF.value
    return {
        "expression": opened.expression,
        "origin": store.downloads.origin(opened.expression.sha256),
        "languages": [e.language for e in store.works.expressions(opened.expression.work)],
        "sheets": sheets(cut, trailing) if asked.pictures and pictured else None,
        "groups": grouped(cut),
        "contents": contents_of(opened.passages, {passage.id for passage in shown}),
        "here_ids": {passage.id for passage in shown},
        "parts": [_label(one) for one in parts],
        "part": number,
        "asked": asked,
        "hits": hits,
        "pictured": pictured,
        "sizes": {page["number"]: (page["width"], page["height"]) for page in opened.pages},
        "chosen": next((passage for passage in shown if passage.path == asked.at), None),
        "statuses": links_by_status(opened.out),
        "links_in": len(opened.into),
        "unread_pages": opened.unread,
        "trailing_unread": trailing,
        "issues": store.works.issues(opened.expression.id)[:REMARKS],
    }


def _opened(store: Store, symbol: str, language: str | None) -> Opened:
    key = views.known_work(store, symbol)
    expression = views.chosen_expression(store, key, language)
    return Opened(
        expression=expression,
        passages=store.works.passages(expression.id),
        out=[link for link in store.links.out_of(key) if link.language == expression.language],
        into=store.links.into(key),
        pages=store.works.pages(expression.id),
    )


def _parts(opened: Opened) -> Parts:
    mentions = Counter(link.passage for link in opened.out)
    return by_size(opened.passages, lambda passage: size_of(passage, mentions[passage.id]), PART_BYTES)


def _part_number(parts: Parts, asked: Asked, hits: Hits | None) -> int:
    """The part that holds the passage at a path, else the part asked for, else that of the hit, else the first."""
    found = None if hits is None or asked.part is not None else hits.passage
    for name, wanted in (("path", asked.at), ("id", found)):
        holding = [n for n, one in enumerate(parts, start=1) if wanted and any(getattr(p, name) == wanted for p in one)]
        if holding:
            return holding[0]
    return min(asked.part or 1, len(parts))


def _label(part: Sequence[StoredPassage]) -> tuple[int, int]:
    """The pages a part covers."""
    return (part[0].page_first, part[-1].page_last) if part else (1, 1)


def _last_page(passages: Sequence[StoredPassage]) -> int:
    return max((p.page_last for p in passages), default=0)


def _around(store: Store, opened: Opened, shown: Sequence[StoredPassage], hits: Hits | None) -> Surroundings:
    cited = by_part(opened.into)
    links: dict[str, list[StoredLink]] = {passage.id: [] for passage in shown}
    for link in opened.out:
        if link.passage in links:
            links[link.passage].append(link)
    starting = [link for of_one in links.values() for link in of_one]
    places = Places(store, opened.expression, opened.passages, shown, starting)
    return Surroundings(
        mentions={at: _mentions(of_one, places) for at, of_one in links.items() if of_one},
        footnotes=places.footnotes(),
        backs=places.marks(),
        cited_by={p.id: _cited_by(cited[p.path]) for p in shown if p.path in cited},
        unread_pages=opened.unread,
        hits={} if hits is None else {p.id: hits.of(p.id) for p in shown},
    )


def _mentions(links: Sequence[StoredLink], places: Places) -> list[Mentioned]:
    """The links of one passage as the reader shows them."""
    spans = zip(links, underlined(links), strict=True)
    return [mentioned(link, span, places.of_link(link)) for link, span in spans]


def _cited_by(links: Sequence[StoredLink]) -> CitedBy:
    return CitedBy(len(links), sorted({link.work for link in links}))
