"""小室 cell: the process in which an office's template runs, and that may die of it.

It reads requests from stdin and answers on stdout, each a length and JSON: `{"source", "values"}` in, `{"text"}` or
`{"error", "line"}` out.  Before the first it binds itself: no file may be opened any more, none written, no process
started, memory is bounded; each rendering has its processor time, and past it the kernel ends the process.
"""

import json
import resource
import signal
import sys
from functools import lru_cache
from struct import pack, unpack
from typing import Any

from jinja2 import Template
from jinja2.exceptions import TemplateError, TemplateSyntaxError

from notifications.wording.guarded import Guarded, TooLong, rendered

MIB = 1024 * 1024
MEMORY = 256 * MIB
SECONDS = 0.2
REHEARSAL = """{% for one in many %}{{ loop.index | zh_count }}{{ "、" }}{% else %}{% endfor %}
{{ many | join("；") }}{% if many | length == 2 and not none is none %}{{ "甲" if many else "乙" }}{% endif %}
{{ nothing }}"""
"""Played before the door is shut, so that all that Python and jinja2 load only when they come to it is loaded."""


def main() -> None:
    """Answer until nobody asks any more."""
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    for _ in range(2):
        _answer({"source": REHEARSAL, "values": {"many": ["甲", "乙"]}})
    _bind()
    while length := asked.read(4):
        said = json.dumps(_answer(json.loads(asked.read(unpack(">I", length)[0])))).encode("ascii")
        answered.write(pack(">I", len(said)) + said)
        answered.flush()


def _bind() -> None:
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    """One rendering within its time; when that is over, the signal that nobody catches ends the process."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return {"text": rendered(_compiled(asked["source"]), asked["values"])}
    except TooLong:
        return {"error": "long", "line": 0}
    except (MemoryError, RecursionError):
        return {"error": "memory", "line": 0}
    except TemplateSyntaxError as mistake:
        return {"error": mistake.message or "", "line": mistake.lineno}
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as mistake:
        return {"error": str(mistake), "line": _line(mistake)}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@lru_cache(maxsize=32)
def _compiled(source: str) -> Template:
    return Guarded().from_string(source)


def _line(mistake: BaseException) -> int:
    """The line of the template at which it went wrong, 0 when nobody can tell."""
    found, trace = 0, mistake.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


if __name__ == "__main__":
    main()
