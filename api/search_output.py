"""What searches found as lines of text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from api.output import Document, counted, notes_text, place
from api.web.searching.highlights import other_words, snippet

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"

SHOWN = 240
"""Characters of a hit that are shown."""


def search_text(d: Document) -> Iterator[str]:
    """Hits with their place, what was meant where nothing was found, then the notes."""
    least = "at least " if d["total_is"] == "at_least" else ""
    yield f"{least}{counted(d['total'], 'passage')}, {d['took_ms']:.0f} ms, {d['mode']}"
    if d.get("did_you_mean"):
        yield f"did you mean: {' · '.join(d['did_you_mean'])}"
    for hit in d["hits"]:
        yield from hit_text(hit)
    yield from _help(d["help"]) if d.get("help") else ()
    yield from ("",) if d["notes"] else ()
    yield from notes_text(d)


def hit_text(hit: Document) -> Iterator[str]:
    """A hit: its place, its text around what was found, by which other words that was, what its score is made of."""
    yield ""
    yield f"{hit['rank']:>2}. {place(hit)}  [{hit['language']}]  {hit.get('title') or ''}"
    yield f"    {_marked(hit)}"
    others = other_words(hit)
    if others:
        yield "    matched: " + ", ".join(f"{typed} → {form}" for typed, form in others)
    if hit.get("translation_of"):
        yield "    matched: its translation"
    yield from _score(hit) if hit.get("parts") else ()


def _marked(hit: Document) -> str:
    """The stretch of a hit around what was found, which is bold in a terminal."""
    cut = snippet(hit["text"], hit["highlights"], SHOWN)
    bold, plain = (BOLD, PLAIN) if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else ("", "")
    words = (f"{bold}{_on_one_line(text)}{plain}" if marked else _on_one_line(text) for text, marked in cut.pieces)
    return f"{'… ' if cut.cut_before else ''}{''.join(words)}{'…' if cut.cut_after else ''}"


def _on_one_line(text: str) -> str:
    """A text without what moves a terminal's cursor or changes its colours."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _score(hit: Document) -> Iterator[str]:
    """What a score is made of, the greatest part first, and the terms that matched."""
    parts = hit["parts"]
    kind = f" × {parts['kind_weight']:g} ({hit['kind']})" if parts["kind_weight"] != 1 else ""
    by_words = f"by words {parts['score']:.4f} ({parts['model']}); engine {parts['engine']:g}{kind}"
    yield f"    score {hit['score']:.4f}; {by_words}"
    for one in parts["features"]:
        if one["contribution"]:
            yield f"      {one['name']:<20} {one['value']:.3f} × {one['weight']:.3f} = {one['contribution']:.4f}"
    for match in hit["matched"]:
        same = match["source"] == "typed"
        yield f"      {match['form']}{'' if same else ' for ' + match['typed']} ({match['source']})"


def _help(help_: Document) -> Iterator[str]:
    """What would find something where nothing was found."""
    for one in help_["without"]:
        least = "at least " if one["total_is"] == "at_least" else ""
        options = ", ".join(f"--{name}" for name in one["filters"])
        yield f"  without {options}: {least}{counted(one['total'], 'passage')}"
    if help_["languages"]:
        found = (f"{one['value']} {one['count']}" for one in help_["languages"])
        yield f"  in other languages: {', '.join(found)}"
    if help_["cited"]:
        cited = help_["cited"]
        times = f"{counted(cited['mentions'], 'time')} in {counted(cited['documents'], 'document')}"
        yield f"  {cited['work']} is cited {times} and not here" + (f": {cited['address']}" if cited["address"] else "")
