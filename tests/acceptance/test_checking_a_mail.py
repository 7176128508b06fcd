"""Somebody shows a mail: is it what this office sent?  Every byte is compared, and what an export blanks is known."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duban.services.casefile import answering, asking, casecheck, casezip, tasks
from duban.services.post import genuine
from engine.nouns import Letter, PetitionKind, Role
from engine.source import Refused
from store import letters
from store.session import reading

DAY, LATER = date(2026, 2, 6), date(2026, 2, 9)


def with_links(house: Any) -> Any:
    """The office with letters that hold links, after a day on which letters left."""
    settings = house.settings.model_copy(update={"public_url": "https://duban.example.gov.cn"})
    found = type(house)(house.database, settings, house.folder)
    found.sweep(DAY)
    found.send(DAY)
    return found


@pytest.fixture
def linked(sqlite_house: Any) -> Any:
    """Such an office, for what the database makes no difference to."""
    return with_links(sqlite_house)


def some_letter(house: Any) -> Letter:
    with reading(house.database, house.settings.jurisdiction) as session:
        return next(each for each in letters.find(session) if each.recipient == "contact@sfj.example")


def case_of(house: Any) -> bytes:
    number = str(house.tasks(DAY, "区司法局")[0]["key"])
    return casezip.exported(house.database, house.settings, number, on=DAY)


def check(house: Any, content: bytes, name: str = "来信.eml") -> list[genuine.Provenance]:
    file = house.folder / name
    file.write_bytes(content)
    return casecheck.checked(house.database, house.settings, file)


def test_what_was_sent_is_known_to_the_last_byte(house: Any) -> None:
    linked = with_links(house)
    letter = some_letter(linked)
    [proof] = check(linked, letter.mime)
    assert (proof.is_genuine, proof.says, proof.blanked) == (True, genuine.AS_SENT, False)
    assert (proof.recipient, proof.sha256) == (letter.recipient, letter.sha256)
    assert str(proof.sent_at) == "2026-02-06 10:30:00+08:00"
    assert proof.answer.startswith("已投入")
    assert proof.signed_by == ()


def test_what_an_export_blanked_is_told_and_nothing_else_may_differ(linked: Any) -> None:
    letter = some_letter(linked)
    shown = genuine.blanked(letter.mime)
    assert shown != letter.mime
    [proof] = check(linked, shown)
    assert (proof.is_genuine, proof.blanked, proof.says) == (True, True, genuine.BLANKED)
    for place in range(0, len(shown), 97):
        spoiled = bytearray(shown)
        spoiled[place] ^= 1
        [proof] = check(linked, bytes(spoiled))
        assert proof.code in ("N801", "N802", "N804"), place


def test_what_mail_systems_add_before_our_headers_is_no_forgery(linked: Any) -> None:
    letter = some_letter(linked)
    added = b"Return-Path: <a@b.example>\r\nReceived: from a by b;\r\n Fri, 6 Feb 2026 10:31:00 +0800\r\n"
    for carried in (added + letter.mime, (added + letter.mime).replace(b"\r\n", b"\n")):
        [proof] = check(linked, carried)
        assert (proof.is_genuine, proof.says) == (True, genuine.ON_ITS_WAY + genuine.AS_SENT)
    [proof] = check(linked, b"Subject: x\r\n\r\n" + letter.mime)
    assert not proof.is_genuine, "our letter quoted in the body of another is another letter"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda mime: mime.replace(b"Message-ID: <", b"Message-ID: <0"), "N802"),
        (lambda mime: mime + b"\r\n", "N804"),
        (lambda mime: b"hello", "N801"),
        (lambda mime: b"", "N801"),
        (lambda mime: b"PK\x03\x04 no zip", "N806"),
    ],
)
def test_what_is_not_ours_is_told_apart(linked: Any, spoil: Callable[[bytes], bytes], code: str) -> None:
    [proof] = check(linked, spoil(some_letter(linked).mime))
    assert proof.code == code


def test_a_letter_that_has_not_left_was_not_sent(sqlite_house: Any) -> None:
    sqlite_house.sweep(DAY)
    [proof] = check(sqlite_house, some_letter(sqlite_house).mime)
    assert proof.code == "N805"
    assert "没有发出（待发）" in proof.says


def test_a_decision_names_who_took_it(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(DAY)
    number = str(house.tasks(DAY, "区司法局")[0]["key"])
    asked = asking.ask(
        house.database, house.settings, number, asking.Ask(PetitionKind.EXTEND, "口径待定", to="2026-04-30"),
        tasks.Actor("甲", Role.CONTACT), on=DAY, now=house.at(DAY),
    )  # fmt: skip
    given, who = answering.Answer(True), tasks.Actor("督办甲", Role.OFFICER)
    how = {"on": LATER, "now": house.at(LATER)}
    [letter] = answering.answer(house.database, house.settings, asked.key, given, who, **how).letters
    house.send(LATER)
    [proof] = check(house, letter.mime)
    assert (proof.is_genuine, proof.signed_by) == (True, ("督办甲",))


def test_a_whole_case_is_checked_file_by_file(house: Any) -> None:
    linked = with_links(house)
    found = check(linked, case_of(linked), "案卷.zip")
    assert all(proof.is_genuine for proof in found), found
    assert {Path(proof.file).suffix for proof in found} == {".json", ".eml", ".txt"}
    [mail] = [proof for proof in found if proof.file.endswith(".eml")]
    assert (mail.blanked, mail.recipient) == (True, "contact@sfj.example")
    assert any("条都与本库的日志相符" in proof.says for proof in found)


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None], *, honest: bool) -> bytes:
    """The case with something changed; whoever is not `honest` puts the new digests into the list."""
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        files = {name: box.read(name) for name in box.namelist()}
    change(files)
    if not honest:
        del files[casezip.SUMS]
        named = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
        files[casezip.SUMS] = "".join(named).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name, body in files.items():
            box.writestr(name, body)
    return out.getvalue()


def forge_log(files: dict[str, bytes]) -> None:
    rows = json.loads(files["events.json"])
    rows[0]["actor"] = "某甲"
    files["events.json"] = json.dumps(rows).encode()


def forge_mail(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.endswith(".eml"))
    files[name] = files[name].replace(b"Subject: ", b"Subject: x")


@pytest.mark.parametrize(
    ("change", "honest", "code"),
    [
        (forge_log, True, "N808"),
        (forge_log, False, "N809"),
        (forge_mail, True, "N808"),
        (forge_mail, False, "N804"),
        (lambda files: files.pop("evidence.json"), True, "N807"),
        (lambda files: files.update({"附.txt": b"x"}), True, "N808"),
        (lambda files: files.update({"events.json": b"[1]"}), False, "N806"),
    ],
)
def test_a_case_that_was_changed_is_found_out(linked: Any, change: Any, honest: bool, code: str) -> None:
    found = check(linked, repacked(case_of(linked), change, honest=honest), "案卷.zip")
    assert [proof.code for proof in found if not proof.is_genuine] == [code]


def test_the_command_answers_in_words_and_by_its_exit_code(linked: Any, duban: Any) -> None:
    letter = some_letter(linked)
    folder = linked.folder
    (folder / "duban.toml").write_text(
        f'database = "{linked.settings.database_url}"\njurisdiction = "示例区"\n', encoding="utf-8"
    )
    (folder / "一.eml").write_bytes(letter.mime)
    (folder / "二.eml").write_bytes(letter.mime.replace(b"Subject: ", b"Subject: x"))
    told = duban(folder, "letters", "check", "一.eml")
    assert (told.returncode, told.stdout.startswith("相符  一.eml：与发出的一字不差")) == (0, True)
    assert f"发给 {letter.recipient}，自动发出，2026-02-06 08:30 成文，2026-02-06 10:30 送达邮件服务器" in told.stdout
    told = duban(folder, "letters", "check", "一.eml", "二.eml")
    assert (told.returncode, "不符 N804  二.eml" in told.stdout) == (1, True)
    assert json.loads(duban(folder, "letters", "check", "二.eml", "--json").stdout)["genuine"] is False
    told = duban(folder, "letters", "check", "没有.eml")
    assert (told.returncode, told.stderr.startswith("X309")) == (1, True)


def test_a_record_that_was_changed_proves_nothing(sqlite_house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_house.sweep(DAY)
    sqlite_house.send(DAY)
    letter = some_letter(sqlite_house)
    monkeypatch.setattr(letters, "get", lambda session, named: Letter(**{**vars(letter), "sha256": "0" * 64}))
    [proof] = check(sqlite_house, letter.mime)
    assert proof.code == "N803"


def test_no_file_is_no_mail(sqlite_house: Any) -> None:
    with pytest.raises(Refused, match="X309"):
        casecheck.checked(sqlite_house.database, sqlite_house.settings, Path("没有.eml"))
