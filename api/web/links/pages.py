"""What the pages of links show: a document's links with its neighbourhood, and one link with what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from api import citing, linking, views
from api.checked import target_of
from api.correcting import link_story
from api.linking import part_named
from api.web.links.neighbourhood import neighbourhood
from api.web.portions import by_length
from corpus.citations import LinkStatus
from corpus.corrections import Correction
from corpus.errors import PortalError
from corpus.published import address_of
from corpus.store import Store

LINKS = 60
"""Lines on one page of links."""

RELATED = 6
"""Works that are named as belonging with one."""

SAYABLE = (Correction.CONFIRM, Correction.RETARGET, Correction.REJECT, Correction.WITHDRAW)


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody wrote into the form that corrects a link. ``seen``: the last decision when they read the page."""

    correction: str = ""
    target: str = ""
    pinpoint: str = ""
    comment: str = ""
    author: str = ""
    seen: int | None = None


def links_of(
    store: Store, symbol: str, direction: str, pinpoint: str | None, page: int, status: str | None = None
) -> dict[str, Any]:
    """The values of the page of a document's links; it need not be in the corpus to be cited."""
    document = linking.links_document(store, symbol, direction, pinpoint)
    work, in_corpus = document["work"], document["in_corpus"]
    counted = Counter(link["status"] for link in document["links"])
    whole = pinpoint is None and status is None and page == 1
    return {
        "work": work,
        "expression": views.chosen_expression(store, work, None) if in_corpus else None,
        "address": address_of(work),
        "shown": by_length([link for link in document["links"] if status in (None, link["status"])], page, LINKS),
        "states": {state.value: counted[state.value] for state in LinkStatus if counted[state.value]},
        "rejected": document["rejected"],
        "notes": document["notes"],
        "lacks_part": lacks_part,
        "picture": neighbourhood(store, work, in_corpus) if whole else None,
        "related": citing.related_document(store, work, RELATED) if whole else None,
    }


def one_link(store: Store, link: str, entered: Entered | None = None) -> dict[str, Any]:
    """The values of the page of one link. Raises ``PortalError``: bad_input, unknown_link."""
    story = link_story(store, link)
    held = story["link"]
    decided = bool(story["decisions"]) and story["decisions"][0]["correction"] != Correction.WITHDRAW.value
    fitting = {
        Correction.CONFIRM: held["target"] is not None and not decided,
        Correction.REJECT: not story["rejected"],
        Correction.WITHDRAW: decided,
    }
    return story | {
        "sayable": [said.value for said in SAYABLE if fitting.get(said, True)],
        "entered": asdict(entered or Entered()),
        "failure": None,
        "mistaken": None,
        "lacks_part": lacks_part,
        "types": _types(store, [held["to"]["work"], *(one["target"] for one in story["decisions"])]),
    }


def lacks_part(link: Mapping[str, Any]) -> bool:
    """Whether a link is invalid for the part alone: its document is here, and has no such paragraph."""
    work = link["to"]["work"] or ""
    return link["status"] == LinkStatus.INVALID.value and bool(link["to"]["pinpoint"]) and not work.startswith("SDG/")


def mistaken(entered: Entered) -> str | None:
    """The field of a form that says nothing that could be meant: "target" or "pinpoint"."""
    read: Mapping[str, Callable[[str], object]] = {"target": target_of, "pinpoint": part_named}
    for field, reading in read.items():
        written = getattr(entered, field)
        try:
            if written:
                reading(written)
        except PortalError:
            return field
    return "target" if entered.correction == Correction.RETARGET.value and not entered.target else None


def _types(store: Store, works: Iterable[str | None]) -> Mapping[str, str]:
    """What the documents are that are here, for their labels: what people say of a link tells the key alone."""
    held = {work: store.works.expressions(work) for work in works if work}
    return {work: versions[0].type for work, versions in held.items() if versions}
