"""A passage on the desk: its words in their surroundings, what is suggested, and what this reviewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api import reviewing
from api.web.desk.deciding import Entered, looked, meanwhile
from api.web.desk.marking import fired, marked
from api.web.desk.wanted import Wanted, whole_number
from corpus.errors import PortalError
from corpus.reviewing import Action, ReviewDecision, Said, Settling, labels_said
from corpus.settling import chains, opinion, standing
from corpus.store import Store
from corpus.store.review_queue import place_of
from corpus.store.reviewing import rests_on
from corpus.store.works import StoredPassage
from ingest.evidence.opinion import shipped
from ingest.formats import Format

REACH = 2
"""Passages shown before and behind the one that is decided."""

LOOKED_AT = 60
"""Passages of a queue among which the next one is chosen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of the page on which a passage begins; ``width`` and ``height`` are those of the page."""

    page: int
    width: float
    height: float


def passage_values(store: Store, name: str, wanted: Wanted, reviewer: str | None) -> dict[str, Any]:
    """The values of the desk's template. Raises ``PortalError``: unknown_passage, unknown_indicator, bad_input."""
    at = looked(store, name)  # before the rest: what is decided while that is read is told, not missed
    document = reviewing.item_document(store, name, reviewer)
    made = chains(at.decisions)
    own = made.get(reviewer or "", [])
    return {
        "wanted": wanted,
        "document": document,
        "name": name,
        "passage": at.passage,
        "machine": at.machine,
        "opinion_came": at.machine is not None and at.machine["opinion_version"] == shipped().version,
        "shown": at.shown,
        "standing": {one.id for chain in made.values() for one in standing(chain)},
        "undoable": bool(standing(own)),
        "adjudicating": document["settled"] is not None and document["settled"]["state"] == Settling.DISPUTED.value,
        "entered": Entered("", reviewer or "", None),
        "conflict": None,
        "failure": None,
        **_of_text(store, at.passage, at.machine, own),
        **_sayable(wanted, at.machine),
    }


def _of_text(
    store: Store, passage: StoredPassage | None, machine: Mapping[str, Any] | None, own: Sequence[ReviewDecision]
) -> dict[str, Any]:
    """The passage's surroundings, its picture, the words that fired rules, and those that count."""
    if passage is None:
        return {"before": [], "behind": [], "picture": None, "pieces": [], "fired": [], "quote": "", "quote_was": ""}
    near = store.works.around(passage, REACH)
    rules = [] if machine is None else machine["rules"]
    quote = words_that_count(passage.text, rules, own)
    return {
        "before": [one for one in near if one.ordinal < passage.ordinal],
        "behind": [one for one in near if one.ordinal > passage.ordinal],
        "picture": _picture(store, passage),
        "pieces": marked(passage.text, rules),
        "fired": fired(passage.text, rules),
        "quote": quote,
        "quote_was": quote,
    }


def words_that_count(text: str, rules: Sequence[Mapping[str, Any]], own: Sequence[ReviewDecision]) -> str:
    """What a reviewer gave as the words that count, else the sentences that the rules fired on."""
    mine = opinion(own)
    return (mine.quote if mine is not None else None) or rests_on(text, rules) or ""


def _picture(store: Store, passage: StoredPassage) -> Picture | None:
    if passage.expression.media_type != Format.PDF.value:
        return None
    pages = {page["number"]: page for page in store.works.pages(passage.expression.id)}
    page = pages.get(passage.page_first)
    if page is None or not page["width"] or not page["height"]:
        return None
    return Picture(passage.page_first, page["width"], page["height"])


def _sayable(wanted: Wanted, machine: Mapping[str, Any] | None) -> dict[str, Any]:
    """What *accept* and *reject* say of which labels for the indicator; None where there is nothing to accept."""
    definition = reviewing.of_passages(wanted.indicator)
    asked = tuple(dict.fromkeys(map(definition.condition, ("strict", "lenient"))))
    return {
        "definition": definition,
        "accepts": _says(Action.ACCEPT, asked, machine),
        "rejects": _says(Action.REJECT, asked, machine),
    }


def _says(action: Action, asked: tuple[str, ...], machine: Mapping[str, Any] | None) -> dict[str, bool] | None:
    try:
        return labels_said(Said("", action, asked=asked), machine)
    except ValueError:
        return None


def conflict_values(store: Store, name: str, wanted: Wanted, entered: Entered) -> dict[str, Any]:
    """The desk for who looked at something else: what it is now, what was decided meanwhile, and what they entered."""
    values = passage_values(store, name, wanted, entered.reviewer)
    reviewed = store.reviews.at(name)
    made = () if reviewed is None else reviewed.decisions
    seeing = values["document"]["hidden"] == 0
    since = meanwhile(made, entered.shown, entered.reviewer, seeing=seeing)
    if entered.quote is not None:
        values["quote"] = entered.quote
    return values | {"entered": entered, "conflict": since}


def failed_values(store: Store, name: str, wanted: Wanted, entered: Entered, failure: PortalError) -> dict[str, Any]:
    """The desk for who entered what cannot be written: why, and what they entered."""
    reviewer = entered.reviewer.strip() or None
    values = passage_values(store, name, wanted, reviewer if _can_sign(reviewer) else None)
    if entered.quote is not None:
        values["quote"] = entered.quote
    return values | {"entered": entered, "failure": failure}


def _can_sign(reviewer: str | None) -> bool:
    try:
        return reviewer is not None and bool(reviewing.named(reviewer))
    except PortalError:
        return False


def candidates(store: Store, wanted: Wanted, reviewer: str, after: str | None) -> list[str]:
    """The next passages of a queue behind a passage, then those at its beginning; none where it is done."""
    if wanted.sample:
        return _of_sample(store, wanted, reviewer, after)
    asked = wanted.asked(store, reviewer)
    place = None if after is None else _place(store, after)
    found = [] if place is None else store.review_queue.page(asked, LOOKED_AT, place)
    found = found or store.review_queue.page(asked, LOOKED_AT)
    return [one.passage for one in found if one.passage != after]


def _place(store: Store, name: str) -> tuple[float, float, str, str] | None:
    passage = store.works.passage(name)
    machine = None if passage is None else store.reviews.suggestion(passage.expression.id, passage.id)
    return None if machine is None else place_of(machine)


def _of_sample(store: Store, wanted: Wanted, reviewer: str, after: str | None) -> list[str]:
    """The members of a sample that this reviewer has not decided about, from the one behind a passage on."""
    sample = store.review_samples.get(whole_number(wanted.sample))
    label = reviewing.of_passages(sample.indicator).condition("strict")
    found: list[str] = []
    for item, _ in sample.members:
        one = store.reviews.at(item)
        mine = opinion(chains(() if one is None else one.decisions).get(reviewer, []))
        if one is not None and one.shown and one.item.passage and (mine is None or label not in mine.labels):
            found.append(one.item.passage)
    at = found.index(after) + 1 if after in found else 0
    return [passage for passage in found[at:] + found[:at] if passage != after]
