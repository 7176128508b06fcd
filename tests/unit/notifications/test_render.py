"""Papers are read here as an officer would read them: line by line, in Chinese."""

from dataclasses import replace
from datetime import date

import pytest

from engine.source import Refused
from notifications.papers import (
    BasisView,
    CircularView,
    DigestView,
    DueView,
    EarlierView,
    Form,
    Group,
    ItemView,
    LaggingView,
    LetterView,
    OfficeView,
    TalkView,
    WorkView,
    form_of,
    paper_number,
)
from notifications.render import Rendered, render_digest, render_letter, with_link
from notifications.wording.compose import compose_digest
from notifications.wording.numerals import zh_count
from notifications.wording.plain import plain

OFFICE = OfficeView("青禾区人民政府办公室督查室", "王磊", "010-55501234", "ducha@qinghe.example")
BASIS = BasisView(
    "青禾区2026年法治政府建设工作要点", "青府法〔2026〕2号", "第7项", "各部门每年年初报告上年度法治建设情况",
    "report.dept", "qinghe@1.0.0",
)  # fmt: skip
DUE = DueView(
    date(2026, 2, 28), ("每年3月1日之前", "未写明是否含当日，从严取2月28日"), "cn.workdays@2026", date(2026, 3, 1)
)
WORK = WorkView(
    "办理中",
    ("报上一级部门的回执",),
    ("本级党委（2026年2月20日）", "本级政府（2026年2月24日）"),
    ("上一级部门：2025年12月30日报送，不在本周期内",),
    "报送3处",
    "2处",
    "9f2c",
)
URGE = LetterView(
    "催办通知书", paper_number("青政督催", 2026, 1), "区商务委", "年度报告", "2026年", BASIS, DUE, WORK, OFFICE,
    as_of=date(2026, 3, 3), signed_on=date(2026, 3, 3), ticket="K7F2", days_late=1,
    new_limit=date(2026, 3, 10), colour="红", assignment="青政督〔2026〕5号", cc=("区商务委办公室",),
)  # fmt: skip
EARLIER = (EarlierView("催办通知书", "青政督催〔2026〕1号", date(2026, 3, 3)),)


def lines(text: str) -> list[str]:
    return [line.strip("　 ") for line in text.splitlines() if line.strip("　 ")]


def test_an_urging_letter_reads_as_offices_write_it() -> None:
    assert lines(render_letter(URGE).text) == [
        "催办通知书",
        "青政督催〔2026〕1号",
        "区商务委：",
        (
            "《青禾区2026年法治政府建设工作要点》（青府法〔2026〕2号）第7项规定：“各部门每年年初报告上年度法治建设情况”。"
            "你单位牵头办理的“年度报告”（2026年），应于2026年2月28日（含当日）前完成。"
        ),
        "截至2026年3月3日，该事项已逾期1个工作日。现予第1次催办。",
        "原交办单编号：青政督〔2026〕5号。",
        "一、时限的由来",
        "（一）每年3月1日之前。",
        "（二）未写明是否含当日，从严取2月28日。",
        "原文未写明是否含当日，从宽计算最后一日为2026年3月1日；为稳妥起见，请以2026年2月28日为准。",
        "工作日按日历“cn.workdays@2026”计算。",
        "二、在案情况",
        "当前状态：办理中。",
        "要求：报送3处；现有：2处。",
        "尚缺：报上一级部门的回执。",
        "已计入：本级党委（2026年2月20日）；本级政府（2026年2月24日）。",
        "未计入及理由：上一级部门：2025年12月30日报送，不在本周期内。",
        "三、办理要求",
        "请于2026年3月10日（含当日）前办结并报送上述尚缺内容，同时书面说明逾期原因。",
        (
            "延期应在到期前申请。此件原时限已过，不再受理延期申请；确有客观原因的，请在逾期原因说明中写明，"
            "并提出明确的完成日期。"
        ),
        "仍不办结又不说明情况的，将按程序发出督办通知单，并抄送你单位分管负责人。",
        "四、回复方式",
        (
            "请回复送达本件的邮件，附办理情况报告和佐证材料，报告一事一报，由单位负责人签发并加盖公章。"
            "回复时请保留邮件主题和案号（K7F2）。是否完成以核验结果为准，回复邮件本身不作为完成的依据。"
        ),
        "回复邮箱：ducha@qinghe.example。",
        "青禾区人民政府办公室督查室",
        "2026年3月3日",
        "（联系人：王磊，电话：010-55501234）",
        "抄送：区商务委办公室。",
        "规则：report.dept（qinghe@1.0.0）；案号：K7F2；在案事实摘要：9f2c",
    ]


