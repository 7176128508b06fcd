"""推算步骤 the derivation in words: each line of a due day as an officer without a programmer reads it.

`Due.steps` is made of these lines and shown verbatim; nothing decides by them.
"""

from datetime import date

from engine.dates.durations import say_duration
from engine.nouns import Duration
from engine.workdays import WorkCalendar

_WEEKDAYS = "一二三四五六日"


def say_day(day: date) -> str:
    """2026年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def named(day: date, name: str, calendar: WorkCalendar) -> str:
    """What day of the week it is, and whether a notice makes it worked or free."""
    return f"{name}{say_day(day)}是星期{_WEEKDAYS[day.weekday()]}{_by_notice(day, calendar)}"


def _by_notice(day: date, calendar: WorkCalendar) -> str:
    if not calendar.certain(day, day) or calendar.is_workday(day) == (day.weekday() < 5):
        return ""
    return "，调休上班" if calendar.is_workday(day) else "，放假"


def counted(origin: date, name: str, span: Duration, sign: int, day: date, *, doubtful: bool = False) -> str:
    """A count from a day: the day itself is left out (民法典 201)."""
    end = f"{'约' if doubtful else ''}至{say_day(day)}"
    if sign > 0:
        return f"从{name}{say_day(origin)}的次日起算{say_duration(span)}，{end}"
    return f"从{name}{say_day(origin)}往前推{say_duration(span)}，{end}"


def rolled(before: date, after: date, forward: bool) -> str:
    """Whether the day moved to a working day."""
    if before == after:
        return "当日上班，不必移动"
    return f"遇休息日{'顺延至' if forward else '提前至'}{say_day(after)}"


def inclusive() -> str:
    """The named day counts."""
    return "含当日"


def exclusive(last: date) -> str:
    """The named day does not count."""
    return f"不含当日：最后一日为{say_day(last)}"


def unspecified(safe: date, hard: date) -> str:
    """之前, and no word on whether the day counts."""
    return f"“之前”未写明是否含当日：稳妥日为{safe.month}月{safe.day}日，最迟日为{hard.month}月{hard.day}日"


def cutoff(time: str) -> str:
    """Office closing on the last day."""
    return f"当日{time}以后提交的，按次日计"


def grace(span: Duration, end: date) -> str:
    """How long the bearer is borne with."""
    return f"宽限{say_duration(span)}，至{say_day(end)}"


def grace_doubted(span: Duration, missing: bool) -> str:
    """A grace whose end no calendar can tell."""
    return f"宽限{say_duration(span)}，止于何日待工作日历{'补齐' if missing else '公布'}后确定"


def doubted(missing: bool, safe: date) -> str:
    """A due day that no published calendar fixes."""
    if missing:
        return "没有该年度的工作日历，无法推算，不作逾期认定"
    return f"放假安排尚未公布：暂以最早可能的{say_day(safe)}为稳妥日，公布前不作逾期认定"


def say_event(event: str) -> str:
    """The day a count begins on; a rule read from a sentence calls its own event by its name and `.start`."""
    return "起算之日" if event.endswith(".start") else f"“{event}”之日"


def waits_for(event: str) -> str:
    """A count that has not begun."""
    if event.endswith(".start"):
        return "起算之事尚无记录，期限还没有开始"
    return f"自“{event}”发生之日起算，尚无记录"


def no_end() -> str:
    """A window that nothing closes yet."""
    return "尚无终止日，暂无期限"


def masked(text: str, days: tuple[date, ...]) -> str:
    """A date that the text does not fully show."""
    may_be = "可能为" + "、".join(say_day(day) for day in days) if days else "没有可供选择的读法"
    return f"“{text}”不完整，待确认：{may_be}"
