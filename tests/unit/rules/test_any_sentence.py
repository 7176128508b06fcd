"""Whatever is written as a sentence is read, refused or asked about, and is written back as it was."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns import Rule
from engine.source import errors
from rules.checking.checks import check_text
from rules.drafting.settle import accept_proposals
from rules.load import load_text
from rules.writing.dump import dump, flow
from rules.writing.wording import said_of

WORDS = """
各部门 每名执法人员 区政府 每年 每半年 每季度 每月 每两年 每隔三年 每三个月 每周五前
任期内 每届 逐年 定期 及时 原则上 鼓励 严禁 不得 应当 于 3月1日前 6月底前
2026年底前 20*年10月31日前 年初 上半年 第一季度 首月10日前 5日、20日前
1月15日和7月15日前 2024年前 自印发之日起 收到申请后 季度终了之日起 十五日内
30个工作日内 24小时内 半年内 提前10日 报告1次 不少于2次 两期以上 60学时 三分之一
95%以上 100% 不低于5% 总数的 一定比例 全覆盖 至少5名 2—3家 增长 下降2%
向区委和区人大常委会 报送 完成 ， 、 ； 。 （ 《规划》 一 0 % 号
"""
HEAD = """\
duban: rulepack/1
pack: test.any
version: 1.0.0
timezone: Asia/Shanghai
sources: [{id: d, file: d.txt, sha256: "%s", issued: "2026-03-02"}]
sets: {offices: {members: [区司法局]}}
rules:
- id: one
  title: 一
  source: {doc: d, locator: "1", quote: 引}
  state: %s
  bearer: {set: offices}
  text: %s
"""
sentences = (
    st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9).map("".join).filter(lambda text: len(text) >= 2)
)


@settings(max_examples=250, deadline=None)
@given(sentences, st.sampled_from(["active", "needs_review"]))
def test_any_sentence_is_read_and_written_back_or_told_what_is_wrong(sentence: str, state: str) -> None:
    text = HEAD % ("0" * 64, state, flow(sentence))
    pack, problems = load_text(text, "x.yaml")
    assert (pack is None) == bool(errors(problems))
    found = check_text(text, "x.yaml")
    assert all(problem.message and problem.source.file == "x.yaml" for problem in found)
    if pack is not None:
        again, _ = load_text(dump(pack), "x.yaml")
        assert again is not None
        assert [same(rule) for rule in again.rules] == [same(rule) for rule in pack.rules]
        assert all(said_of(pack.rules[0]).values())


@settings(max_examples=100, deadline=None)
@given(sentences)
def test_what_is_accepted_as_proposed_leaves_nothing_open_and_means_the_same(sentence: str) -> None:
    pack, _ = load_text(HEAD % ("0" * 64, "needs_review", flow(sentence)), "x.yaml")
    if pack is None:
        return
    [rule] = accept_proposals(pack).rules
    if rule.state != "active":
        return
    written = dump(accept_proposals(pack))
    assert "R263" not in [problem.code for problem in check_text(written, "x.yaml")]
    again, problems = load_text(written, "x.yaml")
    assert again is not None, problems
    assert same(again.rules[0])[:-1] == same(rule)[:-1]


def same(rule: Rule) -> tuple[object, ...]:
    return (rule.strength, rule.bearer, rule.to, rule.window, rule.due, rule.test, rule.manual, rule.review, rule.text)
