"""The links of the contract, made from the store: of a Work from either end, counted, and as people corrected them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.checked import one_of, target_of
from api.views import known_work
from corpus.citations import LinkStatus, Pinpoint
from corpus.corrections import LinkDecision
from corpus.errors import PortalError
from corpus.places import all_passage_paths, missing_parts, nested_paths, stands_in
from corpus.queries import read_pinpoint
from corpus.sentences import sentence_around
from corpus.store import Store
from corpus.store.graph import Cited
from corpus.store.links import StoredLink
from corpus.symbols import identity

DIRECTIONS = ("out", "in", "both")

CONTEXT = 60
"""Code points shown before and after a mention."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The links of a Work, or of a part of it, from either end. ``notes`` name parts that it does not have."""

    work: str
    in_corpus: bool
    out: Sequence[StoredLink]
    into: Sequence[StoredLink]
    notes: Sequence[str]


def links_of(store: Store, written: str, direction: str = "out", pinpoint: str | None = None) -> Ends:
    """The links of a Work, or of a part of it: ``pinpoint`` is "29", "29(b)", "29-31" or "annex 2".

    A link is of a part when it starts in one of its passages, leads to one of them, or names a part of it. What leads
    to a Work that is only cited can be asked for. Raises ``PortalError``: unknown_work, bad_input.
    """
    one_of("direction", direction, DIRECTIONS)
    key, in_corpus = cited_or_known(store, written, direction)
    out = store.links.out_of(key) if direction != "in" else []
    into = store.links.into(key) if direction != "out" else []
    if pinpoint is None:
        return Ends(key, in_corpus, out, into, ())
    parts = parts_named(pinpoint)
    paths = {p.id: p.path for e in store.works.expressions(key) for p in store.works.passages(e.id)}
    return Ends(
        work=key,
        in_corpus=in_corpus,
        out=[link for link in out if in_any(link.path, parts)],
        into=[link for link in into if _leads_to(link, parts, paths)],
        notes=missing_parts(key, parts, paths.values()) if in_corpus else (),
    )


def links_document(store: Store, written: str, direction: str = "out", pinpoint: str | None = None) -> dict[str, Any]:
    """``links_of`` as the contract has it, with what people rejected beside."""
    ends = links_of(store, written, direction, pinpoint)
    rejected = store.links.rejected_in(ends.work) if direction != "in" and pinpoint is None else []
    return {
        "work": ends.work,
        "in_corpus": ends.in_corpus,
        "links": [link_document(link) for link in (*ends.out, *ends.into)],
        "rejected": [link_document(link) for link in rejected],
        "notes": list(ends.notes),
    }


def cited_or_known(store: Store, written: str, direction: str) -> tuple[str, bool]:
    """The key of a Work, and whether the corpus has it: from outside only what leads to it can be told."""
    try:
        return known_work(store, written), True
    except PortalError as failure:
        cited = _times_cited(store, written)
        if cited is None:
            raise
        if direction == "out":
            times = f"what cites it can be seen: --direction in ({cited.mentions} ×)"
            raise PortalError("unknown_work", f"{cited.work} cannot be read here", times) from failure
        return cited.work, False


def _times_cited(store: Store, written: str) -> Cited | None:
    try:
        return store.graph.times_cited(target_of(written))
    except PortalError:
        return None


def parts_named(pinpoint: str) -> list[str]:
    """The paths of the parts that are asked for; ``PortalError("bad_input")`` for what names none."""
    return [places[0] for places in all_passage_paths(part_named(pinpoint))]


def part_named(pinpoint: str) -> Pinpoint:
    """The part that a person names; ``PortalError("bad_input")`` for what names none."""
    read = read_pinpoint(pinpoint)
    if read is None or not all_passage_paths(read):
        raise PortalError("bad_input", f"pinpoint {pinpoint[:80]!r}", "give a paragraph such as 29, 29(b) or 29-31")
    return read


def in_any(path: str, parts: Sequence[str]) -> bool:
    """Whether a passage stands in one of these parts."""
    return any(stands_in(path, part) for part in parts)


def _leads_to(stored: StoredLink, parts: Sequence[str], paths: Mapping[str, str]) -> bool:
    """Whether a link means one of the parts: by the passage it leads to, or by any part that its pinpoint names."""
    target = paths.get(stored.link.passage or "")
    return any(in_any(path, parts) for path in (*named_parts(stored), *(() if target is None else (target,))))


def named_parts(stored: StoredLink) -> list[str]:
    """The paths of the parts that a link's pinpoints name; of several levels the innermost."""
    levels = stored.link.mention.levels
    if len(levels) > 1:
        return list(nested_paths(levels)[:1])
    return [places[0] for level in levels for places in all_passage_paths(level)]


def link_document(stored: StoredLink) -> dict[str, Any]:
    """One link with both ends, the sentence and the text around the mention, and what a person said of it.

    ``within``: it leads to a place in its own document. ``machine`` is what was found before a person corrected it.
    """
    link, mention = stored.link, stored.link.mention
    before, after = max(0, mention.start - CONTEXT), mention.end + CONTEXT
    first, last = sentence_around(stored.text, mention.start, mention.end)
    return {
        "id": stored.name,
        "from": {
            "work": stored.work,
            "language": stored.language,
            "number": stored.number,
            "path": stored.path,
            "page": stored.page,
            "passage_id": stored.passage,
        },
        "to": {"work": link.work, "pinpoint": _pinpoint(mention.pinpoint), "passage_id": link.passage},
        "surface": mention.surface,
        "start": mention.start,
        "end": mention.end,
        "context": stored.text[before:after],
        "sentence": stored.text[first:last],
        "in_sentence": [mention.start - first, mention.end - first],
        "kind": mention.kind.value,
        "target": mention.target,
        "status": link.status.value,
        "within": stored.within,
        "decision": None if stored.decision is None else decision_document(stored.decision),
        "machine": _machine(stored),
    }


def _pinpoint(pinpoint: Pinpoint | None) -> dict[str, Any] | None:
    return None if pinpoint is None else pinpoint.as_json()


def _machine(stored: StoredLink) -> dict[str, Any] | None:
    """What the machine says; None where it missed the mention."""
    machine = stored.machine
    if machine is None:
        return None
    return {"kind": machine.kind.value, "target": machine.target, "pinpoint": _pinpoint(machine.pinpoint)}


def decision_document(decision: LinkDecision) -> dict[str, Any]:
    """What a person said, by whom and when; ``anchor`` holds the selectors it is tied to the text by."""
    plain = ("id", "author", "decided_at", "target", "comment", "replaces", "machine")
    return {name: getattr(decision, name) for name in plain} | {
        "correction": decision.correction.value,
        "kind": decision.kind.value,
        "pinpoint": _pinpoint(decision.pinpoint),
        "anchor": asdict(decision.anchor),
    }


def links_by_status(links: Iterable[StoredLink]) -> dict[str, int]:
    """How many links have each status; every status is named."""
    counts = {status.value: 0 for status in LinkStatus}
    for stored in links:
        counts[stored.link.status.value] += 1
    return counts


def decisions_document(store: Store, written: str | None = None, *, without_place: bool = False) -> dict[str, Any]:
    """People's decisions on links, as they were made; ``without_place``: those whose words the text no longer has."""
    work = None if written is None else known_work(store, written)
    found = store.link_decisions.without_place() if without_place else store.link_decisions.of(work)
    of_it = (d for d in found if work is None or identity(d.anchor.work) == identity(work))
    return {"decisions": [decision_document(decision) for decision in of_it]}
