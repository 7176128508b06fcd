"""看守 warden: asks the cell to render an office's template, and says in Chinese what became of it.

One cell is kept for many renderings, for starting one costs a tenth of a second; after a death the next asker starts
another.  Nothing that a template does is felt here but as a refusal.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from select import select
from struct import pack, unpack
from threading import Lock
from typing import Any

from engine.source import Refused
from notifications.papers import Form
from notifications.wording.marks import marked
from notifications.wording.plain import Plain

PATIENCE = 3.0
"""Seconds by the clock that an answer may take; processor time is bounded in the cell itself."""


class Warden:
    """Keeps one cell and asks it, one question at a time."""

    def __init__(self) -> None:
        self._cell: subprocess.Popen[bytes] | None = None
        self._busy = Lock()

    def render(self, form: Form, source: str, values: Mapping[str, Plain]) -> str:
        """The lines that a template of a form makes of these values.

        Raises Refused N605 when it takes too long or too much memory, N606 when it goes wrong, N202 past 64 KiB.
        """
        asked = json.dumps({"source": marked(source), "values": values}).encode("ascii")
        with self._busy:
            try:
                answer = self._ask(asked)
            except (OSError, EOFError):
                self.close()
                raise _spent(form) from None
        return _text(form, answer)

    def close(self) -> None:
        """End the cell; the next question starts another."""
        cell, self._cell = self._cell, None
        if cell is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(cell.pid, signal.SIGKILL)
        for pipe in (cell.stdin, cell.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        cell.wait()

    def _ask(self, asked: bytes) -> dict[str, Any]:
        cell = self._cell or self._started()
        if cell.stdin is None or cell.stdout is None:
            raise EOFError
        cell.stdin.write(pack(">I", len(asked)) + asked)
        cell.stdin.flush()
        ready, _, _ = select([cell.stdout], [], [], PATIENCE)
        length = cell.stdout.read(4) if ready else b""
        if len(length) < 4:
            raise EOFError
        answer: dict[str, Any] = json.loads(cell.stdout.read(unpack(">I", length)[0]))
        return answer

    def _started(self) -> "subprocess.Popen[bytes]":
        """A new cell, which inherits nothing but the way to Python and to the house."""
        root = str(Path(__file__).parents[2])
        self._cell = subprocess.Popen(
            [sys.executable, "-P", "-m", "notifications.wording.cell"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )
        return self._cell


def _text(form: Form, answer: Mapping[str, Any]) -> str:
    match answer:
        case {"text": str(text)}:
            return text
        case {"error": "long"}:
            raise Refused("N202", "文书超过64KiB，不予生成；请精简依据引文或拆分事项后重新生成")
        case {"error": "memory"}:
            raise _spent(form)
        case _:
            where = f"第{answer['line']}行" if answer["line"] else "某一行"
            why = f"{where}用到了这份文书没有的内容（{answer['error']}）"
            raise Refused("N606", f"“{form.value}”的措辞{why}；请在措辞里改正")


def _spent(form: Form) -> Refused:
    why = "用时或占用内存过多，已中止"
    return Refused("N605", f"“{form.value}”的措辞{why}；请删去多层循环，或复原为随附的措辞")
