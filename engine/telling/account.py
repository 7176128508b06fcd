"""说明书 account: an explanation laid out for a person, line by line — the finding, the day, the evidence, the change.

Says in lines what `sentence` says in one paragraph, and adds how the day was reckoned and what did not count.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.nouns import Standing
from engine.telling.codes import REJECTED, STANDING_ZH
from engine.telling.sentence import called, changes, counted_in

_MARKS = {True: "✓", False: "✗", None: "？"}


def account(told: Mapping[str, Any]) -> str:
    """The explanation as a page of text."""
    return "\n".join(_lines(told))


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    standing = STANDING_ZH[Standing(told["verdict"])]
    since = f"，自 {told['since']} 起" if told["since"] else ""
    yield f"{told['bearer']['name']} · {told['rule']['title']} · {told['window']['label']}"
    yield f"判定：{standing}（{told['verdict']}{since}；按 {told['as_of']} 判，所知截至 {told['known_at']}）"
    yield f"编号：{told['k']}"
    yield ""
    yield str(told["zh"])
    yield from _section("时限的由来", [*told["due"]["steps"], *_bounds(told["due"])])
    yield from _section("各项", [_part(part, told["test"]) for part in told["test"]["parts"]])
    yield from _section("未计入", [_refused(each) for each in told["test"]["rejected"]])
    yield from _section("怎样会改变", changes(told))
    yield from _section("沿革", list(_course(told.get("course", {}))))


def _course(course: Mapping[str, Any]) -> Iterator[str]:
    """What the duty came from and went to, and what its bearer inherited."""
    yield from (f"自 {each['since']} 起兼按 {each['pack']} 判定" for each in course.get("versions", ()))
    if course.get("partners"):
        yield f"与{'、'.join(course['partners'])}共同承担，各单位的材料都计入"
    if course.get("ended"):
        yield f"自 {course['ended']} 起由新规则取代"
    if course.get("successor"):
        yield f"由 {course['successor']} 接续"
    yield from (f"{each['on']} 承接自 {each['agency']}（{each['obligation']}）" for each in course.get("origins", ()))
    for each in course.get("inherited", ()):
        yield f"承继的逾期记录：{each['agency']} {each['window']} {each['standing_zh']}（{each['obligation']}）"


def _section(title: str, lines: list[str]) -> Iterator[str]:
    """A heading and its numbered lines, or nothing."""
    if lines:
        yield ""
        yield f"{title}："
        yield from (f"  {number}. {line}" for number, line in enumerate(lines, start=1))


def _bounds(due: Mapping[str, Any]) -> list[str]:
    if due["hard"] is None:
        return ["工作日历尚未公布，最迟日暂不能确定" if due["provisional"] else "最迟日暂不能确定"]
    grace = f"；宽限至 {due['grace_end']}" if due["grace_end"] and due["grace_end"] != due["hard"] else ""
    lenient = f"，最迟日 {due['hard']}" if due["hard"] != due["safe"] else ""
    original = f"；原定 {due['original']}" if due.get("original") else ""
    return [f"稳妥日 {due['safe']}{lenient}{grace}{original}"]


def _part(part: Mapping[str, Any], test: Mapping[str, Any]) -> str:
    """A recipient, member or part; with its figures where it has any, of parts of a test how many hold."""
    if part.get("need") is None:
        return f"{_MARKS[part['ok']]} {called(part)}"
    of_parts = test["op"] in ("all", "any", "k_of") and "member" in part
    unit = " 项" if of_parts else f" {counted_in(test)}" if counted_in(test) else ""
    figures = f"（要求 {part['need']}{unit}，现有 {part['have']}{unit}）"
    return f"{_MARKS[part['ok']]} {called(part)}{figures}"


def _refused(each: Mapping[str, Any]) -> str:
    return f"{each['act']} {REJECTED.get(each['code'], each['code'])}（{each['ev']}）"
