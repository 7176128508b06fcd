"""What is refused in the YAML itself, each at its place, and what is read as what."""

import pytest

from rules import marks
from rules.marks import read_text


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("a: [1", 2, 1, "R003"),
        ("a: b: c", 1, 5, "R003"),
        ("\ta: 1", 1, 1, "R003"),
        ('a: "x', 1, 6, "R003"),
        ("", 0, 0, "R003"),
        ("# 只有注释\n", 0, 0, "R003"),
        ("a: 1\n---\nb: 2", 3, 1, "R003"),
        ("on: 1", 1, 1, "R007"),
        ("x:\n  'No': 1", 2, 3, "R007"),
        ("? [a, b]\n: 1", 1, 3, "R007"),
        ("a: 1\nb: 2\na: 3", 3, 1, "R006"),
        ("a: &x 1", 1, 4, "R005"),
        ("a: *x", 1, 4, "R005"),
        ("a: !!int '3'", 1, 4, "R005"),
        ("<<: {a: 1}", 1, 1, "R005"),
        ("a: 0.5", 1, 4, "R008"),
        ("a: 1e3", 1, 4, "R008"),
        ("a: .nan", 1, 4, "R008"),
        ("a: 007", 1, 4, "R008"),
        ("a: 1234567890123456789012", 1, 4, "R008"),
        ("a: ~", 1, 4, "R009"),
        ("a: True", 1, 4, "R009"),
        ("[" * 17, 1, 17, "R004"),
        ("a: \x07", 1, 4, "R002"),
    ],
)
def test_what_is_no_part_of_the_language_is_refused_at_its_place(text: str, line: int, column: int, code: str) -> None:
    _, problems = read_text(text, "x.yaml")
    assert [(p.source.line, p.source.column, p.code) for p in problems] == [(line, column, code)]


def test_all_mistakes_are_told_at_once() -> None:
    _, problems = read_text("on: 1\nb: 0.5\nb: ~\nc: &x 1\n", "x.yaml")
    assert [(p.source.line, p.code) for p in problems] == [
        (1, "R007"),
        (2, "R008"),
        (3, "R006"),
        (3, "R009"),
        (4, "R005"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-06-31", "2026-06-31"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("1.0.0", "1.0.0"),
        ("30wd", "30wd"),
        ("-12", -12),
        ("'5'", "5"),
        ("true", True),
        ("null", None),
        ("", None),
    ],
)
def test_a_scalar_is_text_unless_it_is_a_constant_or_a_whole_number(text: str, value: object) -> None:
    written, problems = read_text(f"a: {text}", "x.yaml")
    assert problems == []
    assert written is not None
    assert written.value == {"a": value}


def test_every_value_and_key_knows_its_place() -> None:
    written, _ = read_text("甲:\n  - 乙: [1, 2]\n", "x.yaml")
    assert written is not None
    assert str(written.source(("甲", 0, "乙", 1))) == "x.yaml:2:12"
    assert str(written.key_source(("甲", 0), "乙")) == "x.yaml:2:5"


def test_reading_stops_where_nobody_would_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MAX_PROBLEMS", 3)
    written, problems = read_text("a: 1\n" * 9, "x.yaml")
    assert written is None
    assert [(p.source.line, p.code) for p in problems] == [(2, "R006"), (3, "R006"), (4, "R004"), (4, "R006")]


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MAX_NODES", 50)
    written, problems = read_text("[" + "1," * 51 + "]", "x.yaml")
    assert written is None
    assert [p.code for p in problems] == ["R004"]
