"""字体：whether a text is printed in simplified or in traditional characters."""

from typing import Literal

SHARE = 0.02  # a traditional text changes far more than this share of its characters; a quoted name far fewer


def script_of(text: str, plain: str) -> Literal["simplified", "traditional"]:
    """Compare a text with its simplified spelling of equal length."""
    if text is plain:
        return "simplified"
    changed = sum(a != b for a, b in zip(text, plain, strict=True))
    return "traditional" if changed > SHARE * max(1, len(text)) else "simplified"
