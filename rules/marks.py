"""Reading YAML with the place of every value (带位置的 YAML), so that each mistake can be shown where it was made.

The language is a small part of YAML 1.2: what JSON can say, written as YAML (semantics 0).  Every scalar is text; only
plain `true`, `false`, `null` and whole numbers are not.  PyYAML's own loaders would turn `on:` into True, `12:30` into
750 and raise a bare ValueError on 2026-06-31, so this module reads libyaml's events and decides for itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from engine.failures import reason_of
from engine.source import Problem, Source
from rules.complaints import in_chinese

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_PROBLEMS = 1000
MAX_DIGITS = 18

Json: TypeAlias = Any
Steps: TypeAlias = Sequence[str | int]

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMERIC = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
_LOOSE_CONSTANTS = {"~", "True", "TRUE", "False", "FALSE", "Null", "NULL"}
_CONFUSABLE_KEYS = {"on", "off", "yes", "no", "y", "n", "true", "false", "null", "~", ""}


@dataclass(slots=True)
class Place:
    """Where a value begins, and where its parts and their keys do; lines and columns count from 1."""

    line: int
    column: int
    parts: dict[str | int, "Place"] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A YAML text as plain values, with the place of each."""

    file: str
    value: Json
    place: Place

    def source(self, path: Steps = ()) -> Source:
        """Where the value at `path` stands, or the nearest thing around it that was written."""
        place = self.place
        for step in path:
            if step not in place.parts:
                break
            place = place.parts[step]
        return Source(self.file, place.line, place.column)

    def key_source(self, path: Steps, key: str) -> Source:
        """Where `key` is written in the mapping at `path`."""
        place = self.place
        for step in path:
            place = place.parts.get(step, place)
        return Source(self.file, *place.keys.get(key, (place.line, place.column)))


