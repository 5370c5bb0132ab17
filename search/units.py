"""What a question asks about: its units, each with the forms in which a passage may say it, in any language.

A unit is a term of the glossary, the longest that fits, or a single word. Function words are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from corpus.chinese import is_chinese
from corpus.glossary import Concept, concepts
from corpus.lexicon import LANGUAGES, load_lexicon
from search.prepare import prepared
from search.segment import segmenter
from search.stemming import ALGORITHMS, LATIN, language_of, stem
from search.tokens import TOKEN
from search.translations import translations

TOLD_APART = frozenset({*ALGORITHMS, "zh"})
"""Languages whose words are told apart."""

BETWEEN = frozenset({" ", "-", "'", "’", ""})

MOST_FORMS = 6
"""Forms of a unit in one language that are looked for."""

LONG = 12
FEWER_FORMS = 2
"""The same in a question of more units than ``LONG``: it says enough, and each form takes time."""

TAKEN_APART = 64
"""Questions that are remembered: a request takes its own apart several times."""

SAMENESS = {"general": 0.3}
"""How surely forms of one language mean the same, by the source of their concept: general words are near each other,
terms are the same."""

TYPED, SYNONYM, GLOSSARY, LEXICON = "typed", "synonym", "glossary", "lexicon"
ADDED = frozenset({SYNONYM, GLOSSARY, LEXICON})
"""Where forms that were not typed come from: the glossary within a language and across, and the learned lexicon."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to say a unit in a language; ``weight`` 0..1 is how surely it means the same."""

    text: str
    language: str
    source: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that is asked about: ``typed`` as it stands in the prepared question, and its forms."""

    typed: str
    forms: tuple[Form, ...]
    concept: str | None = None

    def in_language(self, language: str) -> tuple[Form, ...]:
        """The forms in a language, what was typed first."""
        return tuple(form for form in self.forms if form.language == language)


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. ``content`` are its Chinese runs without function words, ``words`` its words."""

    text: str
    languages: tuple[str, ...]
    units: tuple[Unit, ...]
    runs: tuple[str, ...]
    content: tuple[str, ...]
    words: tuple[str, ...]

    def is_in(self, language: str) -> bool:
        """Whether it may be in a language; words of languages that are not told apart count as English ones."""
        return language in self.languages or (language not in TOLD_APART and "en" in self.languages)


@dataclass(frozen=True, slots=True)
class Terms:
    """The glossary's forms in one language, by which they are found: tuples of stems, or Chinese text."""

    concepts: Mapping[tuple[str, ...], tuple[int, ...]]
    longest: int


def take_apart(text: str, targets: Sequence[str] | None = None, sources: frozenset[str] = ADDED) -> Question:
    """The units of a question. ``targets``: languages in which forms are wanted; None is all of the glossary's.

    ``sources``: where forms that were not typed may come from, a part of ``ADDED``.
    """
    return _taken_apart(text, None if targets is None else tuple(targets), sources)


@lru_cache(maxsize=TAKEN_APART)
def _taken_apart(text: str, targets: tuple[str, ...] | None, sources: frozenset[str]) -> Question:
    plain = prepared(text)
    languages = question_languages(plain)
    runs = tuple(match.group() for match in TOKEN.finditer(plain) if match.lastgroup == "cjk")
    word_runs = list(_word_runs(plain))
    content = tuple(piece for run in runs for piece in _without_function_words(run))
    found = [*_chinese_units(runs), *_word_units(word_runs, languages)]
    most = MOST_FORMS if len(found) <= LONG else FEWER_FORMS
    units = tuple(_kept(_unit(typed, language, known, targets, most), sources) for typed, language, known in found)
    return Question(plain, languages, units, runs, content, tuple(word for run in word_runs for word in run))


def _word_runs(plain: str) -> Iterator[list[str]]:
    """Words with nothing but a space, a hyphen or an apostrophe between them: a term does not go on after a comma."""
    run, end = list[str](), 0
    for match in TOKEN.finditer(plain):
        if match.lastgroup == "word":
            if run and plain[end : match.start()] not in BETWEEN:
                yield run
                run = []
            run.append(match.group())
            end = match.end()
    if run:
        yield run


def question_languages(plain: str) -> tuple[str, ...]:
    """The languages a prepared question may be in; of languages in Latin letters those that know most of its words."""
    if is_chinese(plain):
        return ("zh",)
    words = [match.group() for match in TOKEN.finditer(plain) if match.lastgroup == "word"]
    scripts = {language_of(word, "") for word in words}
    others = tuple(sorted(language for language in scripts - {"en"} if language))
    if others or not words:
        return others or ("en",)
    known = {language: sum(_familiar(word, language) for word in words) for language in LATIN}
    most = max(known.values())
    return tuple(language for language in LATIN if known[language] == most)


def question_language(text: str) -> str:
    """The official language a question is asked in; English where it may be several, or none of them."""
    official = [language for language in question_languages(prepared(text)) if language in LANGUAGES]
    return official[0] if official and "en" not in official else "en"


def _familiar(word: str, language: str) -> int:
    """2 for a function word of a language, 1 for a word of its glossary, else 0."""
    if word.casefold() in function_words(language):
        return 2
    return int((stem(word, language),) in terms(language).concepts)


