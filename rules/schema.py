"""The shape of a rule pack (规则包的形状): what jsonschema finds wrong, said in Chinese at the place of the mistake.

The shape itself is data, in schema.yaml; its `title`s say what would be right.  Nothing here knows what a rule means:
that is for `convert` and `checks`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker, validators  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

from engine.source import Problem, Source
from rules.marks import MAX_PROBLEMS, Json, Place, Written
from rules.years import YEARS, day_named

LONGEST = 50 * 366
_DAYS = {"d": 1, "wd": 2, "w": 7, "mo": 31, "y": 366}
MOST_DIGITS = 24
_SHORT, _KEPT = 200, 10_000
"""Of what was found well formed, so many parts of so many characters are remembered."""
PACK = Path(__file__).with_name("schema.yaml")
_TYPES = {
    "object": "一组“键: 值”",
    "array": "列表 […]",
    "string": "文字",
    "boolean": "true 或 false",
    "integer": "整数",
    "null": "null",
}


def shape_problems(written: Written, schema: Path = PACK) -> list[Problem]:
    """Where a text is not shaped as `schema` (a rule pack) says, in the order of the text, up to a thousand places."""
    found = (told for error in _validator(schema).iter_errors(written.value) for told in _explain(written, error))
    return sorted(set(islice(found, MAX_PROBLEMS)))


def part_problems(value: Json, part: str, source: Source) -> list[Problem]:
    """Everything in which a value is not shaped as the named part of a pack, all at one place."""
    written = Written(source.file, value, Place(source.line, source.column))
    errors = _validator(PACK).evolve(schema={"$ref": f"#/$defs/{part}"}).iter_errors(value)
    return sorted({problem for error in errors for problem in _explain(written, error)})


def is_shaped(value: Json, part: str | None = None) -> bool:
    """Whether a value is a well-formed rule pack, or the named part of one."""
    validator = _validator(PACK)
    return bool((validator.evolve(schema={"$ref": f"#/$defs/{part}"}) if part else validator).is_valid(value))


def shaped_entries(value: Mapping[str, Json], part: str) -> dict[str, Json]:
    """The entries of a mapping that the named part of a pack knows and that are well formed themselves."""
    known = _validator(PACK).schema["$defs"][part]["properties"]
    return {key: entry for key, entry in value.items() if key in known and is_shaped(entry, f"{part}/properties/{key}")}


@cache
def _validator(path: Path) -> Draft202012Validator:
    schema = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _reader()(schema, format_checker=_formats())


def _reader() -> type[Draft202012Validator]:
    """A validator that looks only once at what is written the same again and again: windows, bearers, numbers."""
    refer, well_formed = Draft202012Validator.VALIDATORS["$ref"], set[tuple[str, str]]()

    def refer_once(validator: Draft202012Validator, ref: str, value: Json, schema: Json) -> Iterator[ValidationError]:
        part = ref, repr(value)
        if part in well_formed:
            return
        wrong = list(refer(validator, ref, value, schema))
        if not wrong and len(part[1]) <= _SHORT and len(well_formed) < _KEPT:
            well_formed.add(part)
        yield from wrong

    reader: type[Draft202012Validator] = validators.extend(Draft202012Validator, {"$ref": refer_once})
    return reader


def _formats() -> FormatChecker:
    """What a pattern cannot say: that a day exists, that a length or number stays within reason."""
    checker = FormatChecker(formats=())
    checker.checks("date")(is_day)
    checker.checks("day")(lambda value: is_day(value) and is_month_day(value))
    checker.checks("length")(_is_bearable)
    checker.checks("number")(lambda value: not isinstance(value, str) or len(value) <= MOST_DIGITS)
    return checker


def is_day(value: object) -> bool:
    """Whether a text of the form 2026-03-01 names a day that exists; what has another form is left to the pattern."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return True
    return day_named(value) is not None


