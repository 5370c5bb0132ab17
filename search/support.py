"""Whether sentences that a generator wrote are borne out by the passages they cite.

The check is lexical. It finds what no cited passage says: other figures, names, numbers in words, a negation that is
not there, subjects that are not there. It does not find a sentence that says something else with the passage's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.chinese import is_chinese
from corpus.lexicon import any_of, load_lexicon
from corpus.sentences import sentences
from search.features import FEATURES, Candidate, features
from search.prepare import prepared
from search.probes import probes
from search.tokens import TOKEN
from search.units import take_apart
from search.windows import comparable

MARK = re.compile(r"\s*[\[【［](\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)[\]】］]")  # "[1]", "[1, 3]", 【2】
BEHIND_STOP = re.compile(rf"(?P<stop>[.!?؟。！？])(?P<marks>(?:{MARK.pattern})+)")
BEHIND_CITED = re.compile(r"(?<=[\]】］][.!?؟。！？])\s*")
ENDS_CITED = re.compile(r"[\]】］]\s*[.!?؟。！？]?[\"»”’」』)）]*\s*$")

SUPPORTED = 0.5
"""The share of what a sentence says, rare things counting more, that has to stand in what it cites: by which questions
are borne out by their own paragraph and seldom by another of the same article (``python -m eval answers``)."""

FEWEST = 20
"""Texts by which rarity is judged; where there are fewer, texts that hold nothing stand for the others."""

Text = tuple[str, str]
"""A text and its language."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, without its marks, and the numbers of the quotes it cites, from 1 on."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a reply, and how much of it was removed for which reason."""

    kept: tuple[Sentence, ...]
    uncited: int = 0
    unsupported: int = 0


def checked(reply: str, cited: Mapping[int, Sequence[Text]], background: Sequence[Text]) -> Checked:
    """The sentences of a reply that cite quotes which exist and are borne out by them.

    ``cited`` gives for each quote's number its passage and that passage's translations; ``background`` are the texts by
    which it is judged how rare a word is.
    """
    kept, uncited, unsupported = list[Sentence](), 0, 0
    for sentence, well_cited in read_reply(reply):
        if not well_cited or not all(number in cited for number in sentence.citations):
            uncited += 1
        elif not is_supported(sentence.text, [text for n in sentence.citations for text in cited[n]], background):
            unsupported += 1
        else:
            kept.append(sentence)
    return Checked(tuple(kept), uncited, unsupported)


def read_reply(reply: str) -> Iterator[tuple[Sentence, bool]]:
    """The sentences of a reply, each with whether it ends with what it cites, before its stop or behind it."""
    for line in reply.splitlines():
        pieces = BEHIND_CITED.split(BEHIND_STOP.sub(r"\g<marks>\g<stop> ", line))
        for written in (sentence for piece in pieces for sentence in sentences(piece)):
            text = MARK.sub("", written).strip()
            if any(letter.isalnum() for letter in text):
                numbers = (int(number) for marks in MARK.findall(written) for number in re.findall(r"\d+", marks))
                yield Sentence(text, tuple(dict.fromkeys(numbers))), ENDS_CITED.search(written) is not None


def is_supported(sentence: str, cited: Sequence[Text], background: Sequence[Text]) -> bool:
    """Whether what is cited holds every figure and name of a sentence, and most of what else it says."""
    plain = prepared(sentence)
    return (
        _figures(plain) <= {figure for text, _ in cited for figure in _figures(prepared(text))}
        and all(_stands(word, cited) for word in _exact_words(sentence))
        and (not _negated(plain) or any(_negated(prepared(text)) for text, _ in cited))
        and _share_held(sentence, cited, background) >= SUPPORTED
    )


def _figures(plain: str) -> set[str]:
    return {match.group() for match in TOKEN.finditer(plain) if match.lastgroup == "number"}


def _exact_words(sentence: str) -> Iterator[str]:
    """Numbers in words, and names: words with a capital that begin no sentence, Latin words in other scripts."""
    words = [match for match in TOKEN.finditer(sentence) if match.lastgroup == "word"]
    latin = not any(letter > "\u024f" and letter.isalpha() for letter in sentence)
    for at, match in enumerate(words):
        word = match.group()
        named = word[0].isupper() and (at > 0 or word[1:].isupper()) if latin or word[0] > "\u024f" else True
        if named or _numbers_in_words().fullmatch(word.casefold()):
            yield word
    yield from (match.group() for match in _chinese_numbers().finditer(prepared(sentence)) if is_chinese(sentence))


def _stands(word: str, cited: Sequence[Text]) -> bool:
    """Whether a word, or what the glossary knows as the same, stands in any of the texts."""
    return any(_holds(word, text, language) for text, language in cited)


def _holds(word: str, text: str, language: str) -> bool:
    said = comparable(text, language)
    sought = probes(take_apart(word, [language]), language)
    forms = (form for group in ("units", "typed", "figures") for probe in sought.get(group, ()) for form in probe.texts)
    return comparable(word, language).strip() in said or any(form in said for form, _ in forms)


def _negated(plain: str) -> bool:
    return _negation().search(plain.casefold()) is not None


def _share_held(sentence: str, cited: Sequence[Text], background: Sequence[Text]) -> float:
    """The best share, in any language of what is cited, of the sentence's units that it holds."""
    question, shares = take_apart(sentence), [0.0]
    for language in dict.fromkeys(language for _, language in cited):
        together = "\n".join(text for text, its in cited if its == language)
        others = [text for text, its in background if its == language]
        compared = [together, *others, *[""] * (FEWEST - len(others))]
        found = [Candidate.of(text, language) for text in compared]
        rows = features({language: probes(question, language)}, found)
        shares.append(float(rows[0][FEATURES.index("units.passage")]))
    return max(shares)


@cache
def _numbers_in_words() -> re.Pattern[str]:
    listed = load_lexicon("answer")["numbers_in_words"]
    return re.compile(any_of(word for words in listed.values() for word in words))


@cache
def _chinese_numbers() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load_lexicon('answer')['numerals'])}{{2,}}")


@cache
def _negation() -> re.Pattern[str]:
    listed = load_lexicon("answer")["negations"]
    words = [rf"(?<!\w){any_of(listed[language])}(?!\w)" for language in listed if language != "zh"]
    return re.compile("|".join([any_of(listed["zh"]), *words]))
