"""措辞的语言 language: what an office may write in a template, checked before it is kept, each mistake with its line.

    {{ matter }}  {{ due.day }}  {{ work.missing | join("；") }}      values, and fields of a table
    {% if new_limit %} … {% elif … %} … {% else %} … {% endif %}      and, or, not, ==, <, "甲" if x else "乙"
    {% for one in earlier %} {{ loop.index | zh_count }} … {% endfor %}   over the lists of the paper only

Nothing else: no call, no arithmetic, no text from elsewhere, no name that the paper does not offer.  The names come
from the views themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from engine.source import Problem, Source
from notifications.decisions import VIEWS
from notifications.papers import Form, LetterView
from notifications.wording.fields import terms
from notifications.wording.guarded import FILTERS, TESTS, Guarded
from notifications.wording.marks import marked
from notifications.wording.plain import INVISIBLE

MOST_CHARACTERS = 16 * 1024
DEEPEST = 3
LOOP = ("index", "first", "last")
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What a name stands for (可用的量): a value, a table with fields, or a list of either."""

    chinese: str
    kind: Literal["value", "table", "list"] = "value"
    fields: Mapping[str, "Offer"] | None = None
    each: "Offer | None" = None


Offers: TypeAlias = Mapping[str, Offer]
ADDED = {"addressee": Offer("主送")}
ADDED_TO_LETTERS = {
    "lateness": Offer("逾期情况"),
    "annexed": Offer("是否另附一览表"),
    "done_share": Offer("已办结占比"),
    "open_share": Offer("正在办理占比"),
}


@cache
def offers(form: Form) -> dict[str, Offer]:
    """The names that the templates of a form may use."""
    view: Any = VIEWS[form]
    return {**_fields(view), **ADDED, **(ADDED_TO_LETTERS if view is LetterView else {})}


def check(form: Form, source: str, file: str = "") -> list[Problem]:
    """What is wrong with a template of a form, by line; none when it may be kept."""
    place = file or f"{form.value}.txt"
    if len(source) > MOST_CHARACTERS:
        return [Problem(Source(place), "N601", f"措辞超过{MOST_CHARACTERS}字；请精简")]
    unseen = [
        Problem(
            Source(place, number, found.start() + 1), "N604", f"有看不见的字符（U+{ord(found[0]):04X}）；请删去重打"
        )
        for number, line in enumerate(source.splitlines(), 1)
        for found in INVISIBLE.finditer(line)
    ]
    try:
        tree = Guarded().parse(marked(source))
    except TemplateSyntaxError as mistake:
        return [
            *unseen,
            Problem(Source(place, mistake.lineno, 1), "N601", f"写法不对（{mistake.message}）；请对照原文改正"),
        ]
    except RecursionError:
        return [*unseen, Problem(Source(place), "N601", "层次太深；请拆开来写")]
    return sorted({*unseen, *Checker(place).block(tree.body, offers(form), 0)})


@dataclass(frozen=True)
class Checker:
    """Walks through a template and says what it may not do there."""

    file: str

    def block(self, body: list[nodes.Node], known: Offers, depth: int) -> Iterator[Problem]:
        """The problems of some nodes, among which these names are known."""
        for node in body:
            yield from self.node(node, known, depth)

    def node(self, node: nodes.Node, known: Offers, depth: int) -> Iterator[Problem]:
        """The problems of one node and all within it."""
        match node:
            case nodes.For():
                yield from self._loop(node, known, depth)
            case nodes.Name() | nodes.Getattr():
                yield from self._value(node, known)
            case nodes.Filter() if node.name in FILTERS:
                yield from self.block([*node.args, *([node.node] if node.node else [])], known, depth)
            case nodes.Test() if node.name in TESTS:
                yield from self.node(node.node, known, depth)
            case _ if isinstance(node, ALLOWED):
                yield from self.block(list(node.iter_child_nodes()), known, depth)
            case _:
                yield self._at(
                    node, "N603", f"不能用{_called(node)}；只能写变量、if、for 和 {'、'.join(FILTERS)}，请改写"
                )

    def _loop(self, node: nodes.For, known: Offers, depth: int) -> Iterator[Problem]:
        offer = self._offer(node.iter, known)
        if depth == DEEPEST or node.recursive or node.test is not None:
            yield self._at(node, "N603", f"for 不能带条件或递归，也不能超过{DEEPEST}层；请改写")
        if not isinstance(node.target, nodes.Name) or offer is None or offer.each is None:
            lists = "、".join(_lists(known))
            yield self._at(node, "N607", f"for 只能逐项取一个清单；请改为其中之一：{lists}")
            return
        inner = {**known, node.target.name: offer.each, "loop": LOOPING}
        yield from self.block([*node.body, *node.else_], inner, depth + 1)

    def _value(self, node: nodes.Name | nodes.Getattr, known: Offers) -> Iterator[Problem]:
        offer = self._offer(node, known)
        if offer is None:
            near = "、".join(sorted(known))
            yield self._at(node, "N602", f"这份文书没有“{_path(node)}”；请改为其中之一：{near}")

    def _offer(self, node: nodes.Node, known: Offers) -> Offer | None:
        """What a path of names stands for, or None."""
        if isinstance(node, nodes.Name):
            return known.get(node.name)
        if isinstance(node, nodes.Getattr):
            table = self._offer(node.node, known)
            return (table.fields or {}).get(node.attr) if table else None
        return None

    def _at(self, node: nodes.Node, code: str, message: str) -> Problem:
        return Problem(Source(self.file, node.lineno, 1), code, message)


LOOPING = Offer("循环", "table", {name: Offer(name) for name in LOOP})
NAMES = {
    nodes.Call: "函数调用", nodes.Mul: "乘法", nodes.Pow: "乘方", nodes.Add: "加法", nodes.Sub: "减法",
    nodes.Div: "除法", nodes.FloorDiv: "整除", nodes.Mod: "求余", nodes.Concat: "连接号", nodes.Getitem: "方括号",
    nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "import", nodes.Extends: "extends",
    nodes.Macro: "macro", nodes.Assign: "set", nodes.AssignBlock: "set", nodes.Block: "block",
}  # fmt: skip


def _called(node: nodes.Node) -> str:
    """What people call a construct."""
    if isinstance(node, nodes.Filter | nodes.Test):
        return f"“{node.name}”"
    return NAMES.get(type(node), type(node).__name__)


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _lists(known: Offers, before: str = "") -> Iterator[str]:
    for name, offer in sorted(known.items()):
        if offer.kind == "list":
            yield before + name
        elif offer.fields and name != "loop":
            yield from _lists(offer.fields, f"{before}{name}.")


def _fields(view: Any) -> dict[str, Offer]:
    return {term.name: _of_kind(term.kind, term.chinese) for term in terms(view)}


def _of_kind(kind: Any, chinese: str) -> Offer:
    """What a field of this type offers."""
    if get_origin(kind) in (Union, UnionType):
        return _of_kind(next(each for each in get_args(kind) if each is not NoneType), chinese)
    if get_origin(kind) is tuple:
        return Offer(chinese, "list", each=_of_kind(get_args(kind)[0], chinese))
    if is_dataclass(kind):
        view: Any = kind
        return Offer(chinese, "table", _fields(view))
    return Offer(chinese)
