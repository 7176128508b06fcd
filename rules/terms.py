"""Windows and due days that cannot be meant (周期、时限): what the schema cannot say of them."""

import re
from collections.abc import Iterator

from engine.source import Problem
from rules.checking.limits import tests_in
from rules.spots import Spot

_FIGURES = {"level", "ratio", "trend"}
_NOTHING = re.compile(r"(0+(d|wd|w|mo|y))+")
_BARE_DAYS = re.compile(r"[0-9]+d")
_WORKDAYS = re.compile(r"[0-9]+wd")


def term_problems(rule: Spot) -> Iterator[Problem]:
    """Everything about a rule's window, due day and reporting that contradicts itself."""
    yield from _window(rule)
    yield from _due(rule.at("due"))
    yield from _month_day(rule)
    every, asked = rule.at("window").get("every"), rule.at("manual").get("every")
    if every and asked and every != asked:
        yield rule.at("manual", "every").wrong("R224", f"manual 的 {asked} 与 window 的 {every} 不一致；请保留一个")


def _window(rule: Spot) -> Iterator[Problem]:
    window, by = rule.at("window"), rule.at("due").get("by")
    kinds = [key for key in ("every", "once", "phase") if key in window]
    anchored = window.at("anchor").get("kind") in ("tenure", "event")
    if "window" not in rule and "test" in rule and not _is_full_date(by):
        yield rule.wrong("R220", "没有写 window（周期）；一次性事项请写 window: {once: …}，或在 due.by 写完整日期")
    elif window and not kinds and not anchored and not _is_full_date(by):
        yield window.wrong("R220", "window 是空的；请写 every（每…）、once（一次）或 phase（阶段）之一")
    if len(kinds) > 1:
        yield window.wrong("R221", f"{'、'.join(kinds)} 只能写一个；请保留一个")
    if window.get("once") == {}:
        yield window.at("once").wrong("R220", "once 是空的；请写 from 和 to")
    start, end = window.at("once").get("from"), window.at("once").get("to")
    if isinstance(start, str) and isinstance(end, str) and start > end:
        yield window.at("once", "to").wrong("R223", f"结束日 {end} 早于开始日 {start}；请核对")
    tolling = window.get("tolling", ())
    for spot in window.at("tolling").items():
        if not spot.value.strip() or tolling.count(spot.value) > 1:
            yield spot.wrong("R202", f"“{spot.value}”不是中止事由的名称，或写了两次；请删去")
    if window.at("anchor").get("kind") == "fixed" and "at" not in window.at("anchor"):
        yield window.at("anchor").wrong("R211", "从固定日起算，却没有写 at；请写首个周期的第一天")
    if (
        "level" in window
        and "test" in rule
        and not _FIGURES & {kind for one in tests_in(rule.at("test")) for kind in one.value}
    ):
        yield window.at("level").doubtful("R225", "level 只对 level、ratio、trend 的数值有意义；请删去，或改用这些判定")
    if window.at("anchor").get("kind") == "event" and not window.at("anchor").get("event"):
        yield window.at("anchor").wrong("R211", "按事件起算，却没有写 event；请写事件名称")


def _is_full_date(by: object) -> bool:
    return isinstance(by, dict) or (isinstance(by, str) and len(by) == len("2026-03-01"))


def _due(due: Spot) -> Iterator[Problem]:
    if "by" in due and "within" in due:
        yield due.wrong("R210", "by（到某日）与 within（若干日内）只能写一个；请保留一个")
    if "within" in due and "before" in due:
        yield due.wrong("R210", "within（往后数）与 before（往前数）只能写一个；请保留一个")
    if "within" in due and "of" not in due:
        yield due.at("within").wrong("R211", "within 没有写从何时起算；请加 of（事件名，或 window.start、window.end）")
    if "of" in due and "within" not in due and "before" not in due:
        yield due.at("of").wrong("R211", "of（起算点）只与 within 或 before 连用；请删去 of")
    if due.get("boundary") == "exclusive" and ("within" in due or "before" in due):
        yield due.at("boundary").wrong("R212", "exclusive 只用于 by 的日期；按期间计算的时限末日本来就算在内")
    for key in ("within", "before", "grace"):
        yield from _length(due, key)


def _length(due: Spot, key: str) -> Iterator[Problem]:
    length = due.get(key) or ""
    if key == "grace" and _NOTHING.fullmatch(length):
        yield due.at(key).wrong("R214", "宽限期为零；没有宽限就不要写 grace")
    if key != "grace" and due.get("day") == "calendar" and _WORKDAYS.search(length):
        yield due.at("day").wrong("R213", f"{key} 写的是工作日（wd），day 却是 calendar；请删去 day")
    if due.get("day") == "working" and _BARE_DAYS.search(length) and _WORKDAYS.search(length):
        yield due.at("day").wrong("R213", f"{key} 同时有 d 和 wd，day: working 会把 d 也当工作日；请只用 wd")


def _month_day(rule: Spot) -> Iterator[Problem]:
    """A month-day in a window that is no year means the first such day from its start (semantics-rulings 23)."""
    by, window = rule.at("due").get("by"), rule.at("window")
    if isinstance(by, str) and re.fullmatch("[0-9]{2}-[0-9]{2}", by) and window and window.get("every") != "year":
        message = f"{by} 每年只有一次，周期却不是 year；将取周期开始后的第一个 {by}，可能落在周期之外"
        yield rule.at("due", "by").doubtful("R216", message)
