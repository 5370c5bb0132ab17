"""Rows of results tables and the indicators they report."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.documents import Breakdown, ReportedIndicator
from corpus.lexicon import load_lexicon
from corpus.results.figures import parse_figure
from corpus.results.scores import status_of
from ingest.layout import CELL_JOINT, SIGNS, PageLayout
from ingest.structure import grammar
from ingest.structure.blocks import Block, BlockKind
from ingest.structure.headings import is_heading
from ingest.structure.status import is_legend, signs_of, status_shown, without_sign

VALUES = re.compile(rf"^(?=.*\d)[\d\s.,%|()–{SIGNS}-]+$")  # "1 000 000 1 243 381 124% ●"
NUMBER = re.compile(r"^\d{1,3}(?: \d{3})+%?$|^\d+(?:[.,]\d+)?%?$")  # "1 243 381", "58%"
LAST_NUMBER = re.compile(r"^(.*\D)\s(\d[\d ]*%?)$")  # "… 数量 53"


def with_rows(blocks: Sequence[Block]) -> list[Block]:
    """Blocks in which what stands in one row of a table is one row; a legend of its signs is a note to it."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if is_legend(block, above):
            found.append(_legend(block))
        elif above is not None and _is_values(block) and grammar.INDICATOR.match(above.text) and not above.cells:
            found[-1] = _row(above, _numbers(_value_text(block)), block)
        elif block.kind is BlockKind.BODY and (inline := _inline_row(block)) is not None:
            found.append(inline)
        elif above is not None and _is_indicator_row(above) and _follows_row(block):
            found.append(_own_row(replace(block, kind=BlockKind.ROW, cells=(block.text,), alone=False)))
        elif _is_indicator_row(block) or (above is not None and _lacks_a_cell(above, block)):
            found.append(_own_row(block))
        else:
            found.append(replace(block, cells=()) if block.cells and block.kind is not BlockKind.ROW else block)
    return found


def _legend(block: Block) -> Block:
    whole = block.as_row((block.text.replace(CELL_JOINT, " "),))
    return replace(whole, kind=BlockKind.BODY, cells=(), role="note")


def _lacks_a_cell(above: Block, block: Block) -> bool:
    """Whether the first value of a row is set so close to its text that they look like one cell."""
    rows = above.kind is BlockKind.ROW and block.kind is BlockKind.ROW
    return rows and 1 < len(block.cells) == len(above.cells) - 1 and bool(LAST_NUMBER.match(block.cells[0]))


def _is_indicator_row(block: Block) -> bool:
    return block.kind is BlockKind.ROW and bool(grammar.INDICATOR.match(block.text))


def _follows_row(block: Block) -> bool:
    """Whether a block below an indicator's row is the next one, with a single value set close to its text."""
    indicator = block.kind is BlockKind.BODY and grammar.INDICATOR.match(block.text)
    return bool(indicator) and bool(LAST_NUMBER.match(block.text))


def _is_values(block: Block) -> bool:
    return len(block.text) < 80 and block.kind in (BlockKind.BODY, BlockKind.ROW) and bool(VALUES.match(block.text))


def _value_text(block: Block) -> str:
    return CELL_JOINT.join(block.cells) if len(block.cells) > 1 else block.text


def _row(label: Block, values: Sequence[str], block: Block) -> Block:
    return label.followed_by(block).as_row((label.text, *values))


INLINE = re.compile(rf"^(.*[^\s\d.,%])\s+((?:\d[\d ]*%?\s+)+\d[\d,.]*%(?:\s*[{SIGNS}])?)$")  # "2.2 … 数量 53 60 113% ●"


def _inline_row(block: Block) -> Block | None:
    """The row of an indicator that has its values on its own line, if it is one."""
    found = INLINE.match(block.text) if grammar.INDICATOR.match(block.text) else None
    if found is None:
        return None
    cells = (found[1], *_numbers(found[2]))
    return block.as_row(cells)


def _own_row(block: Block) -> Block:
    """A row whose first cell still holds the first value."""
    last = LAST_NUMBER.match(block.cells[0])
    cells = (last[1].strip(), last[2], *block.cells[1:]) if last else block.cells
    return block.as_row(cells)


def _numbers(text: str) -> list[str]:
    """The values of a row: as cells give them, else parted so that the score fits target and result."""
    if CELL_JOINT in text:
        return [cell for cell in text.split(CELL_JOINT) if cell]
    figures = text.rstrip(SIGNS + " ")
    if figures != text:
        return [*_numbers(figures), text[len(figures) :].strip()]
    tokens = text.split()
    if len(tokens) > 2 and tokens[-1].endswith("%") and NUMBER.match(tokens[-1]):
        halves = [(" ".join(tokens[:cut]), " ".join(tokens[cut:-1])) for cut in range(1, len(tokens) - 1)]
        fits = [pair for pair in halves if all(NUMBER.match(half) for half in pair)]
        best = min(fits, key=lambda pair: _misfit(pair[0], pair[1], tokens[-1]), default=None)
        return [*best, tokens[-1]] if best is not None else tokens
    whole = " ".join(tokens)
    return [whole] if NUMBER.match(whole) else tokens


