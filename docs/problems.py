"""Every code that a problem or a refusal bears, read from the source: one code, one meaning, wherever it is said.

The reference prints them, and a test of the house holds that no code means two things.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
ROOMS = {
    "D": ("documents", "读文件"),
    "F": ("duban", "单位、人员、事实表"),
    "G": ("grammar", "待确认的问题"),
    "N": ("notifications", "通知与发信"),
    "R": ("rules", "规则包"),
    "S": ("store", "数据库"),
    "W": ("workflows", "办理流程"),
    "X": ("duban", "设置与操作"),
}
"""What the letter of a code stands for: the room that knows the matter, and its name for people."""

SHARED = {
    "D103": "文件太大",
    "D105": "不是文字文件",
    "D109": "文件已损坏",
    "D114": "像是压缩炸弹",
    "F100": "有错误，全部没有写入",
    "F101": "指定的不是一份文件",
    "F103": "表格里没有可读的内容",
    "F105": "表格文件的写法不对",
    "F112": "重名",
    "F113": "名册里没有这个单位",
    "N301": "看不懂发信地址",
    "N505": "公文的栏目文件读不出来",
    "N601": "措辞的写法不对",
    "N603": "用了措辞里不能用的写法",
    "R002": "不是文本文件",
    "R003": "不是一份完好的 YAML",
    "R004": "规则包太大或太深",
    "R005": "用了规则包不许用的 YAML 写法",
    "R007": "键的写法不对",
    "R103": "日期或数字超出范围",
    "R105": "不在可选之列",
    "R107": "多少超出范围",
    "R201": "重名",
    "R202": "没有这个名称",
    "R208": "阶梯的次序不对",
    "R210": "时限的写法互相冲突",
    "R211": "缺少起算点，或多写了起算点",
    "R213": "工作日与日历日混用",
    "R220": "没有写周期",
    "R223": "起止日期颠倒",
    "R242": "处置的写法不对",
    "R276": "屡次违反的后果写法不对",
    "R278": "时限或周期不可能",
    "R279": "阶梯的一级发不出去",
    "R303": "引文不可核对",
    "R304": "引文可能不完整",
    "R400": "规则包有错误，用例没有运行",
    "R401": "规则包有错误，没有照办",
    "R602": "答复写不进规则",
    "S101": "数据库地址写错",
    "S103": "数据库文件打不开",
    "W106": "提出异议已逾期",
    "X102": "设置写错",
    "X402": "编号写得不够长",
    "X491": "取不到字体包",
    "X699": "所看的那天还没有",
    "X703": "还不能核验或销号",
}
"""Codes that are said in several ways, each with the one thing it means."""

CODE = re.compile(r"[DFGNRSWX]\d{3}")
CHINESE = re.compile("[\u4e00-\u9fff]")
Said = dict[str, dict[str, str]]


def said() -> Said:
    """Each code with every message it bears, and the room in which it stands; … is filled in later."""
    found: Said = defaultdict(dict)
    for room in sorted({room for room, _ in ROOMS.values()} | {"duban"}):
        for path in sorted((HOUSE / room).rglob("*.py")):
            for code, message in _in_scope(ast.parse(path.read_text(encoding="utf-8")), {}):
                found[code][message] = room
    return {code: found[code] for code in sorted(found)}


def _in_scope(scope: ast.AST, outer: Mapping[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """Each code that stands before a message, in a call or in a tuple; names are those of the scope and around it."""
    own = list(_own(scope))
    names = {**outer, **_named(own)}
    for node in own:
        if isinstance(node, ast.FunctionDef):
            yield from _in_scope(node, names)
        else:
            yield from _beside(node, names)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """All that stands in a scope, functions in it without what is theirs."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, ast.FunctionDef):
            yield from _own(node)


def _beside(node: ast.AST, names: Mapping[str, ast.expr]) -> Iterator[tuple[str, str]]:
    items = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
    for place, item in enumerate(items):
        if isinstance(item, ast.Constant) and isinstance(item.value, str) and CODE.fullmatch(item.value):
            told = (_text(follower, names) for follower in items[place + 1 :])
            yield from ((item.value, message) for message in islice(filter(CHINESE.search, told), 1))


def _named(nodes: list[ast.AST]) -> dict[str, ast.expr]:
    """What each name is that these statements set to a text."""
    return {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, names: Mapping[str, ast.expr]) -> str:
    """A message as it is written, with … for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(value, names) for value in values)
        case ast.BinOp(left=left, right=right):
            return _text(left, names) + _text(right, names)
        case ast.Name(id=name) if name in names:
            return _text(names[name], {})
        case _:
            return "…"
