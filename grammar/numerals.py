"""数词：how official Chinese writes a number; text -> Fraction.

60 · 1,000 · 1.2 · 六十 · 两 · 二〇二六 · 三十六 · 一千二百.
The multipliers 万 and 亿 are left to the unit, as printed: 10亿千瓦 is 10 of the unit 亿千瓦.
"""

from fractions import Fraction

import regex

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}

ARABIC = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?+"
CHINESE = "[零〇○一二两三四五六七八九十百千]++"
NUMBER = rf"(?:{ARABIC}|{CHINESE})"
DASH = r"(?:[—–\-~~至到]|——)"
_DIGITS = regex.compile(r"\d++(?:\.\d++)?", flags=regex.ASCII)
_SIGNS = regex.compile(CHINESE)


def parse_number(text: str) -> Fraction | None:
    """The value of a written number, or None where the signs make no number (十分, 百 alone is 100)."""
    plain = text.replace(",", "")
    if _DIGITS.fullmatch(plain):
        return Fraction(plain)
    if not _SIGNS.fullmatch(plain):
        return None
    if not any(sign in TENS for sign in plain):
        return Fraction(int("".join(str(DIGITS[sign]) for sign in plain)))
    return _with_tens(plain)


def _with_tens(signs: str) -> Fraction:
    """三十六 -> 36: a digit waits for its power of ten; 十 alone counts one ten."""
    total, waiting = 0, None
    for sign in signs:
        if sign in TENS:
            total += (1 if waiting is None else waiting) * TENS[sign]
            waiting = None
        elif DIGITS[sign]:
            waiting = DIGITS[sign]
    return Fraction(total + (waiting or 0))
