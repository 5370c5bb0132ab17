"""The links of the contract, made from the store: of a Work from either end, counted, and as people corrected them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from api.checked import one_of
from api.views import known_work
from corpus.citations import LinkStatus, Mention
from corpus.corrections import LinkDecision
from corpus.errors import PortalError
from corpus.frameworks import Correspondence, correspondences, frameworks
from corpus.places import all_passage_paths, missing_parts, part_name, stands_in
from corpus.queries import named_work, read_pinpoint, symbol_of
from corpus.sentences import sentence_around
from corpus.store import Store
from corpus.store.graph import Cited, Neighbour
from corpus.store.links import StoredLink
from corpus.store.works import StoredPassage

DIRECTIONS = ("out", "in", "both")

CONTEXT = 60
"""Code points shown before and after a mention."""

RELATED = 20
"""Works that are shown as belonging with one."""

DOCUMENTS_SITE = "https://undocs.org/"
"""The United Nations' own short addresses of documents: a language and a symbol follow."""


OWN_KEYS = re.compile(r"^EB[/-]|/DEC/")
"""Decisions are printed in reports and have no symbol: these keys are the portal's own."""


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
    key, in_corpus = _cited_or_known(store, written, direction)
    out = store.links.out_of(key) if direction != "in" else []
    into = store.links.into(key) if direction != "out" else []
    if pinpoint is None:
        return Ends(key, in_corpus, out, into, ())
    parts = _parts(pinpoint)
    paths = {p.id: p.path for e in store.works.expressions(key) for p in store.works.passages(e.id)}
    return Ends(
        work=key,
        in_corpus=in_corpus,
        out=[link for link in out if _in_any(link.path, parts)],
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


def _cited_or_known(store: Store, written: str, direction: str) -> tuple[str, bool]:
    """The key of a Work, and whether the corpus has it: from outside only what leads to it can be told."""
    try:
        return known_work(store, written), True
    except PortalError as failure:
        cited = _times_cited(store, written)
        if cited is None:
            raise
        if direction == "out":
            times = f"it is cited {cited.mentions} times: see --direction in"
            raise PortalError("unknown_work", f"{cited.work} cannot be read here", times) from failure
        return cited.work, False


def _times_cited(store: Store, written: str) -> Cited | None:
    try:
        return store.graph.times_cited(named_work(written))
    except ValueError:
        return None


def _parts(pinpoint: str) -> list[str]:
    """The paths of the parts that are asked for; ``PortalError("bad_input")`` for what names none."""
    read = read_pinpoint(pinpoint)
    parts = [] if read is None else [places[0] for places in all_passage_paths(read)]
    if not parts:
        raise PortalError("bad_input", f"pinpoint {pinpoint[:80]!r}", "give a paragraph such as 29, 29(b) or 29-31")
    return parts


def _in_any(path: str, parts: Sequence[str]) -> bool:
    return any(stands_in(path, part) for part in parts)


def _leads_to(stored: StoredLink, parts: Sequence[str], paths: Mapping[str, str]) -> bool:
    """Whether a link means one of the parts: by the passage it leads to, or by any part that its pinpoint names."""
    target = paths.get(stored.link.passage or "")
    return any(_in_any(path, parts) for path in (*_named_parts(stored), *(() if target is None else (target,))))


def _named_parts(stored: StoredLink) -> list[str]:
    """The paths of the parts that a link's pinpoint names."""
    pinpoint = stored.link.mention.pinpoint
    return [] if pinpoint is None else [places[0] for places in all_passage_paths(pinpoint)]


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
        "to": {"work": link.work, "pinpoint": _pinpoint(mention), "passage_id": link.passage},
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


def _pinpoint(mention: Mention) -> dict[str, Any] | None:
    return None if mention.pinpoint is None else asdict(mention.pinpoint)


def _machine(stored: StoredLink) -> dict[str, Any] | None:
    """What the machine says; None where it missed the mention."""
    machine = stored.machine
    if machine is None:
        return None
    return {"kind": machine.kind.value, "target": machine.target, "pinpoint": _pinpoint(machine)}


def decision_document(decision: LinkDecision) -> dict[str, Any]:
    """What a person said, by whom and when; ``anchor`` holds the selectors it is tied to the text by."""
    pinpoint = None if decision.pinpoint is None else asdict(decision.pinpoint)
    plain = ("id", "author", "decided_at", "target", "comment", "replaces", "machine")
    return {name: getattr(decision, name) for name in plain} | {
        "correction": decision.correction.value,
        "kind": decision.kind.value,
        "pinpoint": pinpoint,
        "anchor": asdict(decision.anchor),
    }


def links_by_status(links: Iterable[StoredLink]) -> dict[str, int]:
    """How many links have each status; every status is named."""
    counts = {status.value: 0 for status in LinkStatus}
    for stored in links:
        counts[stored.link.status.value] += 1
    return counts


def cited_document(store: Store, *, missing: bool = False, limit: int | None = None) -> dict[str, Any]:
    """The Works that are cited most; ``missing``: those that the corpus has not, ready to be fetched."""
    cited = store.graph.missing() if missing else store.graph.most_cited()
    return {"missing": missing, "total": len(cited), "cited": [cited_line(one) for one in cited[:limit]]}


def cited_line(cited: Cited) -> dict[str, Any]:
    """A cited Work; ``address`` is where the United Nations publishes it, None for what has no symbol of its own."""
    return asdict(cited) | {"address": address_of(cited.work)}


def address_of(work: str, language: str = "en") -> str | None:
    """Where the United Nations publishes the Work with this key, in a language."""
    symbol = symbol_of(work)
    own = symbol is None or OWN_KEYS.search(symbol) is not None
    return None if own else f"{DOCUMENTS_SITE}{language}/{quote(work)}"


def cited_parts_document(store: Store, written: str) -> dict[str, Any]:
    """How often a Work is cited, as a whole and paragraph by paragraph, whether the corpus has it or not.

    What names an item names its paragraph too.
    """
    ends = links_of(store, written, "in")
    parts: dict[str, list[StoredLink]] = {}
    for link in ends.into:
        for path in {place: None for named in _named_parts(link) for place in (named, named.partition("/(")[0])}:
            parts.setdefault(path, []).append(link)
    by_times = sorted(parts.items(), key=lambda item: (-len(item[1]), item[0]))
    return {
        "work": ends.work,
        "in_corpus": ends.in_corpus,
        "mentions": len(ends.into),
        "documents": len({link.work for link in ends.into}),
        "parts": [_part_line(path, links) for path, links in by_times],
    }


def _part_line(path: str, links: Sequence[StoredLink]) -> dict[str, Any]:
    by = sorted({link.work for link in links})
    return {"path": path, "name": part_name(path, "en"), "mentions": len(links), "documents": len(by), "by": by}


def related_document(store: Store, written: str, limit: int = RELATED) -> dict[str, Any]:
    """Works that belong with one: cited by the same documents as it, and citing the same Works as it does."""
    key, in_corpus = _cited_or_known(store, written, "in")
    return {
        "work": key,
        "in_corpus": in_corpus,
        "cited_together": [_neighbour(one) for one in store.graph.cited_together(key, limit)],
        "citing_alike": [_neighbour(one) for one in store.graph.citing_alike(key, limit)],
    }


def _neighbour(one: Neighbour) -> dict[str, Any]:
    return asdict(one) | {"examples": list(one.examples)}


def parallel_document(store: Store, written: str, pinpoint: str) -> dict[str, Any]:
    """The same part of a Work in each of its languages. ``missing`` are languages in which it was not found."""
    key, parts = known_work(store, written), _parts(pinpoint)
    texts = {
        e.language: [_part_text(p) for p in store.works.passages(e.id) if _in_any(p.path, parts)]
        for e in store.works.expressions(key)
    }
    return {
        "work": key,
        "pinpoint": pinpoint,
        "expressions": [{"language": language, "passages": found} for language, found in texts.items() if found],
        "missing": [language for language, found in texts.items() if not found],
    }


def _part_text(passage: StoredPassage) -> dict[str, Any]:
    plain = ("id", "path", "kind", "number", "text")
    return {name: getattr(passage, name) for name in plain} | {"page": passage.page_first}


def decisions_document(store: Store, written: str | None = None, *, without_place: bool = False) -> dict[str, Any]:
    """People's decisions on links, as they were made; ``without_place``: those whose words the text no longer has."""
    if without_place:
        return {"decisions": [decision_document(d) for d in store.link_decisions.without_place()]}
    work = None if written is None else known_work(store, written)
    return {"decisions": [decision_document(d) for d in store.link_decisions.of(work)]}


def frameworks_document() -> dict[str, Any]:
    """The frameworks of results, and which of their indicators correspond to each other."""
    return {
        "frameworks": [asdict(framework) for framework in frameworks().values()],
        "correspondences": [_correspondence(one) for one in correspondences()],
    }


def _correspondence(one: Correspondence) -> dict[str, Any]:
    ends = {"from": one.first, "to": one.second}
    return {name: {"framework": end[0], "code": end[1]} for name, end in ends.items()} | {
        "relation": one.relation.value,
        "basis": one.basis,
        "note": dict(one.note),
    }
