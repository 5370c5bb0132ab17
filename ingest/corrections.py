"""People's corrections of links: made, and kept when a document is read again or another version of it arrives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.citations import Mention, MentionKind, Pinpoint
from corpus.corrections import Correction, LinkDecision, anchored, corrected, place_again
from corpus.documents import PassageKind
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.correcting import Held
from corpus.store.link_decisions import pinpoint_row
from corpus.store.links import StoredLink
from corpus.store.works import StoredPassage
from ingest.citations.resolve import resolve
from ingest.linking import CorpusLookup

NAME = re.compile(r"(?P<passage>[0-9a-f-]{36}):(?P<start>[0-9]{1,7})-(?P<end>[0-9]{1,7})")
LONGEST_AUTHOR, LONGEST_COMMENT = 80, 2000
POINTING = (MentionKind.INTERNAL, MentionKind.ANAPHOR)
"""Kinds that say how a mention is written, whatever it means."""
UNPLAIN = frozenset({"Cc", "Cs", "Zl", "Zp"})
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of the link with a name. ``replaces``: the decision they saw, None where they saw none.

    ``target``, ``pinpoint`` and ``kind`` are read for *retarget* and *add* alone.
    """

    link: str
    correction: Correction
    author: str
    target: str | None = None
    pinpoint: Pinpoint | None = None
    kind: MentionKind = MentionKind.DOCUMENT
    comment: str = ""
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a visible passage, with the mention that stands there, if one does."""

    passage: StoredPassage
    start: int
    end: int
    stored: StoredLink | None

    @property
    def bare(self) -> Mention:
        """The span as a mention that says nothing yet."""
        return Mention(self.start, self.end, self.passage.text[self.start : self.end], MentionKind.DOCUMENT, None)


def place_named(store: Store, name: str) -> Place:
    """The place that the name of a link means. Raises ``PortalError``: bad_input, unknown_link."""
    read = NAME.fullmatch(name.strip())
    if read is None:
        raise PortalError(
            "bad_input",
            f"{name[:80]!r} is not the name of a link",
            "'vkp links SYMBOL --json' gives their names, as id",
        )
    passage, start, end = store.works.passage(read["passage"]), int(read["start"]), int(read["end"])
    if passage is None or not start < end <= len(passage.text):
        raise PortalError("unknown_link", name[:80])
    there = [stored for stored in store.links.within_passage(passage.id) if stored.stands_at(start, end)]
    exact = [s for s in there if (s.link.mention.start, s.link.mention.end) == (start, end)]
    if there and not exact:
        raise PortalError("bad_input", f"{name[:80]} overlaps {there[0].name}", f"correct {there[0].name}")
    return Place(passage, start, end, exact[0] if exact else None)


def correct(store: Store, said: Said) -> LinkDecision:
    """Add a decision and let it hold. Raises ``PortalError``: bad_input, unknown_link, changed_meanwhile."""
    place = place_named(store, said.link)
    _require_sense(said, place)
    decision = _decision(said, place)
    stored, of = place.stored, place.passage.expression
    machine = None if stored is None else stored.machine
    mention = corrected(place.bare if machine is None else machine, decision)
    link = resolve(mention, of.work, CorpusLookup(store, of.language))
    held = Held(place.passage.id, None if stored is None else stored.id, link, decision)
    return store.corrections.decide(of.id, stored, held)


def _require_sense(said: Said, place: Place) -> None:
    """Raise ``PortalError("bad_input")`` for what cannot be said of this place."""
    stored, correction = place.stored, said.correction
    decided = stored.decision if stored is not None else None
    if not said.author.strip() or not plain_line(said.author, LONGEST_AUTHOR):
        remedy = f"give a name of up to {LONGEST_AUTHOR} characters, on one line"
        raise PortalError("bad_input", "a decision needs its author", remedy)
    if not plain_line(said.comment, LONGEST_COMMENT):
        remedy = f"keep it to one line of {LONGEST_COMMENT} characters"
        raise PortalError("bad_input", "the comment is too long, or holds control characters", remedy)
    if stored is None and correction is not Correction.ADD:
        raise PortalError("unknown_link", said.link)
    if stored is not None and correction is Correction.ADD and not stored.rejected:
        raise PortalError("bad_input", f"{said.link} is a link already", "retarget it")
    if correction in (Correction.RETARGET, Correction.ADD) and said.target is None:
        raise PortalError("bad_input", f"{correction} without a target", "name the document that is meant")
    if correction is Correction.CONFIRM and (stored is None or stored.link.mention.target is None):
        raise PortalError("bad_input", "nothing to confirm: the mention has no target", "retarget it")
    if correction is Correction.WITHDRAW and (decided is None or not decided.holds):
        raise PortalError("bad_input", "nothing to withdraw: no decision holds")
    if said.replaces != (None if decided is None else decided.id):
        raise PortalError("changed_meanwhile", f"the last decision is by {decided.author if decided else 'nobody'}")


def plain_line(text: str, longest: int) -> bool:
    """Whether a text is short enough and one line, without control characters or marks that turn its direction."""
    return len(text) <= longest and not any(unicodedata.category(c) in UNPLAIN or c in TURNING for c in text)


def _decision(said: Said, place: Place) -> LinkDecision:
    """The decision as it will be kept; what is confirmed is kept with it, as later rules may say otherwise."""
    passage, stored = place.passage, place.stored
    named = said.correction in (Correction.RETARGET, Correction.ADD)
    now_held = stored.link.mention if stored is not None else place.bare
    keeps = said.correction is not Correction.ADD and (not named or now_held.kind in POINTING)
    kind = now_held.kind if keeps else said.kind
    anchor = anchored(
        passage.expression.work,
        passage.expression.language,
        passage.path,
        passage.page_first,
        passage.text,
        (place.start, place.end),
    )
    return LinkDecision(
        id=0,
        correction=said.correction,
        author=said.author.strip(),
        decided_at="",
        anchor=anchor,
        kind=kind,
        target=said.target if named else now_held.target,
        pinpoint=said.pinpoint if named else now_held.pinpoint,
        pinpoints=() if named else now_held.pinpoints,
        comment=said.comment.strip(),
        replaces=said.replaces,
        machine=_machine_said(stored),
    )


def _machine_said(stored: StoredLink | None) -> dict[str, Any] | None:
    machine = None if stored is None else stored.machine
    if machine is None:
        return None
    pinpoint = pinpoint_row(machine.pinpoint)
    return {"kind": machine.kind.value, "target": machine.target, "pinpoint": pinpoint, "ambiguous": machine.ambiguous}


def held_corrections(store: Store, expression: str, work: str, language: str) -> list[Held]:
    """What the decisions on a Work and language make of the mentions of an expression that is about to be shown.

    A decision whose words are not found is left for a person (``LinkDecisionTable.without_place``).
    """
    holding = store.link_decisions.holding(work, language)
    if not holding:
        return []
    passages = store.works.passages(expression)
    stored = store.links.of_expression(expression)
    own = {passage.path: passage.id for passage in passages}
    headings = [(passage.id, passage.text) for passage in passages if passage.kind == PassageKind.HEADING]
    lookup = CorpusLookup(store, language, work, own, headings)
    placed = (_placed(decision, passages, stored, lookup) for decision in holding)
    return [one for one in placed if one is not None]


def _placed(
    decision: LinkDecision, passages: Sequence[StoredPassage], stored: Sequence[StoredLink], lookup: CorpusLookup
) -> Held | None:
    """A decision at the place where its words stand now; None where they are not found."""
    place = place_again(decision.anchor, [(passage.path, passage.text) for passage in passages])
    if place is None:
        return None
    passage, start = passages[place[0]], place[1]
    machine = _machine_at(stored, passage.id, start, start + len(decision.anchor.exact))
    mention = corrected(machine[1] if machine else _quoted(decision, start), decision)
    return Held(passage.id, machine[0] if machine else None, resolve(mention, lookup.own_work, lookup), decision)


def _machine_at(stored: Sequence[StoredLink], passage: str, start: int, end: int) -> tuple[int, Mention] | None:
    """The machine's mention that shares most characters with a span of a passage."""
    shared: Mapping[int, tuple[int, Mention]] = {
        min(end, link.machine.end) - max(start, link.machine.start): (link.id, link.machine)
        for link in stored
        if link.passage == passage and link.machine is not None
    }
    best = max(shared, default=0)
    return shared[best] if best > 0 else None


def _quoted(decision: LinkDecision, start: int) -> Mention:
    """The words of a decision as a mention at their new place."""
    exact = decision.anchor.exact
    return Mention(start, start + len(exact), exact, decision.kind, decision.target, decision.pinpoint)