def test_the_html_says_the_same_as_the_text() -> None:
    paper = render_letter(URGE)
    body = [line for line in lines(paper.text) if "：" in line or "。" in line]
    assert all(line in paper.html for line in body)
    assert paper.html.count("<h2") == 4


def test_subjects_name_the_lamp_the_matter_and_the_unit() -> None:
    assert render_letter(URGE).subject == "〔督办·红〕催办通知书 年度报告 已逾期1个工作日（区商务委）"
    assert render_letter(replace(URGE, colour="", days_late=0)).subject == "〔督办〕催办通知书 年度报告（区商务委）"


def test_a_supervision_slip_gives_its_grade_the_papers_before_it_and_a_new_limit() -> None:
    slip = replace(URGE, paper="督办通知单", earlier=EARLIER, grade_reason="催办后5个工作日仍未办结（report.dept）")
    said = lines(render_letter(slip).text)
    assert "督办等级：截至2026年3月3日，该事项已逾期1个工作日，须限期办结。现予督办，督办等级为红色。" in said
    assert "定级理由：催办后5个工作日仍未办结（report.dept）。" in said
    assert "此前文书：原交办单编号：青政督〔2026〕5号。" in said
    assert "此前已于2026年3月3日发出《催办通知书》（青政督催〔2026〕1号）。" in said
    assert "限期办结：责令你单位于2026年3月10日（含当日）前办结。" in said
    assert any("由主要负责人签字并加盖公章" in line for line in said)


def test_a_draft_says_so_first_and_in_its_subject() -> None:
    draft = render_letter(replace(URGE, paper="约谈通知书", draft=True, earlier=EARLIER))
    assert lines(draft.text)[0] == "【草稿，未经签发不得外发】"
    assert "草稿，未经签发不得外发" in draft.html
    assert "约谈通知书（草稿）" in draft.subject


def test_a_summons_leaves_open_what_the_leader_has_not_settled() -> None:
    open_yet = lines(render_letter(replace(URGE, paper="约谈通知书")).text)
    assert "时间：（待领导确定）。" in open_yet
    assert "被约谈人：你单位主要负责人。" in open_yet
    talk = TalkView(
        "区政府分管领导", "区商务委主要负责人", "2026年4月8日9时", "区政府301会议室", ("办理情况", "整改方案")
    )
    settled = lines(render_letter(replace(URGE, paper="约谈通知书", talk=talk)).text)
    assert "时间：2026年4月8日9时。" in settled
    assert "办理情况；整改方案。" in settled


def test_a_circular_counts_and_names() -> None:
    late = LaggingView("区商务委", "年度报告", date(2026, 2, 28), 21)
    figures = CircularView("全区", date(2026, 1, 1), date(2026, 3, 31), 40, 37, 3, (late,), ("责任未落实到人",))
    said = lines(render_letter(replace(URGE, paper="督查通报", circular=figures)).text)
    assert "各有关单位：" in said
    assert "现将2026年1月1日至2026年3月31日全区督办事项办理情况通报如下。" in said
    assert "共督办40项，已办结37项（占92.5%），正在办理3项（占7.5%），其中逾期未办结1项。" in said
    assert "1. 区商务委：“年度报告”，应于2026年2月28日前完成，已逾期21个工作日。" in said
    assert "责任未落实到人。" in said


def test_a_circular_says_of_no_one_that_he_is_no_days_late() -> None:
    due = date(2026, 12, 31)
    short = LaggingView("区商务委", "配备三人", due, 0, date(2026, 12, 3))
    night = LaggingView("区教育局", "年度报告", due, 0)
    figures = CircularView("全区", date(2026, 1, 1), date(2027, 1, 1), 40, 37, 3, (short, night))
    said = lines(render_letter(replace(URGE, paper="督查通报", circular=figures)).text)
    assert "1. 区商务委：“配备三人”，应于2026年12月31日前完成，自2026年12月3日起未达到要求。" in said
    assert "2. 区教育局：“年度报告”，应于2026年12月31日前完成，已超过时限。" in said
    many = replace(figures, lagging=(short,) * 9)
    annexed = render_letter(replace(URGE, paper="督查通报", circular=many)).text
    assert "自2026年12月3日起" in annexed
    assert "0个工作日" not in annexed


