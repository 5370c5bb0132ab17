"""Countries: ISO 3166-1 alpha-3 codes and their names in the languages of the portal.

Names come from pycountry (ISO 3166 and the translations of the iso-codes project) and from
``corpus/lexicon/countries.yml``. ``XAA`` … ``XAZ``, codes that ISO leaves to users, stand for the countries of samples.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import pycountry

from corpus.lexicon import load_lexicon

LOCALES = {"fr": "fr", "es": "es", "ar": "ar", "ru": "ru", "zh": "zh_CN", "pt": "pt"}
"""Translations of ISO 3166 by our language code; names not translated are English."""

LANGUAGES = ("en", *LOCALES)
SAMPLE_CODE = re.compile(r"XA([A-Z])")  # "XAB" = sample country B
PARTICLES = "[وفبلك]?"  # Arabic, written onto the next word: "لمصر" = of Egypt
ENDING = re.compile(r"(?:ая|яя|ое|ее|ые|ие|ый|ий|ой|[аеиоуыьэюяй])$")  # of a Russian word: "Кени|я", "Российск|ая"


def is_country(iso3: str) -> bool:
    """Whether a code is that of a country, or of one of the portal's sample countries."""
    return bool(SAMPLE_CODE.fullmatch(iso3)) or country_name(iso3, "en") != iso3


def country_name(iso3: str, language: str) -> str:
    """The usual short name in a language; a code that is not a country's comes back as it is."""
    code = iso3.upper()
    if sample := SAMPLE_CODE.fullmatch(code):
        names = load_lexicon("countries")["sample"]
        separator = "" if language == "zh" else " "
        return f"{names.get(language, names['en'])}{separator}{sample[1]}"
    if chosen := load_lexicon("countries")["display"].get(language, {}).get(code):
        return str(chosen)
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return _further_names().get(code, (iso3,))[0]
    short = getattr(country, "common_name", None) or _uninverted(country.name)
    original = short if language == "en" else getattr(country, "common_name", country.name)
    return _uninverted(_translation(language).gettext(original))


def find_country(text: str, language: str) -> str | None:
    """The ISO3 code of the first country named in a text, the longest name where several begin together."""
    folded = _folded(text)
    found = _sample_country(folded) or _finder(language if language in LANGUAGES else "en").country(folded)
    return found or (None if language == "en" else _finder("en").country(folded))


class _Finder:
    """The names of all countries in one language as one expression."""

    def __init__(self, language: str) -> None:
        names = {pattern: code for code, name in _names(language) if (pattern := _pattern(name, language))}
        ordered = sorted(names, key=len, reverse=True)
        self.codes = [names[pattern] for pattern in ordered]
        before, after = _edges(language)
        alternatives = "|".join(f"({pattern})" for pattern in ordered)
        self.expression = re.compile(f"{before}(?:{alternatives}){after}")

    def country(self, folded: str) -> str | None:
        match = self.expression.search(folded)
        return self.codes[match.lastindex - 1] if match and match.lastindex else None


@cache
def _finder(language: str) -> _Finder:
    return _Finder(language)


def _edges(language: str) -> tuple[str, str]:
    if language == "zh":
        return "", ""
    return (rf"(?<!\w){PARTICLES}", r"(?!\w)") if language == "ar" else (r"(?<!\w)", r"(?!\w)")


def _names(language: str) -> Iterator[tuple[str, str]]:
    translation = _translation(language)
    for country in pycountry.countries:
        for kind in ("name", "common_name", "official_name"):
            if original := getattr(country, kind, None):
                name = translation.gettext(original)
                yield from (
                    (country.alpha_3, form) for form in {_uninverted(name), name.split(",")[0]} if _usable(form)
                )
    yield from load_lexicon("countries")["display"].get(language, {}).items()
    for code, names in _further_names().items():
        yield from ((code, name) for name in names)


def _usable(name: str) -> bool:
    """What stands before the comma of "Korea, Republic of" names two countries."""
    return name not in load_lexicon("countries").get("shared", ())


@cache
def _further_names() -> dict[str, tuple[str, ...]]:
    return {code: tuple(names) for code, names in load_lexicon("countries")["other"].items()}


@cache
def _translation(language: str) -> gettext.NullTranslations:
    locale = LOCALES.get(language)
    if locale is None:
        return gettext.NullTranslations()
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[locale], fallback=True)


def _uninverted(name: str) -> str:
    """The name in reading order: "Iran, Islamic Republic of" → "Islamic Republic of Iran"."""
    for comma in (", ", "، "):
        head, found, tail = name.partition(comma)
        if found:
            return f"{tail}{head}" if tail.endswith("'") else f"{tail} {head}"
    return name


def _pattern(name: str, language: str) -> str:
    folded = _folded(name)
    if language == "ar" and folded.startswith("ال"):
        return f"(?:ال|لل){re.escape(folded[2:])}"
    if language != "ru":
        return re.escape(folded)
    return r"[\s-]+".join(_inflected(word) for word in re.split(r"[\s-]+", folded))


def _inflected(word: str) -> str:
    """A Russian word with any ending of its case: "Кения" also matches "Кении"."""
    stem = ENDING.sub("", word) if len(word) > 4 else word
    return re.escape(stem) + r"\w{0,3}"


def _folded(text: str) -> str:
    """Text without case and accents, apostrophes made straight."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("ʼ", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def _sample_country(folded: str) -> str | None:
    lexicon = load_lexicon("countries")
    letters = {_folded(letter): latin for letter, latin in lexicon["sample_letters"].items()}
    for name in lexicon["sample"].values():
        if match := re.search(rf"{re.escape(_folded(name))}\s*(\w)ـ?(?![^\W一-鿿])", folded):
            return f"XA{letters.get(match[1], match[1].upper())}"
    return None
