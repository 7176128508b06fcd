"""The how-to pages, typed as they are written: whatever a page has one type is done, so a page gone stale fails.

A line that is not typed here stands in `ELSEWHERE` with the test that types it, or with why nobody can.
"""

import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from xlsxwriter import Workbook

from duban import clock
from duban.cli.main import app

HOUSE = Path(__file__).resolve().parents[2]
PAGES = HOUSE / "docs" / "how-to"
EXAMPLE = HOUSE / "examples" / "qinghe"
BLOCK = re.compile(r"^ *```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`(duban(?: [^`]*)?)`")
OURS = "区教育局"
ELSEWHERE = {
    "duban serve --port": "test_the_first_days.py",
    "duban serve --processes": "test_several_processes.py",
    "duban user add zhao": "test_the_first_days.py",
    "curl ": "test_asking_by_program.py",
    "make test": "it is what runs this test",
    "make simulate": "it takes the night",
    "DUBAN_SEEDS=": "it takes the night",
    "DUBAN_TRUST=": "it takes the night",
    "DUBAN_SEED=": "it is typed for a world that failed",
    "pg_receivewal": "another machine of PostgreSQL's own",
}
PICTURED = {
    "duban letters check 来信.eml 案卷.zip": "another letter",
    "duban pack check cn.shanghai.changning.fazhi-2022 --sources originals": "the original does not ship",
}
"""Lines whose answer on the page is of other things than are at hand here."""
STORIES = {"write-a-rule.md": "test_write_a_rule.py"}
"""Pages with a test of their own."""


def lines_of(text: str) -> dict[str, str]:
    """What a page has one type, line by line, without remarks, and the answer that it prints below."""
    typed = {}
    for block in BLOCK.finditer(text):
        if block["kind"] == "console":
            joined = re.sub(r"\\\n *", "", block["text"])
            for line, answer in re.findall(r"^ *\$ (.+)\n((?:(?! *\$ ).*\n)*)", joined, re.MULTILINE):
                typed[line.partition("  #")[0].strip()] = answer
    return typed


def is_what(printed: str, told: str) -> bool:
    """Whether all that a page prints was said; … stands for whatever."""
    wanted = [".*".join(map(re.escape, line.split("…"))) for line in printed.splitlines()]
    return all(any(re.fullmatch(each, line) for line in told.splitlines()) for each in wanted)


def files_of(name: str) -> dict[str, str]:
    """The files that a page has one write, by name."""
    page = (PAGES / name).read_text(encoding="utf-8")
    return {block["file"]: block["text"] for block in BLOCK.finditer(page) if block["file"]}


EVERY = {page.name: lines_of(page.read_text(encoding="utf-8")) for page in sorted(PAGES.glob("*.md"))}
TYPED = [name for name, lines in EVERY.items() if lines and name not in STORIES]


def is_typed_here(line: str) -> bool:
    return not any(line.startswith(begins) for begins in ELSEWHERE)


def command_of(words: Sequence[str]) -> tuple[Any, Sequence[str]]:
    """The command that words lead to, as far as they do, and what is left of them."""
    command: Any = get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("page", [*sorted(PAGES.glob("*.md")), *(HOUSE / "docs" / "tutorial").glob("*.md")], ids=str)
def test_every_command_that_a_page_names_is_there_with_its_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for named in [*NAMED.findall(text), *(line for line in lines_of(text) if line.startswith("duban "))]:
        command, left = command_of(shlex.split(re.split(r" [|&]", named)[0])[1:])
        options = {option for param in command.params for option in [*param.opts, *param.secondary_opts, "--help"]}
        assert not (hasattr(command, "commands") and left), named
        assert [word for word in left if word.startswith("--") and word not in options] == [], named


def test_what_is_not_typed_here_is_typed_where_it_is_said(tmp_path: Path) -> None:
    tests = {file.name for file in (HOUSE / "tests").rglob("test_*.py")}
    named = [where for where in [*ELSEWHERE.values(), *STORIES.values()] if where.endswith(".py")]
    assert set(named) <= tests
    assert [begins for begins in ELSEWHERE if not any(line.startswith(begins) for line in chain(*EVERY.values()))] == []
    assert set(SCENES) <= set(TYPED)