def test_a_referral_goes_to_the_competent_body_and_decides_nothing() -> None:
    said = lines(render_letter(replace(URGE, paper="移送建议", competent_body="区纪委监委", earlier=EARLIER)).text)
    assert "区纪委监委：" in said
    assert any("本件为建议，是否处理以及如何处理由有权机关决定" in line for line in said)


def test_an_assignment_tells_of_dispute_and_extension() -> None:
    said = "\n".join(lines(render_letter(replace(URGE, paper="交办单", days_late=0)).text))
    assert "应在交办后3个工作日内经单位负责人签字书面提出" in said
    assert "应在2026年2月28日前（含当日）书面申请延期" in said


def test_extended_and_provisional_days_are_explained() -> None:
    due = replace(DUE, original=date(2026, 1, 31), provisional=True, lenient=None)
    said = lines(render_letter(replace(URGE, due=due)).text)
    assert "原时限为2026年1月31日，经批准延期至2026年2月28日。" in said
    assert "所涉年度的放假安排尚未公布，本时限为暂定，公布后另行通知。" in said


PAPERS = ("提醒函", "交办单", "催办通知书", "督办通知单", "督查通报", "约谈通知书", "移送建议")


@pytest.mark.parametrize("paper", [*PAPERS[1:], "红色督查单"])
def test_every_paper_stands_with_the_least_that_can_be_known(paper: str) -> None:
    bare = replace(URGE, paper=paper, work=WorkView("已交办", ()), number="", new_limit=None, cc=(), days_late=0)
    text = render_letter(bare).text
    assert "None" not in text
    assert "0个工作日" not in text
    assert "（）" not in text


def test_the_name_of_a_paper_tells_its_form() -> None:
    assert [form_of(paper) for paper in PAPERS] == list(Form)[: len(PAPERS)]
    assert [form_of(paper) for paper in ("催办单", "蓝色督查单", "专函")] == [Form.URGE, Form.SUPERVISE, Form.SUPERVISE]


def item(notice: str, group: Group = Group.WEEK, **more: object) -> ItemView:
    given = {"ticket": "K1", "matter": "年度报告", "agency": "区商务委", "window": "2026年", "due": date(2026, 3, 1)}
    rest = {"days": 3, "source": "《工作要点》第7项", "colour": "黄", "verb": "报送"}
    return replace(ItemView(notice, **given, group=group, **rest), **more)  # type: ignore[arg-type]


def digest(*items: ItemView, **more: object) -> DigestView:
    return replace(DigestView("王芳", "区商务委", date(2026, 2, 25), items, OFFICE), **more)  # type: ignore[arg-type]


def test_a_digest_of_one_item_has_the_item_in_its_subject() -> None:
    assert render_digest(digest(item("n1"))).subject == "〔督办·黄〕年度报告 应于3月1日前报送（区商务委）"


def test_a_digest_lists_by_urgency_and_counts_the_rest() -> None:
    paper = render_digest(
        digest(item("n1", Group.BREACHED, colour="红", missing="报上一级部门"), item("n2", reckoned="3月1日前"), more=4)
    )
    assert paper.subject == "〔督办·红〕待办督办事项6项，其中已逾期1项（区商务委）"
    said = lines(paper.text)
    assert "区商务委王芳：" in said
    assert "截至2026年2月25日，需要你办理的督办事项共6项，其中已逾期1项。" in said
    assert "一、已逾期（1项）" in said
    assert "应于2026年3月1日（含当日）前报送，已逾期3个工作日。" in said
    assert "尚缺：报上一级部门。" in said
    assert "二、7日内到期（1项）" in said
    assert "依据：《工作要点》第7项。时限：3月1日前。" in said
    assert any(line.startswith("另有4项未逐一列出") for line in said)
    assert any("应在到期前（含当日）书面申请延期" in line for line in said)
    assert paper.html.count("border-left:4px solid") == 2
    assert "width=device-width" in paper.html


