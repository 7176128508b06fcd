"""Whatever is wrong with what people hand in is told in Chinese with its place; exit 1, and nothing half-written."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from store.session import open_database
from store.tables import AgencyRow
from store.tables.row import table

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


@pytest.fixture
def ready(sqlite_template: Path, tmp_path: Path, duban: Any) -> Path:
    """A folder with settings and an empty, initialised database."""
    (tmp_path / "duban.toml").write_text('jurisdiction = "示例区"\n', encoding="utf-8")
    shutil.copyfile(sqlite_template, tmp_path / "duban.db")
    assert duban(tmp_path, "init").returncode == 0
    return tmp_path


def refused(done: Any, code: str) -> None:
    assert done.returncode == 1, done.stderr
    assert code in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.txt", "二〇二六年".encode("gb18030") + b"\xff\xfe\xff\x80\x81" * 40 + "工作要点".encode()),
        ("empty.txt", b""),
        ("picture.txt", PNG),
        ("picture.docx", PNG),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_with_its_name(
    tmp_path: Path, name: str, content: bytes, duban: Any
) -> None:
    (tmp_path / name).write_bytes(content)
    done = duban(tmp_path, "parse", name, "--json")
    refused(done, "D1")
    assert name in done.stderr
    assert json.loads(done.stdout)["code"].startswith("D1")


def test_a_plan_that_is_not_there_is_refused(tmp_path: Path, duban: Any) -> None:
    refused(duban(tmp_path, "parse", "没有.txt"), "D101")


def test_agencies_with_duplicate_names_are_told_with_their_lines_and_none_is_written(ready: Path, duban: Any) -> None:
    (ready / "agencies.csv").write_text("name,aliases\n区司法局,\n区教育局,司法局\n区司法局,\n", encoding="utf-8")
    done = duban(ready, "agencies", "load", "agencies.csv", "--json")
    refused(done, "agencies.csv:4:1: F112")
    assert [problem["line"] for problem in json.loads(done.stdout)["problems"]] == [4]
    database = open_database(f"sqlite:///{ready / 'duban.db'}")
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table(AgencyRow))) == 0
    database.dispose()


def test_people_of_unknown_agencies_and_with_bad_addresses_are_all_told_at_once(ready: Path, duban: Any) -> None:
    (ready / "people.csv").write_text(
        "姓名,单位,邮箱,岗位\n甲,无此局,a@b.cn,\n乙,无此局,不是邮箱,局长\n", encoding="utf-8"
    )
    done = duban(ready, "people", "load", "people.csv")
    for place in ("people.csv:2:2: F113", "people.csv:3:2: F113", "people.csv:3:3: F114", "people.csv:3:4: F115"):
        refused(done, place)


def test_a_pack_with_an_impossible_date_is_told_with_line_and_column(ready: Path, duban: Any) -> None:
    pack = Path(__file__).with_name("pack.yaml").read_text(encoding="utf-8")
    (ready / "pack.yaml").write_text(pack.replace('"2026-01-05"', '"2026-02-30"'), encoding="utf-8")
    for words in (("check",), ("publish",)):
        done = duban(ready, "pack", *words, "pack.yaml", "--json")
        refused(done, "pack.yaml:10:")
        assert "2026-02-30" in done.stderr
    assert json.loads(duban(ready, "pack", "list", "--json").stdout) == []


@pytest.mark.parametrize("command", [("sweep",), ("task", "list"), ("explain", "abc"), ("audit", "verify")])
def test_without_init_every_command_says_what_to_run_first(
    tmp_path: Path, command: tuple[str, ...], duban: Any
) -> None:
    refused(duban(tmp_path, *command), "duban init")


def test_what_to_type_is_added_by_the_command_line_alone(ready: Path, duban: Any) -> None:
    done = duban(ready, "task", "show", "abcdef", "--json")
    told = json.loads(done.stdout)
    assert told["message"] == "没有编号为 abcdef 的应办事项或督办件；请核对编号"
    assert told["advice"] == "可用 duban task list 查编号"
    assert done.stderr == f"X401 {told['message']}（{told['advice']}）\n"


def test_wrong_usage_is_told_in_chinese_and_ends_with_two(ready: Path, duban: Any) -> None:
    for words in (["task", "list", "--on", "2026-02-30"], ["nothing"], ["task", "show"], ["sweep", "--oh"]):
        done = duban(ready, *words)
        assert done.returncode == 2, words
        assert "X002" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [[], ["--help"], ["task"], ["task", "list", "--help"], ["pack", "diff", "--help"]])
def test_help_has_no_english_sentence(tmp_path: Path, words: list[str], duban: Any) -> None:
    shown = duban(tmp_path, *words)
    said = shown.stdout + shown.stderr
    assert "用法：duban" in said
    assert "显示本说明" in said
    assert not re.search(r"Usage|Options|Commands|Show this|\[OPTIONS\]|<str>|<int", said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["task", "list", "--limit", "x"], "'--limit' 的取值不对：应为整数"),
        (["task", "list", "--limit", "0"], "'--limit' 的取值不对：不能小于 1"),
        (["task", "show", "a", "b"], "多出了参数 b"),
        (["sweeep"], "没有命令 'sweeep'，是不是 'sweep'？"),
        (["sweep", "--json=1"], "选项 --json 后面不跟值"),
    ],
)
def test_what_was_typed_wrongly_is_said_in_chinese(ready: Path, words: list[str], said: str, duban: Any) -> None:
    assert f"X002 {said}" in duban(ready, *words).stderr
