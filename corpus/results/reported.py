"""Indicators as reports give them: a row of a results framework or table with its figures, year and check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.frameworks import frameworks
from corpus.lexicon import any_of, load_lexicon
from corpus.results.figures import Figure, parse_figure
from corpus.results.scores import ScoreCheck, check_score, expected_status
from corpus.symbols import identity

YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class PrintedIndicator:
    """A row as it was read from a document, in its own words; ``heads`` are those of the document's tables."""

    expression: str
    work: str
    language: str
    document_year: int | None
    ordinal: int
    code: str
    kind: str
    text: str
    target: str | None
    result: str | None
    score: str | None
    status: str | None
    breakdown: tuple[Mapping[str, str], ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """A row with what it says. ``year`` is that of its values as the table's heads name it, else None.

    ``framework`` is the key of the framework of results that the document lays down or reports on, where it is known.
    """

    printed: PrintedIndicator
    framework: str | None
    year: int | None
    target: Figure | None
    result: Figure | None
    score: Figure | None
    check: ScoreCheck

    @property
    def expected_status(self) -> str | None:
        """The colour that the printed score stands for, where the row has a colour to compare it with."""
        return expected_status(self.score, self.printed.status)

    @property
    def disagrees(self) -> bool:
        """Whether the row contradicts itself: its score, or the colour of its status."""
        return self.check.differs or self.expected_status not in (None, self.printed.status)


def read_indicators(rows: Iterable[PrintedIndicator]) -> list[Reported]:
    """The rows with their figures, in their order."""
    return [_read(row) for row in rows]


def _read(row: PrintedIndicator) -> Reported:
    target, result, score = (parse_figure(cell, row.language) for cell in (row.target, row.result, row.score))
    check = check_score(target, result, score)
    return Reported(row, framework_of(row.work), values_year(row.heads), target, result, score, check)


def framework_of(work: str) -> str | None:
    """The key of the framework that a document lays down or reports on."""
    return _by_document().get(identity(work))


@cache
def _by_document() -> Mapping[str, str]:
    told = ((key, document) for key, one in frameworks().items() for document in (one.document, one.reported_in))
    return {identity(document): key for key, document in told if document is not None}


def values_year(heads: Sequence[str]) -> int | None:
    """The one year that heads of targets and results name; None where they name none, or several."""
    years = {int(year) for head in heads for year in YEAR.findall(head)}
    return years.pop() if len(years) == 1 else None


def is_head(text: str) -> bool:
    """Whether a text is the head of a results table, or a part of one: columns and years, and nothing else.

    >>> is_head("Indicators Target for 2020 Result for 2020"), is_head("2020 年"), is_head("2020")
    (True, True, False)
    """
    columns, names, empty = _head_words()
    bare, named = columns.subn(" ", text)
    years = len(YEAR.findall(bare))
    rest, marks = names.subn(" ", YEAR.sub(" ", bare))
    says = named > 0 or (years > 0 and marks > 0)
    return says and all(word.casefold() in empty for word in LETTERS.findall(rest))


@cache
def _head_words() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """Heads of columns; other words of heads; words that say nothing."""
    structure, year = load_lexicon("structure"), load_lexicon("numbers")["date_marks"]["year"]
    columns = [word for listed in structure["columns"].values() for word in listed]
    names = [*structure["indicator_list"], *structure["indicator_head"], year]
    empty = frozenset(word for listed in load_lexicon("function_words").values() for word in listed)
    return _either([*structure["indicator_list"], *columns]), _either(names), empty


def _either(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(any_of(word.casefold() for word in words), re.IGNORECASE)
