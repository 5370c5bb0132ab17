"""Links, citations and corrections as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from api.output import Document, counted
from corpus.places import place_name

PART_WORDS = {"paragraph": "para.", "subparagraph": "subpara.", "page": "p."}
"""Parts of a document that have a shorter word."""


SAID = {"confirm": "confirmed", "retarget": "re-targeted", "reject": "rejected", "add": "added"}
"""What people said that holds, as it is told of a link."""


def links_text(d: Document) -> Iterator[str]:
    """Links, one a line: from, surface, to, status; then the notes."""
    yield f"{d['work']}: {counted(len(d['links']), 'link')}"
    for link in d["links"]:
        yield "  " + link_line(link)
    if d["rejected"]:
        yield f"{counted(len(d['rejected']), 'mention')} rejected by people: see vkp corrections {d['work']}"
    yield from (f"note: {note}" for note in d["notes"])


def link_line(link: Document) -> str:
    """One link on one line."""
    start, to = link["from"], link["to"]
    where = place_name(start["path"], start["page"], "en")
    target = " ".join(filter(None, (to["work"] or link["target"] or "?", _part_meant(to["pinpoint"]))))
    return f"{start['work']} {where}: {link['surface']} -> {target} [{link['status']}]{_said(link['decision'])}"


def _said(decision: Document | None) -> str:
    """What a person said of a link: " (confirmed by A. Person)"; empty where nobody said anything that holds."""
    said = None if decision is None else SAID.get(decision["correction"])
    return "" if decision is None or said is None else f" ({said} by {decision['author']})"


def _part_meant(pinpoint: Document | None) -> str:
    """The part of the target: "para. 29", "annex"; empty for the whole of it."""
    if pinpoint is None:
        return ""
    return " ".join(filter(None, (PART_WORDS.get(pinpoint["type"], pinpoint["type"]), ", ".join(pinpoint["numbers"]))))


def cited_text(d: Document) -> Iterator[str]:
    """Works that are cited, most cited first, with where the missing ones are published."""
    if not d["cited"]:
        yield "every document that is cited is here" if d["missing"] else "no document is cited"
        return
    for line in d["cited"]:
        where = "" if line["in_corpus"] else f"  not in the corpus{_at(line['address'])}"
        yield f"{line['mentions']:>6} × by {counted(line['documents'], 'document')}  {line['work']}{where}"
    if d["total"] > len(d["cited"]):
        yield f"and {d['total'] - len(d['cited'])} more: see -k"


def _at(address: str | None) -> str:
    return "" if address is None else f": {address}"


def cited_parts_text(d: Document) -> Iterator[str]:
    """A Work's paragraphs by how often they are cited."""
    known = "" if d["in_corpus"] else ", not in the corpus"
    yield f"{d['work']}{known}: cited {d['mentions']} × by {counted(d['documents'], 'document')}"
    for part in d["parts"]:
        yield f"{part['mentions']:>6} × {part['name']}  by {', '.join(part['by'])}"


def related_text(d: Document) -> Iterator[str]:
    """The Works that belong with one, in two lists."""
    lists = (("cited_together", "cited together with"), ("citing_alike", "citing the same as"))
    for name, title in lists:
        yield f"{title} {d['work']}: {counted(len(d[name]), 'document')}"
        for one in d[name]:
            shared = ", ".join(one["examples"]) + (" …" if one["shared"] > len(one["examples"]) else "")
            yield f"{one['shared']:>6} × {one['work']}  ({shared})"


def parallel_text(d: Document) -> Iterator[str]:
    """The same part in each language; then the languages that have no such part."""
    for expression in d["expressions"]:
        for passage in expression["passages"]:
            yield f"{expression['language']}  {place_name(passage['path'], passage['page'], 'en')}: {passage['text']}"
    if d["missing"] or not d["expressions"]:
        yield f"{d['work']} has no {d['pinpoint']} in: {', '.join(d['missing']) or 'any language'}"


def correction_text(d: Document) -> Iterator[str]:
    """What was said, and the link as it holds now."""
    decision = d["decision"]
    yield f"{decision['correction']} by {decision['author']}, {decision['decided_at']}"
    if d["link"] is None or d["rejected"]:
        yield "  it is no link now"
    else:
        yield "  " + link_line(d["link"])
    yield from (f"note: {note}" for note in d["notes"])


def corrections_text(d: Document) -> Iterator[str]:
    """What people said of links, one a line."""
    if not d["decisions"]:
        yield "no correction is to be shown"
    for one in d["decisions"]:
        at = one["anchor"]
        where = f"{at['work']} {place_name(at['path'], at['page'], 'en')}"
        comment = f"  ({one['comment']})" if one["comment"] else ""
        yield f"{one['decided_at']}  {one['author']}: {one['correction']} {where}: {at['exact']}{_to(one)}{comment}"


def _to(decision: Document) -> str:
    """What a decision leads to: " -> A/RES/75/233 para. 29"; empty where it leads nowhere."""
    if decision["correction"] in ("reject", "withdraw"):
        return ""
    return " -> " + " ".join(filter(None, (decision["target"], _part_meant(decision["pinpoint"]))))


def frameworks_text(d: Document) -> Iterator[str]:
    """Which indicators correspond, one pair a line."""
    for one in d["correspondences"]:
        ends = (f"{one[end]['framework']} {one[end]['code']}" for end in ("from", "to"))
        yield f"{' ↔ '.join(ends)}  [{one['relation']}; {one['basis']}]  {one['note']['en']}"
