"""A local pack may only be stricter than the pack it extends; each laxity is told at its place, with both rules."""

from collections.abc import Iterator

import pytest

from engine.source import Severity
from rules.calendars import national
from rules.checking.checks import check_text
from rules.checking.extending import Text, extension_problems
from rules.load import load_text
from rules.marks import read_text
from rules.spots import Spot

HEAD = """\
duban: rulepack/1
pack: %s
version: %s
timezone: Asia/Shanghai
sources: [{id: d, file: d.txt, sha256: "%s"}]
sets: {offices: {members: [区司法局]}}
%s
rules:
- id: annual
  title: 年度报告
  source: {doc: d, locator: "24", quote: 报告%s}
  state: %s
  strength: %s
  bearer: {set: offices%s}
"""
ABOVE = """\
  to: [本级党委, 本级政府]
  window: {every: year, about: previous}
  due: {by: "03-01", boundary: inclusive}
  test: {deliver: {of: report.annual, to_each: true, evidence: [正式文号]}}
"""


def pack(
    body: str, name: str, *, extends: str = "", state: str = "active", strength: str = "must", also: str = "",
    per: str = "", version: str = "1.2.0",
) -> str:  # fmt: skip
    head = HEAD % (name, version, "0" * 64, extends and f'extends: ["{extends}"]', also, state, strength, per)
    return head.replace("\n\nrules", "\nrules") + body


def compared(upper: str, lower: str) -> list[tuple[str, str, str]]:
    """Place, code and message of what is laxer in the lower pack."""

    def library(name: str) -> Iterator[Text]:
        return iter([(upper, "central.yaml")] if f"pack: {name}\n" in upper else [])

    written, _ = read_text(lower, "x.yaml")
    local, problems = load_text(lower, "x.yaml")
    assert written is not None
    assert local is not None, problems
    found = extension_problems(Spot(written), local, library, national())
    return [(str(one.source).removeprefix("x.yaml:"), one.code, one.message) for one in found]


def against(upper: str, lower: str, **head: str) -> list[tuple[str, str]]:
    local = pack(lower, "local", **{"extends": "central@^1", **head})
    return [(code, message) for _, code, message in compared(pack(upper, "central"), local)]


def test_the_same_rule_is_no_laxer_than_itself() -> None:
    assert against(ABOVE, ABOVE) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("03-01", "03-31", "周期 2026 最迟 2026-03-31，晚于上级的 2026-03-01"),
        ("inclusive}", "inclusive, grace: 5wd}", "晚于上级的 2026-03-01"),
        ("every: year", "every: 2y", "每2年一次，疏于每年一次"),
        ("[本级党委, 本级政府]", "[本级党委]", "少报本级政府"),
        ("to_each: true, ", "", "不再逐个送达"),
        (", evidence: [正式文号]", "", "少要佐证：正式文号"),
        ("  test:", "  exempt: [{if: {has: new}, reason: 新设单位}]\n  test:", "多出免除：新设单位"),
        ("  test:", "  when: {has: seal}\n  test:", "适用条件与上级不同"),
    ],
)
def test_what_is_laxer_is_an_error_that_names_both_rules_and_both_places(old: str, new: str, says: str) -> None:
    [(code, message)] = against(ABOVE, ABOVE.replace(old, new))
    assert code == "R293"
    assert says in message
    assert "central@1.2.0 的 annual（central.yaml:8:3）" in message


def test_the_first_quarter_is_later_than_the_first_of_march_and_is_shown_where_it_is_written() -> None:
    local = pack(ABOVE.replace("03-01", "03-31"), "local", extends="central@^1")
    [(place, code, _)] = compared(pack(ABOVE, "central"), local)
    assert (place, code) == ("17:8", "R293")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("03-01", "02-15"),
        ("every: year", "every: half"),
        ("[本级党委, 本级政府]", "[同级党委, 本级政府, 上级政府]"),
        ("[正式文号]", "[正式文号, 报送回执]"),
    ],
)
def test_what_is_stricter_passes(old: str, new: str) -> None:
    found = against(ABOVE.replace("every: year", "every: year"), ABOVE.replace(old, new))
    assert found == []


