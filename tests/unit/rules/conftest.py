"""A small sound pack that the tests of this room bend."""

from collections.abc import Callable

import pytest

PACK = """\
duban: rulepack/1
pack: test.pack
version: 1.0.0
timezone: Asia/Shanghai
sources: [{id: d, file: d.txt, sha256: "%s", issued: "2020-01-01"}]
sets:
  offices: {members: [区司法局]}
phases: [{id: p1, from: "2026-01-01", to: "2026-12-31"}]
rules:
- id: report
  title: 报送年度报告
  source: {doc: d, locator: "1", quote: 每年三月底前报送年度报告}
  state: active
  strength: must
  bearer: {set: offices, role: each}
  window: {every: year}
  due: {by: "03-31", boundary: inclusive}
  test: {deliver: {of: report.filed}}
""" % ("0" * 64)


@pytest.fixture(scope="session")
def pack_text() -> str:
    """The text of a pack in which nothing is wrong."""
    return PACK


@pytest.fixture(scope="session")
def bent() -> Callable[..., str]:
    """The sound pack with some of its lines replaced, each found by how it begins."""

    def bend(**lines: str) -> str:
        text = PACK
        for start, line in lines.items():
            begin = text.index(f"  {start}:") + 2
            end = text.index("\n", begin)
            text = text[:begin] + line + text[end:]
        return text

    return bend