@cache
def function_words(language: str) -> frozenset[str]:
    """The words of a language that say nothing of what a text is about."""
    return frozenset(load_lexicon("function_words").get(language, ()))


def is_function_word(word: str, languages: Sequence[str]) -> bool:
    """Whether a word is one in every language it may be of."""
    return all(word.casefold() in function_words(language) for language in languages)


def _without_function_words(run: str) -> Iterator[str]:
    """The pieces of a run of Chinese between its function words; the run itself if nothing else is in it."""
    pieces = [""]
    for word in segmenter()(run):
        if is_function_word(word, ["zh"]):
            pieces.append("")
        else:
            pieces[-1] += word
    found = [piece for piece in pieces if piece]
    return iter(found or [run])


Found = tuple[str, str, tuple[int, ...]]
"""What was typed, its language, and the concepts it may stand for."""


def _chinese_units(runs: Sequence[str]) -> Iterator[Found]:
    """Terms of the glossary that begin and end where words do, the longest first; else single words."""
    for run in runs:
        yield from _terms_in(list(segmenter()(run)), "zh")


def _word_units(runs: Sequence[Sequence[str]], languages: Sequence[str]) -> Iterator[Found]:
    """Terms of the glossary in the question's languages, the longest first; else single words."""
    for run in runs:
        yield from _terms_in(run, languages[0])


def _terms_in(words: Sequence[str], language: str) -> Iterator[Found]:
    """The terms in a run of words, the longest first; else single words, unless they are function words.

    Never the parts of a term: "least developed countries" are no developed ones.
    """
    at = 0
    while at < len(words):
        own = language_of(words[at], language) if language != "zh" else "zh"
        length, known = _longest(words[at:], own)
        found = words[at : at + length]
        if length > 1 or not is_function_word(found[0], [own]):
            yield ("" if own == "zh" else " ").join(found), own, known
        at += length


def _longest(words: Sequence[str], language: str) -> tuple[int, tuple[int, ...]]:
    """How many of the words, from the first on, are a term of the glossary, and its concepts; 1 when none is."""
    known = terms(language)
    keys = list(words[: known.longest]) if language == "zh" else [stem(w, language) for w in words[: known.longest]]
    for length in range(len(keys), 0, -1):
        key = ("".join(keys[:length]),) if language == "zh" else tuple(keys[:length])
        if key in known.concepts:
            return length, known.concepts[key]
    return 1, ()


def _unit(typed: str, language: str, known: tuple[int, ...], targets: Sequence[str] | None, most: int) -> Unit:
    meant = [concepts()[at] for at in known]
    forms = {(typed, language): Form(typed, language, TYPED)}
    for target in _targets(meant, targets):
        source = SYNONYM if target == language else GLOSSARY
        weight = 1.0 if source == GLOSSARY else max(SAMENESS.get(concept.source, 1.0) for concept in meant)
        for text in _forms_in(target, meant)[:most]:
            forms.setdefault((text, target), Form(text, target, source, weight))
    for form in _learned(typed, language, targets):
        forms.setdefault((form.text, form.language), form)
    return Unit(typed, tuple(forms.values()), meant[0].name if meant else None)


def _kept(unit: Unit, sources: frozenset[str]) -> Unit:
    if sources >= ADDED:
        return unit
    return replace(unit, forms=tuple(form for form in unit.forms if form.source == TYPED or form.source in sources))


def _targets(meant: Sequence[Concept], targets: Sequence[str] | None) -> Sequence[str]:
    said_in = dict.fromkeys(language for concept in meant for language in concept.forms)
    return [language for language in said_in if targets is None or language in targets]


def _forms_in(language: str, meant: Sequence[Concept]) -> list[str]:
    """The forms of several concepts in turn, the best of each first."""
    lists = [concept.forms.get(language, ()) for concept in meant]
    ranked = sorted((rank, at, form) for at, forms in enumerate(lists) for rank, form in enumerate(forms))
    return list(dict.fromkeys(form for _, _, form in ranked))


def _learned(typed: str, language: str, targets: Sequence[str] | None) -> Iterator[Form]:
    """What the lexicon of parallel texts adds."""
    for target, text, weight in translations(typed, language):
        if targets is None or target in targets:
            yield Form(text, target, LEXICON, weight)


@cache
def terms(language: str) -> Terms:
    """The glossary's forms in a language, prepared for finding; made once."""
    found: dict[tuple[str, ...], list[int]] = {}
    for at, concept in enumerate(concepts()):
        for form in concept.forms.get(language, ()):
            key = (prepared(form),) if language == "zh" else stems_of(form, language)
            if key and at not in found.setdefault(key, []):
                found[key].append(at)
    longest = 8 if language == "zh" else max(map(len, found), default=1)
    return Terms({key: tuple(places) for key, places in found.items()}, longest)


@lru_cache(maxsize=50_000)
def stems_of(form: str, language: str) -> tuple[str, ...]:
    """The stems of the words of a form, each by its script."""
    words = (match.group() for match in TOKEN.finditer(prepared(form)) if match.lastgroup == "word")
    return tuple(stem(word, language_of(word, language)) for word in words)
