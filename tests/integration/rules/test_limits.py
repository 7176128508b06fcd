"""How large a pack may be and how fast it is read (semantics 0): each limit from both sides."""

from pathlib import Path

import pytest

from rules.load import load_text
from rules.marks import MAX_BYTES, MAX_DEPTH, MAX_NODES, read, read_text

RULE = """\
- id: r{n}
  title: 规则{n}
  source: {{doc: d, locator: "{n}", quote: 每年三月底前报送年度报告}}
  state: active
  strength: must
  bearer: {{set: offices, role: each}}
  window: {{every: year}}
  test: {{deliver: {{of: report.{n}}}}}
"""
HEAD = """\
duban: rulepack/1
pack: test.large
version: 1.0.0
timezone: Asia/Shanghai
sources: [{id: d, file: d.txt, sha256: "%s"}]
sets: {offices: {members: [区司法局]}}
rules:
""" % ("0" * 64)
LARGE = HEAD + "".join(RULE.format(n=n) for n in range(1000))


def codes(text: str) -> list[str]:
    return [problem.code for problem in read_text(text, "x.yaml")[1]]


def test_sixteen_levels_are_read_and_seventeen_are_not() -> None:
    assert codes("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["R004"]
    assert MAX_DEPTH == 16


def test_two_hundred_thousand_nodes_are_read_and_one_more_is_not() -> None:
    assert codes("[" + "1," * (MAX_NODES - 1) + "]") == []
    assert codes("[" + "1," * MAX_NODES + "]") == ["R004"]
    assert MAX_NODES == 200_000


def test_two_mebibytes_are_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    assert MAX_BYTES == 2 * 1024 * 1024
    file = tmp_path / "pack.yaml"
    for size, found in ((MAX_BYTES, []), (MAX_BYTES + 1, ["R004"])):
        file.write_bytes(b"a: " + b"x" * (size - 3))
        assert [problem.code for problem in read(file)[2]] == found


@pytest.mark.parametrize("key", ["on", "off", "yes", "no", "y", "n", "On", "NO"])
def test_no_key_is_a_word_that_yaml_may_take_for_a_truth(key: str) -> None:
    assert codes(f"{key}: 1") == ["R007"]
    assert codes(f"'{key}': 1") == ["R007"]
    assert codes(f"answer: {key}") == []


def test_a_thousand_rules_load_whole() -> None:
    pack, problems = load_text(LARGE, "x.yaml")
    assert pack is not None
    assert (len(pack.rules), problems) == (1000, ())
