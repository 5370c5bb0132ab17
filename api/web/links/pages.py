"""What the pages of links show: a document's links with its neighbourhood, and one link with what is said of it."""

from __future__ import annotations

from typing import Any

from api import citing, linking, views
from api.correcting import link_story
from api.web.links.neighbourhood import neighbourhood
from api.web.portions import by_length
from corpus.corrections import Correction
from corpus.store import Store

LINKS = 60
"""Lines on one page of links."""

RELATED = 6
"""Works that are named as belonging with one."""

SAYABLE = (Correction.CONFIRM, Correction.RETARGET, Correction.REJECT, Correction.WITHDRAW)


def links_of(store: Store, symbol: str, direction: str, pinpoint: str | None, page: int) -> dict[str, Any]:
    """The values of the page of a document's links; it need not be in the corpus to be cited."""
    document = linking.links_document(store, symbol, direction, pinpoint)
    work, in_corpus = document["work"], document["in_corpus"]
    return {
        "work": work,
        "expression": views.chosen_expression(store, work, None) if in_corpus else None,
        "address": citing.address_of(work),
        "shown": by_length(document["links"], page, LINKS),
        "rejected": document["rejected"],
        "notes": document["notes"],
        "picture": None if pinpoint else neighbourhood(store, work, in_corpus),
        "related": None if pinpoint else citing.related_document(store, work, RELATED),
    }


def one_link(store: Store, link: str) -> dict[str, Any]:
    """The values of the page of one link. Raises ``PortalError``: bad_input, unknown_link."""
    story = link_story(store, link)
    held = story["link"]
    decided = bool(story["decisions"]) and story["decisions"][0]["correction"] != Correction.WITHDRAW.value
    fitting = {
        Correction.CONFIRM: held["target"] is not None and not decided,
        Correction.REJECT: not story["rejected"],
        Correction.WITHDRAW: decided,
    }
    return story | {"sayable": [said.value for said in SAYABLE if fitting.get(said, True)]}
