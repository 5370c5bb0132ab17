"""Reviewing as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.output import Document, counted
from corpus.places import place_name

SHORT = 160

DONE = {
    "accept": "accepted",
    "reject": "rejected",
    "level": "said which labels hold",
    "quote": "quoted",
    "comment": "remarked",
    "second": "asked for a second reviewer",
    "adjudicate": "adjudicated",
    "withdraw": "took the last decision back",
}

STATES = {
    "one": "decided by one reviewer",
    "agreed": "reviewers agree",
    "second": "waits for a second reviewer",
    "disputed": "reviewers differ",
    "adjudicated": "adjudicated",
}


def queue_text(d: Document) -> Iterator[str]:
    """The passages of a queue, each with its place, its scores and its id; then how to go on."""
    if d["total"] is not None:
        yield f"{counted(d['total'], 'passage')} for indicator {d['indicator']} ({d['state']})"
    for one in d["passages"]:
        chance = "" if one["probability"] is None else f"  {one['probability']:.0%} likely"
        state = "" if one["state"] is None else f"  [{STATES[one['state']]}]"
        yield f"{one['passage_id']}  {_place(one)}  {one['level']}  score {one['score']:.2f}{chance}{state}"
        yield f"    {_short(one['text'])}"
    if d["next"] is not None:
        yield f"more: --after '{d['next']}'"


def item_text(d: Document) -> Iterator[str]:
    """A passage with what is suggested of it and what was said of it."""
    passage, machine = d["passage"], d["suggestion"]
    if passage is None:
        yield f"its words are gone from the text: {d['anchor']['work']} page {d['anchor']['page']}"
        yield f"    {d['anchor']['exact']}"
    else:
        yield f"{passage['passage_id']}  {_place(passage)}"
        yield from (f"    {heading}" for heading in passage["heading_path"])
        yield f"    {passage['text']}"
    yield "suggested: " + ("nothing" if machine is None else _suggested(machine))
    yield from _settled(d)
    yield from (f"  {_decision(decision)}" for decision in d["decisions"])
    if d["hidden"]:
        yield f"{counted(d['hidden'], 'decision')} of others, shown once you have decided (or with --all)"


def _suggested(machine: Mapping[str, Any]) -> str:
    labels = ", ".join(label for label, holds in machine["labels"].items() if holds)
    instrument = "" if machine["instrument"] is None else f"; {machine['instrument']}"
    return f"{machine['level']} ({labels}){instrument}; score {machine['score']:.2f}, rules {machine['rule_version']}"


def _settled(d: Document) -> Iterator[str]:
    settled = d["settled"]
    if settled is None:
        yield "decided: nothing" if not d["hidden"] else "decided: by others"
        return
    yield f"decided: {STATES[settled['state']]}; {_labels(settled['labels'] or {}) or 'no label is settled'}"
    if settled["quote"] is not None:
        yield f"    “{settled['quote']}”"


def _labels(labels: Mapping[str, bool]) -> str:
    return ", ".join(name if holds else f"not {name}" for name, holds in labels.items())


def _decision(decision: Mapping[str, Any]) -> str:
    """One decision on one line."""
    said = [DONE[decision["action"]]]
    said += [f"for {decision['indicator']}"] if decision["indicator"] else []
    said += [f"({_labels(decision['labels'])})"] if decision["labels"] else []
    said += [f"“{decision['quote']}”"] if decision["quote"] else []
    said += [f": {decision['comment']}"] if decision["comment"] else []
    return f"{decision['decided_at']}  {decision['reviewer']}  {' '.join(said)}"


def decided_text(d: Document) -> Iterator[str]:
    """What was decided, and what then holds."""
    yield _decision(d["decision"])
    yield from _settled(d)


def unplaced_text(d: Document) -> Iterator[str]:
    """Passages that the text has no longer, with what was said of them."""
    if not d["unplaced"]:
        yield "everything that people decided about has its place"
        return
    yield f"{counted(len(d['unplaced']), 'passage')} that people decided about and the text has no longer"
    for one in d["unplaced"]:
        anchor = one["anchor"]
        yield f"{one['item']}  {_place(anchor)}"
        yield f"    {_short(anchor['exact'])}"
        yield from (f"  {_decision(decision)}" for decision in one["decisions"])


def agreement_text(d: Document) -> Iterator[str]:
    """Agreement by either policy."""
    yield f"indicator {d['indicator']}: {d['disputed']} disputed, {d['adjudicated']} adjudicated (of all labels)"
    for policy in ("strict", "lenient"):
        on = d[policy]
        of = f"{counted(on['items'], 'passage')} of {counted(on['documents'], 'document')} with two reviewers or more"
        yield f"  {policy} ({on['label']}): {of}"
        for name, words in (("percent", "agree, %"), ("kappa", "Cohen's κ"), ("alpha", "Krippendorff's α")):
            yield f"    {words:<18} {_measure(on[name])}"


def _measure(measure: Mapping[str, Any]) -> str:
    if measure["value"] is None:
        return "not defined"
    bounds = measure["interval"]
    return f"{measure['value']}" + ("" if bounds is None else f" (95 % interval {bounds[0]} to {bounds[1]})")


def samples_text(d: Document) -> Iterator[str]:
    """Samples, one a line."""
    if not d["samples"]:
        yield "no sample was drawn: vkp review sample --draw 200 --by NAME"
    yield from (_sample_line(line) for line in d["samples"])


def _sample_line(line: Mapping[str, Any]) -> str:
    of = ", ".join(
        f"{name} {figures['drawn']} of {figures['population']}" for name, figures in line["languages"].items()
    )
    return (
        f"sample {line['sample']}: {counted(line['drawn'], 'passage')} for {line['indicator']} ({of}), "
        f"seed {line['seed']}, by {line['drawn_by']} on {line['drawn_at']}"
    )


def sample_text(d: Document) -> Iterator[str]:
    """A sample, the recall that follows, and the passages that are still to be read."""
    yield _sample_line(d)
    yield from (f"  {policy}: {_recall(d[policy])}" for policy in ("strict", "lenient"))
    waiting = [member for member in d["members"] if not member["decided"]]
    yield f"{len(waiting)} of {len(d['members'])} to read"
    for member in waiting:
        yield f"{member['passage_id'] or member['item']}  {member['work']} page {member['page']}"
        yield f"    {_short(member['text'] or '')}"


def _recall(recall: Mapping[str, Any]) -> str:
    if recall["recall"] is None:
        return "no recall yet: decide about its passages, and about what is suggested"
    bounds = recall["interval"] or (0.0, 1.0)
    rest = "" if recall["complete"] else "; not everything is decided yet"
    figures = f"found {recall['found']:g}, missed {recall['missed']:g}{rest}"
    return f"recall of suggestions {recall['recall']:.1%} (95 % interval {bounds[0]:.1%} to {bounds[1]:.1%}); {figures}"


def progress_text(d: Document) -> Iterator[str]:
    """How far people have come, by indicator, by reviewer, by assigned document."""
    for one in d["indicators"]:
        documents = f"{one['documents_done']} of {counted(one['documents'], 'document')} done"
        settled = f"{one['settled']} of {one['suggested']} suggested passages settled"
        yield f"indicator {one['indicator']}: {settled}; {documents}"
    for one in d["reviewers"]:
        of = f" for {one['indicator']}" if one["indicator"] else ""
        yield f"  {one['reviewer']}: {counted(one['decisions'], 'decision')}{of}"
    for one in d["assignments"]:
        settled = f"{one['settled']} of {one['suggested']} settled"
        yield f"  {one['reviewer']} has {one['work']} for {one['indicator']}: {settled}"


def assigned_text(d: Document) -> Iterator[str]:
    """What is assigned to a reviewer."""
    yield f"{d['reviewer']} has {counted(len(d['works']), 'document')} for {d['indicator']} ({d['changed']} changed)"
    yield from (f"  {work}" for work in d["works"])


def imported_text(d: Document) -> Iterator[str]:
    """What became of an import."""
    if d["ok"]:
        gone = f"; {counted(d['unplaced'], 'passage')} without a place: vkp review unplaced" if d["unplaced"] else ""
        yield f"{counted(d['added'], 'decision')} taken in, {d['unchanged']} here before{gone}"
        return
    yield f"nothing is taken in: {counted(len(d['faults']), 'line')} cannot be"
    yield from (f"  line {fault['line']}: {fault['reason']}" for fault in d["faults"])


def trained_text(d: Document) -> Iterator[str]:
    """What was learned, and how it compares."""
    of = f"{counted(d['passages'], 'decided passage')} of {counted(d['documents'], 'document')}"
    yield f"second opinion {d['version']} on {', '.join(d['labels'])}, learned from {of}"
    for label in d["labels"]:
        for whose, figures in d["comparison"].get(label, {}).items():
            yield f"  {label} {whose}: " + ", ".join(f"{name} {_figure(value)}" for name, value in figures.items())
    yield from (f"note: {note}" for note in d["notes"])
    yield f"kept as {d['file']}"
    yield f"in use: {d['in_use']}"


def opinions_text(d: Document) -> Iterator[str]:
    """The opinions that are kept, a line each."""
    for one in d["opinions"]:
        of = f"{counted(one['passages'], 'passage')} of {counted(one['documents'], 'document')}"
        yield f"{'→' if one['in_use'] else ' '} {one['version']}  on {', '.join(one['labels'])}, from {of}, {one['at']}"
    yield from (f"note: {note}" for note in d["notes"])


def _figure(value: Any) -> str:
    return "none" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def _place(one: Mapping[str, Any]) -> str:
    return f"{one['work']} [{one['language']}] {place_name(one['path'], one['page'], 'en')}"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
