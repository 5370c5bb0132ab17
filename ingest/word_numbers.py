"""The automatic numbers of Word documents: which list a paragraph is in, and what is printed before it.

Lists and their levels are those of ECMA-376 part 1, section 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from corpus.numerals import chinese, roman
from ingest.text import visible

VALUE = qn("w:val")


def value_of(element: Any, *path: str) -> str | None:
    """The value of the element at this path below another, None where there is none."""
    found = element.find("/".join(map(qn, path)))
    return None if found is None else found.get(VALUE)


def part_of(document: Any, kind: str) -> Any:
    """The root of the part that the document has for this, None where it has none."""
    part = next((r.target_part for r in document.part.rels.values() if r.reltype == kind), None)
    return None if part is None else parse_xml(part.blob)


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style says of its paragraphs. ``number`` and ``level`` place them in a numbered list."""

    name: str
    based_on: str | None
    number: str | None
    level: str | None


Styles = Mapping[str, ParagraphStyle]


def styles_of(document: Any) -> Styles:
    """The styles of a document by their ids."""
    return {
        style.get(qn("w:styleId")): ParagraphStyle(
            value_of(style, "w:name") or "",
            value_of(style, "w:basedOn"),
            value_of(style, "w:pPr", "w:numPr", "w:numId"),
            value_of(style, "w:pPr", "w:numPr", "w:ilvl"),
        )
        for style in document.styles.element.iter(qn("w:style"))
    }


def ancestry(name: str | None, styles: Styles) -> Iterator[ParagraphStyle]:
    """A style and those it is based on, the nearest first."""
    seen: set[str] = set()
    while name is not None and name in styles and name not in seen:
        yield styles[name]
        seen.add(name)
        name = styles[name].based_on


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered. ``text`` is such as "%1.%2"; ``restart`` is that of ``w:lvlRestart``."""

    start: int
    form: str
    text: str
    gap: str
    restart: int | None
    legal: bool


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list by its levels. Lists of one ``family`` count on; ``restarts`` are the levels that this one begins anew."""

    number: str
    family: str
    levels: Mapping[int, Level]
    restarts: frozenset[int]

    def starts_again(self, below: int, above: int) -> bool:
        """Whether a level counts anew after a paragraph of another."""
        restart = self.levels[below].restart if below in self.levels else 0
        return below > above and (restart is None or above < restart)


@dataclass
class Numbers:
    """The automatic numbers of a document, counted while its paragraphs are passed in order."""

    lists: Mapping[str, NumberedList]
    styles: Styles
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def label(self, paragraph: Any) -> str | None:
        """The number as printed before the paragraph, with its gap; "" for a bullet, None where nothing is printed."""
        listed, at = self._place(paragraph)
        level = listed.levels.get(at) if listed is not None else None
        if listed is None or level is None:
            return None
        counts = self._counted(listed, at)
        if level.form in UNNUMBERED:
            return UNNUMBERED[level.form]
        shown = {int(n): listed.levels.get(int(n) - 1, level) for n in PLACE.findall(level.text)}
        unread = {one.form for one in shown.values()} - FORMS.keys()
        self.unread |= unread
        if unread:
            return ""
        texts = {n: _form(one, level)(counts.get(n - 1, one.start)) for n, one in shown.items()}
        return PLACE.sub(lambda found: texts[int(found[1])], level.text) + level.gap

    def _place(self, paragraph: Any) -> tuple[NumberedList | None, int]:
        """The list that a paragraph is in by itself or by its style, and its level there."""
        number = value_of(paragraph, "w:pPr", "w:numPr", "w:numId")
        level = value_of(paragraph, "w:pPr", "w:numPr", "w:ilvl")
        for style in ancestry(value_of(paragraph, "w:pPr", "w:pStyle"), self.styles):
            number, level = number or style.number, level or style.level
        return self.lists.get(number or ""), int(level or 0)

    def _counted(self, listed: NumberedList, at: int) -> Mapping[int, int]:
        """The numbers that the levels have reached with a paragraph of the level ``at``."""
        again = listed.restarts if listed.number not in self.begun else frozenset()
        self.begun.add(listed.number)
        counts = {
            level: count
            for level, count in self.counts.get(listed.family, {}).items()
            if level not in again and not listed.starts_again(level, at)
        }
        counts[at] = counts[at] + 1 if at in counts else listed.levels[at].start
        self.counts[listed.family] = counts
        return counts

    def warnings(self) -> tuple[str, ...]:
        """A sentence per kind of number that is printed and could not be read."""
        return tuple(f"automatic numbers of the kind {form} are not read" for form in sorted(self.unread))


