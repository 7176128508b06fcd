"""Before a how-to page can be typed: who sits at the terminal, with what at hand, and what was done before."""

import json
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

HOUSE = Path(__file__).resolve().parents[2]
OURS = "区教育局"


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
