"""Evidence on the command line and under attack: kept whole, once, for good, and never trusted by its name."""

import io
import json
import resource
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duban.services.casefile import exhibits, intake, tasks
from duban.services.casefile.intake import Proof, Upload
from engine.nouns import Role
from engine.source import Refused
from tests.acceptance.conftest import AGENCIES, PACK, PEOPLE

DAY = date(2026, 2, 6)
WHO = tasks.Actor("甲", Role.CONTACT)


def add(house: Any, name: str, content: bytes, **more: Any) -> Any:
    proof = Proof((Upload(name, io.BytesIO(content)),))
    how = {"on": DAY, "now": house.at(DAY), "agency": "区司法局", **more}
    [found] = exhibits.add(house.database, house.settings, proof, WHO, **how)
    return found


def vault_files(house: Any) -> list[Path]:
    return [path for path in house.settings.evidence_folder.rglob("*") if path.is_file()]


def test_the_same_file_under_two_names_is_one_piece_of_evidence(sqlite_house: Any) -> None:
    first, second = add(sqlite_house, "a.pdf", b"%PDF-1.4"), add(sqlite_house, "b.pdf", b"%PDF-1.4")
    assert first.key == second.key
    assert len(vault_files(sqlite_house)) == 1
    rows = exhibits.listed(sqlite_house.database, sqlite_house.settings, on=DAY, agency="区司法局")
    assert [row["title"] for row in rows] == ["a.pdf"]


def test_the_same_bytes_of_two_agencies_are_kept_once_and_owned_by_each(house: Any) -> None:
    mine, theirs = add(house, "a.pdf", b"%PDF-1.4"), add(house, "a.pdf", b"%PDF-1.4", agency="区教育局")
    assert (mine.sha256, mine.key != theirs.key, len(vault_files(house))) == (theirs.sha256, True, 1)
    house.sweep(DAY)
    number = str(house.tasks(DAY, "区司法局")[0]["key"])
    with pytest.raises(Refused, match="X426"):
        exhibits.use(house.database, house.settings, theirs.key, number, WHO, on=DAY, now=house.at(DAY))


