"""Text as it is compared: one preparation for passages and questions alike. What is shown stays as it was written."""

from __future__ import annotations

import re
import unicodedata

from corpus.chinese import CJK, simplified

BROKEN_LINE = re.compile(rf"(?<=[{CJK}]) *[\r\n]+ *(?=[{CJK}])")  # a hard line end inside a Chinese sentence
DIGIT_GROUPS = re.compile(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))")  # "1 243 381", "9,459"
ARABIC_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640]")  # diacritics and the lengthening stroke
ARABIC_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})


def prepared(text: str) -> str:
    """A text in compatibility form and simplified characters, its broken lines and digit groups joined."""
    plain = simplified(unicodedata.normalize("NFKC", text))
    return DIGIT_GROUPS.sub("", BROKEN_LINE.sub("", plain) if "\n" in plain or "\r" in plain else plain)


def folded(text: str) -> str:
    """A text with case, accents and Arabic marks folded: "Bénévolat" and "benevolat" are one, as are ё and е."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).translate(_FOLDING)


class _Folding(dict[int, str]):
    """What each character is folded to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = ARABIC_MARKS.sub("", chr(code).casefold()).translate(ARABIC_LETTERS)
        # й is и with a breve: taking that off would join different Russian words, as taking off ё's dots does not.
        kept = (c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c) or plain == "й")
        self[code] = unicodedata.normalize("NFC", "".join(kept))
        return self[code]


_FOLDING = _Folding()
