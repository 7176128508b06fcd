"""受限环境 guarded: where the office's own templates run — plain values, no attributes, no calls, no arithmetic.

Three walls stand one behind the other: `language` refuses a text before it is kept, this environment refuses what
`language` might have let through, and `cell` runs it in a process that may take only so much time and memory.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.wording.numerals import zh_count

MOST_BYTES = 64 * 1024
FILTERS = ("join", "length", "zh_count")
TESTS = ("none",)


class Guarded(ImmutableSandboxedEnvironment):
    """The stock sandbox, made narrower: `"a" * 200000000` passes that one."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(ImmutableSandboxedEnvironment.default_unop_table)

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS if name != "zh_count"} | {"zh_count": zh_count}
        self.tests = {name: self.tests[name] for name in TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a table by its name; nothing has attributes."""
        return self._field(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A field of a table by its name."""
        return self._field(obj, argument)

    def _field(self, obj: Any, name: Any) -> Any:
        if isinstance(obj, Mapping):
            return obj[name] if name in obj else self.undefined(obj=obj, name=str(name))
        if type(obj).__name__ == "LoopContext" and name in ("index", "first", "last"):
            return getattr(obj, name)
        return self.undefined(name=str(name))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute is safe."""
        del obj, attr, value
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing may be called."""
        del obj
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Nothing is reckoned in a template."""
        del context, left, right
        raise SecurityError(f"operator {operator}")

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:
        """Nothing is reckoned in a template."""
        del context, arg
        raise SecurityError(f"operator {operator}")


class TooLong(Exception):
    """What was rendered grew past its limit."""


def rendered(template: Template, values: Mapping[str, Any]) -> str:
    """The text of a template.  Raises TooLong past 64 KiB, whatever follows."""
    parts, size = [], 0
    for part in template.generate(values):
        size += len(part.encode("utf-8", "surrogatepass"))
        if size > MOST_BYTES:
            raise TooLong
        parts.append(part)
    return "".join(parts)
