"""One paragraph: how it is named, linked to and cited, who cites it, and what it mentions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api import views
from api.citing import by_part
from api.linking import link_document
from api.paragraph_citation import bibtex, ris, un_style
from api.web.addresses import about_address, page_address, related_address, work_address
from corpus.places import part_name
from corpus.store import Store
from corpus.store.works import StoredPassage
from ingest.formats import Format

CITING = 12
"""Places that cite a paragraph and are named; all of them stand on the page of its links."""


def about(store: Store, passage_id: str, base: str, interface: str) -> dict[str, Any]:
    """The values of a paragraph's page; ``base`` is the portal's own address. ``PortalError``: unknown_passage."""
    passage = views.one_passage(store, passage_id)
    version = passage.expression
    citing = by_part(store.links.into(version.work)).get(passage.path, [])
    return {
        "passage": passage,
        "expression": version,
        "place": work_address(version.work, version.language, passage.path),
        "link": base.rstrip("/") + work_address(version.work, version.language, passage.path),
        "citation": un_style(passage, interface),
        "bibtex": bibtex(passage),
        "ris": ris(passage),
        "elsewhere": _translations(store, passage),
        "pictured": version.media_type == Format.PDF.value,
        "citing": [link_document(link) for link in citing[:CITING]],
        "times_cited": len(citing),
        "mentions": [link_document(one) for one in store.links.within_passage(passage.id) if not one.rejected],
    }


def _translations(store: Store, passage: StoredPassage) -> list[tuple[str, str]]:
    """(language, address) of the same paragraph in the document's other languages."""
    work, path = passage.expression.work, passage.path
    others = [e.language for e in store.works.expressions(work) if e.language != passage.expression.language]
    return [
        (language, work_address(work, language, path))
        for language in (others if part_name(path, "en") else ())
        if store.works.translation(work, path, language) is not None
    ]


def menu(known: dict[str, Any], say: Callable[..., str]) -> dict[str, Any]:
    """What ``about`` knows as a short menu: what to copy, and where to go. ``say`` gives the interface's texts."""
    passage, version = known["passage"], known["expression"]
    copies = [
        {"label": say(label), "copy": text, "done": say("copied")}
        for label, text in (
            ("copy_link", known["link"]),
            ("copy_citation", known["citation"]),
            ("copy_bibtex", known["bibtex"]),
            ("copy_ris", known["ris"]),
        )
    ]
    page = page_address(version.work, version.language, passage.page_first, passage.id)
    ways = [
        (say("on_the_page"), page if known["pictured"] else None),
        (say("related_passages"), related_address(passage.id)),
        (say("all_of_paragraph"), about_address(passage.id)),
    ]
    return {
        "title": known["citation"],
        "failed": say("copy_failed"),
        "items": [*copies, *({"label": label[:1].upper() + label[1:], "href": href} for label, href in ways if href)],
    }
