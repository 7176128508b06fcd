"""周期：how a text says that something recurs; text -> CadenceMark.

每年 · 每半年 · 每季度 · 每月 · 每两年 · 每隔两年 · 每三个月 · 任期内 · 每届 · 逐年 · 年内 · 5年一周期 · 次/年.
"""

from dataclasses import dataclass

import regex

from grammar.numerals import NUMBER, parse_number

EACH = "每[次场期节批]"
"""每次: of each event, and so no period at all."""
ENGLISH = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}

_MONTHLY = (
    "每一?个?月(?!份)|次月(?=\\d{1,2}[日号]之?前)|(?<=按)月(?!光)|逐月"
    "|(?<![一二三四五六七八九十\\d年])一月(?=一[^日号])"
)
# 年年开展 recurs; 今年年底 and 2026年年中 name one year, 次年年初 the one after each
_YEARLY = (
    "每一?个?(?:自然)?年度?(?![龄轻])|逐年|按年度?(?!计)|次年(?=年[底末初中])|(?<![〇零○一二三四五六七八九十\\d])一年(?=一[^次])"
    "|(?<![今本当明次翌去每\\d〇零○一二三四五六七八九十])年年(?![底末终初中])"
)
# name of the period, the words, an example that a test reads
TABLE: tuple[tuple[str, str, str], ...] = (
    ("term", "每届[^,]{1,6}任期内|(?:每届)?在?(?:[每本一]届)?任期之?内|每一?届(?:任期)?", "任期内至少接受一次培训"),
    (
        "half_year",
        "每隔?个?半年度?|(?<![每\\d一两上下前后])半年(?=(?:至少|不少于)?(?:开展|召开|报告|组织|进行|报送)?[一两二三\\d]次)|上半年[、和]下半年(?:各|分别)|年中[、和]年[末底终](?:各|分别)?|春季?[、和]?秋(?:季?[两二]?季)?各|(?<=按)半年度?|(?<![\\d一两上下前后])半年(?=一[^次])|上下半年(?=各|分别)",
        "每半年报告一次",
    ),
    ("half_month", "每半个?月|(?<![一两二三\\d])半月(?=一)", "每半月自查一次"),
    ("quarter", "每一?个?季度?|(?<=按)季度?|逐季|(?<!第)一季度?(?=一)", "每季度召开一次会议"),
    ("two_months", "(?:每?逢|每|逢)?[单双]月(?!刊)", "每双月报送一次"),
    ("month", _MONTHLY, "每月上报进展"),
    ("ten_days", "每一?旬|(?<=按)旬|逐旬", "每旬不少于一次"),
    (
        "week",
        "每一?个?(?:周(?!边|围)|星期)(?:[一二三四五六日天](?![次期场个名轮遍份篇项条])之?前?)?|(?<=按)周|一周(?=一)",
        "每周巡查一次",
    ),
    ("day", "每一?(?:天|日)", "每天巡查两次"),
    ("school_year", "每个?学年", "每学年开展一次"),
    ("school_term", "每个?学期", "每学期不少于四课时"),
    ("year", _YEARLY, "每年不少于两次"),
)
_PLURAL = regex.compile(rf"每(?:隔)?(?P<n>{NUMBER})(?P<of>年|个?季度|个月|月|周|个星期|天|日)(?!内|以|[底初末])")
_ROUND = regex.compile(rf"(?P<n>{NUMBER})(?P<of>年)(?:为)?(?:一)?个?(?:周期|轮训?|轮回)")
# 两年开展一次, 一年召开两次: a number of years and how often in them
_IN_YEARS = regex.compile(
    rf"(?<![第每前近满后过\d十])(?P<n>{NUMBER})(?P<of>年)(?!内|以来)(?=(?:至少|不少于)?[^,。;年月日\d一两二三四五六七八九十]{{0,6}}{NUMBER}次)"
)
# 年内至少3次, 全年新增1.2万人: inside the running year, once a year in a plan of one year.
_WITHIN_YEAR = regex.compile(
    r"年度(?=[^,。;]{0,12}(?:不少于|不得少于|至少))|全年(?=[^,。;]{0,30}(?:\d|不少于|不得少于|"
    r"不低于|至少|以上))|(?<![一两二三四五六七八九十\d年半])年度?内"
)
_EVERY_OTHER = regex.compile("每?隔(?:(?P<year>年)(?!级)|月)")
_RECURS = regex.compile("[每逐按届任年春双单次隔]|[月季周度]一")  # no cadence is without one; most clauses are
_SIMPLE = [(name, regex.compile(words)) for name, words, _ in TABLE]
_PLURALS = {
    "年": "years",
    "季度": "quarters",
    "月": "months",
    "周": "weeks",
    "星期": "weeks",
    "天": "days",
    "日": "days",
}


@dataclass(frozen=True)
class CadenceMark:
    """A printed cadence (周期): `period` as the schema names it; `rising` for 逐年, `open` for 年内."""

    start: int
    end: int
    period: str
    rising: bool = False
    within: bool = False
    doubts: tuple[str, ...] = ()


def cadences_in(text: str) -> list[CadenceMark]:
    """All cadences of a clause, in order, none overlapping another."""
    if not _RECURS.search(text):
        return []
    marks = [_plural(found) for pattern in (_PLURAL, _ROUND, _IN_YEARS) for found in pattern.finditer(text)]
    marks += [
        CadenceMark(found.start(), found.end(), name, rising=found[0] == "逐年")
        for name, pattern in _SIMPLE
        for found in pattern.finditer(text)
    ]
    marks += [_every_other(found) for found in _EVERY_OTHER.finditer(text)]
    marks += [_within_year(found) for found in _WITHIN_YEAR.finditer(text)]
    return _apart(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _within_year(found: "regex.Match[str]") -> CadenceMark:
    """全年, 年内: this year's, where the plan is of one year; 年度…不少于 is every year's."""
    doubts = ("within_year",) if found[0] in ("全年", "年内", "年度内") else ()
    return CadenceMark(*found.span(), "year", within=True, doubts=doubts)


def _apart(marks: list[CadenceMark]) -> list[CadenceMark]:
    kept: list[CadenceMark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _every_other(found: "regex.Match[str]") -> CadenceMark:
    """隔年, 隔月: every second one."""
    return CadenceMark(*found.span(), "two_years" if found["year"] else "two_months", doubts=("every_other",))


def _plural(found: "regex.Match[str]") -> CadenceMark:
    """每三年 -> three_years; 每三个月 is a quarter's length but may roll, so it asks."""
    count = int(parse_number(found["n"]) or 0)
    unit = _PLURALS[found["of"].removeprefix("个")]
    doubts = tuple(
        doubt
        for doubt, open_ in (("every_other", "隔" in found[0]), ("rolling", unit == "months" and count > 1))
        if open_
    )
    return CadenceMark(found.start(), found.end(), _name(count, unit), doubts=doubts)


def _name(count: int, unit: str) -> str:
    if count == 1:
        return unit.removesuffix("s")
    if (count, unit) in ((3, "months"), (6, "months")):
        return "quarter" if count == 3 else "half_year"
    return f"{ENGLISH.get(count, str(count))}_{unit}"
