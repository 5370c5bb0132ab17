"""The card of a mention: what it leads to, in a few lines, for who rests on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api import views
from api.linking import link_document
from api.web.addresses import link_address, links_address, work_address
from api.web.links.pages import lacks_part
from api.web.searching.highlights import snippet
from corpus.documents import PassageKind
from corpus.errors import PortalError
from corpus.places import place_name
from corpus.published import address_of
from corpus.store import Store
from corpus.store.links import StoredLink
from ingest.corrections import place_named

LENGTH = 420
"""Characters of the target that a card shows."""

Say = Callable[..., str]
"""An interface text by its key, with values for its fields."""


def card(store: Store, link: str, say: Say, word: Say, interface: str) -> dict[str, Any]:
    """The card of a link: ``title``, ``text`` with its ``language``, ``state``, and where to go from here.

    Raises ``PortalError``: bad_input, unknown_link.
    """
    stored = place_named(store, link).stored
    if stored is None:
        raise PortalError("unknown_link", link[:80])
    status = stored.link.status.value
    target = _target(store, stored, interface) or _unread(stored, say)
    see = {"label": say("see_or_correct"), "href": link_address(link)}
    actions = [{"label": say("read_there"), "href": target["href"]}] if target.get("href") else []
    return {
        "title": target["title"],
        "text": target["text"],
        "language": target.get("language"),
        "status": status,
        "state": word("status", "no_part" if lacks_part(link_document(stored)) else status),
        "actions": [*actions, *_elsewhere(stored, say), see],
    }


def _target(store: Store, stored: StoredLink, interface: str) -> dict[str, Any] | None:
    """The passage or Work that a link leads to, where it can be read here."""
    link = stored.link
    passage = None if link.passage is None else store.works.passage(link.passage)
    if passage is not None:
        work, language = passage.expression.work, passage.expression.language
        title = f"{_named(store, work)}, {place_name(passage.path, passage.page_first, interface)}"
        return _shown(title, passage.text, language, work_address(work, language, passage.path))
    if link.status.value != "matched" or link.work is None or not store.works.has(link.work):
        return None
    version = views.chosen_expression(store, link.work, _language(store, link.work, stored.language))
    opening = (p.text for p in store.works.passages(version.id) if p.kind == PassageKind.PARAGRAPH.value)
    text = f"{version.title}\n{next(opening, '')}"
    return _shown(
        _named(store, version.work),
        text,
        version.language,
        work_address(version.work, version.language),
    )


def _named(store: Store, work: str) -> str:
    """The key of a Work, or its title where nobody knows it by its key."""
    return store.works.titles([work]).get(work, work)


def _language(store: Store, work: str, preferred: str) -> str | None:
    """The language that is read on in, where the Work is there in it."""
    return preferred if any(e.language == preferred for e in store.works.expressions(work)) else None


def _shown(title: str, text: str, language: str, href: str) -> dict[str, Any]:
    cut = snippet(text.strip(), (), LENGTH)
    shown = "".join(piece for piece, _ in cut.pieces) + (" …" if cut.cut_after else "")
    return {"title": title, "text": shown, "language": language, "href": href}


def _unread(stored: StoredLink, say: Say) -> dict[str, Any]:
    """What there is to say of a target that cannot be read here."""
    status = stored.link.status.value
    title = stored.link.work or stored.link.mention.target or stored.link.mention.surface
    said = {"ambiguous": "card_ambiguous", "invalid": "card_invalid"}.get(status, "card_outside")
    return {"title": title, "text": say("card_no_part" if lacks_part(link_document(stored)) else said)}


def _elsewhere(stored: StoredLink, say: Say) -> list[dict[str, str]]:
    """Where a Work that is not here is published, and who else cites it."""
    work = stored.link.work
    if stored.link.status.value != "outside" or work is None:
        return []
    address = address_of(work)
    published = [{"label": say("published_at"), "href": address}] if address else []
    return [*published, {"label": say("direction_in"), "href": links_address(work, "in")}]
