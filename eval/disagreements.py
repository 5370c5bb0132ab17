"""Where labels and findings differ, each on a line with the text around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.citations import Mention
from eval.gold import LabelledMention
from eval.pairing import Outcome, parts

AROUND = 40


def disagreements(outcomes: Iterable[Outcome]) -> Iterator[dict[str, str]]:
    """Every difference: what differs, the unit, what is labelled and found, and the text around it."""
    for outcome in outcomes:
        what = ", ".join(differences(outcome))
        if what:
            yield {
                "what": what,
                "unit": outcome.unit.id,
                "language": outcome.unit.language,
                "labelled": said(outcome.label),
                "found": said(outcome.found),
                "text": around(outcome),
            }


def differences(outcome: Outcome) -> Iterator[str]:
    """What differs between a label and what was found."""
    label, found = outcome.label, outcome.found
    if label is None or found is None:
        yield "not labelled" if label is None else "not found"
        return
    if not outcome.detected:
        yield "kind"
        return
    for name, same in (
        ("target", outcome.linked),
        ("pinpoint", parts(found.levels[:1]) == parts(label.pinpoints[:1])),
        ("levels", parts(found.levels[1:]) == parts(label.pinpoints[1:])),
        ("span", outcome.exact),
    ):
        yield from () if same else (name,)


def said(mention: LabelledMention | Mention | None) -> str:
    """A mention in a few words: kind, targets, pinpoint."""
    if mention is None:
        return "-"
    if isinstance(mention, Mention):
        kind, targets = mention.kind.value, [] if mention.target is None else [mention.target]
        levels = mention.levels
    else:
        kind, targets, levels = mention.kind, list(mention.targets), mention.pinpoints
    pinned = (f"{level.type} {', '.join(level.numbers)}".strip() for level in levels)
    return " ".join((kind, "; ".join(targets) or "no target", *(f"[{level}]" for level in pinned)))


def around(outcome: Outcome) -> str:
    """The text about the difference; the label's span stands between square brackets, or that of what was found."""
    mention = outcome.label or outcome.found
    if mention is None:
        return ""
    return marked(outcome.unit.text, mention.start, mention.end)


def marked(text: str, start: int, end: int) -> str:
    """A span between square brackets with the text around it, on one line."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())


def lines(found: Iterable[dict[str, str]]) -> Iterator[str]:
    """Each difference as a line."""
    for one in found:
        yield (f"{one['what']:<14} {one['unit']} {one['language']}  {one['labelled']} | {one['found']} | {one['text']}")
