"""Links for other programs: CSV for a spreadsheet, JSON-LD for linked data, GraphML for network analysis.

JSON-LD follows the W3C Web Annotation model: each link is an annotation whose target is the mention, by quote and
position, and whose body is the Work or passage meant, named as ``corpus.iri`` does, and a citation after CiTO.
Identifiers of Works begin with /akn, as that convention has them: a reader resolves them against its own portal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from api.checked import one_of
from api.linking import cited_or_known, link_document, links_of
from api.spreadsheets import csv_lines
from api.web.links.neighbourhood import neighbourhood
from api.web.rendering import make_pages
from corpus.corrections import CONTEXT
from corpus.errors import PortalError
from corpus.iri import LANGUAGES, expression_iri, work_iri
from corpus.places import passage_paths
from corpus.store import Store
from corpus.store.graph import Edge
from corpus.store.links import StoredLink

FORMATS: Mapping[str, str] = {"csv": "text/csv", "jsonld": "application/ld+json", "graphml": "application/graphml+xml"}
"""Formats that links can be had in, with their media types."""

COLUMNS = (
    *("link", "from_work", "from_language", "from_place", "from_page", "surface", "kind", "status", "target"),
    *("to_work", "part_type", "part_numbers", "to_passage", "correction", "corrected_by", "sentence"),
    *("from_iri", "to_iri"),
)

CITED_COLUMNS = ("work", "mentions", "documents", "in_corpus", "address")

PICTURE = "svg"

OF_WHOLE_DOCUMENTS = ("graphml", PICTURE)
"""Formats that say who cites whom, in both directions, and not where."""

JSONLD_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"cito": "http://purl.org/spar/cito/", "vkp": "urn:vkp:"},
]


def export(
    store: Store, form: str, symbol: str | None = None, direction: str = "out", pinpoint: str | None = None
) -> Iterator[str]:
    """Links in a format, in pieces: of a Work as ``api.linking.links_of``, or of all where no symbol is given.

    Raises ``PortalError``: bad_input, unknown_work; before the first piece is asked for.
    """
    one_of("format", form, [*FORMATS, *((PICTURE,) if symbol is not None else ())])
    if form in OF_WHOLE_DOCUMENTS:
        return _of_whole_documents(store, form, symbol, pinpoint)
    ends = None if symbol is None else links_of(store, symbol, direction, pinpoint)
    links = store.links.every() if ends is None else iter([*ends.out, *ends.into])
    return links_jsonld(links) if form == "jsonld" else links_csv(link_document(link) for link in links)


def _of_whole_documents(store: Store, form: str, symbol: str | None, pinpoint: str | None) -> Iterator[str]:
    if pinpoint is not None:
        raise PortalError("bad_input", f"{form} of a part of a document", "leave the pinpoint out, or ask for csv")
    if symbol is None:
        return links_graphml(store.graph.edges())
    work, in_corpus = cited_or_known(store, symbol, "in")
    if form == PICTURE:
        return iter((make_pages().picture(neighbourhood(store, work, in_corpus), "en"),))
    return links_graphml(store.graph.edges(work))


def cited_csv(document: Mapping[str, Any]) -> Iterator[str]:
    """``api.linking.cited_document`` as CSV: with ``missing``, a list of what to fetch."""
    return csv_lines(document["cited"], CITED_COLUMNS)


def links_csv(links: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Links (``api.linking.link_document``), one a row."""
    return csv_lines((_row(link) for link in links), COLUMNS)


def _row(link: Mapping[str, Any]) -> dict[str, Any]:
    start, to, decision = link["from"], link["to"], link["decision"] or {}
    part = to["pinpoint"] or {"type": None, "numbers": []}
    return {
        "link": link["id"],
        "from_work": start["work"],
        "from_language": start["language"],
        "from_place": start["path"],
        "from_page": start["page"],
        **{name: link[name] for name in ("surface", "kind", "status", "target", "sentence")},
        "to_work": to["work"],
        "part_type": part["type"],
        "part_numbers": "; ".join(part["numbers"]),
        "to_passage": to["passage_id"],
        "correction": decision.get("correction"),
        "corrected_by": decision.get("author"),
        "from_iri": iri(start["work"], start["language"]),
        "to_iri": None if to["work"] is None else iri(to["work"]),
    }


@lru_cache(maxsize=1 << 16)
def iri(key: str, language: str | None = None) -> str:
    """The identifier of a Work, or of its text in a language that the United Nations publish in."""
    return expression_iri(key, language) if language in LANGUAGES else work_iri(key)


def links_jsonld(links: Iterable[StoredLink]) -> Iterator[str]:
    """Links as a JSON-LD document, in pieces."""
    yield json.dumps({"@context": JSONLD_CONTEXT}, ensure_ascii=False)[:-1] + ', "@graph": ['
    for number, link in enumerate(links):
        yield (",\n" if number else "\n") + json.dumps(_annotation(link), ensure_ascii=False)
    yield "\n]}\n"


def _annotation(stored: StoredLink) -> dict[str, Any]:
    mention, work = stored.link.mention, stored.link.work
    annotation: dict[str, Any] = {
        "id": f"urn:vkp:link:{stored.name}",
        "type": ["Annotation", "cito:Citation"],
        "motivation": "linking",
        "target": {"source": iri(stored.work, stored.language), "selector": _selectors(stored)},
        "vkp:kind": mention.kind.value,
        "vkp:status": stored.link.status.value,
    }
    if work is not None:
        annotation["body"] = {"source": iri(work), **_part(stored)}
        annotation["cito:hasCitingEntity"] = {"id": iri(stored.work)}
        annotation["cito:hasCitedEntity"] = {"id": iri(work)}
    if stored.decision is not None and stored.decision.holds:
        annotation["creator"] = {"type": "Person", "name": stored.decision.author}
        annotation["created"] = stored.decision.decided_at
    return annotation


def _selectors(stored: StoredLink) -> list[dict[str, Any]]:
    start, end, text = stored.link.mention.start, stored.link.mention.end, stored.text
    quote = {"exact": text[start:end], "prefix": text[max(0, start - CONTEXT) : start]}
    return [
        {"type": "FragmentSelector", "value": stored.path},
        {"type": "TextQuoteSelector", **quote, "suffix": text[end : end + CONTEXT]},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _part(stored: StoredLink) -> dict[str, Any]:
    """The selector of the part that is meant, where one is named."""
    pinpoint = stored.link.mention.pinpoint
    paths = () if pinpoint is None else passage_paths(pinpoint)
    return {"selector": {"type": "FragmentSelector", "value": paths[0]}} if paths else {}


def links_graphml(edges: Iterable[Edge]) -> Iterator[str]:
    """Who cites whom as GraphML: Works are nodes, weighted by mentions are edges."""
    import networkx as nx  # noqa: PLC0415 - a quarter of a second that only this format needs

    graph: nx.DiGraph[str] = nx.DiGraph()
    for edge in edges:
        graph.add_node(edge.source, in_corpus=True, iri=iri(edge.source))
        graph.add_node(edge.target, in_corpus=edge.in_corpus, iri=iri(edge.target))
        graph.add_edge(edge.source, edge.target, mentions=edge.mentions, to_passages=edge.to_passages)
    for line in nx.generate_graphml(graph):
        yield line + "\n"
