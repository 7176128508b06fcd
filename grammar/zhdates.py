"""日期：how a plan names a day or a stretch of days; text -> DateMark.

2026年底前 · 2026年10月31日前 · 6月底前 · 三月底前 · 到2025年 · 年初 · 上半年 · 第一季度 · 20*年10月31日前 ·
2010年1月—2010年12月 · 从2026年4月初开始至2027年底结束.

A day is written 2026-12-31, 20*-12-31 where the year is masked, 12-31 where no year is printed.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import regex

from grammar.numerals import DASH, parse_number

YEAR = (
    r"(?P<year>(?:19|20)\d\d|(?:19|20)[\d*×xX]{1,2}|\d[*×xX]\d|[*×xX]{2,4}|"
    r"[一二][零〇○九][零〇○一二三四五六七八九]{2})年(?!度(?!内))"
    r"|(?:民国)?(?P<minguo>1[0-3]\d)年(?=\d{1,2}月|[底末初上下第])"
    r"|(?P<near>今|本|当|明|次|翌)年(?!度)"
)
MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"
ITSELF = r"(?P<itself>\((?P<barred>不)?(?:包?含|包括)[当本该]?[日天]?\))?"  # 6月30日（含当日）前
DAY = (
    r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号)"
    rf"(?:\((?:星期|周)[一二三四五六日天]\))?(?:{DASH}{{1,2}}(?P<day_to>3[01]|[12]\d|0?[1-9])[日号])?" + ITSELF
)
MONTH_PART = r"(?P<month_part>底|末|初|上旬|中旬|下旬)"
YEAR_PART = (
    r"(?P<year_part>年?底|年?末|年?终|年?初|年中(?![国央小级间和])|中(?=之?前|以前)|上半年|下半年|"
    r"第?[一二三四1-4]季度(?:底|末)?|度?内)"
)
LONE_PART = (
    r"(?P<lone>(?<=每年)[底末初终]|年[底末终初]|年中(?![国央小级间和])|岁末|[上下]半年|"
    r"第?[一二三四1-4]季度(?:底|末)?)"
)
HOUR = r"(?P<hour>(?<=[日号)])(?:[上下]午|中午|晚上?)?\d{1,2}(?:[时点]整?|:\d\d)(?=之?前|以前))?"  # 12月31日17时前
BEFORE = HOUR + r"(?P<before>之前|以前|前(?!后|期|列|提(?!交|出|供)|述|景|沿|瞻|款|\d)|止|为止)?"
TO = r"(?:力争|争取|确保)?(?P<to>截止到?|截至|到|至|于|在)?"

_DATE = regex.compile(
    rf"{TO}(?:(?:{YEAR})(?:{MONTH}(?:{DAY}|{MONTH_PART})?|{YEAR_PART})?|{MONTH}(?:{DAY}|"
    rf"{MONTH_PART})?|(?<![今本当明次翌\d一两二三四五]){LONE_PART})"
    rf"{BEFORE}{ITSELF}(?P<after>起(?![草诉步动点始用居])|开始|以来|以后|之后|后(?![续期勤备台])|期间|来(?![访电信函文]))?"
)
_PLAN = regex.compile(
    "(?:力争)?[到至]?“?十(?P<nth>[二三四五六七])五”?(?:(?:时期|规划)?(?:期?末)(?:前)?|(?P<through>规划?期间|时期|期间|期内))"
)
_YEARS = regex.compile(
    rf"(?<![\d.])(?P<low>20\d\d){DASH}{{1,2}}(?P<high>20\d\d)年(?!度)(?P<after>期间)?"
)  # 2026—2028年
_TIME_WORD = regex.compile("[年月五]|季度|岁末")  # no date is without one; most clauses are
_COMPARED = regex.compile("[较比]$")  # 较2025年下降15%: the year it is compared with
# 2020年以前制定的文件, 12月31日前出台的: the day tells which things are meant
_DESCRIBES = regex.compile(
    "(?:所?[制修]定|印发|出台|[发公颁]布|施行|登记|注册|立案|受理|作出|签订|建成|投产|竣工|成立|设立)的"
)
_LINK = regex.compile(rf"(?:起|开始|启动|开展)?,?{DASH}{{1,2}}")

# Of a year that is not printed: in a common year the 29th of February is its 28th, as a rule reads `02-29`.
MONTH_ENDS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
TENTHS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0), "初": (1, 1)}
QUARTERS = {sign: number for number, signs in enumerate(("一1", "二2", "三3", "四4"), 1) for sign in signs}


@dataclass(frozen=True)
class DateMark:
    """A printed date (日期), its first and last day, and how it is tied to the act.

    `bound` is "before" (…前, 到…, …底), "from" (…起), "since" (…以来) or "" when nothing is said.
    `doubts` are question codes the words leave open.
    """

    start: int
    end: int
    first: str
    last: str
    bound: str
    year: str | None = None
    window: Mapping[str, int | str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def dates_in(text: str) -> list[DateMark]:
    """All dates of a clause in order; two joined by a dash or 至 become one stretch."""
    if not _TIME_WORD.search(text):
        return []
    plans = [_plan_end(found) for found in _PLAN.finditer(text)]
    years = [_whole_years(found.span(), found["low"], found["high"]) for found in _YEARS.finditer(text)]
    days = [_mark(found) for found in _DATE.finditer(text) if not _tells_which(text, found)]
    days = [day for day in days if not any(span.start <= day.start < span.end for span in years)]
    marks = sorted([*plans, *years, *days], key=lambda mark: mark.start)
    return list(_joined(text, marks))


def _tells_which(text: str, found: "regex.Match[str]") -> bool:
    """Whether a date only tells what is compared with, or which things are meant."""
    compared = _COMPARED.search(text, 0, found.start()) is not None
    return compared or (found["before"] is not None and _DESCRIBES.match(text, found.end()) is not None)


def _whole_years(place: tuple[int, int], low: str, high: str) -> DateMark:
    """2026—2028年: from the first day of the one year to the last of the other."""
    first, last = f"{low}-01-01", f"{high}-12-31"
    return DateMark(*place, first, last, "stretch", low, {"from": first, "to": last})


def _plan_end(found: "regex.Match[str]") -> DateMark:
    """到“十五五”末: the last day of the fifth year of that plan; “十五五”期间: all its five years."""
    year = str(1955 + 5 * ("零一二三四五六七八九".index(found["nth"]) + 10))
    if found["through"]:
        return _whole_years(found.span(), str(int(year) - 4), year)
    return DateMark(found.start(), found.end(), f"{year}-01-01", f"{year}-12-31", "before", year)


def _joined(text: str, marks: list[DateMark]) -> Iterator[DateMark]:
    waiting: DateMark | None = None
    for mark in marks:
        if waiting is not None and _LINK.fullmatch(text[waiting.end : _core_start(text, mark)]):
            mark, waiting = _stretch(text, waiting, mark), None
        if waiting is not None:
            yield waiting
        waiting = mark
    if waiting is not None:
        yield waiting


def _core_start(text: str, mark: DateMark) -> int:
    """Where the date itself begins, its 至 or 到 left to the link."""
    return mark.start + (1 if text[mark.start] in "至到" else 0)


def _stretch(text: str, low: DateMark, high: DateMark) -> DateMark:
    """2010年1月—2010年12月: from the first day of the one to the last of the other; a missing year is the first's."""
    last = high.last if high.year or not low.year else f"{low.year}-{high.last}"
    end = high.end + (2 if text.startswith("结束", high.end) else 0)
    window: dict[str, int | str] = {"from": low.first, "to": last}
    return DateMark(low.start, end, low.first, last, "stretch", low.year, window, tuple({*low.doubts, *high.doubts}))