class _Overflow(Exception):
    """Reading stops: the text is deeper or longer than a rule pack may be."""


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; `key` is the key whose value comes next."""

    value: Json
    place: Place
    key: str | None = None
    discarded: bool = False


class _Reader:
    """Builds values from events, noting each thing that the language does not allow."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.roots: list[tuple[Json, Place]] = []
        self.stack: list[_Open] = []
        self.nodes = 0

    def refuse(self, event: Any, code: str, message: str) -> None:
        """Note what is wrong at an event; raises _Overflow when nobody would read on."""
        place = Source(self.file, *_begin_of(event))
        self.problems.append(Problem(place, code, message))
        if len(self.problems) >= MAX_PROBLEMS and code != "R004":
            self.problems.append(
                Problem(place, "R004", f"写法问题超过 {MAX_PROBLEMS} 处，不再往下读；请先改正以上各处")
            )
            raise _Overflow

    def take(self, event: Any) -> None:
        """Take in one event; raises _Overflow when the limits are passed."""
        if isinstance(event, yaml.NodeEvent):
            self._count(event)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self.refuse(event, "R005", f"不能用引用 *{event.anchor}；请把内容写全")
            self._put(event, None, Place(*_begin_of(event)))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _count(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(event, "R004", f"内容超过 {MAX_NODES} 个节点；请拆成几个规则包")
            raise _Overflow
        if not isinstance(event, yaml.AliasEvent):
            if event.anchor:
                self.refuse(event, "R005", f"不能用锚点 &{event.anchor}；请删去，把内容写全")
            if event.tag:
                self.refuse(event, "R005", "不能用 YAML 标签（!…）；请删去，文字加引号即可")

    def _begin(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(event, "R004", f"嵌套超过 {MAX_DEPTH} 层；请改得浅一些")
            raise _Overflow
        value: Json = {} if isinstance(event, yaml.MappingStartEvent) else []
        place = Place(*_begin_of(event))
        self._put(event, value, place)
        self.stack.append(_Open(value, place))

    def _scalar(self, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None and not top.discarded:
            self._key(event, top)
        else:
            place = Place(*_begin_of(event))
            self._put(event, self._meaning(event), place)

    def _meaning(self, event: Any) -> Json:
        """What a scalar says: text, unless it is a plain constant or whole number."""
        text: str = event.value
        if event.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text in _LOOSE_CONSTANTS:
            self.refuse(event, "R009", f"{text} 请写成 true、false 或 null；若是文字请加引号")
        elif _WHOLE.fullmatch(text) and len(text) <= MAX_DIGITS:
            return int(text)
        elif _NUMERIC.fullmatch(text):
            self.refuse(event, "R008", f'{text} 不是普通整数；小数、编号请加引号，写成 “"{text}"”')
        return text

    def _key(self, event: Any, top: _Open) -> None:
        key: str = event.value
        if key == "<<" and not event.style:
            self.refuse(event, "R005", "不能用合并键 <<；请把内容写全")
        elif key.lower() in _CONFUSABLE_KEYS:
            self.refuse(event, "R007", f"键不能叫“{key}”（YAML 会把它当成真假值）；请换一个名称")
        elif key in top.value:
            line, _ = top.place.keys[key]
            self.refuse(event, "R006", f"“{key}”写了两次，第一次在第 {line} 行；请删去一处")
            top.discarded = True
            return
        top.key = key
        top.place.keys[key] = _begin_of(event)

    def _put(self, event: Any, value: Json, place: Place) -> None:
        """Put a value where it belongs: into the list or mapping that is open, or at the root."""
        if not self.stack:
            self.roots.append((value, place))
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.place.parts[len(top.value)] = place
            top.value.append(value)
        elif top.discarded:
            top.discarded = False
        elif top.key is None:
            self.refuse(event, "R007", "键必须是文字，不能是列表或对象；请改写")
            top.discarded = True
        else:
            top.value[top.key], top.place.parts[top.key] = value, place
            top.key = None


def _begin_of(event: Any) -> tuple[int, int]:
    """Line and column of an event, counted from 1; libyaml counts from 0."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def read(path: Path) -> tuple[Written | None, str, list[Problem]]:
    """Read a YAML file: its values with their places (None when unreadable), its text, and what is wrong with it."""
    text, problems = text_of(path)
    if problems:
        return None, text, problems
    written, problems = read_text(text, str(path))
    return written, text, problems


def text_of(path: Path) -> tuple[str, list[Problem]]:
    """Read a file as UTF-8 text of a bearable size, or say why it is none."""
    whole = Source(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            return "", [Problem(whole, "R004", f"文件超过 {MAX_BYTES // 1024 // 1024} MiB；请拆成几个规则包")]
        content = path.read_bytes()
    except OSError as error:
        return "", [Problem(whole, "R001", f"文件打不开（{reason_of(error)}）；请检查路径和权限")]
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        place = Source(str(path), line, error.start - content.rfind(b"\n", 0, error.start))
        return "", [Problem(place, "R002", "文件不是 UTF-8 编码的文本；请在编辑器里“另存为 UTF-8”")]


def read_text(text: str, file: str) -> tuple[Written | None, list[Problem]]:
    """Read a YAML text as `read` does; `file` is only used to say where things stand."""
    problems = list(_unreadable(text, file))
    if len(text) > MAX_BYTES:
        problems.append(Problem(Source(file), "R004", f"文件超过 {MAX_BYTES // 1024 // 1024} MiB；请拆成几个规则包"))
    if problems:
        return None, problems
    reader = _Reader(file)
    complete = _walk(reader, text)
    if complete and len(reader.roots) != 1:
        reader.problems.append(_not_one(reader))
    if not complete or len(reader.roots) != 1:
        return None, sorted(reader.problems)
    value, place = reader.roots[0]
    return Written(file, value, place), sorted(reader.problems)


def read_shipped(path: Path) -> Json:
    """The values of a file of our own, which the tests check and no start checks again."""
    written, _ = read_text(path.read_text(encoding="utf-8"), path.name)
    assert written is not None, f"{path} was shipped broken"
    return written.value


def _walk(reader: _Reader, text: str) -> bool:
    """Feed every event to the reader; False when the text breaks off."""
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        place = Source(reader.file, mark.line + 1, mark.column + 1) if mark else Source(reader.file)
        reader.problems.append(Problem(place, "R003", f"YAML 写法有误：{in_chinese(error.problem or '')}"))
        return False
    except _Overflow:
        return False
    return True


def _not_one(reader: _Reader) -> Problem:
    if not reader.roots:
        return Problem(Source(reader.file), "R003", "文件是空的；请写入内容")
    second = reader.roots[1][1]
    return Problem(Source(reader.file, second.line, second.column), "R003", "一个文件只能有一份内容；请删去多余的“---”")


def _unreadable(text: str, file: str) -> Iterator[Problem]:
    """The first character that no text file should hold, if there is one."""
    found = _UNREADABLE.search(text)
    if found:
        before = text[: found.start()]
        place = Source(file, before.count("\n") + 1, found.start() - before.rfind("\n"))
        code = f"U+{ord(found.group()):04X}"
        yield Problem(place, "R002", f"含有不可见的控制字符 {code}，不像文本文件；请删去或换成文本文件")


def values_of(path: Path) -> Json:
    """The values of a YAML file that was read before without a problem; None when it cannot be read any more."""
    written, _, _ = read(path)
    return None if written is None else written.value
