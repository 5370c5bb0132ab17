"""What is cited: how often, which parts, what is missing and where it is published, what belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from api.linking import cited_or_known, links_of, named_parts
from corpus.citations import LinkStatus
from corpus.places import ITEM, part_name
from corpus.published import address_of
from corpus.store import Store
from corpus.store.graph import Cited, Neighbour
from corpus.store.links import StoredLink

RELATED = 20
"""Works that are shown as belonging with one."""


def cited_document(store: Store, *, missing: bool = False, limit: int | None = None) -> dict[str, Any]:
    """The Works that are cited most; ``missing``: those that the corpus has not, ready to be fetched."""
    cited = store.graph.missing() if missing else store.graph.most_cited()
    return {"missing": missing, "total": len(cited), "cited": [cited_line(one) for one in cited[:limit]]}


def cited_line(cited: Cited) -> dict[str, Any]:
    """A cited Work; ``address`` is where the United Nations publishes it, None for what has no symbol of its own."""
    return asdict(cited) | {"address": address_of(cited.work)}


def cited_parts_document(store: Store, written: str) -> dict[str, Any]:
    """How often a Work is cited, as a whole and paragraph by paragraph, whether the corpus has it or not.

    What the text does not decide is not counted.
    """
    ends = links_of(store, written, "in")
    into = [link for link in ends.into if link.link.status is not LinkStatus.AMBIGUOUS]
    by_times = sorted(by_part(into).items(), key=lambda item: (-len(item[1]), in_order(item[0])))
    return {
        "work": ends.work,
        "in_corpus": ends.in_corpus,
        "mentions": len(into),
        "documents": len({link.work for link in into}),
        "parts": [_part_line(path, links) for path, links in by_times],
    }


def by_part(links: Iterable[StoredLink]) -> dict[str, list[StoredLink]]:
    """Links by the paths of the parts they name, whatever the language; what names an item names its paragraph too."""
    parts: dict[str, list[StoredLink]] = {}
    for link in links:
        for path in {place: None for named in named_parts(link) for place in (named, ITEM.sub("", named))}:
            parts.setdefault(path, []).append(link)
    return parts


def in_order(path: str) -> tuple[tuple[int, str], ...]:
    """What puts paths in the order of their numbers: p9 before p10."""
    return tuple((int(number or 0), word) for word, number in re.findall(r"(\D+)(\d*)", path))


def _part_line(path: str, links: Sequence[StoredLink]) -> dict[str, Any]:
    by = sorted({link.work for link in links})
    return {"path": path, "name": part_name(path, "en"), "mentions": len(links), "documents": len(by), "by": by}


def related_document(store: Store, written: str, limit: int = RELATED) -> dict[str, Any]:
    """Works that belong with one: cited by the same documents as it, and citing the same Works as it does."""
    key, in_corpus = cited_or_known(store, written, "in")
    return {
        "work": key,
        "in_corpus": in_corpus,
        "cited_together": [_neighbour(one) for one in store.graph.cited_together(key, limit)],
        "citing_alike": [_neighbour(one) for one in store.graph.citing_alike(key, limit)],
    }


def _neighbour(one: Neighbour) -> dict[str, Any]:
    return asdict(one) | {"examples": list(one.examples)}
