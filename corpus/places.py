"""Places inside a document: the paths of passages as people name them, and the paths that a named part may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TypeVar

from corpus.citations import Pinpoint
from corpus.lexicon import LANGUAGES, any_of, load_lexicon
from corpus.numerals import in_digits
from corpus.symbols import fold

PRINTED = re.compile(
    r"(?:annex(?P<annex>\d+)(?:/|$))?(?:(?P<unit>p|fn)(?P<number>[^/~]+)(?:~\d+)?(?P<items>(?:/[^/]+)*))?"
)  # "p12/(a)", "fn3", "annex1/p3", "annex2"
ITEM = re.compile(r"/([(（][^/~]+[)）]|[\u3220-\u3229])")  # "/(a)", "/㈠"; a bare "2." inside a paragraph adds nothing

SUBDIVISION = re.compile(r"\([0-9A-Za-z]{1,4}\)|[\u3220-\u3229]")  # "(b)", "㈠"
PARAGRAPH = re.compile(
    rf"(?P<first>\d{{1,4}})\s*(?P<items>(?:(?:{SUBDIVISION.pattern})\s*)*)(?:-\s*(?P<last>\d{{1,4}})$)?"
)  # "29", "5(b)", "7(a)(ii)", "22-28"
HEADED = ("article", "chapter", "section", "part")
"""Parts that begin with a heading."""

UNNAMED = ("chapter", "section", "part")
"""Those of them whose heading may say its number alone."""

LONGEST_RANGE = 200
"""How many paragraphs of a range are counted out; the rest is passed over."""

MISSING_NAMED = 5
"""How many parts that are not there are named; the rest is counted."""

STEP = re.compile(r"[/~]")  # what parts a place from what stands in it: "p7/(a)", "p14~2", "annex1/p3"

T = TypeVar("T")


def place_name(path: str, page: int, language: str) -> str:
    """The place of the passage with this path (``corpus.documents.Passage``), in Chinese ("zh") or English.

    >>> place_name("p12/(a)", 4, "en")
    'para. 12(a), p. 4'
    """
    words = _words(language)
    return words["joint"].join([*_printed(path, words), words["page"].format(number=page)])


def part_name(path: str, language: str) -> str:
    """The same without the page: "para. 12(a)", "annex 1"; empty for what has no printed number."""
    words = _words(language)
    return words["joint"].join(_printed(path, words))


def _words(language: str) -> dict[str, str]:
    """How places are named in a language; in English where the lexicon does not know it."""
    places = load_lexicon("places")
    words: dict[str, str] = places.get(language, places["en"])
    return words


def _printed(path: str, words: dict[str, str]) -> list[str]:
    found = PRINTED.match(path)
    parts = []
    if found is not None and found["annex"] is not None:
        parts.append(words["annex"].format(number=found["annex"]))
    if found is not None and found["unit"] is not None:
        unit = words["paragraph" if found["unit"] == "p" else "footnote"]
        parts.append(unit.format(number=found["number"], items="".join(ITEM.findall(found["items"]))))
    return parts


def passage_paths(pinpoint: Pinpoint) -> tuple[str, ...]:
    """The paths at which the part meant may stand, most exact first; of several parts, or of a range, the first one.

    >>> passage_paths(Pinpoint("paragraph", ("5(b)",)))
    ('p5/(b)', 'p5')
    """
    parts = all_passage_paths(pinpoint)
    return parts[0] if parts else ()


def nested_paths(levels: Sequence[Pinpoint]) -> tuple[str, ...]:
    """The paths at which a part named by several levels may stand, most exact first.

    >>> nested_paths((Pinpoint("annex", ("II",)), Pinpoint("paragraph", ("5(b)",))))
    ('annex2/p5/(b)', 'annex2/p5')
    """
    annexes = [path for level in levels if level.type == "annex" for path in passage_paths(level)]
    inside = next((paths for level in levels if level.type != "annex" and (paths := passage_paths(level))), ())
    if not annexes or not inside:
        return inside or tuple(annexes[:1])
    return tuple(f"{annexes[0]}/{path}" for path in inside)


def heading_number(text: str) -> tuple[str | None, str] | None:
    """What a numbered heading says: the unit if it names one, and its number ("VI" and "六" are "6").

    >>> heading_number("六. 监测"), heading_number("Chapter II. Means"), heading_number("Means")
    ((None, '6'), ('chapter', '2'), None)
    """
    found = _numbered_heading().match(fold(text))
    if found is None:
        return None
    unit = found["before"] or found["after"]
    return (None if unit is None else _units()[unit.casefold()], _arabic(found["number"] or found["figure"]))


def heads(level: Pinpoint, text: str) -> bool:
    """Whether a heading begins the part that is meant: "section VI", 第六章; an article only where it says so."""
    numbered = heading_number(text)
    if numbered is None or not level.numbers:
        return False
    unit, number = numbered
    wanted = _arabic(level.numbers[0].split(".")[-1])
    return number == wanted and (unit == level.type or (unit is None and level.type in UNNAMED))


@cache
def _units() -> dict[str, str]:
    """The units that headings name, by their words in all languages, in lower case."""
    named: dict[str, str] = {}
    for language in LANGUAGES:
        for unit, listed in load_lexicon(f"citations.{language}")["units"].items():
            named |= {fold(word).casefold(): unit for word in listed if unit in HEADED}
    return named


@cache
def _numbered_heading() -> re.Pattern[str]:
    units, number = any_of(_units()), r"(?P<number>[0-9]{1,3}|[IVXLC]{1,6}|[A-Z]|[一二三四五六七八九十百]{1,5})"
    first = rf"(?P<before>{units}) ?{number}(?![0-9A-Z])"
    last = rf"第?{number.replace('number', 'figure')}(?:(?P<after>{units})|[.、:)])"
    return re.compile(f"(?:{first}|{last})", re.IGNORECASE)


def all_passage_paths(pinpoint: Pinpoint) -> tuple[tuple[str, ...], ...]:
    """For every part that is meant, ranges counted out, the paths at which it may stand, most exact first.

    >>> all_passage_paths(Pinpoint("paragraph", ("7-8", "10(a)")))
    (('p7',), ('p8',), ('p10/(a)', 'p10'))
    >>> all_passage_paths(Pinpoint("paragraph", ("10(a)", "(b)")))
    (('p10/(a)', 'p10'), ('p10/(b)', 'p10'))
    """
    if pinpoint.type == "annex":
        return tuple((f"annex{_arabic(number)}",) for number in pinpoint.numbers or ("1",))
    if pinpoint.type not in ("paragraph", "subparagraph"):
        return ()
    matches = (PARAGRAPH.match(number) for number in _whole(pinpoint.numbers))
    return tuple(paths for match in matches if match is not None for paths in _paragraphs(match))


def _whole(numbers: Iterable[str]) -> Iterator[str]:
    """The numbers with what they leave out: of "10(a)" and "(b)" the second is "10(b)"."""
    paragraph = ""
    for number in numbers:
        found = re.match(r"\d+", number)
        paragraph = found.group() if found is not None else paragraph
        yield number if found is not None else paragraph + number


def _paragraphs(match: re.Match[str]) -> list[tuple[str, ...]]:
    if match["last"] is not None:
        first, last = int(match["first"]), int(match["last"])
        return [(f"p{number}",) for number in range(first, min(last, first + LONGEST_RANGE) + 1)]
    steps = [f"p{match['first']}", *SUBDIVISION.findall(match["items"])]
    return [tuple("/".join(steps[:length]) for length in range(len(steps), 0, -1))]


def _arabic(number: str) -> str:
    """The number of an annex or heading as paths have it: "II" and "二" are "2"."""
    written, ordinals = number.upper(), list(load_lexicon("places")["ordinals"])
    if written in ordinals:
        return str(ordinals.index(written) + 1)
    return in_digits().get(written, written)


def written_pinpoint(path: str) -> str | None:
    """How a person asks for the paragraph or item at a path: "29", "29(b)"; None for any other passage."""
    found = PRINTED.match(path)
    if found is None or found["unit"] != "p" or found["annex"] is not None:
        return None
    return str(found["number"]) + "".join(ITEM.findall(found["items"]))


def stands_in(path: str, part: str) -> bool:
    """Whether a passage is the part at a path or belongs to it: an item, a later piece of it, a passage of an annex.

    >>> [stands_in(path, "p7") for path in ("p7", "p7/(a)", "p7~2", "p70", "annex1/p7")]
    [True, True, True, False, False]
    """
    return path == part or path.startswith((f"{part}/", f"{part}~"))


def standing_at(passages: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """What stands at each place or belongs to it, as ``stands_in``, of (path, passage).

    >>> standing_at([("p7", 1), ("p7/(a)", 2)])
    {'p7': [1, 2], 'p7/(a)': [2]}
    """
    standing: dict[str, list[T]] = {}
    for path, passage in passages:
        for place in (*(path[: step.start()] for step in STEP.finditer(path)), path):
            standing.setdefault(place, []).append(passage)
    return standing


def missing_parts(key: str, parts: Sequence[str], paths: Iterable[str]) -> list[str]:
    """What to say of the parts of a Work at which none of its passages stands: a line, or nothing.

    >>> missing_parts("DP/2022/11", ["p32", "p999"], ["p31", "p32/(a)"])
    ['DP/2022/11 has no para. 999']
    """
    standing = standing_at((path, path) for path in paths) if parts else {}
    missing = [part_name(part, "en") for part in parts if part not in standing]
    more = f" and {len(missing) - MISSING_NAMED} more" if len(missing) > MISSING_NAMED else ""
    return [f"{key} has no {', '.join(missing[:MISSING_NAMED])}{more}"] if missing else []