class Desk:
    """Somebody at a terminal of the office, who types what a page says with the numbers that he sees there."""

    def __init__(self, folder: Path, duban: Callable[..., Any]) -> None:
        self.folder = folder
        self.matter = ""
        self._duban = duban

    def types(self, line: str) -> Any:
        """What comes of a line; what goes into a file is put there."""
        line, _, file = line.partition(" > ")
        done = self._duban(self.folder, *shlex.split(self._meant(line))[1:])
        if file:
            (self.folder / file).write_text(done.stdout, encoding="utf-8")
        return done

    def _meant(self, line: str) -> str:
        """A line with the numbers of this office for those that the page leaves out."""
        seen: dict[str, Callable[[], str]] = {
            "https://…": lambda: "https://www.example.gov.cn/",
            "silence end 编号": lambda: f"silence end {self._last('notices silence list')}",
            "另一件的编号": lambda: self._task("宪法宣传"),
            "决定编号": lambda: self._last("task petitions --kind extend"),
            "编号": lambda: self._task(self.matter),
            "p-…": lambda: self._last("task petitions --pending"),
            "e-…": lambda: self._last("evidence list"),
            "…": lambda: "见附件",
        }
        for left_out, look in seen.items():
            line = line.replace(left_out, look()) if left_out in line else line
        return line

    def _rows(self, listing: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = json.loads(self._duban(self.folder, *listing.split(), "--json").stdout)
        return rows

    def _last(self, listing: str) -> str:
        return self._rows(listing)[-1]["key"]

    def _task(self, matter: str) -> str:
        return next(row["key"] for row in self._rows(f"task list --agency {OURS}") if matter in row["matter"])


BEGUN = (
    ("2026-01-05", "duban init"),
    ("2026-01-05", "duban agencies load agencies.yaml"),
    ("2026-01-05", "duban people load people.csv"),
    ("2026-01-05", "duban draft plan.txt -o draft.yaml"),
    ("2026-01-05", "duban pack answer draft.yaml answers.yaml --accept -o pack.yaml"),
    ("2026-01-12", "duban pack publish pack.yaml"),
    ("2026-01-12", "duban sweep"),
    ("2026-02-02", "duban sweep"),
    ("2026-02-02", "duban send --now"),
    ("2026-02-02", "duban notices resume --by 督办甲 --reason 看过一封"),
    ("2026-02-02", "duban send --now"),
)


@dataclass(frozen=True)
class Scene:
    """What goes before a page: the day on which it is typed, and what is done before its lines, by how they begin."""

    day: str = "2026-02-03"
    matter: str = "向区政府报告上一年度"
    """Which duty 编号 stands for."""
    before: Mapping[str, Callable[[Desk], object]] = field(default_factory=dict)
    says_no: Sequence[str] = ()
    """Lines that answer “no”, and say so by ending with 1."""


def typing(*lines: str) -> Callable[[Desk], object]:
    """What is typed before a line of a page, because the page takes it to be done."""

    def done(desk: Desk) -> None:
        for line in lines:
            told = desk.types(line)
            assert told.returncode == 0, (line, told.stderr)

    return done


def reworded(desk: Desk) -> None:
    """Change a wording that was taken out."""
    file = desk.folder / "催办.txt"
    file.write_text(file.read_text(encoding="utf-8") + "请抓紧办理。\n", encoding="utf-8")


def a_letter_came(desk: Desk) -> None:
    """Lay down a letter that was sent, and a case."""
    shutil.copy(next((desk.folder / "mail" / "new").iterdir()), desk.folder / "来信.eml")
    typing("duban notices export 编号 -o 案卷.zip")(desk)


def another_office(desk: Desk) -> None:
    """Begin an empty office, with the roster that stands beside a pack."""
    (desk.folder / "duban.db").unlink()
    typing("duban init")(desk)
    shutil.copy(HOUSE / "rules" / "packs" / "cn.shanghai.changning.fazhi-2022" / "agencies.csv", desk.folder)


ACCEPT, REPORT = (
    "duban task act 编号 accept --by 张三",
    "duban task report 编号 --by 张三 --text 已经报送 --file 说明.pdf",
)
RETURN = "duban task act 编号 return --by 督办甲 --reason 缺公章"
VERIFY, INSPECT = "duban task act 编号 verify --by 督办甲", "duban task act 编号 inspect --by 督查乙"
REOPEN = "duban task act 编号 reopen --by 督查乙 --reason 群众反映"
EXTEND = "duban task ask 另一件的编号 extend --by 张三 --reason 统计口径待定 --to 2027-01-10"
REFUSE, WITHDRAW = "duban task answer p-… --refuse --by 督办甲 --reason 时间充足", "duban task withdraw p-… --by 张三"
SCENES = {
    "appeals.md": Scene(
        day="2026-04-16",
        matter="宪法宣传",
        before={
            "duban task ask 编号 appeal --by 张三 --reason 当时": typing(ACCEPT, REPORT, RETURN),
            "duban task ask 编号 appeal --by 张三 --reason …": typing(WITHDRAW, EXTEND, REFUSE),
        },
    ),
    "backup-and-restore.md": Scene(
        before={"duban restore 备份/following": typing("duban backup --follow 备份/following")}
    ),
    "dead-letters.md": Scene(before={"duban letters check": a_letter_came}),
    "evidence.md": Scene(before={"duban task report 另一件": typing("duban task act 另一件的编号 accept --by 张三")}),
    "extensions.md": Scene(
        before={"duban task answer p-… --refuse": typing(EXTEND), "duban task withdraw": typing(EXTEND)}
    ),
    "report-and-verify.md": Scene(
        before={
            "duban task act 编号 verify": typing(REPORT),
            "duban task act 编号 rectify": typing(REOPEN, REPORT, VERIFY),
            "duban task act 编号 reopen": typing(REPORT, VERIFY, INSPECT),
        }
    ),
    "run-as-a-service.md": Scene(says_no=["duban doctor"]),
    "sign-in-through-a-portal.md": Scene(
        before={"duban user bind": typing("duban user add wang --title 王科长 --password-stdin")}
    ),
    "templates.md": Scene(before={"duban templates edit": reworded}),
    "use-a-shipped-pack.md": Scene(
        before={"duban agencies": another_office},
        says_no=["duban pack diff cn.shanghai.changning.fazhi-2022 confirmed.yaml"],
    ),
}
ANSWERS = {"duban review": "q", "duban user add": "春天的风吹过青禾区的山冈"}
"""What is answered where a command asks; 是 otherwise."""


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have it be ten in the morning of a day; from then on the time runs."""
    moments = count()

    def set_to(day: str) -> None:
        ten = datetime.fromisoformat(f"{day}T10:00:00+08:00")
        monkeypatch.setattr(clock, "now", lambda: ten + timedelta(seconds=next(moments)))

    return set_to


@pytest.fixture
def desk(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, duban: Callable[..., Any], on: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:  # fmt: skip
    """A desk of its own in an office that has been at work for a month, with what people have at hand."""

    def typed(folder: Path, *words: str) -> Any:
        line = shlex.join(["duban", *words])
        answer = next((answer for begins, answer in ANSWERS.items() if line.startswith(begins)), "是")
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{answer}\n"))
        return duban(folder, *words)

    office = tmp_path_factory.getbasetemp() / "qinghe"
    if not office.exists():
        shutil.copytree(EXAMPLE, tmp_path / "begun")
        for day, line in BEGUN:
            on(day)
            Desk(tmp_path / "begun", typed).types(line)
        (tmp_path / "begun").rename(office)
    shutil.copytree(office, tmp_path, dirs_exist_ok=True)
    at_hand(tmp_path)
    return Desk(tmp_path, typed)


def at_hand(folder: Path) -> None:
    """Files that the pages speak of."""
    for name in ("会议纪要.pdf", "说明.pdf"):
        (folder / name).write_bytes(b"%PDF-1.4\n% " + name.encode())
    (folder / "照片.jpg").write_bytes(bytes.fromhex("ffd8ffe000104a46494600") + b"0" * 64)
    (folder / "文件夹").mkdir()
    (folder / "备份").mkdir()
    (folder / "originals").mkdir()
    with Workbook(folder / "二月.xlsx") as facts:
        sheet = facts.add_worksheet()
        sheet.write_row(0, 0, ["kind", "agency", "day"])
        sheet.write_row(1, 0, ["t048.d1", OURS, "2026-02-02"])


@pytest.mark.parametrize("name", TYPED)
def test_what_a_page_has_one_type_can_be_typed(name: str, desk: Desk, on: Callable[[str], None]) -> None:
    scene = SCENES.get(name, Scene())
    on(scene.day)
    desk.matter = scene.matter
    for file, text in files_of(name).items():
        (desk.folder / file).write_text(text, encoding="utf-8")
    for line in filter(is_typed_here, EVERY[name]):
        for begins, prepare in scene.before.items():
            if line.startswith(begins):
                prepare(desk)
        done = desk.types(line)
        assert done.returncode == (line in scene.says_no), (line, done.stdout, done.stderr)
        assert line in PICTURED or is_what(EVERY[name][line], done.stderr + done.stdout), (line, done.stdout)