def _misfit(target: str, result: str, score: str) -> float:
    return abs(100 * _value(result) / (_value(target) or 1e-9) - _value(score))


def _value(text: str) -> float:
    return float(text.replace(" ", "").replace(",", "").rstrip("%"))


def indicators_of(
    blocks: Sequence[Block], paragraphs: frozenset[int], pages: Sequence[PageLayout]
) -> Iterator[ReportedIndicator]:
    """The indicators of results frameworks and tables. ``pages`` are those that the blocks are from.

    The status is what the table's own column says in words, else the colour of the row's sign. Where there is neither,
    the score decides; a row with nothing but its target is grey, as there are no data.

    Inside one, a code of two numbers names an outcome indicator or an output, by the list it stands in; a code of
    three numbers names an output indicator.
    """
    signs = signs_of(pages)
    kind: str | None = None
    columns: tuple[str, ...] = COLUMNS
    for index, block in enumerate(blocks):
        if index in paragraphs:
            kind = None
            continue
        listed = _listed(block)
        if listed is not None:
            kind, columns = listed, _columns(block) or COLUMNS
        code = grammar.INDICATOR.match(block.text)
        if kind is None or code is None or block.kind not in (BlockKind.BODY, BlockKind.ROW):
            continue
        three = code[1].count(".") > 1
        if three or kind == "outcome":
            shown = status_shown(block, signs)
            found = _reported(code[1], "output" if three else "outcome", block, code.end(), columns, shown)
            yield replace(found, breakdown=tuple(_breakdown(blocks, index, paragraphs)))


def _breakdown(blocks: Sequence[Block], index: int, paragraphs: frozenset[int]) -> Iterator[Breakdown]:
    """The lettered parts listed below an indicator, up to the next code, heading or numbered paragraph."""
    labels: set[str] = set()
    for at, block in enumerate(blocks[index + 1 :], start=index + 1):
        if at in paragraphs or is_heading(block) or grammar.INDICATOR.match(block.text) or _listed(block) is not None:
            return
        item = grammar.LETTER_ITEM.match(block.text)
        if item is None or block.kind is BlockKind.FOOTNOTE:
            continue
        label = f"({item[1]})"
        if label in labels:
            return
        labels.add(label)
        yield Breakdown(label, block.text[item.end() :].strip())


COLUMNS = ("target", "result", "score", "status")
"""What the columns of a results table hold where no head says it."""


def _listed(block: Block) -> str | None:
    """The kind of indicators that a block announces."""
    if block.kind is BlockKind.ROW and grammar.words("indicator_head").match(block.text):
        return "outcome"
    if not grammar.words("indicator_list").match(block.text):
        return None
    return "outcome" if grammar.words("outcome").match(block.text) else "output"


def _columns(head: Block) -> tuple[str, ...]:
    """What the columns under a head hold, from left to right; the head of the first column is left out."""
    words: dict[str, list[str]] = load_lexicon("structure")["columns"]
    heads = CELL_JOINT.join(head.cells[1:]).casefold()
    places = {
        role: min((at for w in listed if (at := heads.find(w.casefold())) >= 0), default=-1)
        for role, listed in words.items()
    }
    return tuple(sorted((role for role, at in places.items() if at >= 0), key=places.__getitem__))


def _reported(
    code: str, kind: str, block: Block, start: int, columns: Sequence[str], shown: str | None
) -> ReportedIndicator:
    text = (block.cells[0] if block.cells else block.text)[start:].strip()
    if not block.cells:
        return ReportedIndicator(code, kind, text)
    values = _values(block.cells[1:], columns)
    if sum(map(bool, values)) == 1:
        return ReportedIndicator(code, kind, text, target="".join(values), status=shown or "grey")
    said = {role: value or None for role, value in zip(columns, values, strict=False)}
    score = said.get("score")
    status = said.get("status") or shown or status_of(parse_figure(score))
    return ReportedIndicator(code, kind, text, said.get("target"), said.get("result"), score, status)


def _values(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    """What cells say beside their signs; a sign alone takes the place of a status and of nothing else."""
    roles = itertools.chain(columns, itertools.repeat(None))
    said = ((without_sign(cell), role) for cell, role in zip(cells, roles, strict=False))
    return [value for value, role in said if value or role == "status"]