TESTS = [
    ('{count: {of: x, at_least: "2"}}', '{count: {of: x, at_least: "1"}}', "至少 1，低于 2"),
    ('{count: {of: x, at_most: "2"}}', '{count: {of: x, at_most: "3"}}', "至多 3，高于 2"),
    ('{ratio: {num: a, den: b, at_least: "5%"}}', '{ratio: {num: a, den: b, at_least: "4%"}}', "至少 4%，低于 5%"),
    ("{forbid: {of: x}}", '{forbid: {of: x, at_most: "1"}}', "允许 1 起"),
    ('{count: {of: x, at_least: "2", distinct: d}}', '{count: {of: x, at_least: "2"}}', "不再按 d 去重"),
    (
        '{count: {of: x, at_least: "2", spread: [{each: half, at_least: "1"}]}}',
        '{count: {of: x, at_least: "2"}}',
        "少了分期要求",
    ),
    (
        '{sum: {of: x, at_least: "60"}}',
        '{sum: {of: x, at_least: "60", prorate: {by: months}}}',
        "多了折算",
    ),
    ('{sum: {of: x, at_least: "60"}}', '{sum: {of: x, at_least: "60", carry: {}}}', "多了结转"),
    ('{count: {of: x, at_least: "2"}}', '{any: [{count: {of: x, at_least: "2"}}, {deliver: {of: y}}]}', "任选几项"),
    ('{level: {of: x, at_least: "5"}}', '{level: {of: y, at_least: "4"}}', "至少 4，低于 5"),
]


@pytest.mark.parametrize(("upper", "lower", "says"), TESTS)
def test_a_smaller_demand_is_laxer(upper: str, lower: str, says: str) -> None:
    body = "  window: {every: year}\n  test: %s\n"
    [(code, message)] = against(body % upper, body % lower)
    assert code == "R293"
    assert says in message
    assert [one for one, _ in against(body % lower, body % upper)] in ([], ["R294"])


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ({"strength": "in_principle"}, "“原则上”弱于“应当”"),
        ({"state": "suspended"}, "停用了上级仍有效的规则"),
    ],
)
def test_a_weaker_word_is_laxer(head: dict[str, str], says: str) -> None:
    [(_, message)] = against(ABOVE, ABOVE, **head)
    assert says in message


def test_a_rule_that_waits_for_review_is_only_reminded() -> None:
    local = pack(ABOVE.replace("03-01", "03-31"), "local", extends="central@^1", state="needs_review")

    def library(_: str) -> Iterator[Text]:
        return iter([(pack(ABOVE, "central"), "central.yaml")])

    written, _ = read_text(local, "x.yaml")
    loaded, _ = load_text(local, "x.yaml")
    assert written is not None
    assert loaded is not None
    [problem] = extension_problems(Spot(written), loaded, library, national())
    assert (problem.code, problem.severity) == ("R293", Severity.WARNING)


def test_a_rule_is_compared_with_the_one_that_it_cites() -> None:
    later = ABOVE.replace("03-01", "03-31").replace("report.annual", "report.local")
    local = pack(later, "local", extends="central@^1", also=', also: ["central:annual"]').replace("annual", "yearly", 1)
    assert [code for _, code, _ in compared(pack(ABOVE, "central"), local)] == ["R293"]


def test_a_rule_is_compared_with_each_that_it_cites() -> None:
    later = ABOVE.replace("03-01", "03-31").replace("report.annual", "report.local")
    cites = ', also: ["central:annual", "central:other"]'
    local = pack(later, "local", extends="central@^1", also=cites).replace("annual", "yearly", 1)
    other = "- id: other" + pack(ABOVE, "central").split("- id: annual")[1]
    found = compared(pack(ABOVE, "central") + other, local)
    assert [(code, "central@1.2.0 的 other" in says) for _, code, says in found] == [("R293", False), ("R293", True)]


def test_a_rule_above_that_is_cited_but_not_there_is_told() -> None:
    local = pack(
        ABOVE, "local", extends="central@^1", also=', also: ["central:anual", "局规〔2020〕1号", "central:24"]'
    )
    [(place, code, says)] = compared(pack(ABOVE, "central"), local.replace("id: annual", "id: yearly"))
    assert (place, code) == ("11:53", "R202")
    assert "“anual”" in says
    assert "是不是 annual？" in says


