"""Countries: ISO 3166-1 alpha-3 and M49 codes, and their names in the languages of the portal.

Names come from ``corpus/lexicon/countries.names.yml``, the short names that the United Nations uses of Member and
observer States in its six languages; from pycountry (ISO 3166 and the translations of the iso-codes project, which have
many slips in Arabic and Chinese); and from ``countries.yml``, long, older and other names.
``XAA`` … ``XAZ``, codes that ISO leaves to users, stand for the countries of samples.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

import pycountry

from corpus.folding import without_accents
from corpus.lexicon import load_lexicon

LOCALES = {"fr": "fr", "es": "es", "ar": "ar", "ru": "ru", "zh": "zh_CN", "pt": "pt"}
"""Translations of ISO 3166 by our language code; names not translated are English."""

LANGUAGES = ("en", *LOCALES)
COLUMNS = ("en", "fr", "es", "ar", "ru", "zh")
"""The languages of a row of ``countries.names.yml``, in its order."""

SAMPLE_CODE = re.compile(r"XA([A-Z])")  # "XAB" = sample country B
PARTICLES = "[وفبلك]?"  # Arabic, written onto the next word: "لمصر" = of Egypt
DASH = r"[\s\-–—]+"  # "Папуа — Новая Гвинея", "Папуа-Новая Гвинея"
RU_CASES = (  # the ending of the first case, and those of all cases
    (r"ая|яя", "ая|яя|ой|ей|ую|юю"),  # "Северн|ая Македония"
    (r"ое|ее", "ое|ее|ого|его|ому|ему|ом|ем|ым|им"),  # "Соединенн|ое Королевство"
    (r"ые|ие", "ые|ие|ых|их|ым|им|ыми|ими"),  # "Соединенн|ые Штаты"
    (r"ый|ий|ой", "ый|ий|ой|ого|его|ому|ему|ом|ем|ым|им"),  # "Восточн|ый Тимор"
    (r"(?<=ств)о", "о|а|у|ом|е"),  # "Королевств|о"
    (r"(?<=и)я", "я|и|ю|ей"),  # "Кени|я"
    (r"[ая]", "[аяуюыие]|ой|ей|ов|ам|ами|ах"),  # "Куб|а", "Коре|я", "Остров|а"
    (r"ы", "ы|ов|ам|ами|ах|"),  # "Штат|ы", "Филиппин|ы"
    (r"ь", "[ьяюие]|ем|ью"),  # "Израил|ь"
    (r"й", "[йяюе]|ем"),  # "Кита|й"
    (r"(?<=[бвгджзклмнпрстфхцчшщ])", "[ауеы]|ом|ов|ам|ами|ах|"),  # "Казахстан|", "Остров|а" without its ending
)
INDECLINABLE = re.compile(r".*[еиоуэю]|..?")  # "Чили", "Перу", "Того"; "и"


def is_country(iso3: str) -> bool:
    """Whether a code is that of a country or territory, or of one of the portal's sample countries."""
    return bool(SAMPLE_CODE.fullmatch(iso3)) or country_name(iso3, "en") != iso3


def is_state(iso3: str) -> bool:
    """Whether a code is that of a Member State, of an observer State, or of a sample country."""
    return bool(SAMPLE_CODE.fullmatch(iso3)) or iso3 in load_lexicon("countries.names")


def country_name(iso3: str, language: str) -> str:
    """The usual short name in a language; a code that is not a country's comes back as it is."""
    code = iso3.upper()
    if sample := SAMPLE_CODE.fullmatch(code):
        names = load_lexicon("countries")["sample"]
        separator = "" if language == "zh" else " "
        return f"{names.get(language, names['en'])}{separator}{sample[1]}"
    if language not in LANGUAGES:
        return country_name(code, "en")
    if (state := load_lexicon("countries.names").get(code)) and language in COLUMNS:
        return str(state[COLUMNS.index(language)])
    if chosen := load_lexicon("countries")["display"].get(language, {}).get(code):
        return str(chosen)
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return _further_names().get(code, (iso3,))[0]
    short = getattr(country, "common_name", None) or _uninverted(country.name)
    original = short if language == "en" else getattr(country, "common_name", country.name)
    return _uninverted(_translation(language).gettext(original))


def country_of_code(code: str) -> str | None:
    """The ISO3 code of a code in any case: ISO 3166-1 alpha-3 ("ken"), or the three digits of M49 ("404")."""
    if code.isascii() and code.isdigit() and len(code) == 3:
        return getattr(pycountry.countries.get(numeric=code), "alpha_3", None)
    return code.upper() if re.fullmatch(r"[A-Za-z]{3}", code) and is_country(code.upper()) else None


def find_country(text: str, language: str) -> str | None:
    """The ISO3 code of the first country named in a text, the longest name where several begin together."""
    return next(iter(countries_in(text, language)), None)


def countries_in(text: str, language: str) -> list[str]:
    """The ISO3 codes of the countries named in a text, in order, each once.

    Names are looked for in the language, where none is found in English. A name has a capital where its script
    has them: "turkey", "того" (of this) and "chad" name no country.
    """
    plain = _plain(text)
    if sample := _sample_country(plain.lower()):
        return [sample]
    finder = _finder(language if language in LANGUAGES else "en")
    return finder.countries(plain) or _finder("en").countries(plain)


