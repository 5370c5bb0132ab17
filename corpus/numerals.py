"""Numbers as documents print them beside 1, 2, 3: in Roman figures and in Chinese characters."""

from __future__ import annotations

from functools import cache

ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
COUNTED = 39
"""Up to what Roman figures are read back: beyond, a lone "L" or "C" is a letter."""


def roman(number: int) -> str:
    """A number in Roman figures: "XXI".

    >>> roman(21)
    'XXI'
    """
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def chinese(number: int) -> str:
    """A number below a hundred in Chinese characters; a greater one in digits.

    >>> chinese(21)
    '二十一'
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return ((digits[tens] if tens > 1 else "") + "十" if tens else "") + (digits[ones] if ones else "")


@cache
def in_digits() -> dict[str, str]:
    """The digits of the numbers up to ``COUNTED`` as they are printed in either way: "XXI" is "21". Read only."""
    return {written(number): str(number) for number in range(1, COUNTED + 1) for written in (roman, chinese)}
