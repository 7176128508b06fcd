"""栏目 fields: plain values (from JSON, YAML or another service) -> the view of a paper, or what is wrong with them.

The views themselves say what each field is called and what it may hold; nothing is listed twice.  All problems are
collected, each under the path of its field (`findings[2].limit`) and with its Chinese name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from engine.source import Problem, Source
from notifications.decisions import (
    VIEWS,
    AnyPaper,
    AppealView,
    DisputeView,
    ExemptionView,
    ExtensionView,
    RectifyView,
)
from notifications.papers import Form


@dataclass(frozen=True)
class FieldTerm:
    """One field of a view (栏目): its name, what people call it, what it holds, and whether it must be given."""

    name: str
    chinese: str
    kind: Any
    required: bool


@cache
def terms(view: Any) -> tuple[FieldTerm, ...]:
    """The fields of a view, in their order."""
    hints = get_type_hints(view, include_extras=True)
    return tuple(_term(each.name, hints[each.name], each.default is MISSING) for each in fields(view))


def _term(name: str, hint: Any, required: bool) -> FieldTerm:
    kind, chinese = get_args(hint) if get_origin(hint) is Annotated else (hint, name)
    return FieldTerm(name, chinese, kind, required)


def read_fields(form: Form, given: Mapping[str, object], file: str = "") -> tuple[AnyPaper | None, list[Problem]]:
    """The view of a form of paper from plain values; days may be days or ISO text."""
    problems: list[Problem] = []
    view = _view(VIEWS[form], given, form.value, file, problems)
    if view is not None:
        problems += [_problem(file, "N504", f"{form.value}：{message}") for message in _contradictions(view)]
    return (None, problems) if problems else (view, [])


def _contradictions(view: AnyPaper) -> list[str]:
    """What fits field by field, but not taken together."""
    match view:
        case ExtensionView(granted=True, new_due=None):
            return ["同意延期的，须写明“批准延至”；请补上"]
        case ExtensionView(granted=True, new_due=date() as new, original_due=old) if new <= old:
            return ["“批准延至”不晚于“原时限”；请核对"]
        case ExtensionView(granted=False, why_not=""):
            return ["不同意延期的，须写明“不同意的理由”；请补上"]
        case ExemptionView(granted=False, opinion=""):
            return ["不予豁免的，须写明“决定的理由”；请补上"]
        case DisputeView(granted=False, opinion=""):
            return ["异议不成立的，须写明“答复的理由”；请补上"]
        case RectifyView(findings=()):
            return ["“发现的问题”至少要有一项；请补上"]
        case AppealView(found=()):
            return ["“复核查明的情况”至少要有一项；请补上"]
        case _:
            return []


def _view(kind: Any, given: Mapping[str, object], path: str, file: str, problems: list[Problem]) -> Any:
    known = {term.name: term for term in terms(kind)}
    for name in given:
        if name not in known:
            said = "、".join(f"{each.name}（{each.chinese}）" for each in known.values())
            problems.append(_problem(file, "N503", f"{path}.{name}：没有这一栏；请改为其中之一：{said}"))
    read: dict[str, Any] = {}
    for term in known.values():
        place, value = f"{path}.{term.name}", given.get(term.name)
        if not _empty(value):
            read[term.name] = _value(term, term.kind, value, place, file, problems)
        elif term.required:
            problems.append(_problem(file, "N501", f"{place}：缺少“{term.chinese}”；请补上"))
    return None if problems else kind(**read)


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _value(term: FieldTerm, kind: Any, value: object, place: str, file: str, problems: list[Problem]) -> Any:
    """One value as its field holds it; what does not fit is a problem."""
    if is_dataclass(kind) and isinstance(value, Mapping):
        return _view(kind, value, place, file, problems)
    if is_dataclass(kind) and isinstance(value, kind):  # type: ignore[arg-type]
        return value
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (kind,) = (each for each in arguments if each is not NoneType)
        return _value(term, kind, value, place, file, problems)
    if origin is tuple and isinstance(value, Sequence) and not isinstance(value, str):
        each = arguments[0]
        return tuple(_value(term, each, one, f"{place}[{n}]", file, problems) for n, one in enumerate(value, 1))
    return _scalar(term, kind, value, place, file, problems)


def _scalar(term: FieldTerm, kind: Any, value: object, place: str, file: str, problems: list[Problem]) -> Any:
    if kind is date:
        day = _day(value)
        if day is not None:
            return day
    elif get_origin(kind) is Literal:
        if value in get_args(kind):
            return value
    elif (kind is str or type(value) is kind) and not isinstance(value, list | tuple | Mapping):
        return str(value) if kind is str else value
    problems.append(_problem(file, "N502", f"{place}：“{term.chinese}”{_expected(kind)}；请改正"))
    return None


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _expected(kind: Any) -> str:
    """What a field of this kind holds, in words."""
    if get_origin(kind) is Literal:
        return f"应是{'、'.join(get_args(kind))}之一"
    if get_origin(kind) is tuple:
        return "应是一组"
    if is_dataclass(kind):
        view: Any = kind
        return f"应分栏写明{'、'.join(each.chinese for each in terms(view))}"
    return {date: "应是 2026-03-01 这样的日期", int: "应是整数", bool: "应是 true 或 false"}.get(kind, "应是文字")


def _problem(file: str, code: str, message: str) -> Problem:
    return Problem(Source(file or "栏目"), code, message)
