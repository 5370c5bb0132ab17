"""Where the pages of a text extraction begin, and which of its lines are running headers, footers, notes or links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from ingest.structure import grammar
from ingest.structure.blocks import Furniture


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that is not blank. ``index`` counts all lines from 0; ``above`` is how many blank ones precede it."""

    index: int
    text: str
    above: int

    @property
    def stripped(self) -> str:
        """The line without the spaces around it."""
        return self.text.strip()

    @property
    def ends_block(self) -> bool:
        """Whether a spaced extraction says that the block ends here."""
        return self.text.endswith(" ")


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """The lines of a page by what they are for. ``number`` is the printed number where one is known."""

    number: int
    label: str | None
    body: tuple[TextLine, ...]
    notes: tuple[TextLine, ...]
    links: tuple[TextLine, ...]
    furniture: tuple[TextLine, ...]


NEAR = 3
"""A running title stands within so many lines of the running symbol."""


def pages_of(lines: Sequence[TextLine], spaced: bool) -> list[ExtractedPage]:
    """The pages in order. Without any sign of pages the whole text is page 1."""
    running = _running_lines(lines)
    parts = [_sorted_out(part, running) for part in _split(lines, running, spaced)]
    return _numbered(parts)


def own_symbol(lines: Sequence[TextLine]) -> str | None:
    """The symbol that stands alone on a line most often; the first of those that do so equally often."""
    counts = Counter(line.stripped.rstrip("*") for line in lines if grammar.SYMBOL_LINE.match(line.stripped))
    return counts.most_common(1)[0][0] if counts else None


def _running_lines(lines: Sequence[TextLine]) -> frozenset[int]:
    """Indices of lines that repeat the symbol or, beside it, the title."""
    symbol = own_symbol(lines)
    repeated = {text for text, count in Counter(line.stripped for line in lines).items() if count > 1}
    places = [i for i, line in enumerate(lines) if line.stripped.rstrip("*") == symbol]
    running = set(places)
    for place in places[1:] if places[:1] == [0] else places:
        running.update(_beside(lines, place, -1, repeated))
        running.update(_beside(lines, place, 1, repeated))
    return frozenset(lines[i].index for i in running)


def _beside(lines: Sequence[TextLine], place: int, step: int, repeated: AbstractSet[str]) -> Iterator[int]:
    """Places of the repeated lines that follow each other from the symbol on, at most ``NEAR`` of them."""
    for i in range(place + step, place + step * (NEAR + 1), step):
        if not 0 <= i < len(lines) or lines[i].stripped not in repeated or not _may_run(lines[i]):
            return
        yield i


def _may_run(line: TextLine) -> bool:
    return (
        not (_printed(line) or grammar.LINK.match(line.text) or grammar.RULE.match(line.text))
        and len(line.stripped) > 3
    )


def _split(lines: Sequence[TextLine], running: frozenset[int], spaced: bool) -> Iterator[list[TextLine]]:
    part: list[TextLine] = []
    for line in lines:
        if part and _begins_page(part, line, running, spaced):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _begins_page(part: Sequence[TextLine], line: TextLine, running: frozenset[int], spaced: bool) -> bool:
    last = part[-1]
    if line.index in running:
        return any(other.index not in running and not _printed(other) for other in part)
    return spaced and line.above == 0 and not grammar.LINK.match(line.text) and last.index not in running


def _printed(line: TextLine) -> bool:
    return bool(grammar.FURNITURE_LINE.match(line.stripped) or grammar.words("please_recycle").match(line.stripped))


def _sorted_out(lines: Sequence[TextLine], running: frozenset[int]) -> ExtractedPage:
    body, notes, links, furniture = list[TextLine](), list[TextLine](), list[TextLine](), list[TextLine]()
    below_rule = False
    for line in lines:
        if line.index in running or _printed(line):
            furniture.append(line)
        elif grammar.RULE.match(line.text):
            below_rule = True
        elif grammar.LINK.match(line.text) and not (below_rule and notes and not notes[-1].ends_block and line.above):
            links.append(line)
        else:
            (notes if below_rule else body).append(line)
    return ExtractedPage(0, _label(furniture), tuple(body), tuple(notes), tuple(links), tuple(furniture))


def _label(furniture: Sequence[TextLine]) -> str | None:
    found = [m for line in furniture if (m := grammar.PAGE_LABEL.search(_without_symbols(line.stripped)))]
    return found[0][1] if found else None


def _without_symbols(text: str) -> str:
    return " ".join(word for word in text.split() if not grammar.SYMBOL_LINE.match(word))


def _numbered(parts: Sequence[ExtractedPage]) -> list[ExtractedPage]:
    """Pages with their numbers: printed ones, counted on and back from them; the first page is page 1."""
    printed = {i: int(part.label) for i, part in enumerate(parts) if part.label is not None and int(part.label) > i}
    numbers = list[int]()
    for i in range(len(parts)):
        ahead = min((k for k in printed if k >= i), default=None)
        counted = (numbers[-1] if numbers else 0) + 1
        known = printed[ahead] - (ahead - i) if ahead is not None and i > 0 else counted
        numbers.append(max(counted, known))
    return [
        replace(p, number=n, label=p.label or _stated(n, bool(printed))) for p, n in zip(parts, numbers, strict=True)
    ]


def _stated(number: int, known: bool) -> str | None:
    return str(number) if known else None


def furniture_of(pages: Sequence[ExtractedPage]) -> Furniture:
    """What the running lines and the other printing marks of all pages said."""
    lines = [line for page in pages for line in page.furniture]
    jobs = [m[1] for line in lines if (m := grammar.JOB_NUMBER.search(line.stripped))]
    declared = [int(m[2]) for line in lines if (m := grammar.PAGE_LABEL.search(_without_symbols(line.stripped)))]
    return Furniture(
        labels={page.number: page.label for page in pages if page.label},
        symbol=own_symbol(lines),
        job_number=jobs[0] if jobs else None,
        declared=max(declared, default=None),
    )
