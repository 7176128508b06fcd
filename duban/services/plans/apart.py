"""另读 apart: reading a file from outside in a process of its own, that may take only so much time and memory.

What an upload or a mail brings may be a bomb, or break a reader in a way nobody thought of: then the process dies and
the house does not.  The process answers in JSON, which can hold nothing but words; an answer too long is not taken in.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import structlog

import duban
from engine.nouns.document import Charge, Clause, Document
from engine.source import Problem, Refused, Source

log = structlog.get_logger()
MIB = 1024 * 1024


@dataclass(frozen=True)
class Allowance:
    """What the process may take: seconds by the clock, MiB of memory, MiB of answer."""

    seconds: int = 20
    memory: int = 1024
    answer: int = 8


USUAL = Allowance()


def read_apart(file: Path, encoding: str | None = None, allowed: Allowance = USUAL) -> Document | Problem:
    """The document in a file that nobody vouches for, or what is wrong with it; this process reads no byte of it."""
    answer, code, errors = run_apart("duban.services.plans.apart", [str(file), encoding or ""], allowed)
    return _answered(file, answer, code, errors)


def run_apart(module: str, words: Sequence[str], allowed: Allowance) -> tuple[bytes, int, bytes]:
    """Run a module of the house in a process that may take so much; what it answered, its code, and what it complained.

    The module is told memory (MiB), seconds and MiB of answer before its own words, and binds itself by `bound`.
    """
    limits = [str(allowed.memory), str(allowed.seconds), str(allowed.answer)]
    command = [sys.executable, "-P", "-m", module, *limits, *words]
    with TemporaryFile() as answer, TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=answer, stderr=errors, env=_surroundings(), start_new_session=True
        )
        try:
            code = child.wait(allowed.seconds)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        finally:
            _stop(child)
        return _tail(answer, allowed.answer * MIB + 1), code, _tail(errors, 2000)


def _surroundings() -> dict[str, str]:
    """No more than Python and a converter need: the way to programs and to the house."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": str(Path(duban.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}


def _stop(child: "subprocess.Popen[bytes]") -> None:
    """End the process and every converter it started."""
    with suppress(ProcessLookupError):  # it ended by itself
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _tail(written: IO[bytes], most: int) -> bytes:
    written.seek(0)
    return written.read(most)


def _answered(file: Path, answer: bytes, code: int, errors: bytes) -> Document | Problem:
    """What the answer says; a process that died, or that says too much, is a problem of the file."""
    if code == 0 and len(answer) and answer[:1] == b"{":
        said = json.loads(answer)
        refused = said.get("refused")
        return Problem(Source(str(file)), refused["code"], refused["message"]) if refused else _document(said)
    log.warning("file read apart failed", file=str(file), exit=code, error=errors[-400:].decode("utf-8", "replace"))
    if code in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT, -signal.SIGSEGV, MEMORY):
        why = "读得太久或太占内存，已中止；文件可能损坏，或是有意做成这样"
        return Problem(Source(str(file)), "D116", f"{file}：{why}；请用办公软件打开后另存，或只保留正文后重试")
    return Problem(
        Source(str(file)), "D117", f"{file}：读这份文件时出错，内容没有读入；请另存后重试，并把文件交系统管理员"
    )


def _document(said: dict[str, Any]) -> Document:
    """The document that an answer spells; a clause's text is its span."""
    text = said["text"]
    clauses = [dict(clause, text=text[clause["start"] : clause["end"]]) for clause in said.pop("clauses")]
    for clause in clauses:
        lead, support, responsible = (tuple(clause["charge"][role]) for role in ("lead", "support", "responsible"))
        clause["charge"] = Charge(lead, support, responsible, clause["charge"]["raw"])
    issued = said.pop("issued_on")
    day = date.fromisoformat(issued) if issued else None
    return Document(**said, issued_on=day, clauses=tuple(Clause(**clause) for clause in clauses))


MEMORY = 97
"""With this code the process ends when memory gives out."""


def main() -> None:
    """Read one file and answer, in the process that may die of it."""
    memory, seconds, most, file, encoding = sys.argv[1:]
    bound(int(memory), int(seconds))
    try:
        answer = _spelled(Path(file), encoding or None, int(most) * MIB)
    except MemoryError:
        os._exit(MEMORY)
    sys.stdout.write(answer)


def bound(memory: int, seconds: int) -> None:
    """Take so much memory (MiB) and processor time (seconds), write no large file, leave no core."""
    limits = ((resource.RLIMIT_AS, memory * MIB), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 256 * MIB))
    for what, most in (*limits, (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def _spelled(file: Path, encoding: str | None, most: int) -> str:
    from documents.read import read

    try:
        document = read(file, encoding)
    except Refused as refused:
        return json.dumps({"refused": {"code": refused.code, "message": refused.message}}, ensure_ascii=False)
    said = asdict(document) | {"issued_on": document.issued_on.isoformat() if document.issued_on else None}
    for clause in said["clauses"]:
        del clause["text"]
    answer = json.dumps(said, ensure_ascii=False)
    if len(answer.encode()) <= most:
        return answer
    told = f"{file}：文字超过 {most // MIB} MB，不像一份方案；请只保留正文和任务分工表后重试"
    return json.dumps({"refused": {"code": "D115", "message": told}}, ensure_ascii=False)


if __name__ == "__main__":
    main()