def test_what_a_digest_leaves_out_stands_on_the_console_too() -> None:
    far = "https://duban.example.gov.cn/mine"
    paper = render_digest(digest(item("n1"), more=4, console=far))
    assert f"也可在办公台查看：{far}。" in paper.text
    assert f'<a href="{far}">{far}</a>' in paper.html
    assert "办公台" not in render_digest(digest(item("n1"), more=4)).text


@pytest.mark.parametrize("rendered", [render_letter(URGE), render_digest(DigestView("", "", DUE.day, (), OFFICE))])
def test_a_link_stands_at_the_foot_of_the_text_and_inside_the_page(rendered: Rendered) -> None:
    link = "https://duban.example.gov.cn/r/a.b-c_d"
    signed = with_link(rendered, link)
    assert signed.text == f"{rendered.text.rstrip()}\n\n签收：{link}\n"
    assert signed.html.count(f'签收：<a href="{link}">{link}</a></p>\n</div>\n</body>\n</html>') == 1
    assert (
        signed.html.replace(f'<p style="margin:16px 0 0">签收：<a href="{link}">{link}</a></p>\n', "") == rendered.html
    )
    assert 'href="https://a/&#34;&lt;' in with_link(rendered, 'https://a/"<').html.replace("&quot;", "&#34;")


def test_a_digest_can_be_put_on_paper_with_the_same_matters() -> None:
    view = digest(item("n1", Group.BREACHED, missing="报上一级部门"), item("n2"), more=4)
    paper, mail = compose_digest(view), render_digest(view).text
    assert [line.text for line in paper.lines if line.level == 1] == ["一、已逾期（1项）", "二、7日内到期（1项）"]
    assert (paper.title, paper.addressee, paper.layout) == ("督办事项提醒函", "区商务委", "letter")
    (late,) = [line.text for line in paper.lines if "已逾期3个工作日" in line.text]
    for part in ("应于2026年3月1日（含当日）前报送", "尚缺：报上一级部门", "案号：K1", "依据：《工作要点》第7项"):
        assert part in late
        assert part in mail


def test_a_digest_tells_the_last_day_from_a_day_that_has_passed() -> None:
    due = date(2026, 2, 25)
    assert "今日为最后一日" in render_digest(digest(item("n1", Group.TODAY, days=0, due=due))).text
    passed = render_digest(digest(item("n1", Group.TODAY, days=0, due=date(2026, 2, 24)))).text
    assert "已过从严计算的最后一日" in passed


def test_values_cannot_open_a_tag_a_paragraph_or_a_header() -> None:
    evil = replace(BASIS, quote="<script>alert(1)</script>\n二、撤销本通知\u202e\u200b")
    paper = render_letter(replace(URGE, basis=evil))
    assert "<script>" not in paper.html
    assert "&lt;script&gt;" in paper.html
    assert "二、撤销本通知" not in lines(paper.text)
    assert "\u202e" not in paper.text + paper.html
    with pytest.raises(Refused, match="N201"):
        render_letter(replace(URGE, matter="年度报告\r\nBcc: x@y.example"))


def test_a_value_is_text_and_never_a_template() -> None:
    assert "{{ office }}" in render_letter(replace(URGE, basis=replace(BASIS, quote="{{ office }}"))).text


def test_a_paper_without_end_is_refused() -> None:
    with pytest.raises(Refused, match="N202"):
        render_letter(replace(URGE, basis=replace(BASIS, quote="条" * 30000)))


def test_templates_are_shown_plain_values_only() -> None:
    assert plain(DUE) == {
        "day": "2026年2月28日", "steps": ["每年3月1日之前", "未写明是否含当日，从严取2月28日"],
        "calendar": "cn.workdays@2026", "lenient": "2026年3月1日", "original": None, "provisional": False,
    }  # fmt: skip
    with pytest.raises(TypeError):
        plain(object())


def test_days_and_numerals_are_written_as_in_official_papers() -> None:
    assert plain(date(2026, 3, 2)) == "2026年3月2日"
    assert [zh_count(n) for n in (1, 9, 10, 11, 20, 23, 99)] == ["一", "九", "十", "十一", "二十", "二十三", "九十九"]