def test_what_is_odd_is_kept_and_told(sqlite_house: Any) -> None:
    found = add(sqlite_house, "../../照片.png", b"%PDF-1.7 /JavaScript")
    assert (found.title, found.flags) == ("照片.png", ("ACTIVE", "NAME", "SUFFIX"))
    rows = exhibits.listed(sqlite_house.database, sqlite_house.settings, on=DAY, flagged=True)
    assert [row["key"] for row in rows] == [found.key]
    assert "后缀与内容不符" in str(rows[0]["flags_zh"])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.pdf", b"", "D120"),
        ("报告.pdf", b"\x7fELF\x02", "D121"),
        ("报告.pdf", b"MZ" + b"\x00" * 76 + b"This program cannot be run in DOS mode", "D121"),
    ],
)
def test_what_is_refused_leaves_no_bytes(sqlite_house: Any, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        add(sqlite_house, name, content)
    assert vault_files(sqlite_house) == []


def test_a_bomb_is_stored_unopened_and_a_large_file_costs_no_memory(
    sqlite_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 100_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert add(sqlite_house, "炸弹.docx", out.getvalue()).size == len(out.getvalue())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    monkeypatch.setattr(intake, "LARGEST", 1024 * 1024)
    with pytest.raises(Refused, match="S130"):
        add(sqlite_house, "大.pdf", b"%PDF-1.4" + b"\x00" * 1024 * 1024)


def test_too_many_files_and_false_links_are_refused(sqlite_house: Any) -> None:
    how = {"on": DAY, "now": sqlite_house.at(DAY), "agency": "区司法局"}
    for proof, code in (
        (Proof(tuple(Upload(f"{n}.pdf", io.BytesIO(b"%PDF-")) for n in range(21))), "X415"),
        (Proof(links=("javascript:alert(1)",)), "X416"),
        (Proof(links=("https://",)), "X416"),
        (Proof(numbers=(" ",)), "X417"),
    ):
        with pytest.raises(Refused, match=code):
            exhibits.add(sqlite_house.database, sqlite_house.settings, proof, WHO, **how)


def test_a_changed_byte_is_found(sqlite_house: Any) -> None:
    add(sqlite_house, "a.pdf", b"%PDF-1.4")
    [path] = vault_files(sqlite_house)
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.5")
    [damage] = exhibits.damaged(sqlite_house.database, sqlite_house.settings)
    assert (damage.sha256, damage.why) == (path.name, "changed")


def test_the_commands_add_list_show_export_and_verify(tmp_path: Path, duban: Callable[..., Any]) -> None:
    for name, text in (("agencies.csv", AGENCIES), ("people.csv", PEOPLE), ("pack.yaml", PACK)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "报告.pdf").write_bytes(b"%PDF-1.4")
    for words in (
        "init", "agencies load agencies.csv --on 2026-01-04", "people load people.csv --on 2026-01-04",
        "pack publish pack.yaml --on 2026-01-05", "sweep --on 2026-02-06",
    ):  # fmt: skip
        assert duban(tmp_path, *words.split()).returncode == 0, words
    rows = json.loads(duban(tmp_path, "task", "list", "--agency", "区司法局", "--on", "2026-02-06", "--json").stdout)
    number = rows[0]["key"]
    how = ("--on", "2026-02-06")
    assert duban(tmp_path, "task", "act", number, "accept", "--by", "甲", *how).returncode == 0
    words = (
        "task",
        "report",
        number,
        "--by",
        "甲",
        "--text",
        "已办",
        "--file",
        "报告.pdf",
        "--doc",
        "示府办〔2026〕1号",
    )
    assert "佐证 2 件" in duban(tmp_path, *words, *how).stdout
    listed = duban(tmp_path, "evidence", "list", "--task", number, "--csv", *how).stdout
    assert "报告.pdf" in listed
    key = next(line.split(",")[0] for line in listed.splitlines() if "报告.pdf" in line)
    assert number in duban(tmp_path, "evidence", "show", key, *how).stdout
    assert duban(tmp_path, "evidence", "export", key, "--to", "out").returncode == 0
    assert (tmp_path / "out" / "报告.pdf").read_bytes() == b"%PDF-1.4"
    assert "完好" in duban(tmp_path, "evidence", "verify").stdout
    [path] = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    path.unlink()
    gone = duban(tmp_path, "evidence", "verify")
    assert (gone.returncode, "丢失" in gone.stdout) == (1, True)
    asked = duban(
        tmp_path,
        "task",
        "ask",
        number,
        "extend",
        "--by",
        "甲",
        "--reason",
        "未齐",
        "--to",
        "2026-04-01",
        "--json",
        *how,
    )
    petition = json.loads(asked.stdout)["key"]
    assert petition in duban(tmp_path, "task", "petitions", "--pending", *how).stdout
    said = duban(tmp_path, "task", "answer", petition, "--grant", "--by", "督办甲", "--to", "2026-03-20", *how)
    assert "2026-03-20" in said.stdout
    assert duban(tmp_path, "task", "remark", number, "请抓紧", "--by", "领导丁", *how).returncode == 0
    assert "请抓紧" in duban(tmp_path, "task", "remarks", *how).stdout
    assert "核验" in duban(tmp_path, "task", "may", number, "--role", "officer", *how).stdout
    batched = duban(tmp_path, "task", "batch", "accept", "--state", "assigned", "--by", "戊", "--json", *how)
    assert (batched.returncode, json.loads(batched.stdout)["refused"]) == (0, [])
    again = duban(tmp_path, "task", "batch", "accept", number, "--by", "戊", *how)
    assert (again.returncode, "办成 0 件，未办 1 件" in again.stdout, "W101" in again.stdout) == (1, True, True)
    saved = duban(tmp_path, "task", "list", "--xlsx", "督办件.xlsx", *how)
    assert (saved.returncode, (tmp_path / "督办件.xlsx").read_bytes()[:2]) == (0, b"PK")
