"""归一：one spelling to match on, one to quote from.

Patterns are written once, for simplified script, half-width signs and no white space.  `Folded.plain`
is that spelling; `Folded.at` leads every sign of it back to its place in the text as printed.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

import regex

# Signs that stand only in traditional texts; one of them is enough to ask for conversion.
_TRADITIONAL = regex.compile(
    "[個執與關會報應學時間開實責權績級統計劃區縣鄉鎮對從於內後組織設構點業務員總數強監層場專題講座為達]"
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("。"): "。",
    ord("﹑"): "、",
    ord("「"): "“",
    ord("」"): "”",
    ord("『"): "“",
    ord("』"): "”",
    ord("﹪"): "%",
    ord("−"): "-",
}
_CELL_ENDS = dict.fromkeys(map(ord, "\t|│┃"), "\n")
# 贰次, 叁项: the signs of cheques, where a number is meant; 大陆 and 队伍 are words
_FORMAL_DIGITS = dict(zip("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十", strict=True))
_FORMAL = regex.compile(
    f"(?<![大登着队入])[{''.join(_FORMAL_DIGITS)}](?=[{''.join(_FORMAL_DIGITS)}]*+[次项个名份期场天年])"
)
BLANKED = "◇"
_NUMBERED = regex.compile("[\\d一二两三四五六七八九十百千]")


# Words of charges whose two scripts differ: a pattern written in simplified signs is widened by this table.
_PAIRS = dict(
    zip(
        "单门体机构关处县责负办实协与参执会时间际职据别联积极无级组织进领导备围适点节长续态头牵总镇乡务为",
        "單門體機構關處縣責負辦實協與參執會時間際職據別聯積極無級組織進領導備圍適點節長續態頭牽總鎮鄉務為",
        strict=True,
    )
)


def either_script(pattern: str) -> str:
    """A pattern written in simplified signs, made to match the traditional ones as well: 牵头 → [牵牽][头頭]."""
    out: list[str] = []
    inside = False
    for sign in pattern:
        inside = {"[": True, "]": False}.get(sign, inside)
        pair = _PAIRS.get(sign, sign)
        out.append(sign if pair == sign else sign + pair if inside else f"[{sign}{pair}]")
    return "".join(out)


@dataclass(frozen=True)
class Folded:
    """A text and its plain spelling (归一文本); `at[i]` is where `plain[i]` stands in `text`."""

    text: str
    plain: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as printed of `plain[start:end]`, which must not be empty."""
        return self.at[start], self.at[end - 1] + 1

    def find(self, place: int) -> int:
        """The index in `plain` of the first sign standing at or after `place` of the text."""
        return bisect_left(self.at, place)


@cache
def _converter() -> object:
    """The t2s converter, loaded only when a traditional text comes (it costs milliseconds)."""
    import opencc

    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """A simplified copy of exactly the same length, so that spans hold for both."""
    if not _TRADITIONAL.search(text):
        return text
    converter = _converter()
    copy: str = converter.convert(text)  # type: ignore[attr-defined]
    if len(copy) != len(text):
        copy = "".join(_one_for_one(converter, sign) for sign in text)
    assert len(copy) == len(text), "a simplified copy must keep its length"
    return copy


def _one_for_one(converter: object, sign: str) -> str:
    """One sign simplified, or itself where one sign would become several."""
    simple: str = converter.convert(sign)  # type: ignore[attr-defined]
    return simple if len(simple) == 1 else sign


def fold(text: str) -> Folded:
    """Simplify, make half-width, drop blanks and mere wraps, but keep the way back to the text as printed.

    A tab or a bar parts the cells of a table row and ends a statement, as a line does.
    """
    same = _WRAP.sub(" ", to_simplified(text).translate(_WIDE)).translate(_CELL_ENDS)
    same = _FORMAL.sub(lambda sign: _FORMAL_DIGITS[sign[0]], same)
    at = [place for place, sign in enumerate(same) if sign == "\n" or not sign.isspace()]
    return Folded(text, "".join(same[place] for place in at), tuple(at))


# A line that breaks off in mid-sentence after a full measure of signs is wrapped; a short one is a heading or a cell.
_NUMBERING = r"[(\[【][一二三四五六七八九十\d]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、]|第.{1,5}[条章节]"
_WRAP = regex.compile(rf"(?<=[^\n]{{20}}[^\n。;:!?\s”)】])\n(?=[^\S\n]*+(?!{_NUMBERING})\S)|\n(?=[^\S\n]*+[,、。;)])")


# What carries numbers that are names: titles, document numbers, slogans in quotation marks.
_NAMES = (
    regex.compile(r"《[^《》\n]{0,80}+》"),
    regex.compile(r"〈[^〈〉\n]{0,80}+〉"),
    regex.compile(r"<[^<>\n]{0,80}+>"),
    regex.compile(r"〔\d{2,4}〕(?:第)?\d++号"),
    regex.compile(r"\[\d{4}\](?:第)?\d++号"),
    regex.compile(r"第\d++号(?:令|公告)?|令第?\d++号|(?<!\d)\d{2,}+号(?:文|令)?"),
    regex.compile(r"“(?!十[二三四五六]五”)[^“”\n]{0,30}+”"),
)
_BRACKET = regex.compile(
    r"(?<!(?:^|[。;:\n]))\([^()\n]{0,120}+\)|\((?![一二三四五六七八九十\d]{1,2}\))[^()\n]{0,120}+\)"
)  # (1) at a head counts
_DATED = regex.compile(r"^\((?:星期|周)[一二三四五六日天]\)$|\d[\d*]{1,3}年|\d{1,2}月|[年季月]底|每[年半季月]|长期")


def blank_names(plain: str) -> str:
    """The same text with names that hold numbers blanked out sign by sign (“三项制度”, 《…2025年规划》)."""
    for name in _NAMES:
        plain = name.sub(lambda found: BLANKED * len(found[0]), plain)
    return _BRACKET.sub(_blank_bracket, plain)


def _blank_bracket(found: "regex.Match[str]") -> str:
    """A bracket is an aside: its numbers are blanked unless they date something, and its commas split nothing."""
    if _NUMBERED.search(found[0]) and not _DATED.search(found[0]):
        return BLANKED * len(found[0])
    return found[0].replace(",", "、")