def is_month_day(value: object) -> bool:
    """Whether a text of the form 03-01 names a day of some year; 02-29 does (semantics-rulings 22)."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{2}-[0-9]{2}", value):
        return True
    return is_day(f"2024-{value}")


def _is_bearable(value: object) -> bool:
    """Whether lengths such as 1mo10d or due-15wd come to no more than fifty years, and a period to something."""
    if not isinstance(value, str):
        return True
    sizes = [int(size[:9]) * _DAYS[unit] for size, unit in re.findall("([0-9]+)(wd|w|d|mo|y)", value)]
    return sum(sizes) <= LONGEST and not re.fullmatch("0+(mo|y)", value)


def _explain(written: Written, error: ValidationError) -> Iterator[Problem]:
    """One or several problems for one error of jsonschema."""
    path = list(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(written, path, error)
        return
    teller = _TELLERS.get(str(error.validator), _any_other)
    code, message = teller(error)
    yield Problem(written.source(path), code, f"{_name(path)}{message}")


def _unknown_keys(written: Written, path: list[str | int], error: ValidationError) -> Iterator[Problem]:
    known = sorted(error.schema.get("properties", {}))
    for key in error.instance:
        if key in known:
            continue
        near = get_close_matches(key, known, n=1)
        hint = f"是不是 {near[0]}？" if near else ""
        message = f"{_name(path)}没有“{key}”这一项；{hint}可写：{_some(known)}"
        yield Problem(written.key_source(path, key), "R102", message)


def _missing(error: ValidationError) -> tuple[str, str]:
    missing = [key for key in error.validator_value if key not in error.instance]
    return "R101", f"缺少 {'、'.join(missing)}；请补上"


def _not_a_day(error: ValidationError) -> tuple[str, str]:
    if error.validator_value in ("date", "day"):
        return "R103", f"{error.instance} 不是有效日期；请改为存在的日期（{YEARS[0]}–{YEARS[-1]} 年）"
    return "R103", f"{_shown(error.instance)} 超出合理范围；请检查是否多写了数字"


def _wrong_type(error: ValidationError) -> tuple[str, str]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    right = _title(error) or "或".join(_TYPES[str(kind)] for kind in wanted)
    quote = "；数字和日期要加引号" if isinstance(error.instance, int) and wanted == ["string"] else ""
    return "R104", f"不能是 {_shown(error.instance)}，应为{right}{quote}"


def _not_listed(error: ValidationError) -> tuple[str, str]:
    allowed = [str(value) for value in error.validator_value]
    near = get_close_matches(str(error.instance), allowed, n=1)
    hint = f"是不是 {near[0]}？" if near else ""
    return "R105", f"不能是 {_shown(error.instance)}；{hint}可写：{_some(allowed)}"


def _not_that(error: ValidationError) -> tuple[str, str]:
    return "R105", f"不能是 {_shown(error.instance)}，应为 {error.validator_value}"


def _ill_formed(error: ValidationError) -> tuple[str, str]:
    return (
        "R106",
        f"{_shown(error.instance)} 写法不对，应为{_title(error) or error.validator_value}{_figure_hint(error)}",
    )


def _figure_hint(error: ValidationError) -> str:
    """What is odd about a figure: a unit in it, signs of full width, a number in words."""
    if error.schema.get("format") != "number":
        return ""
    if unicodedata.normalize("NFKC", error.instance) != error.instance:
        return "；数字和 % 请用半角"
    if re.match("[0-9]", error.instance):
        return "；单位请另写在 unit，不要和数写在一起"
    return "；请写阿拉伯数字"


def _wrong_size(error: ValidationError) -> tuple[str, str]:
    limit = f"{'至少' if str(error.validator).startswith('min') else '至多'} {error.validator_value}"
    if error.validator in ("minimum", "maximum"):
        return "R107", f"{error.instance} 超出范围，{limit}"
    right = f"，应为{_title(error)}" if _title(error) else ""
    return "R107", f"有 {len(error.instance)} 项，{limit} 项{right}"


def _not_exactly_one(error: ValidationError) -> tuple[str, str]:
    names = [key for branch in error.validator_value for key in branch.get("required", ())]
    return "R108", f"{' 与 '.join(names)} 必须写一个，且只能写一个；请补上或删去"


def _not_together(error: ValidationError) -> tuple[str, str]:
    return "R110", f"{'、'.join(error.validator_value.get('required', ()))} 与 text 只能写一个；请删去一个"


def _wrong_length(error: ValidationError) -> tuple[str, str]:
    return "R107", f"{_shown(error.instance)} 有 {len(error.instance)} 个字，应为{_title(error)}"


def _any_other(error: ValidationError) -> tuple[str, str]:
    return "R109", f"{_shown(error.instance)} 不合要求（{error.validator}）；请对照规则包说明修改"


_TELLERS: dict[str, Callable[[ValidationError], tuple[str, str]]] = {
    "required": _missing,
    "format": _not_a_day,
    "type": _wrong_type,
    "enum": _not_listed,
    "const": _not_that,
    "pattern": _ill_formed,
    "minItems": _wrong_size,
    "maxItems": _wrong_size,
    "minProperties": _wrong_size,
    "maxProperties": _wrong_size,
    "minimum": _wrong_size,
    "maximum": _wrong_size,
    "oneOf": _not_exactly_one,
    "not": _not_together,
    "minLength": _wrong_length,
    "maxLength": _wrong_length,
}


def _title(error: ValidationError) -> str:
    schema: Any = error.schema
    return str(schema.get("title", "")) if isinstance(schema, dict) else ""


def _name(path: Sequence[str | int]) -> str:
    """What the author calls the thing: the last names on the way to it, such as “due.by：”."""
    names = [str(step) for step in path if isinstance(step, str)]
    return f"{'.'.join(names[-2:])}：" if names else ""


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:20]) + ("……" if len(names) > 20 else "")


def _shown(value: Json) -> str:
    """A value as the author wrote it, cut short."""
    if isinstance(value, dict):
        return "一组“键: 值”"
    if isinstance(value, list):
        return "列表"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    text = str(value).replace("\n", "⏎")
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
