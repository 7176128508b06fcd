"""Packs and answers as files: what is no text, what is not there, what is forgiven, and who answered when."""

from datetime import date
from pathlib import Path

import pytest

from rules.drafting.answers import read_answers
from rules.marks import MAX_BYTES, read


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"a: \xd6\xd0", "R002", 1),
        (b"a: 1\nb: \xff\xfe", "R002", 2),
        (b"PK\x03\x04\x00\x00", "R002", 1),
        (b"# " + b"x" * MAX_BYTES, "R004", 0),
    ],
)
def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path, content: bytes, code: str, line: int) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    written, _, problems = read(file)
    assert written is None
    assert [(p.code, p.source.line) for p in problems] == [(code, line)]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert [p.code for p in read(tmp_path / "none.yaml")[2]] == ["R001"]


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    written, _, problems = read(file)
    assert (written.value if written else None, problems) == ({"a": 1}, [])


def test_answers_are_read_from_a_file_with_who_and_when(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(
        'by: 王某\ndate: "2026-03-02"\nt001.d1: {accept: true, by: 李某}\nt002: {due.by: "03-01"}\n', encoding="utf-8"
    )
    answers, problems = read_answers(file)
    assert problems == ()
    assert [(a.rule, a.accept, dict(a.fields), a.by, a.on) for a in answers] == [
        ("t001.d1", True, {}, "李某", date(2026, 3, 2)),
        ("t002", False, {"due.by": "03-01"}, "王某", date(2026, 3, 2)),
    ]
    assert answers[1].source.line == 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("t001: yes", "R104"),
        ("t001: {}", "R107"),
        ("t001: {accept: 1}", "R104"),
        ('t001: {date: "2026-02-30"}', "R103"),
        ("a: [", "R003"),
    ],
)
def test_mistakes_in_answers_have_their_place(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(text, encoding="utf-8")
    answers, problems = read_answers(file)
    assert answers == ()
    assert [problem.code for problem in problems] == [code]
    assert problems[0].source.line >= 1
