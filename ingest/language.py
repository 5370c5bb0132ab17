"""The language of a text: by its script where that decides, else by a model over the languages the portal reads."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from corpus.documents import ParsedDocument, PassageKind

LETTERS_NEEDED = 20
"""Of an alphabet; a Chinese character counts for ``HAN_WEIGHT`` of them."""

SAMPLE = 20_000
"""Characters looked at."""

SHARE = 0.3
"""A script with this share of the letters decides: Chinese and Arabic texts keep Latin names and addresses."""

HAN_WEIGHT = 3
"""A Chinese title says in one character what its translation beside it says in three letters."""

FOREIGN_SHARE = 0.02
"""With this share of letters that none of our languages has, a text is in another: Japanese, Persian, Ukrainian."""

LATIN_LANGUAGES = ("en", "fr", "es", "pt", "de")

LETTER = re.compile(r"[^\W\d_]")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
FOREIGN = re.compile("[\u3040-\u30ff\uac00-\ud7af\u1100-\u11ffپچژگіїєґўәғқңөұүһ]", re.IGNORECASE)

_loading = threading.Lock()


def detect(texts: Iterable[str]) -> str | None:
    """An ISO 639-1 code; None for too few letters, and for scripts and alphabets of no language of ours."""
    sample = _sample(texts)
    han = len(HAN.findall(sample))
    weights = {"zh": HAN_WEIGHT * han, "ar": len(ARABIC.findall(sample)), "ru": len(CYRILLIC.findall(sample))}
    letters = len(LETTER.findall(sample)) + (HAN_WEIGHT - 1) * han
    if letters < LETTERS_NEEDED or len(FOREIGN.findall(sample)) >= FOREIGN_SHARE * letters:
        return None
    written = next((language for language, weight in weights.items() if weight >= SHARE * letters), None)
    return written or _latin()(sample.lower())  # the model reads capitals as foreign words


def bodies(document: ParsedDocument) -> Iterator[str]:
    """The texts that show the language: paragraphs first, then whatever there is."""
    texts = (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM)
    yield from (p.text for p in document.passages if p.kind in texts)
    yield from (p.text for p in document.passages if p.kind not in texts)


def _sample(texts: Iterable[str]) -> str:
    taken, length = list[str](), 0
    for text in texts:
        taken.append(text[: SAMPLE - length])
        length += len(text) + 1
        if length >= SAMPLE:
            break
    return "\n".join(taken)


def _latin() -> Callable[[str], str]:
    with _loading:
        return _latin_model()


@cache
def _latin_model() -> Callable[[str], str]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loads numpy and a model

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(list(LATIN_LANGUAGES))
    return lambda text: str(model.classify(text)[0])