def _mark(found: "regex.Match[str]") -> DateMark:
    year = _year(found)
    first, last, window = _days(found, year)
    bound = _bound(found)
    doubts = _doubts(found, year)
    if found["day_to"]:  # 3月22日至28日
        bound, window = "stretch", {"from": first, "to": last}
    if found["before"] and (found["barred"] or not (found["day"] or _part(found))):
        last = _day_before(first)
    return DateMark(found.start(), found.end(), first, last, bound, year, window, doubts)


def _year(found: "regex.Match[str]") -> str | None:
    """The year as digits, with its mask kept (20*); 113年 of Taiwan is 2024; None when not printed or only 今年."""
    printed: str | None = found["year"]
    if found["minguo"]:
        return str(int(found["minguo"]) + 1911)
    if printed is None or not regex.fullmatch("[一二三四五六七八九零〇○]++", printed):
        return printed
    return str(parse_number(printed))


def _part(found: "regex.Match[str]") -> str:
    return str(found["month_part"] or found["year_part"] or found["lone"] or "").removeprefix("年").removeprefix("岁")


def _bound(found: "regex.Match[str]") -> str:
    after = found["after"]
    if after in ("起", "开始", "以后", "之后", "后"):
        return "from"
    if after in ("以来", "来", "期间"):
        return "since"
    if found["before"] or found["to"] in ("到", "至", "截至", "截止", "截止到"):
        return "before"
    if not found["lone"] and (_part(found) in ("底", "末", "终", "内") or _spans(found)):
        return "before"
    return ""


