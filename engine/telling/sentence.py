"""说明文字 sentence: an explanation as two to four sentences of official Chinese.

What was owed by when; what was done and what is missing; the finding and its reason; the basis; how it may change.
Rendered from the codes alone, so that it is testable and says nothing the explanation does not.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.nouns import Standing
from engine.telling.codes import BECAUSE, STANDING_ZH, WHAT_IF

_PART_OF_YEAR = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(\d{2}))")
_HALVES = {"1": "上半年", "2": "下半年"}
_MOST_NAMED = 5
_MOST_QUOTED = 60
_SILENT = ("DUE_PASSED", "DONE", "DELIVERY_MISSING", "RECIPIENT_MISSING")
_NOTHING_DONE = ("PENDING", "NOT_APPLICABLE", "EXEMPT", "SUPERSEDED")
_DONE = ("MET", "MET_IN_GRACE", "CURED", "OVERTURNED")
_OWED = {
    "deliver": "报送{need}处",
    "count": "完成不少于{need}{unit}",
    "sum": "累计不少于{need}{unit}",
    "ratio": "达到规定比率（需{need}）",
    "level": "达到规定数值{need}",
    "trend": "达到规定的增减要求",
    "forbid": "不得发生禁止情形",
    "all": "办结全部{need}项",
    "any": "至少办结{need}项",
    "k_of": "至少办结{need}项",
    "manual": "报送进展与佐证，由人工判定",
}


def sentence(told: Mapping[str, Any]) -> str:
    """The explanation in Chinese."""
    return "".join((_owed(told), _done(told), _found(told), _asked(told), _basis(told), _change(told)))


def changes(told: Mapping[str, Any]) -> list[str]:
    """Every prospect of the explanation as a line of Chinese, each said once."""
    return list(dict.fromkeys(_prospect(one, told["would_change"]) for one in told["would_change"]))


def _owed(told: Mapping[str, Any]) -> str:
    test = told["test"]
    once = test["op"] == "deliver" and test["need"] == 1
    duty = "报送" if once else _OWED[test["op"]].format(need=_number(test["need"]), unit=counted_in(test))
    if "members_met" in test:
        duty = f"使{_number(test['need'])}名人员（对象）达到要求"
    return f"{told['bearer']['name']}“{told['rule']['title']}”一事，{_by(told['due'], told['window'])}{duty}"


def _by(due: Mapping[str, Any], window: Mapping[str, Any]) -> str:
    if due["hard"] is None:
        return f"{'' if window['label'] == 'once' else window['label'] + '周期的'}期限尚不能确定，应"
    if due["safe"] != due["hard"]:
        return f"应于{_day(due['hard'])}之前（未写明是否含当日，稳妥日为{_day(due['safe'])}）"
    return f"最迟应于{_day(due['hard'])}"


def _done(told: Mapping[str, Any]) -> str:
    """What was done by the day asked about, and what is missing by name."""
    test = told["test"]
    if test["op"] in ("manual", "trend") or told["verdict"] in _NOTHING_DONE:
        return "。"
    missing = [called(part) for part in test["parts"] if not part["ok"]]
    named = "、".join(str(name) for name in missing[:_MOST_NAMED]) + ("等" if len(missing) > _MOST_NAMED else "")
    lacks = missing and told["verdict"] not in _DONE
    return f"；截至{_day(told['as_of'])}，{_have(test)}" + (f"，缺：{named}。" if lacks else "。")


def _have(test: Mapping[str, Any]) -> str:
    low = test["have"]["lo"]
    if "members_met" in test:
        return f"已有{test['members_met']}名达到"
    if test["op"] == "deliver":
        return f"已报{_number(low)}处" if test["need"] != 1 else "已报送" if low else "尚未收到报送"
    if test["op"] == "forbid":
        return f"已认定{_number(low)}起"
    if test["op"] in ("all", "any", "k_of"):
        return f"已完成{_number(low)}项"
    if test["op"] in ("ratio", "level") and test["have"]["hi"] is None:
        return "尚无可用数据"
    return f"已有{_number(low)}{counted_in(test)}"


def _found(told: Mapping[str, Any]) -> str:
    standing = STANDING_ZH[Standing(told["verdict"])]
    since = f"（自{_day(told['since'])}起）" if told["since"] and told["verdict"] != "OPEN" else ""
    why = "；".join(BECAUSE[code] for code in told["because"] if code not in _SILENT)
    behind = "；进度落后于时间" if told.get("behind") else ""
    return f"判定为“{standing}”{since}" + (f"：{why}" if why else "") + f"{behind}。"


def _asked(told: Mapping[str, Any]) -> str:
    """What a person is asked who has to judge."""
    if "ask" not in told:
        return ""
    who = "督办机构" if told["ask"]["by"] == "office" else "责任单位"
    return f"待{who}判定：{told['ask']['ask'].rstrip('。')}。"


def _basis(told: Mapping[str, Any]) -> str:
    quote = told["rule"]["quote"]
    short = quote if len(quote) <= _MOST_QUOTED else quote[:_MOST_QUOTED] + "…"
    return f"依据：{told['rule']['locator']}“{short.rstrip('。；，')}”。"


def _change(told: Mapping[str, Any]) -> str:
    """The two prospects that matter most: the first and, if it leads elsewhere, the next."""
    chosen: list[Mapping[str, Any]] = []
    for one in told["would_change"]:
        if all(one.get("then") != other.get("then") for other in chosen):
            chosen.append(one)
    said = "；".join(_prospect(one, told["would_change"]) for one in chosen[:2])
    return f"{said}。" if said else ""


def _prospect(one: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> str:
    """One prospect; what has to be done together to come to the same is named together."""
    together = [other for other in every if (other["if"], other.get("then")) == (one["if"], one.get("then"))]
    days = {other.get("act_by") for other in together}
    named = [said for other in together if (said := _detail(other, dated=len(days) > 1))]
    shown = "、".join(named[:_MOST_NAMED]) + ("等" if len(named) > _MOST_NAMED else "")
    standing = f"“{STANDING_ZH[Standing(one['then'])]}”" if one.get("then") else ""
    what = f"{_day(one['on']) if one.get('on') else ''}{WHAT_IF[one['if']]}{f'（{shown}）' if shown else ''}"
    if not standing:
        return f"{what}后，重新判定"
    if one.get("act_by") and len(days) == 1:
        late = one["then"] == Standing.OVERTURNED
        dated = "申请日期" if one["if"] == "EXTENSION" else "材料所载办理日期" if late else "办理日期"
        return f"{what}，{dated}不晚于{_day(one['act_by'])}的，判定为{standing}"
    return f"{what}的，判定为{standing}"


def _detail(one: Mapping[str, Any], *, dated: bool) -> str:
    """For whom, of what, how much and by when where that differs: 张三再8学时, 上半年再1次, 本级党委, 达到5."""
    by = f"（不晚于{_day(one['act_by'])}）" if dated and one.get("act_by") else ""
    said = _wanted(one)
    return f"{said}{by}" if said else ""


def _wanted(one: Mapping[str, Any]) -> str:
    whom = called(one)
    if one.get("more") is not None:
        figure = one["if"] == "FIGURE"
        return f"{whom}再{'增' if figure else ''}{one['more']}{one.get('unit') or ('' if figure else '次')}"
    if one.get("value") is not None:
        value = str(one["value"])
        return _day(value) if one["if"] == "CONFIRMATION" else f"达到{value}"
    return whom or (str(one["of"]) if one.get("of") else "")


def counted_in(test: Mapping[str, Any]) -> str:
    """The unit of a test's figures: its own, else acts are counted as 次 and nothing else has one."""
    return str(test["unit"] or ("次" if test["op"] == "count" else ""))


def called(part: Mapping[str, Any]) -> str:
    """What a recipient, member or part is called: 2026H1 is 2026年上半年, deliver:清单 is 清单."""
    name = str(part.get("name") or part.get("to") or part.get("member") or part.get("part") or "")
    if found := _PART_OF_YEAR.fullmatch(name):
        year, half, quarter, month = found.groups()
        return f"{year}年" + (_HALVES[half] if half else f"第{quarter}季度" if quarter else f"{int(month)}月")
    return name.partition(":")[2] or name


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def _number(value: int | str | None) -> str:
    return "若干" if value is None else str(value)
