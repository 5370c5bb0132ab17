"""The patterns of what is cited by name: instruments of the register, their short titles, general comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.lexicon import any_of, load_catalogue
from ingest.citations.pieces import NOTHING, either_case, one_of, plain_words
from ingest.citations.reading import plain_word

CHARTER = "UN-CHARTER"


def instrument_names(words: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """The names of instruments in a language, with what the Charter is called alone.

    A title whose subtitle is a name by itself is left to that name, as the register counts it.
    """
    listed = {
        key: [plain_word(name) for name in row.get(language, ())] for key, row in load_catalogue("instruments").items()
    }
    every = {name for names in listed.values() for name in names}
    kept = {key: [n for n in names if n.rpartition(":")[2].strip() not in every - {n}] for key, names in listed.items()}
    return {**kept, CHARTER: [*kept[CHARTER], *plain_words(words, "charter_alone")]}


def name_parts(words: Mapping[str, Any], names: Mapping[str, Iterable[str]], number_first: bool) -> dict[str, str]:
    """The patterns of names; "the Charter" alone, but not the Charter of another organisation."""
    end = "" if number_first else r"(?!\w)"
    alone = plain_words(words, "charter_alone")
    full = any_of(name for listed in names.values() for name in listed if name not in alone)
    before, not_before = one_of(words, "charter_before"), one_of(words, "charter_of")
    charter = f"{before if words.get('charter_before') else ''}(?!{full})(?P<charter>{any_of(alone)})(?!{not_before})"
    return {
        "instrument": f"(?:(?P<full>{full})|{charter}){end}",
        "short_title": short_title_part(words, number_first),
        **comment_parts(words),
    }


def charters(words: Mapping[str, Any]) -> list[str]:
    """How a mention of the Charter alone begins, where a word stands before its name: "the Charter"."""
    alone = plain_words(words, "charter_alone")
    return [before + name for before in plain_words(words, "charter_before") for name in alone]


def short_title_part(words: Mapping[str, Any], number_first: bool) -> str:
    """A short title of an instrument named before: 该《战略》, "the Strategy"."""
    titles, before = one_of(words, "short_titles"), one_of(words, "short_before")
    if number_first:
        return rf"(?:{before}《?|《)(?P<title>{titles})(?:》|(?<!《)(?=[的,。所中]))"
    return rf"{before}(?P<title>{titles})(?![\w-]| (?:{one_of(words, 'title_goes_on')}) )"


def short_titles(words: Mapping[str, Any]) -> list[str]:
    """How a mention by a short title begins."""
    number_first = words["order"] == "number_first"
    before = ["《", *plain_words(words, "short_before")] if number_first else plain_words(words, "short_before")
    return [
        start + title
        for start in before
        for title in ("", *plain_words(words, "short_titles"))
        if start + title != start or number_first
    ]


def comment_words(words: Mapping[str, Any]) -> list[str]:
    """How the mention of a general comment begins."""
    about = words.get("general_comments", {})
    listed = plain_words(about, "number_before")
    return either_case([*listed, *map(str.title, listed)])


def comment_parts(words: Mapping[str, Any]) -> dict[str, str]:
    """A general comment with its number and year, and a further one: "general comment No. 14 (2000)", " and No. 15"."""
    about = words.get("general_comments")
    if about is None:
        return {"comment": NOTHING, "next_comment": NOTHING}
    before, signs, after = any_of(comment_words(words)), one_of(words, "number_signs"), one_of(about, "number_after")
    year = r"\((?P<year>(?:19|20)[0-9]{2})年?\)"
    number = rf" ?(?:{signs} ?)?(?P<number>[0-9]{{1,2}}) ?{after if about.get('number_after') else ''}{year}"
    return {
        "comment": f"{before}{number}",
        "next_comment": rf"[^.;。()]{{1,120}}?(?P<numbered>{signs} ?(?P<number>[0-9]{{1,2}}) ?{year})",
    }
