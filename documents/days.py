"""日期行：the days that documents are signed and adopted on, in either kind of numerals."""

import re
from datetime import date

from grammar.numerals import parse_number

DIGITS = "〇○零一二三四五六七八九"
DAY = (
    r"(?:(?:19|20)\d\d\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?"  # 2016年8月15日, 2022-08-05
    f"|[一二][{DIGITS}]{{3}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"  # 二〇〇七年四月十三日
)
FIND = re.compile(DAY)
LINE = re.compile(f"^[（(]?{DAY}[）)]?$")
PARTS = re.compile(f"\\d+|[{DIGITS}十]+")


def read_day(text: str) -> date | None:
    """The first day printed in a text, if it is a real one."""
    match = FIND.search(text)
    if not match:
        return None
    parts = [parse_number(part.replace("○", "〇")) for part in PARTS.findall(match[0])]
    try:
        return date(*(int(part) for part in parts if part is not None))
    except (TypeError, ValueError):
        return None


def is_day(line: str) -> bool:
    """Whether a line is a day and nothing else."""
    return LINE.match(line) is not None
