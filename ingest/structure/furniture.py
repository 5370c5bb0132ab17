"""Running headers and footers of positioned pages: which lines they are, and what they say."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ingest.layout import Line, PageLayout
from ingest.structure import grammar
from ingest.structure.blocks import Furniture
from ingest.structure.marks import opens_note
from ingest.text import tidy

TOP = 0.115
"""A running header stands in this part of the page height."""

BOTTOM = 0.9
"""A running footer stands below this part of the page height."""

TITLE = 8
"""Characters of the shortest title that is looked for in running headers."""

ATTACHED = 1.7
"""Lines nearer to each other than this many sizes belong together: a running line stands apart."""

DIGITS = re.compile(r"\d+")
REPEATED = 0.25
"""A line at the edge that stands on this share of the pages (numbers apart) is running."""

MOSTLY = 0.6
"""What stands at the distance of lines of a paragraph from the text runs only if it is on this share of the pages."""

COUNTED = 6
"""Numbers of a line that may grow with the page."""

Key = tuple[int, int]
"""Page number and index of a line on it."""


def running_lines(pages: Sequence[PageLayout]) -> frozenset[Key]:
    """The running headers and footers, and the printing marks at the foot of a first page."""
    edges = {key: line for page in pages for key, line in _edge_lines(page)}
    attached = {(page.number, index) for page in pages for index in _attached(page)}
    shapes = {key: _shapes(tidy(line.text), key[0]) for key, line in edges.items()}
    counts = Counter(shape for shape, _ in {(shape, key[0]) for key, own in shapes.items() for shape in own})
    often, mostly = max(2.0, REPEATED * len(pages)), max(2.0, MOSTLY * len(pages))
    titles = _titles(pages)
    return frozenset(
        key
        for key, line in edges.items()
        if max(counts[shape] for shape in shapes[key]) >= (mostly if key in attached else often)
        or _is_printed(tidy(line.text))
        or (key not in attached and _repeats(key, line, titles))
    )


def _titles(pages: Sequence[PageLayout]) -> dict[str, float]:
    """The long enough lines of the first page with their sizes: a running title repeats one of them, smaller."""
    first = pages[0].lines if pages else ()
    return {text: line.main.size for line in first if len(text := tidy(line.text)) >= TITLE}


def _repeats(key: Key, line: Line, titles: Mapping[str, float]) -> bool:
    """Whether a line is a running title: most of it is lines of the first page, set smaller."""
    text, size = tidy(line.text), line.main.size
    if key[0] > 1 and grammar.SYMBOL_LINE.match(text):
        return any(text in title for title in titles)
    repeated = sum(len(title) for title, larger in titles.items() if title in text and size < 0.8 * larger)
    return key[0] > 1 and repeated > 0.9 * len(_without_symbols(text).strip())


def _edge_lines(page: PageLayout) -> Iterator[tuple[Key, Line]]:
    for index, line in enumerate(page.lines):
        if _at_edge(page, line) and not grammar.is_caption_number(tidy(line.text)) and not opens_note(line):
            yield (page.number, index), line


def _at_edge(page: PageLayout, line: Line) -> bool:
    return not TOP * page.height <= line.main.baseline <= BOTTOM * page.height


def _attached(page: PageLayout) -> frozenset[int]:
    """Lines at the edge that follow, or are followed by, lines of the text at the distance of lines of a paragraph."""
    found: set[int] = set()
    indices = range(len(page.lines))
    for order in (indices, reversed(indices)):
        last = -1
        for index in order:
            line = page.lines[index]
            if not _at_edge(page, line) or (last in found and _is_next(page.lines[last], line)) or opens_note(line):
                found.add(index)
            last = index
    return frozenset(found)


def _is_next(one: Line, other: Line) -> bool:
    apart = abs(one.main.baseline - other.main.baseline)
    return apart < ATTACHED * other.main.size and abs(one.main.size - other.main.size) < 0.05 * other.main.size


def _shapes(text: str, page: int) -> frozenset[str]:
    """What a line is on other pages if it runs: each of its numbers stays ("21-17453") or grows with the page ("3/12").

    Of a number alone nothing else is known: pages may be counted anew in each chapter.
    """
    numbers = DIGITS.findall(text)
    if len(numbers) < 2 and not grammar.LETTERS.search(text):
        return frozenset({DIGITS.sub("0", text)})
    ways = itertools.product((False, True), repeat=min(len(numbers), COUNTED))
    return frozenset(_shape(text, page, way) for way in ways)


def _shape(text: str, page: int, grows: Sequence[bool]) -> str:
    """The words in any order, as sides change; of the numbers that grow only how far they are from the page's."""
    ways = iter(grows)
    counted = DIGITS.sub(lambda n: f"+{int(n[0]) - page}" if next(ways, False) else n[0], text)
    return " ".join(sorted(counted.split()))


def _is_printed(text: str) -> bool:
    return bool(
        grammar.FURNITURE_LINE.match(text)
        or grammar.words("please_recycle").match(text)
        or re.fullmatch(r"\*\d{7}\*", text)
    )


def furniture_of(pages: Sequence[PageLayout], running: frozenset[Key]) -> Furniture:
    """What the running lines say. The symbol may also stand in the masthead of the first page."""
    lines = {key: tidy(line.text) for page in pages for key, line in _keyed(page) if key in running}
    labels: dict[int, str] = {}
    for (page, _), text in lines.items():
        label = _label(text)
        if label is not None:
            labels.setdefault(page, label)
    jobs = [m[1] for text in lines.values() if (m := grammar.JOB_NUMBER.search(text))]
    declared = [int(m[2]) for text in lines.values() if (m := grammar.PAGE_LABEL.search(_without_symbols(text)))]
    return Furniture(
        labels, _symbol(pages, list(lines.values())), jobs[0] if jobs else None, max(declared, default=None)
    )


def _keyed(page: PageLayout) -> Iterator[tuple[Key, Line]]:
    return (((page.number, index), line) for index, line in enumerate(page.lines))


def _label(text: str) -> str | None:
    found = grammar.PAGE_LABEL.search(_without_symbols(text))
    if found:
        return found[1]
    return text if text.isdigit() and len(text) < 5 else None


def _without_symbols(text: str) -> str:
    return re.sub(grammar.SYMBOL, " ", grammar.JOB_NUMBER.sub(" ", text))


IN_LINE = re.compile(rf"(?<![\w/]){grammar.SYMBOL}")
MASTHEAD_SYMBOL = re.compile(r"(?<![\w/])[A-Z]{1,4}\s?/\s?[A-Z0-9][^\s]*(?:\s\([^)]+\))?(?:/Part [A-Z])?")


def _symbol(pages: Sequence[PageLayout], running: Sequence[str]) -> str | None:
    """The symbol that runs on most pages, else the one in the masthead."""
    counts = Counter(m[0].rstrip("*. ") for text in running if (m := IN_LINE.search(text)))
    named = [(count, symbol) for symbol, count in counts.items() if grammar.LETTERS.match(symbol)]
    if named:
        return max(named, key=lambda pair: pair[0])[1]
    return _masthead_symbol(pages[0]) if pages else None


def _masthead_symbol(page: PageLayout) -> str | None:
    for line in page.lines:
        if line.main.baseline < TOP * page.height:
            found = MASTHEAD_SYMBOL.search(tidy("".join(run.text for run in line.runs if run.text.strip())))
            if found and any(character.isdigit() for character in found[0]):
                return found[0].replace(" ", "").rstrip("*") if "(" not in found[0] else found[0].rstrip("*")
    return None
