"""The words of titles: whether a line is the title of a Voluntary National Review, and of which State and year."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpus.chinese import simplified
from corpus.countries import LANGUAGES, countries_in, country_of_adjective, is_state
from corpus.lexicon import load_lexicon

LONGEST_TITLE = 200
SHORT_TITLE = 80
"""Characters from which on a line that ends in a full stop, or has only an abbreviation, is no title."""

YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
YEARS = range(2016, 2030)
"""The first reviews were presented at the forum of July 2016; 2030 is the year of the Agenda."""

SPAN = re.compile(r"(?<!\d)20\d{2}(?:\s*年?\s*(?:[-–—−/~至到]|to|au?|à|al)\s*20\d{2}|[-–—−/](?:1[3-9]|[2-9]\d))(?!\d)")
"""What is reported on: "2015–2019", "2019/20"; not "2021-07", and not "2021 – 17 Goals"."""

CHINESE_YEAR = re.compile(r"二[〇○零O0][〇○零O0一二三四五六七八九]{2}(?=年)")  # "二〇二一年"
CHINESE_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


def is_title(line: str, language: str | None) -> bool:
    """Whether a line is what a review is called, and not a sentence or a text about reviews."""
    folded = folded_text(line)
    stopped = line.rstrip().endswith(("。", "；", "؛"))  # folded, "；" is ";"
    sentence = stopped or (folded.endswith((".", ";")) and len(folded) > SHORT_TITLE)
    if sentence or len(line) > LONGEST_TITLE or not _is_called_review(line, folded, language):
        return False
    return not _words("not_title").search(folded) and not speaks_of_a_review(line) and not says_another_kind(line)


def _is_called_review(line: str, folded: str, language: str | None) -> bool:
    if _review().search(folded):
        return True
    if mentions_a_review(line) and len(folded) <= SHORT_TITLE:
        return bool(year_in(line) or states_in(line, language))
    return bool(_words("forum_reports").search(folded) and (states_in(line, language) or country_of_adjective(line)))


def mentions_a_review(line: str) -> bool:
    """Whether a line has the name of reviews, in full or short: "VNR"."""
    folded = folded_text(line)
    return bool(_review().search(folded) or _words("short_titles").search(folded))


def says_another_kind(line: str) -> bool:
    """Whether a line says that it stands on a fact sheet, a plan, a local review or a handbook."""
    return _words("other_kinds").search(folded_text(line)) is not None


def speaks_of_a_review(line: str) -> bool:
    """Whether a line says what of a review this is: its main messages, a statement on it."""
    return _words("beside_title").search(folded_text(line)) is not None


def has_review_themes(opening: str) -> bool:
    """Whether an opening has the phrases of fact sheets about reviews."""
    return _words("review_themes").search(folded_text(opening)) is not None


def names_others(line: str) -> bool:
    """Whether a line of a title page names donors, partners or persons."""
    return _words("page_others").search(folded_text(line)) is not None


def names_the_forum(line: str) -> bool:
    """Whether a line names the High-level Political Forum."""
    return _words("forum").search(folded_text(line)) is not None


def states_in(line: str, language: str | None) -> list[str]:
    """The States that a line names, in the language of the document, else in another."""
    simple = simplified(line)
    tried = dict.fromkeys([language or "en", *LANGUAGES])
    found = next((codes for name in tried if (codes := countries_in(simple, name))), [])
    return [code for code in found if is_state(code)]


def state_of_title(title: str, language: str | None) -> str | None:
    """The only State that a title names, by noun or adjective; None for two, and for a territory."""
    named = states_in(title, language)
    if not named:
        return country_of_adjective(title)
    return named[0] if len(named) == 1 else None


def year_in(line: str) -> int | None:
    """The first year that can be of a review: no span of years, nor of an agenda, vision or plan."""
    plain = CHINESE_YEAR.sub(lambda year: year.group().translate(CHINESE_DIGITS), _arabic_digits(line))
    plain = SPAN.sub("", plain)
    candidates = (found for found in YEAR.finditer(plain) if int(found[1]) in YEARS)
    before = _words("other_years")
    return next((int(found[1]) for found in candidates if not before.search(folded_text(plain[: found.start()]))), None)


def coded_name(name: str) -> tuple[str, int] | None:
    """The State and year of a file named by code: "VNR-KEN-2020.en.pdf"."""
    for found in filter(None, (pattern.search(name.lower()) for pattern in _file_names())):
        if is_state(code := found["country"].upper()):
            return code, int(found["year"])
    return None


@cache
def _review() -> re.Pattern[str]:
    return re.compile(_bare("|".join(_vnr_titles())))


def _vnr_titles() -> list[str]:
    return [piece for pieces in load_lexicon("recognition")["vnr_titles"].values() for piece in pieces]


@cache
def _words(key: str) -> re.Pattern[str]:
    lexicon = load_lexicon("recognition")
    review = f"(?:{'|'.join([*_vnr_titles(), *lexicon['short_titles']])})"
    return re.compile(_bare("|".join(lexicon[key]).replace("{review}", review)))


@cache
def _file_names() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(piece) for piece in load_lexicon("recognition")["file_names"])


def folded_text(text: str) -> str:
    """Text without case and accents, in simplified Chinese and with single spaces; Cyrillic й is read as и, ё as е."""
    return " ".join(_bare(simplified(text).replace("’", "'")).casefold().split())


def _bare(text: str) -> str:
    """Text or an expression without accents and marks."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn").replace("ـ", "")


def _arabic_digits(text: str) -> str:
    """Text with the digits of any script as 0 to 9: "٢٠٢١"."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in plain)
