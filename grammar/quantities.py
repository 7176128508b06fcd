"""数量：how a text says how much; text -> Quantity.

不少于2次 · 至少配备5名 · 两期以上 · 达95%以上 · 100% · 一半以上 · 1—2件 · 不超过15个工作日 · 下降10% · 只设一个.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import regex

from grammar.numerals import ARABIC, CHINESE, DASH, NUMBER, parse_number


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


EVENTS = _words("次 期 班次 轮次 场次 场 节课 节 轮 遍 回 堂 篇 例 起 件 课时 学时 学分 人次 批次")
THINGS = _words(
    "项 个 所 户 批 份 册 条 种 类 处 台 辆 套 支 座 家 间 门 部 宗 张 只 株 块 班 倍 分钟 百分点 个百分点 万人次"
)
PEOPLE = ("名", "人", "位")
LENGTHS = _words("小时 天 日 工作日 周 年 月 星期 日历日 自然日")
AMOUNTS = _words(
    "‰ 元 美元 千瓦时 千瓦 平方公里 公里 千米 平方米 立方米 厘米 毫米 米 公顷 亩 吨标准煤 吨标煤 吨 公斤 斤 升 "
    "微克/立方米 毫克/升 微克 毫克"
)
_ALL = sorted({*EVENTS, *THINGS, *PEOPLE, *LENGTHS, *AMOUNTS}, key=lambda unit: (-len(unit), unit))
# 个 before a unit of time is a filler: 3个月, 20个工作日; so is 万 part of the unit: 2万亿元.
GAUGE = "个(?=班次|学时|课时|小时|工作日|月(?!底)|星期|周|自然日|日历日)"
UNIT = rf"(?P<unit>(?:万亿|百亿|千亿|万|亿)?(?:{'|'.join(_ALL)})(?<!期(?=间)))"

# 2026年10项 tells a year, 6月30日 a day; 每年2次, 每半年3场, 一年两次 and 每月2期 tell how many
_EACH = r"(?<=(?:每(?:[一半]|[两二三四五六七八九十\d])?个?|(?<![〇零一二三四五六七八九\d])一|全)(?:年度?|月))"
_COUNT = regex.compile(
    rf"(?:(?<![第上下每\d.月年*])|{_EACH}(?!{NUMBER}[月日号]))(?:近|约|超)?(?P<low>(?<!\d){ARABIC}|(?<![一二三四五六七八九十百千]){CHINESE})"
    rf"(?:个?{DASH}{{1,2}}(?P<high>{NUMBER}))?(?:余|多)?(?P<gauge>{GAUGE})?{UNIT}"
    rf"(?P<rate>[/每](?:年|季度?|月|周))?"
)
_BETWEEN = regex.compile("(?:之间|间隔|相隔|[^,。;]{0,4}的间隔)")  # 两次间隔不超过15个月 counts no two
_SHARE = regex.compile(
    rf"(?P<low>{ARABIC})%?(?:{DASH}(?P<high>{ARABIC}))?%|百分之(?P<zh>{NUMBER})"
    rf"|(?P<den>{CHINESE})分之(?P<num>{CHINESE})"
    r"|(?P<half>一半(?![天日个年月])|半数|过半(?![年天日个月]))|(?P<tenths>[一二三四五六七八九])成(?=以上|$|,)"
)

# How a bound is said right before the number: sense -> words.  Where two fit, the earlier row wins.
_PRE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("max", ("不得?超过", "不得?多于", "不得?高于", "不得?大于", "最高", "最多", "至多", "控制在")),
    ("max", ("(?<![不得])低于", "(?<![不得])小于", "(?:压缩|压减|缩短|缩减|降低|[降减])[至到]")),
    (
        "min",
        ("不[得应能]?少于", "不[得应能]?低于", "不[得应能]?小于", "不[得应能]?短于", "至少", "最少", "提前", "须?满"),
    ),
    ("min", ("(?<![不得])高于", "(?<![不得])多于", "(?<![不得])大于")),
    (
        "reach",
        (
            "达到",
            "[均高]?达",
            "超过",
            "突破",
            "稳定在",
            "保持在?",
            "维持在?",
            "(?:扩大|扩展|增加?|提高|提升|上升)[至到]",
        ),
    ),
    ("reach", ("(?:扩大|扩展|提升|增加)[^,。;]{1,12}至",)),
    ("down", ("下降", "降低", "压减", "压缩", "减少", "削减", "缩短", "精简", "缩减")),
    ("up", ("提高", "增长", "提升", "增加", "上升")),
    ("exact", ("只设立?", "仅设", "只保留", "一般为", "(?<![年季月度])(?<!^)[均统]?一?为")),
)
_PRE_NEAR = [
    (
        sense,
        regex.compile(rf"(?:{'|'.join(words)})(?:总体|分别|均|约|了|在|的)?{'' if sense == 'exact' else '.{0,2}'}$"),
    )
    for sense, words in _PRE
]
# 至少 and 不少于 may stand far from their number: 至少对储水设施进行一次, 不少于本单位总数的5%.
_PRE_FAR = regex.compile(
    r"(?P<min>不得少于|不应少于|不少于|不得低于|不低于|不小于|不得小于|至少|最少)(?P<gap>[^,。;\d]{0,30})$"
)
_POST = regex.compile(r"(?P<min>以上|及以上|左右|以上的)|(?P<max>(?:以|之)?内|以下|以内)")
_ABOUT = regex.compile("(?:[大可]?约|接?近)$")
_THE = regex.compile("的")


@dataclass(frozen=True)
class Quantity:
    """A printed amount (数量): `sense` says how it is bound, `far` that words stand between bound and number.

    `about` tells that it is no exact number (约, 近, 左右).
    `sense` is min, max, reach, exact, down, up, or "" when only the number is printed.
    """

    start: int
    end: int
    low: Fraction
    high: Fraction | None
    unit: str
    sense: str
    number_at: int
    said_post: bool = False
    far: bool = False
    modifies: bool = False
    arabic: bool = True
    rate: str | None = None
    about: bool = False

    @property
    def at_least(self) -> Fraction | None:
        """The lower bound, None for a mere upper one."""
        return None if self.sense == "max" else self.low

    @property
    def at_most(self) -> Fraction | None:
        """The upper bound: the top of a range, an exact number, or a limit."""
        if self.sense == "max":
            return self.high if self.high is not None else self.low
        return self.high if self.high is not None else self.low if self.sense == "exact" else None


def quantities_in(text: str) -> list[Quantity]:
    """All amounts of a clause, in order, each with the bound that governs it."""
    found = sorted(_printed(text), key=lambda item: item[0])
    read: list[Quantity] = []
    for start, end, low, high, unit, arabic, rate in found:
        if not read or start >= read[-1].end:
            read.append(_bounded(text, (start, end), (low, high), (unit, arabic, rate)))
    return list(_ranged(text, read))


def _ranged(text: str, read: Sequence[Quantity]) -> Iterator[Quantity]:
    """一次以上、三次以下: two bounds of one thing side by side are its range."""
    rest = list(read)
    while rest:
        one = rest.pop(0)
        other = rest[0] if rest else None
        if other and _is_range(one, other) and text[one.end : other.start] in ("", "、", ","):
            one = replace(one, end=other.end, high=other.low, modifies=other.modifies)
            rest.pop(0)
        yield one


def _is_range(one: Quantity, other: Quantity) -> bool:
    return (one.sense, other.sense) == ("min", "max") and one.unit == other.unit and one.said_post and other.said_post


_Printed = tuple[int, int, Fraction, Fraction | None, str, bool, str | None]


def _printed(text: str) -> Iterator[_Printed]:
    for found in _SHARE.finditer(text):
        low, high = _share(found)
        if low is not None:
            yield found.start(), found.end(), low, high, "%", bool(found["low"]), None
    for found in _COUNT.finditer(text):
        value = parse_number(found["low"])
        top = parse_number(found["high"]) if found["high"] else None
        if value is None or _is_month(found) or _is_year(found) or _BETWEEN.match(text, found.end()):
            continue
        unit = found["unit"].removeprefix("个") or "个"
        yield found.start("low"), found.end(), value, top, unit, found["low"].isascii(), found["rate"]


def _is_month(found: "regex.Match[str]") -> bool:
    """6月 is a month, 6个月 a length."""
    return found["unit"] == "月" and not found["gauge"]


def _is_year(found: "regex.Match[str]") -> bool:
    """2026年 is a year, 5年 a length."""
    return found["unit"].endswith("年") and len(found["low"]) >= 4


def _share(found: "regex.Match[str]") -> tuple[Fraction | None, Fraction | None]:
    if found["half"]:
        return Fraction(50), None
    if found["tenths"]:
        return Fraction(10) * (parse_number(found["tenths"]) or 0), None
    if found["den"]:
        below = parse_number(found["den"])
        above = parse_number(found["num"])
        return (100 * above / below if below and above else None), None
    high = parse_number(found["high"]) if found["high"] else None
    return parse_number(found["low"] or found["zh"]), high


def _bounded(
    text: str, place: tuple[int, int], values: tuple[Fraction, Fraction | None], kind: tuple[str, bool, str | None]
) -> Quantity:
    start, end = place
    sense, from_, far = _before(text, start)
    after = _POST.match(text, end)
    if after and not (sense in ("min", "reach") and after["max"]):
        end = after.end()
        if after["max"]:
            sense = "max"
        elif sense in ("", "exact", "up"):
            sense = "min"
    if text.startswith("过半", start):
        sense = sense or "min"
    modifies = bool(_THE.match(text, end)) or text[end - 1] == "的"
    about = text.startswith("左右", end - 2) or _ABOUT.search(text, 0, start) is not None
    unit, arabic, rate = kind
    return Quantity(from_, end, *values, unit, sense, start, bool(after), far, modifies, arabic, rate, about)


def _before(text: str, start: int) -> tuple[str, int, bool]:
    """The bound said before a number: its sense, where it begins, whether words stand between."""
    head = text[max(0, start - 40) : start]
    shift = start - len(head)
    for sense, pattern in _PRE_NEAR:
        near = pattern.search(head)
        if near and sense != "exact":
            return sense, shift + near.start(), False
        distant = _PRE_FAR.search(head) if sense == "exact" else None
        if distant and not head.endswith(("和", "或", "、")):
            return "min", shift + distant.start(), True
        if near:
            return sense, shift + near.start(), False
    return "", start, False