def country_named(name: str) -> str | None:
    """The ISO3 code of the country of which this is a whole name, in any language and case."""
    plain = _plain(name).lower()
    found = (_finder(language).whole(plain) for language in LANGUAGES)
    return _sample_country(plain) or next((code for code in found if code), None)


def country_of_adjective(text: str) -> str | None:
    """The State of the first English adjective in a text that is not the name of a language: "First Belgian …"."""
    found = _adjectives().search(_plain(text))
    return load_lexicon("countries")["adjectives"][found[1].title()] if found else None


class _Finder:
    """The names of all countries in one language as one expression; "" is the code of what is no country."""

    def __init__(self, language: str) -> None:
        names = {pattern: code for code, name in _names(language) for pattern in _patterns(name, language)}
        # By their first letters, which a search compares first: ten times as fast as one flat list.
        ordered = sorted(names, key=lambda pattern: (pattern[0], -len(pattern)))
        self.codes = [names[pattern] for pattern in ordered]
        letters = groupby(ordered, key=lambda pattern: pattern[0])
        alternatives = (f"{letter}(?:{'|'.join(f'({p[1:]})' for p in group)})" for letter, group in letters)
        before, after = _edges(language)
        self.expression = re.compile(f"{before}(?P<name>{'|'.join(alternatives)}){after}")

    def countries(self, plain: str) -> list[str]:
        found = [
            self._code(match)
            for match in self.expression.finditer(plain.lower())
            if not plain[slice(*match.span("name"))].islower()
        ]
        return list(dict.fromkeys(code for code in found if code))

    def whole(self, lowered: str) -> str | None:
        match = self.expression.fullmatch(lowered)
        return self._code(match) if match else None

    def _code(self, match: re.Match[str]) -> str:
        return next(code for code, part in zip(self.codes, match.groups()[1:], strict=True) if part is not None)


@cache
def _finder(language: str) -> _Finder:
    return _Finder(language)


@cache
def _adjectives() -> re.Pattern[str]:
    words = load_lexicon("countries")["adjectives"]
    forms = "|".join(re.escape(form) for word in words for form in (word, word.upper()))
    return re.compile(rf"(?<!\w)({forms})(?!\w)(?! (?i:version|translation|text|edition|language))")


def _edges(language: str) -> tuple[str, str]:
    if language == "zh":
        return "", "(?!(?<=国)[家际别])"  # 发展中国家, 其中国际…: not China
    return (rf"(?<!\w){PARTICLES}", r"(?!\w)") if language == "ar" else (r"(?<!\w)", r"(?!\w)")


def _names(language: str) -> Iterator[tuple[str, str]]:
    translation = _translation(language)
    for country in pycountry.countries:
        for kind in ("name", "common_name", "official_name"):
            if original := getattr(country, kind, None):
                name = translation.gettext(original)
                forms = {_uninverted(name), name.split(",")[0]}
                yield from ((country.alpha_3, form) for form in forms if _is_of_one(form))
    for code, names in (*load_lexicon("countries.names").items(), *_further_names().items()):
        yield from ((code, name) for name in names)
    yield from (("", name) for name in load_lexicon("countries")["no_countries"])


def _is_of_one(name: str) -> bool:
    """Whether a name is of one country: what stands before the comma of "Korea, Republic of" is of two."""
    return name not in load_lexicon("countries")["shared"]


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


def _patterns(name: str, language: str) -> Iterator[str]:
    """Expressions for a name, each beginning with its first letter."""
    folded = _plain(name).lower()
    if language == "ar" and folded.startswith("ال"):
        yield f"لل{re.escape(folded[2:])}"  # the article joined to the preposition: "للأردن"
    yield DASH.join(map(_inflected, re.split(DASH, folded))) if language == "ru" else re.escape(folded)


def _inflected(word: str) -> str:
    """A Russian word in any of its cases: "Кения" also matches "Кении"."""
    if INDECLINABLE.fullmatch(word) and not re.search(r"(?:[оеы]е|ие|ство)$", word):
        return re.escape(word)
    first, endings = next(pair for pair in (*RU_CASES, ("", "")) if re.search(f"(?:{pair[0]})$", word))
    return re.escape(re.sub(f"(?:{first})$", "", word)) + (f"(?:{endings})" if endings else "")


def _plain(text: str) -> str:
    """Text without accents, apostrophes made straight, one space between words."""
    straight = text.replace("’", "'").replace("ʼ", "'").replace("ـ", "")
    return " ".join(without_accents(straight, "йЙ").split())  # a letter, which the cases of a name need


def _sample_country(folded: str) -> str | None:
    lexicon = load_lexicon("countries")
    letters = {_plain(letter).lower(): latin for letter, latin in lexicon["sample_letters"].items()}
    for name in lexicon["sample"].values():
        if match := re.search(rf"{re.escape(_plain(name).lower())}\s*(\w)ـ?(?![^\W一-鿿])", folded):
            return f"XA{letters.get(match[1], match[1].upper())}"
    return None