PLACE = re.compile(r"%([1-9])")  # "%2" is the number of the second level
UNNUMBERED = {"bullet": "", "none": None}


def _letter(number: int) -> str:
    """A letter, doubled after z as Word does: y, z, aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02}".format,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": lambda number: roman(number).lower(),
    "upperRoman": roman,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
}
"""How numbers are printed, by the values of ``w:numFmt`` that are read."""

GAPS = {"nothing": ""}


def _form(one: Level, level: Level) -> Callable[[int], str]:
    """How a level's number is printed before paragraphs of another: a legal level has digits only."""
    return str if level.legal else FORMS[one.form]


def numbers_of(document: Any) -> Numbers:
    """The numbered lists of a document, none counted yet."""
    root, styles = part_of(document, RELATIONSHIP_TYPE.NUMBERING), styles_of(document)
    if root is None:
        return Numbers({}, styles)
    definitions = {d.get(qn("w:abstractNumId")): d for d in root.iter(qn("w:abstractNum"))}
    numbers = {number.get(qn("w:numId")): number for number in root.findall(qn("w:num"))}
    families = {name: _family(number, numbers, definitions, styles) for name, number in numbers.items()}
    return Numbers(
        {
            name: _list(name, number, families[name], definitions)
            for name, number in numbers.items()
            if families[name] in definitions
        },
        styles,
    )


def _family(number: Any, numbers: Mapping[str, Any], definitions: Mapping[str, Any], styles: Styles) -> str:
    """The name of the definition that a list has, be it by way of a style of lists."""
    name = value_of(number, "w:abstractNumId") or ""
    style = value_of(definitions[name], "w:numStyleLink") if name in definitions else None
    linked = numbers.get(styles[style].number or "") if style is not None and style in styles else None
    return name if linked is None else value_of(linked, "w:abstractNumId") or ""


def _list(name: str, number: Any, family: str, definitions: Mapping[str, Any]) -> NumberedList:
    levels = dict(map(_level, definitions[family].findall(qn("w:lvl"))))
    restarts = set()
    for override in number.findall(qn("w:lvlOverride")):
        at = int(override.get(qn("w:ilvl"), 0))
        levels.update(map(_level, override.findall(qn("w:lvl"))))
        start = value_of(override, "w:startOverride")
        if start is not None and at in levels:
            levels[at] = replace(levels[at], start=int(start))
            restarts.add(at)
    return NumberedList(name, family, levels, frozenset(restarts))


def _level(element: Any) -> tuple[int, Level]:
    """(Depth, level) of a ``w:lvl``."""
    restart = value_of(element, "w:lvlRestart")
    legal = element.find(qn("w:isLgl"))
    level = Level(
        start=int(value_of(element, "w:start") or 0),
        form=value_of(element, "w:numFmt") or "decimal",
        text=visible(value_of(element, "w:lvlText") or ""),
        gap=GAPS.get(value_of(element, "w:suff") or "", " "),
        restart=None if restart is None else int(restart),
        legal=legal is not None and legal.get(VALUE) not in ("0", "false"),
    )
    return int(element.get(qn("w:ilvl"), 0)), level
