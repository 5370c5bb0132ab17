"""What a change to the grammar does to real text: mentions gained, lost and changed since another revision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.citation_scores import LANGUAGES
from eval.disagreements import marked
from eval.pairing import paired
from eval.revision import ROOT, Mentions, cited_by, commit_of, files_of
from eval.shared_texts import Text, shared_texts

HOW = ("same", "gained", "lost", "changed")
COMPARED = ("kind", "target", "pinpoint", "pinpoints", "ambiguous")
Found = Mapping[str, Any]


def against(shared: Path, revision: str) -> dict[str, Any]:
    """The differences between ``vkp cite`` of a revision and of these files, on every shared text.

    Raises ``PortalError``: bad_input for an unknown revision, outside a repository, or when its ``vkp cite`` fails.
    """
    commit = commit_of(revision)
    texts = list({text.id: text for text in shared_texts(shared)}.values())
    with files_of(commit) as tree:
        before = cited_by(tree, texts, revision)
    after = cited_by(ROOT, texts, "these files")
    differences = list(compare(texts, before, after))
    return {
        "revision": revision,
        "commit": commit,
        "texts": len(texts),
        "bytes": sum(len(text.text.encode()) for text in texts),
        "counts": counts(differences),
        "differences": [one for one in differences if one["how"] != "same"],
    }


def compare(texts: Iterable[Text], before: Mentions, after: Mentions) -> Iterator[dict[str, Any]]:
    """Every mention of every text: same, gained, lost, or changed in what is named. Those that overlap are paired."""
    for text in texts:
        old, new = before.get(text.id, []), after.get(text.id, [])
        pairs = dict(paired([_span(one) for one in old], [_span(one) for one in new]))
        taken = set(pairs.values())
        yield from (_difference(text, one, new[pairs[at]] if at in pairs else None) for at, one in enumerate(old))
        yield from (_difference(text, None, one) for at, one in enumerate(new) if at not in taken)


def _span(found: Found) -> tuple[int, int]:
    return found["start"], found["end"]


def _difference(text: Text, old: Found | None, new: Found | None) -> dict[str, Any]:
    shown = new or old or {}
    changed = [] if old is None or new is None else changes(old, new)
    how = "gained" if old is None else "lost" if new is None else "changed" if changed else "same"
    return {
        "how": how,
        "language": text.lang,
        "kind": shown["kind"],
        "id": text.id,
        "changed": changed,
        "before": old,
        "after": new,
        "text": marked(text.text, *_span(shown)),
    }


def changes(old: Found, new: Found) -> list[str]:
    """What two mentions at one place differ in, of what both revisions say."""
    span = [] if _span(old) == _span(new) else ["span"]
    return [name for name in COMPARED if name in old and name in new and old[name] != new[name]] + span


def counts(differences: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """How many mentions of each language and kind are the same, gained, lost and changed."""
    found: dict[str, Counter[str]] = {}
    for one in differences:
        for cell in (f"{one['language']}/all", f"{one['language']}/{one['kind']}"):
            found.setdefault(cell, Counter())[one["how"]] += 1
    return {cell: {how: found[cell][how] for how in HOW} for cell in sorted(found, key=_place)}


def _place(cell: str) -> tuple[int, str, bool, str]:
    language, kind = cell.split("/")
    known = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
    return known, language, kind != "all", kind


def table(figures: Mapping[str, Any], show: int) -> Iterator[str]:
    """The counts, then at most ``show`` differences of each sort; the report holds all."""
    size = f"{figures['texts']} texts, {figures['bytes'] / 1e6:.1f} MB"
    yield f"these files against {figures['revision']} ({figures['commit'][:10]}): {size}"
    yield f"{'':<20}" + "".join(f"{how:>9}" for how in HOW)
    for cell, row in figures["counts"].items():
        yield f"{cell:<20}" + "".join(f"{row[how]:>9}" for how in HOW)
    for how in HOW[1:]:
        some = [one for one in figures["differences"] if one["how"] == how]
        yield f"{how}: {len(some)}" + (f", the first {show} of each language and kind" if len(some) > show else "")
        yield from (f"    {line(one)}" for one in first(some, show))


def first(differences: Sequence[Mapping[str, Any]], show: int) -> Iterator[Mapping[str, Any]]:
    """The first of each language and kind."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in differences:
        cell = one["language"], one["kind"]
        seen[cell] += 1
        if seen[cell] <= show:
            yield one


def line(one: Mapping[str, Any]) -> str:
    """A difference with its text: "changed target, span: zh resolution  id  A/RES/1 → A/RES/2 | … "."""
    what = " ".join(filter(None, (one["how"], ", ".join(one["changed"]))))
    said = " → ".join(_said(found) for found in (one["before"], one["after"]) if found is not None)
    return f"{what}: {one['language']} {one['kind']}  {one['id']}  {said} | {one['text']}"


def _said(found: Found) -> str:
    pinpoint = found["pinpoint"]
    pinned = "" if pinpoint is None else f" [{pinpoint['type']} {', '.join(pinpoint['numbers'])}]"
    doubt = " ambiguous" if found["ambiguous"] else ""
    return f"{found['surface']!r} {found['kind']} {found['target'] or 'no target'}{pinned}{doubt}"
