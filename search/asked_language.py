"""The language of a question: by its script where that decides, else by a model over languages in Latin letters."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import cache

SCRIPTS = {
    "zh": re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"),
    "ar": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
}
LATIN = ("en", "fr", "es", "pt")

_loading = threading.Lock()


def asked_language(text: str) -> str:
    """An ISO 639-1 code. A question with a word in another script than Latin is in that script's language."""
    written = (language for language, script in SCRIPTS.items() if script.search(text))
    return next(written, None) or _latin()(text.casefold())  # the model reads capitals as foreign words


def _latin() -> Callable[[str], str]:
    with _loading:
        return _latin_model()


@cache
def _latin_model() -> Callable[[str], str]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loads numpy and a model

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(list(LATIN))
    return lambda text: str(model.classify(text)[0])
