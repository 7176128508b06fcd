"""成码 compiled: our own templates as Python code, each compiled once and kept; what is not theirs to ask is not there.

A template sees tables (栏目 by name), lists, text and numbers.  So a dot asks a table for a field and nothing else, no
global function is at hand, and a field that nobody gave is a bug and crashes.  The office's own templates never come
here: they run in `notifications.wording.cell`.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined, Template, nodes, select_autoescape
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import escape

from notifications.wording.builtin import whole
from notifications.wording.marks import marked
from notifications.wording.numerals import zh_count

_special = re.compile("[&<>\"']").search


def filled(template: str, values: dict[str, Any]) -> str:
    """A template of ours with its values; an `.html.j2` escapes each of them."""
    made = _kept(template)
    return "".join(made.root_render_func(made.new_context(values, shared=True)))


@lru_cache(maxsize=64)
def _kept(template: str) -> Template:
    made = environment().get_template(template)
    made.globals = {}
    return made


class Asking(CodeGenerator):
    """Writes `row.field` as `row["field"]`, and leaves alone in HTML what has no sign that HTML would read."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - the compiler's own name for it
        """A field of a table; the loop is the one thing that is none."""
        of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
        self.visit(node.node, frame)
        self.write(f".{node.attr}" if of_loop else f"[{node.attr!r}]")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.as_html(")


class Tables(Environment):
    """Where our templates are compiled."""

    code_generator_class = Asking

    @staticmethod
    def as_html(value: Any) -> str:
        """A value as HTML shows it; hardly any has a sign that HTML would read."""
        text = str(value)
        return str(escape(value)) if _special(text) else text


class MarkingLoader(BaseLoader):
    """Templates of this package, whole and with their line marks set; layouts (txt, html) as they are."""

    def __init__(self) -> None:
        self._files = PackageLoader("notifications")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The source of a template as it is compiled."""
        if template.endswith((".txt.j2", ".html.j2")):
            return self._files.get_source(environment, template)
        return marked(whole(template)), None, None


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Where the built-in templates are compiled, each once."""
    made = Tables(
        loader=MarkingLoader(),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["zh_count"] = zh_count
    return made
