"""什么算数：what counts for a duty of a rule, in words, with examples of what to hand in."""

from collections.abc import Iterator
from dataclasses import replace

from duban.services.casefile.claims import FLOW, PART, STOCK, WHOLE
from engine.measure import leaves
from engine.nouns import AllOf, AnyOf, Count, Deliver, Forbid, KOf, Level, Ratio, Rule, Sum, Test, Trend
from rules.writing.wording import say_demand

OF_PERSONS = "逐人报：登录后在“人员学时”里下载表格，填好交上；没有账户的，把名单和数量作附件交来。"
BY_JUDGEMENT = "写明进展，附文件、文号或链接，由督办机构判定。"
FIGURES = "报到现在的实数，附统计表、花名册或台账。"
EXAMPLES: dict[type[Test], str] = {
    Deliver: "交报送的材料本身，或写明报送的文号；以收到之日为准。",
    Count: "办成一次报一次，附通知、签到表、纪要或照片。",
    Sum: "写明数量，附统计表或台账。",
    Ratio: FIGURES,
    Level: FIGURES,
    Trend: FIGURES,
    Forbid: "没有发生的不用报；发生了的如实写明。",
}
"""By what is measured: what an agency most often has to show for it."""


def what_counts(rule: Rule) -> tuple[str, ...]:
    """What a duty of this rule is judged by, then examples of what shows it, each once."""
    return tuple(dict.fromkeys((f"判定看：{say_demand(_without_codes(rule))}。", *_examples(rule))))


def _without_codes(rule: Rule) -> Rule:
    """The rule with the figures that it compares called as the form of a report calls them."""
    return replace(rule, test=_own(rule.test, rule.id)) if rule.test else rule


def _own(test: Test, rule: str) -> Test:
    match test:
        case Ratio():
            return replace(test, num=PART, den=WHOLE)
        case Level():
            return replace(test, of=STOCK)
        case Trend():
            return replace(test, of=FLOW)
        case Forbid():
            return replace(test, of=rule)
        case AllOf() | AnyOf() | KOf():
            return replace(test, parts=tuple(_own(part, rule) for part in test.parts))
        case _:
            return test


def _examples(rule: Rule) -> Iterator[str]:
    if rule.test is None:
        yield BY_JUDGEMENT
    elif rule.bearer.per == "person":
        yield OF_PERSONS
    else:
        for leaf in leaves(rule.test):
            yield EXAMPLES[type(leaf)]
            if isinstance(leaf, Deliver) and leaf.evidence:
                yield f"材料里要写到：{'、'.join(leaf.evidence)}。"
