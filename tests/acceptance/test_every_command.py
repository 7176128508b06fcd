"""Every command there is, walked through: explained in Chinese, and whatever is typed, it answers in Chinese."""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from duban.cli.main import app

HOUSE = Path(__file__).resolve().parents[2]
DUBAN = [sys.executable, "-c", "from duban.cli.main import run; run()"]
STAYS = {("daemon",), ("serve",)}
"""Commands that stay until they are stopped; their own tests start them."""
ELSEWHERE = {("demo",), ("fonts", "fetch")}
"""The one plays a whole year, the other asks the internet."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b[A-Za-z']{2,}(?: [A-Za-z']{2,}){2,}")
"""Three words in a row."""
NAMES = re.compile(r"duban(?: [a-z-]+)+|Noto Serif CJK SC|Noto Sans CJK SC")
"""What has no Chinese name: a command to type, a typeface."""


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words it is called by."""
    inner = getattr(command, "commands", {})
    if not inner:
        yield path, command
    for word, below in inner.items():
        yield from leaves(below, (*path, word))


EVERY = dict(leaves(get_command(app)))
QUICK = [path for path in EVERY if path not in STAYS | ELSEWHERE]


def is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


ASKED = [path for path in QUICK if any(param.required for param in EVERY[path].params)]
WORDS = [(path, "没有这个") for path in QUICK] + [(path, "") for path in ASKED]
"""What nobody has, and nothing at all."""


def english(said: str) -> list[str]:
    """English sentences in what was said."""
    return ENGLISH.findall(NAMES.sub("", said))


def wanted(path: tuple[str, ...], word: str, number: str, day: str) -> list[str]:
    """The least that a command asks for, each thing `word`, or a number or a day where one has to be written."""
    typed = list(path)
    for param in (param for param in EVERY[path].params if param.required):
        asked = repr(param.type_descriptor)
        typed += [] if is_argument(param) else [param.opts[0]]
        typed += [number if "'int'" in asked else day if param.metavar == "日期" else word]
    return typed


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A folder whose database has been set up, with a folder and a file of no use in it."""
    folder = tmp_path_factory.mktemp("settled")
    shutil.copyfile(sqlite_template, folder / "duban.db")
    (folder / "文件夹").mkdir()
    (folder / "乱.yaml").write_bytes(bytes(range(256)))
    (folder / "错.toml").write_text("batch = 4000\nfonts =\n", encoding="utf-8")
    done = subprocess.run([*DUBAN, "init"], cwd=folder, env=outside(), capture_output=True, check=False)
    assert done.returncode == 0
    return folder


def outside(**more: str) -> dict[str, str]:
    """The environment of a command of its own."""
    return {**os.environ, "PYTHONPATH": str(HOUSE), **more}


def test_every_command_and_all_it_takes_is_explained() -> None:
    unsaid = [
        (" ".join(path), param.name)
        for path, command in EVERY.items()
        for param in command.params
        if not (param.name == "help" or CHINESE.search(param.help or ""))
        or (is_argument(param) and not CHINESE.search(param.metavar or ""))
    ]
    assert unsaid == []
    assert [path for path, command in EVERY.items() if not CHINESE.search(command.help or "")] == []


@pytest.mark.parametrize(("path", "word"), WORDS, ids=str)
def test_whatever_is_typed_is_answered_in_chinese(
    path: tuple[str, ...], word: str, settled: Path, duban: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody is there to answer
    done = duban(settled, *wanted(path, word, "2026", "2026-06-01"))
    assert done.returncode in (0, 1, 2)
    assert (done.stdout + done.stderr).strip()
    assert english(done.stderr + ("" if done.returncode == 0 else done.stdout)) == []


def test_wrong_usage_ends_with_two(settled: Path, duban: Any) -> None:
    for path in QUICK:
        least = wanted(path, "甲", "2026", "2026-06-01")
        wrong = [[*path, "--没有"], wanted(path, "甲", "几", "2026-06-01"), wanted(path, "甲", "2026", "2026-02-30")]
        for words in (words for words in wrong if words != least):
            done = duban(settled, *words)
            assert (done.returncode, "X002" in done.stderr, english(done.stderr)) == (2, True, []), words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["draft", "乱.yaml", "--standing", "week"], "“week”不在可用之列：year、half、quarter、month"),
        (["task", "act", "1", "fly", "--by", "甲"], "X002 操作 的取值不对：没有操作 fly"),
        (["init", "--config", "乱.yaml"], "乱.yaml:0:0: X102 不是 UTF-8"),
        (["init", "--config", "错.toml"], "错.toml:2:8: X102 这一处不是正确的 TOML"),
    ],
)
def test_what_is_wrong_is_named(words: list[str], said: str, settled: Path, duban: Any) -> None:
    done = duban(settled, *words)
    assert said in done.stderr
    assert english(done.stderr) == []


@pytest.mark.parametrize(
    "words",
    [
        ["draft", "plan.txt", "-o", "文件夹"],
        ["task", "list", "--xlsx", "文件夹"],
        ["agencies", "list", "--xlsx", "/proc/x.xlsx"],
        ["papers", "export", "-o", "乱.yaml"],
        ["backup", "/proc/x.db"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_written_is_refused(words: list[str], settled: Path, duban: Any) -> None:
    (settled / "plan.txt").write_text("工作要点\n\n1．每年3月1日前报告。（区司法局负责）\n", encoding="utf-8")
    done = duban(settled, *words)
    assert done.returncode in (1, 2)
    assert re.search(r"[XS]\d{3} ", done.stderr)


def run(settled: Path, shell: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """A list of the shipped packs as a shell has it said."""
    command = f"'{DUBAN[0]}' -c '{DUBAN[2]}' pack list --shipped {shell}"
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=settled, env=outside(**env), capture_output=True, check=False
    )


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}], ids=str)
def test_a_terminal_that_knows_no_chinese_is_written_in_utf_8(settled: Path, env: dict[str, str]) -> None:
    done = run(settled, "", **env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "规则包" in done.stdout.decode("utf-8")


def test_a_terminal_of_gb18030_is_spoken_to_in_it(settled: Path) -> None:
    assert "规则包" in run(settled, "", PYTHONIOENCODING="gb18030").stdout.decode("gb18030")


@pytest.mark.parametrize(("shell", "code"), [(">&-", 0), (">&- 2>&-", 0), ("--json | head -c 1", 0), (">/dev/full", 1)])
def test_an_answer_that_nobody_takes_is_no_fault_of_the_program(settled: Path, shell: str, code: int) -> None:
    done = run(settled, shell)
    told = done.stderr.decode("utf-8")
    assert (done.returncode, "Traceback" in told, english(told)) == (code, False, [])
    assert not code or told == "X003 输出 用不了（磁盘满了）；请检查路径、权限和磁盘空间\n"


def test_bytes_that_are_no_letters_are_repeated_spelt_out(settled: Path) -> None:
    done = subprocess.run(
        [*DUBAN, "parse", b"\xff.txt", "--json"], cwd=settled, env=outside(), capture_output=True, check=False
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
