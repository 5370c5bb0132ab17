"""Chinese in one script: traditional characters as simplified ones (OpenCC)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

CJK = "\u3400-\u9fff\uf900-\ufaff"
CHINESE = re.compile(f"[{CJK}]")


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return not text.isascii() and CHINESE.search(text) is not None


def simplified(text: str) -> str:
    """A text of the same length with its traditional characters as simplified ones."""
    if not is_chinese(text):
        return text
    try:
        converted: str = _converter().convert(text)
    except UnicodeEncodeError:  # half a surrogate pair, from a broken file: OpenCC reads UTF-8
        return text
    # Offsets must not move: a conversion that changes the length is not used.
    return converted if len(converted) == len(text) else text


def simplified_forms() -> dict[str, str]:
    """Traditional characters by their simplified form, of those that have one: 議 is 议."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    return {old: new for old, new in ((one, simplified(one)) for one in characters) if new != old}


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415 - its tables take a tenth of a second, which only Chinese text pays

    return OpenCC("t2s")