def test_rules_that_are_never_in_force_together_are_not_compared() -> None:
    until = '  effective: {from: "2010-01-01", to: "2019-04-15"}\n'
    since = '  effective: {from: "2019-04-15"}\n'
    assert against(since + ABOVE, until + ABOVE.replace("03-01", "03-31")) == []


@pytest.mark.parametrize(
    ("extends", "version", "code"),
    [
        ("central@^1", "1.9.0", None),
        ("central@^1.2", "1.9.0", None),
        ("central@^1.2", "1.1.9", "R292"),
        ("central@^1", "2.0.0", "R292"),
        ("central@1.9.0", "1.9.0", None),
        ("central@1.9", "1.9.4", None),
        ("nowhere@^1", "1.0.0", "R292"),
        ("local@^1", "1.0.0", "R291"),
        ("central@latest", "1.0.0", "R291"),
    ],
)
def test_the_versions_that_will_do_are_found(extends: str, version: str, code: str | None) -> None:
    local = pack(ABOVE, "local", extends=extends)
    found = [one for _, one, _ in compared(pack(ABOVE, "central", version=version), local)]
    assert found == ([code] if code else [])


LECTURE = """\
  window: {every: year}
  test: {count: {of: %s, unit: 期, at_least: "2"}}
"""


def lectures(name: str, kind: str, rule: str, quote: str, **more: str) -> str:
    told = pack(LECTURE % kind, name, **more)
    return (
        told.replace("id: annual", f"id: {rule}").replace("quote: 报告", f"quote: {quote}").replace("年度报告", "讲座")
    )


@pytest.mark.parametrize(
    ("rule", "quote", "more", "told"),
    [
        ("t001.d1", "政府领导班子每年应当举办两期以上法治专题讲座", {}, ["R295"]),
        ("t001.d1", "政府領導班子每年應當舉辦兩期以上法治專題講座", {}, ["R295"]),
        ("t001.d1", "区财政局每年发布两期统计公报", {}, []),
        ("t001.d1", "政府领导班子每年应当举办两期以上法治专题讲座", {"also": ", also: [central:lectures]"}, []),
        ("lectures", "政府领导班子每年应当举办两期以上法治专题讲座", {}, []),
    ],
)
def test_a_rule_that_sounds_like_one_above_but_is_held_against_none_is_pointed_out(
    rule: str, quote: str, more: dict[str, str], told: list[str]
) -> None:
    upper = lectures("central", "lecture", "lectures", "地方政府领导班子每年举办两期以上法治专题讲座")
    lower = lectures("local", "x", rule, quote, extends="central@^1", **more)
    assert [code for _, code, _ in compared(upper, lower)] == told


def test_what_was_over_before_the_rule_above_began_is_held_against_nothing() -> None:
    quote = "政府领导班子每年应当举办两期以上法治专题讲座"
    began = lectures("central", "lecture", "lectures", quote).replace(
        "  bearer", '  effective: {from: "2019-04-15"}\n  bearer'
    )
    lower = lectures("local", "x", "t001.d1", quote, extends="central@^1")
    over = lower.replace("  bearer", '  effective: {from: "2016-01-01", to: "2019-04-15"}\n  bearer')
    assert [code for _, code, _ in compared(began, lower)] == ["R295"]
    assert compared(began, over) == []


def test_a_laxer_rule_is_told_even_if_its_neighbour_is_ill_formed() -> None:
    def library(name: str) -> Iterator[Text]:
        return iter([(pack(ABOVE, "central"), "central.yaml")])

    lower = pack(ABOVE.replace("03-01", "03-31"), "local", extends="central@^1")
    first = lower.replace("rules:\n", "rules:\n- id: second\n")
    found = [(str(one.source), one.code) for one in check_text(first, "x.yaml", library=library)]
    assert found == [("x.yaml:9:3", "R101"), ("x.yaml:9:3", "R108"), ("x.yaml:18:8", "R293")]
