"""Packs are checked with their sentences read aloud, their sources found, and failing cases explained."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from duban.services.plans.checking import checked
from duban.services.plans.interpreting import interpret
from duban.services.plans.pack_cases import run_all
from engine.source import Refused
from rules.load import load_text

ON = date(2026, 11, 22)
PLAN = "各部门每半年向区政府报告1次。各局每年3月1日前报送总结。"
PACK = """\
duban: rulepack/1
pack: test.sentences
version: 1.0.0
timezone: Asia/Shanghai
sources: [{id: d, file: plan.txt, sha256: "%s"}]
sets: {offices: {members: [区司法局]}}
rules:
- id: half
  title: 半年报告
  source: {doc: d, locator: "1", quote: 各部门每半年向区政府报告1次。}
  state: active
  bearer: {set: offices}
  text: 各部门每半年向区政府报告1次
  tests:
  - {name: 报了, as_of: "2026-07-01", window: "2026H1", given: [{half: "2026-03-02"}], expect: MET}
  - {name: 没报, as_of: "2026-07-01", window: "2026H1", given: [], expect: MET}
- id: annual
  title: 年度总结
  source: {doc: d, locator: "2", quote: 各局每年3月1日前报送总结。}
  state: needs_review
  bearer: {set: offices}
  text: 各局每年3月1日前报送总结
  tests: [{as_of: "2026-03-02", window: "2026", given: [], expect: BREACHED}]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of two sentences; its plan lies in another folder."""
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "plan.txt").write_text(PLAN, encoding="utf-8")
    file = tmp_path / "pack.yaml"
    file.write_text(PACK % hashlib.sha256(PLAN.encode()).hexdigest(), encoding="utf-8")
    return file


def test_every_sentence_is_read_aloud_with_its_next_three_days(pack: Path) -> None:
    half, annual = checked([pack], on=ON).readings
    assert half.said == {"周期": "每半年", "时限": "周期末日", "要求": "报送，报区政府"}
    assert [str(day.hard) for day in half.next_due] == ["2026-12-31", "2027-06-30", "2027-12-31"]
    assert [str(day.safe) for day in annual.next_due] == ["2027-02-28", "2028-02-29", "2029-02-28"]
    assert "是否含当日" in annual.questions[0]
    assert str(half).startswith(f"{pack}:8:3: 读法 half：周期 每半年；时限 周期末日；要求 报送")
    assert str(half).endswith("接下来 2026-12-31、2027-06-30、2027-12-31")


def test_a_source_in_another_folder_is_found_when_it_is_named(pack: Path) -> None:
    assert [problem.code for problem in checked([pack], on=ON).problems] == ["R301"]
    assert checked([pack], on=ON, sources=[pack.parent / "plans"]).problems == ()
    pack.write_text(pack.read_text(encoding="utf-8").replace("报告1次。}", "报告2次。}"), encoding="utf-8")
    assert [problem.code for problem in checked([pack], on=ON, sources=[pack.parent / "plans"]).problems] == ["R303"]


def test_a_pack_with_mistakes_says_that_no_case_of_it_was_run(pack: Path) -> None:
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace("expect: MET}", "expect: SUPERSEDED}", 1), encoding="utf-8")
    report = run_all([pack])
    assert (report.passes, report.cases) == (False, ())
    assert report.told().splitlines() == [
        f"规则包有错误，用例没有运行：{pack}；请先用 duban pack check 检查。",
        "通过 0，未通过 0，不支持 0。",
    ]
    assert report.answer()["not_run"] == [str(pack)]


def test_a_case_that_fails_is_told_where_it_stands_with_its_explanation(pack: Path) -> None:
    report = run_all([pack])
    assert (report.count("passed"), report.count("failed"), report.passes) == (2, 1, False)
    told = report.told(only_failed=True).splitlines()
    assert told[0] == f"{pack}:16:5: 未通过  half [没报]"
    assert told[1:3] == ["    应为 MET", "    实为 BREACHED"]
    assert "DUE_PASSED（期限已过）" in told[3]
    assert "尚未收到报送" in told[4]
    assert "依据：《test.sentences》第1项“各部门每半年向区政府报告1次”。" in told[4]
    assert told[-1] == "通过 2，未通过 1，不支持 0。"
    assert "通过  annual 1 个用例" in report.told()


def test_only_the_cases_of_a_named_rule_run(pack: Path) -> None:
    report = run_all([pack], rules=["annual"])
    assert [case.rule for case in report.cases] == ["annual"]
    assert report.passes
    with pytest.raises(Refused, match="R409"):
        run_all([pack], rules=["annul"])


def test_only_the_failed_cases_are_answered_when_asked(pack: Path) -> None:
    answer = run_all([pack]).answer(only_failed=True)
    cases = answer["cases"]
    assert isinstance(cases, list)
    assert [case.name for case in cases] == ["没报"]
    assert answer["passed"] == 2


def test_a_sentence_is_shown_as_the_rule_that_it_becomes() -> None:
    found = interpret("各街镇每年6月底前向区政府报告一次", on=ON)
    head = PACK.split("sets:")[0] % ("0" * 64)
    pack, problems = load_text(head.replace("id: d,", "id: doc,") + found.yaml, "x.yaml")
    assert (pack is not None, problems) == (True, ())
    answer = found.answer()
    assert answer["questions"] == []
    assert [str(day.hard) for day in found.next_due] == ["2027-06-30", "2028-06-30", "2029-06-30"]


@pytest.mark.parametrize(
    ("sentence", "days", "codes"),
    [
        ("各单位自印发之日起10日内报送名单", ["2026-12-02"], []),
        ("受理机构自收到申请之日起10日内答复", ["2026-12-02"], ["R505"]),
        ("部门负责人任期内至少参加1次轮训", [], []),
        ("各执法队每周五前报送台账", ["2026-12-31", "2027-06-30", "2027-12-31"], ["R506"]),
        ("各街道每两年开展一次调查", ["2027-12-31", "2029-12-31", "2031-12-31"], ["R509"]),
    ],
)
def test_days_and_questions_of_less_plain_sentences(sentence: str, days: list[str], codes: list[str]) -> None:
    found = interpret(sentence, on=ON)
    assert [str(day.safe) for day in found.next_due] == days
    assert isinstance(found.questions, list)
    assert [question.code for question in found.questions] == codes