def _spans(found: "regex.Match[str]") -> bool:
    """2026年上半年 and 2026年三季度: an act in such a stretch is due by its end."""
    return bool(found["year_part"]) and _part(found).endswith(("半年", "季度"))


def _days(found: "regex.Match[str]", year: str | None) -> tuple[str, str, dict[str, int | str]]:
    """First and last day of what is named, and the window it makes inside a recurring year."""
    lead = f"{year}-" if year else ""
    part = _part(found)
    if found["month"]:
        return _month_days(found, lead, part)
    if found["lone"] or found["year_part"]:
        return _year_part_days(lead, part)
    return f"{lead}01-01", f"{lead}12-31", {}


def _month_days(found: "regex.Match[str]", lead: str, part: str) -> tuple[str, str, dict[str, int | str]]:
    month = int(parse_number(found["month"]) or 0)
    low, high = 1, _month_end(lead.removesuffix("-"), month)
    if found["day"]:
        low = int(parse_number(found["day"]) or 0)
        high = int(found["day_to"] or low)
    elif part in TENTHS:
        low, high = TENTHS[part][0], TENTHS[part][1] or high
    window: dict[str, int | str] = {} if found["day"] or part else {"month": month}
    return f"{lead}{month:02d}-{low:02d}", f"{lead}{month:02d}-{high:02d}", window


def _year_part_days(lead: str, part: str) -> tuple[str, str, dict[str, int | str]]:
    if part == "初":
        return f"{lead}01-01", f"{lead}01-31", {"year_part": "start"}
    if part in ("底", "末", "终"):
        return f"{lead}12-31", f"{lead}12-31", {"year_part": "end"}
    if part == "中":
        return f"{lead}01-01", f"{lead}06-30", {"half": 1}
    if part.endswith("半年"):
        half = 1 if part.startswith("上") else 2
        return (
            (f"{lead}01-01", f"{lead}06-30", {"half": 1})
            if half == 1
            else (f"{lead}07-01", f"{lead}12-31", {"half": 2})
        )
    if "季度" in part:
        quarter = next(QUARTERS[sign] for sign in part if sign in QUARTERS)
        month = quarter * 3
        return f"{lead}{month - 2:02d}-01", f"{lead}{month:02d}-{MONTH_ENDS[month]}", {"quarter": quarter}
    return f"{lead}01-01", f"{lead}12-31", {}


def _month_end(year: str, month: int) -> int:
    return monthrange(int(year), month)[1] if year.isdigit() else MONTH_ENDS[month]


def _day_before(first: str) -> str:
    """The last day before what is named with 前: 2024年前 -> 2023-12-31, 6月前 -> 05-31, 6月30日前（不含） -> 06-29."""
    *year, month, day = first.split("-")
    if int(day) > 1:
        return "-".join([*year, month, f"{int(day) - 1:02d}"])
    if int(month) > 1:
        last = int(month) - 1
        return "-".join([*year, f"{last:02d}", f"{_month_end(year[0] if year else '', last):02d}"])
    if year and year[0].isdigit():
        return f"{int(year[0]) - 1}-12-31"
    return first


def _doubts(found: "regex.Match[str]", year: str | None) -> tuple[str, ...]:
    doubts = []
    if year and not year.isdigit():
        doubts.append("year_masked")
    if found["near"]:
        doubts.append("year_relative")
    if found["before"] and found["day"] and not found["itself"] and not found["hour"]:
        doubts.append("before_day")
    if found["before"] and not found["day"] and (not _part(found) or _part(found).endswith("季度")):
        doubts.append("before_period")
    if _part(found) in ("初", "中"):
        doubts.append("vague_start")
    return tuple(doubts)
