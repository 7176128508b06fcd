"""One explanation of every kind of test and of every standing, word for word (explained.yaml).

The file is written anew with DUBAN_REWRITE=1; whoever changes a sentence reads the whole file again.
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.dates import dated_windows
from engine.judging.judge import judge
from engine.nouns import (
    After,
    AllOf,
    Bearer,
    Citation,
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Duration,
    Exemption,
    Fact,
    FactStatus,
    Forbid,
    Level,
    Manual,
    Member,
    MonthDay,
    Obligation,
    OfficeAct,
    PartialDate,
    Pred,
    Ratio,
    Rule,
    Span,
    Spread,
    Standing,
    Sum,
    Trend,
    Verdict,
    WindowTerm,
)
from engine.telling.account import account
from engine.telling.explain import explain
from engine.telling.sentence import called
from engine.workdays import WorkCalendar

FILE = Path(__file__).with_name("explained.yaml")
YEAR, END = WindowTerm("year"), DueTerm("end")
APRIL = DueTerm(MonthDay(4, 30), boundary="inclusive", grace=Duration(days=10))
PLAIN = Citation("d", "7", "各部门应当按期办理")
LIMIT = 16 * 1024
TYPICAL = 2 * 1024


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def fact(kind: str, on: str, qty: int = 1, **more: Any) -> Fact:
    return Fact(f"{kind}.{on}", kind, "a", day(on), day(str(more.pop("recorded", on))), F(qty), **more)


def act(what: str, on: str, **more: Any) -> OfficeAct:
    return OfficeAct(what, day(on), day(on), **more)  # type: ignore[arg-type]


def rule(title: str, test: Any = None, due: DueTerm = APRIL, **more: Any) -> dict[str, Any]:
    return {"title": title, "test": test, "due": due, "window": YEAR, "citation": PLAIN, **more}


REPORT = rule("报送年度报告", Deliver("r"))
EACH = rule("分送三家", Deliver("r", to_each=True), to=("区委", "区人大", "市局"))
LECTURES = rule("举办讲座", Count("c", unit="期", at_least=F(2), spread=(Spread("half", F(1)),)), END)
HOURS = rule("业务培训", Sum("h", unit="学时", at_least=F(60)), END)
RATE = rule("出庭应诉率", Ratio("n", "d", at_least=F(1, 2)), END)
STAFF = rule("专职人员", Level("s", at_least=F(5)), END, window=WindowTerm("year", level="window_end"))
ALWAYS = rule("在岗人数", Level("s", at_least=F(5)), END, window=WindowTerm("year", level="continuous"))
CASES = rule("案件同比下降", Trend("x", "down"), END)
BAN = rule("不得下达罚没指标", Forbid("b"), END, strength="forbid")
BOTH = rule("编制两张清单", AllOf((Deliver("权力清单"), Deliver("责任清单"))))
TRAINED = rule("人人培训", Count("c", at_least=F(1)), END, bearer=Bearer("s", per="person", met_share=F(1, 2)))
ASKED = rule("推进营商环境", None, END, manual=Manual("请报送进展与佐证，由督办专员判定"))
MASKED = rule("完成评估", Deliver("r"), DueTerm(PartialDate("20*年10月31日", (day("2025-10-31"), day("10-31")))),
              window=WindowTerm(once=Span(day("2025-01-01"), day("12-31"))))  # fmt: skip
WAITS = rule("答复", Deliver("r"), DueTerm(None, Duration(days=10), of="收到来信"))
NEXT = rule("公开报告", Deliver("p"), after=After("ahead"))
IF_BIG = rule("大单位报告", Deliver("r"), when=Pred("eq", "规模以上", (True,)))
FREED = rule("可免除", Deliver("r"), exempt=(Exemption(Pred("eq", "新设", (True,)), "新设单位"),))
SAID: dict[str, tuple[dict[str, Any], str, tuple[Fact, ...], dict[str, Any]]] = {
    "报送 未开始": (REPORT, "2025-12-01", (), {}),
    "报送 办理中": (REPORT, "03-01", (), {}),
    "报送 存疑": ({**REPORT, "due": DueTerm(MonthDay(4, 30))}, "04-30", (), {}),
    "报送 宽限期内": (REPORT, "05-05", (), {}),
    "报送 逾期": (REPORT, "06-01", (fact("r", "2025-12-30"),), {}),
    "报送 补办": (REPORT, "06-10", (fact("r", "06-02"),), {}),
    "报送 事后补证": (REPORT, "06-10", (fact("r", "04-02", recorded="06-05"),), {}),
    "报送 按期": (REPORT, "06-10", (fact("r", "04-02"),), {}),
    "报送 宽限内办结": (REPORT, "06-10", (fact("r", "05-02"),), {}),
    "报送 待审": (REPORT, "06-10", (fact("r", "04-02", status=FactStatus.PENDING),), {}),
    "报送 豁免": (REPORT, "06-10", (), {"acts": (act("exempt", "06-01", doc="豁字1号"),)}),
    "报送 移交": (REPORT, "06-10", (), {"acts": (act("transfer", "04-01", to="b"),)}),
    "报送 延期": (REPORT, "05-20", (), {"acts": (act("extend", "04-20", to="2026-06-30"),)}),
    "报送 原则性要求": ({**REPORT, "strength": "in_principle"}, "06-01", (), {}),
    "报送 倡导": ({**REPORT, "strength": "encourage"}, "06-01", (), {}),
    "分送 缺一家": (EACH, "06-01", (fact("r", "04-01", to="区委"), fact("r", "04-02", to="市局")), {}),
    "次数 办理中": (LECTURES, "09-01", (fact("c", "08-01"),), {}),
    "次数 逾期": (LECTURES, "2027-01-01", (fact("c", "08-01"),), {}),
    "累计 落后": (HOURS, "11-01", (fact("h", "02-01", 20),), {}),
    "累计 单位不明": (HOURS, "2027-02-01", (fact("h", "02-01", 3, unit="期"),), {}),
    "比率 办理中": (RATE, "11-01", (fact("n", "02-01", 3), fact("d", "02-01", 10)), {}),
    "比率 逾期": (RATE, "2027-02-01", (fact("n", "02-01", 3), fact("d", "02-01", 10)), {}),
    "比率 不适用": (RATE, "2027-02-01", (), {}),
    "水平 缺数": (STAFF, "2027-02-01", (), {}),
    "水平 不足": (STAFF, "2027-02-01", (fact("s", "06-01", 4),), {}),
    "水平 跌破": (ALWAYS, "07-01", (fact("s", "01-01", 6), fact("s", "06-01", 4)), {}),
    "趋势 未降": (CASES, "2027-02-01", (fact("x", "2025-06-01", 9), fact("x", "06-01", 9)), {}),
    "禁止 发现": (BAN, "07-01", (fact("b", "03-01"),), {}),
    "组合 缺一": (BOTH, "06-01", (fact("权力清单", "03-01"),), {}),
    "人员 比例": (TRAINED, "2027-02-01", (), {"members": (Member("张三"), Member("李四"))}),
    "人工 待判": (ASKED, "06-01", (), {}),
    "残缺 待确认": (MASKED, "2027-02-01", (), {}),
    "事件 未登记": (WAITS, "03-01", (), {}),
    "前项 未办结": (NEXT, "03-01", (), {}),
    "条件 不明": (IF_BIG, "06-01", (), {}),
    "条件 不符": (IF_BIG, "06-01", (), {"attrs": {"规模以上": False}}),
    "规则 免除": (FREED, "06-01", (), {"attrs": {"新设": True}}),
}


@pytest.fixture
def explained(china: WorkCalendar, a_rule: Callable[..., Rule]) -> Iterator[tuple[str, dict[str, Any]]]:
    def every() -> Iterator[tuple[str, dict[str, Any]]]:
        for name, (terms, as_of, facts, more) in SAID.items():
            one_rule, on = a_rule(**terms), day(as_of)
            rows = dated_windows(one_rule, (), china, day("2025-01-01"), day("12-31"))
            row = rows[-1]
            one = Obligation("k", "cn.x", "5ha", one_rule.id, "ag", row.window, row.due, readings=row.readings)
            file = Dossier(facts=facts, **more)
            again = _again(one_rule, one, china, on)
            said = {"bearer": "区商务委", "pack_id": "cn.x@1.0.0", "document": "长府办〔2022〕7号"}
            yield name, explain(one_rule, one, again(file, on), dossier=file, again=again, **said)

    return every()


def _again(rule_: Rule, one: Obligation, calendar: WorkCalendar, on: date) -> Callable[[Dossier, date], Verdict]:
    return lambda file, asked: judge(rule_, one, file, calendar, asked, max(on, asked))


def test_every_explanation_reads_as_it_was_agreed(explained: Iterator[tuple[str, dict[str, Any]]]) -> None:
    found = {name: account(told).splitlines()[3:] for name, told in explained}
    if os.environ.get("DUBAN_REWRITE"):
        FILE.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
    assert found == yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_every_standing_but_the_superseded_is_among_them(explained: Iterator[tuple[str, dict[str, Any]]]) -> None:
    assert {told["verdict"] for _, told in explained} == {one.value for one in Standing} - {"SUPERSEDED"}


def test_each_fits_in_two_kibibytes_and_never_in_more_than_sixteen(
    explained: Iterator[tuple[str, dict[str, Any]]],
) -> None:
    sizes = sorted(len(json.dumps(told, ensure_ascii=False).encode()) for _, told in explained)
    assert sizes[len(sizes) // 2] <= TYPICAL
    assert sizes[-1] <= LIMIT


def test_a_member_is_called_by_name_where_the_name_is_known() -> None:
    part = {"member": "p175#2", "name": "雷敏强", "ok": False}
    assert (called(part), called({"member": "p175"})) == ("雷敏强", "p175")
