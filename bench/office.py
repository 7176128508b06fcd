"""布置：an office that was made up — a pack of four rules, agencies with contacts, and what they did."""

from datetime import date, timedelta
from fractions import Fraction

from engine.nouns import Fact, RulePack
from rules.load import load_text

FIRST = date(2026, 1, 1)
PACK = """duban: rulepack/1
pack: bench
version: 1.0.0
title: 测速用规则包
timezone: Asia/Shanghai
calendar: cn.workdays
effective: {from: "2026-01-01", to: null}
sources:
  - {id: plan, file: plan.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}
sets:
  depts: {of: agency, members: [各部门]}
rules:
"""
RULE = """- id: {id}
  title: {title}
  source: {{doc: plan, locator: "1", quote: {title}}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  window: {{every: {every}}}
  test: {test}
"""
TESTS = {
    "report": ("每月报送进展", "month", "{deliver: {of: report}}"),
    "visit": ("每月走访两次", "month", '{count: {of: visit, unit: 次, at_least: "2"}}'),
    "hours": ("每季度培训十学时", "quarter", '{sum: {of: hours, unit: 学时, at_least: "10"}}'),
    "share": ("按期答复率九成以上", "year", '{ratio: {num: answered, den: asked, at_least: "90%"}}'),
}


def pack_text() -> str:
    """The pack as an author would write it."""
    rules = (RULE.format(id=id_, title=title, every=every, test=test) for id_, (title, every, test) in TESTS.items())
    return PACK + "".join(rules)


def pack() -> RulePack:
    """The pack, loaded."""
    found, problems = load_text(pack_text(), "bench.yaml")
    if found is None:
        raise ValueError([str(problem) for problem in problems])
    return found


def agencies_csv(many: int) -> str:
    """So many agencies of one set."""
    return "id,name,kind,sets\n" + "".join(f"ag-{n},第{n}单位,dept,各部门\n" for n in range(many))


def people_csv(many: int) -> str:
    """A contact for each agency."""
    return "name,agency,post,email\n" + "".join(f"联络员{n},第{n}单位,联络员,c{n}@bench.example\n" for n in range(many))


def facts_of(agency: str, months: int = 6) -> list[Fact]:
    """What an agency did in the first months of the year: enough for most windows, late or short for some."""
    found = []
    for month in range(months):
        day = FIRST + timedelta(days=30 * month + 9)
        for place, (kind, amount) in enumerate(
            (("report", 1), ("visit", 1), ("visit", 1), ("hours", 4), ("asked", 20), ("answered", 18 + month % 3))
        ):
            id_ = f"{agency}-{month}-{place}"
            found.append(Fact(id_, kind, agency, day + timedelta(place), day + timedelta(place), Fraction(amount)))
    return found
