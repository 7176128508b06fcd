"""样例 samples: one invented case for each kind of paper, to preview a template with and to print the reference from.

The office, the agency and the people are invented; nothing in the product is decided by what stands here.
"""

from datetime import date

from notifications.decisions import (
    AnyPaper,
    AppealView,
    BriefView,
    ClosingView,
    DisputeView,
    ExemptionView,
    ExtensionView,
    FindingView,
    ReceiptView,
    RectifyView,
)
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
    paper_number,
)

LETTERHEAD = "青禾区人民政府办公室"
OFFICE = OfficeView("青禾区人民政府办公室", "王磊", "0000-55501234", "ducha@qinghe.example")
AGENCY, SIGNED = "青禾区商务委员会", date(2026, 3, 10)
REPORT = "上年度法治政府建设情况报告"
BASIS = BasisView(
    "青禾区2026年法治政府建设工作要点", "青府法〔2026〕2号", "第7项", "各部门每年3月1日之前报告上年度法治政府建设情况",
    "report.dept", "qinghe@1.0.0",
)  # fmt: skip
DUE = DueView(
    date(2026, 2, 28),
    ("每年3月1日之前", "未写明是否含当日，从严取2月28日"),
    "cn.workdays@2026",
    date(2026, 3, 1),
)
WORK = WorkView(
    "逾期未完成",
    ("向上一级主管部门报送的回执",),
    ("向区委报送（2026年2月20日）", "向区政府报送（2026年2月24日）"),
    ("2025年12月30日的报送材料，不在本周期内",),
    "报送3处",
    "2处",
    "9f2c41d07be3",
)
EARLIER = (EarlierView("催办通知书", "青政督催〔2026〕3号", date(2026, 3, 3)),)


def letter(paper: str, number: str, **more: object) -> LetterView:
    """A letter about the invented matter."""
    given: dict[str, object] = {
        "as_of": SIGNED, "signed_on": SIGNED, "ticket": "K7F2A09C", "days_late": 6, "colour": "红", "signer": "李明",
        "new_limit": date(2026, 3, 17), "assignment": "青政督交〔2026〕5号", "cc": ("青禾区商务委员会办公室",),
    }  # fmt: skip
    return LetterView(
        paper, number, AGENCY, REPORT, "2026年", BASIS, DUE, WORK, OFFICE, **{**given, **more},  # type: ignore[arg-type]
    )  # fmt: skip


def sample(form: Form) -> AnyPaper:
    """The invented case for a form of paper.  Raises KeyError for a digest, which is no formal paper."""
    return SAMPLES[form]


def _lagging() -> tuple[LaggingView, ...]:
    agencies = ("商务委员会", "教育局", "民政局", "水务局", "文化和旅游局", "城市管理局", "应急管理局", "统计局")
    matters = (REPORT, "行政规范性文件清理结果", "重大行政决策事项目录", "行政执法案卷评查情况")
    return tuple(
        LaggingView(f"青禾区{name}", matters[place % 4], date(2026, 2, 28), 21 - place)
        for place, name in enumerate(agencies)
    )


SAMPLES: dict[Form, AnyPaper] = {
    Form.ASSIGN: letter(
        "交办单", paper_number("青政督交", 2026, 5), days_late=0, colour="", cc=(), signed_on=date(2026, 1, 12),
        support=("青禾区司法局",), leader="周文（副主任）", responsible="陈静（办公室主任）", earlier=(),
    ),
    Form.URGE: letter("催办通知书", paper_number("青政督催", 2026, 3)),
    Form.SUPERVISE: letter(
        "督办通知单", paper_number("青政督办", 2026, 2), earlier=EARLIER,
        grade_reason="催办后5个工作日仍未办结（report.dept）",
    ),
    Form.CIRCULAR: letter(
        "督查通报", paper_number("青政督通", 2026, 1), cc=("区委办公室", "区人大常委会办公室"),
        circular=CircularView(
            "全区", date(2026, 1, 1), date(2026, 3, 31), 126, 105, 21, _lagging(),
            ("责任未落实到人", "材料准备不及时"), ("区司法局、区财政局提前办结，材料齐全",),
        ),
    ),
    Form.TALK: letter(
        "约谈通知书", paper_number("青政督约", 2026, 1), earlier=EARLIER,
        talk=TalkView(
            "区政府副区长赵建国", "区商务委员会主要负责人", "2026年4月8日上午9时", "区政府3号楼301会议室",
            ("事项办理情况和未按期办结的原因", "整改方案和明确的完成日期"),
        ),
    ),
    Form.REFER: letter(
        "移送建议书", paper_number("青政督移", 2026, 1), earlier=EARLIER, competent_body="青禾区监察委员会"
    ),
    Form.RECTIFY: RectifyView(
        number=paper_number("青政督改", 2026, 1), agency=AGENCY, office=OFFICE, signed_on=SIGNED, ticket="K7F2A09C",
        cc=("青禾区司法局",), matter="规范性文件合法性审核",
        basis="《青禾区2026年法治政府建设工作要点》（青府法〔2026〕2号）第12项和《政府督查工作条例》第四条",
        inspected="2026年3月4日至6日，采取查阅案卷、听取汇报的方式",
        findings=(
            FindingView(
                "2份规范性文件未经合法性审核即印发", "青商规〔2025〕3号、4号文件及发文稿纸",
                "工作要点第12项“未经合法性审核不得印发”", "补办审核，审核不通过的停止执行", date(2026, 3, 31),
            ),
            FindingView("审核意见未存档", "案卷评查记录", "工作要点第13项", "补齐2025年以来的审核意见并归档"),
        ),
        limit=date(2026, 4, 10),
    ),
    Form.EXTENSION: ExtensionView(
        number=paper_number("青政督延", 2026, 4), agency=AGENCY, office=OFFICE, signed_on=SIGNED, ticket="K7F2A09C",
        matter="商贸领域行政执法事项清单编制", applied_on=date(2026, 3, 5),
        reason="上级清单拟于3月下旬调整，须一并对照",
        progress="已完成初稿并征求3个单位意见", original_due=date(2026, 3, 31), asked_for=date(2026, 4, 30),
        granted=True, new_due=date(2026, 4, 24), conditions=("每周五反馈一次进展",), approved_by="李明",
    ),
    Form.EXEMPTION: ExemptionView(
        number=paper_number("青政督免", 2026, 1), agency=AGENCY, office=OFFICE, signed_on=SIGNED, ticket="K7F2A09C",
        matter="单用途预付卡备案情况季度报告", applied_on=date(2026, 3, 4),
        reason="该项备案职责已随机构改革划出，本季度无备案事项", original_due=date(2026, 3, 31), granted=True,
        opinion="职责划转文件已核，事项由承接单位另行列入计划", approval="青编办〔2026〕3号", approved_by="李明",
    ),
    Form.DISPUTE: DisputeView(
        number=paper_number("青政督异", 2026, 1), agency=AGENCY, office=OFFICE, signed_on=SIGNED, ticket="K7F2A09C",
        matter="农贸市场快检结果公示", applied_on=date(2026, 3, 3), reason="快检由市场监督管理局实施，我委没有检测数据",
        granted=True, heir="青禾区市场监督管理局", opinion="按职责分工由实施快检的单位公示", approved_by="李明",
    ),
    Form.APPEAL: AppealView(
        number=paper_number("青政督复", 2026, 1), agency=AGENCY, office=OFFICE, signed_on=SIGNED, ticket="K7F2A09C",
        matter="规范性文件合法性审核",
        decision="《督查整改通知书》（青政督改〔2026〕1号）", decided_on=date(2026, 2, 2),
        applied_on=date(2026, 2, 20), grounds="认为青商规〔2025〕4号文件属于内部管理文件，无须合法性审核",
        found=("该文件设定了经营者的备案义务，并已向社会公布", "印发前未送区司法局审核，发文稿纸无审核意见"),
        outcome="维持", result="请按原通知的要求完成整改，整改时限自收到本决定之日起计算10个工作日",
        reviewers=("孙丽", "何勇"),
    ),
    Form.BRIEF: BriefView(
        number=paper_number("青政督报", 2026, 6), agency="区政府主要领导", office=OFFICE, signed_on=SIGNED,
        matter="一季度法治政府建设任务办理情况",
        cause="根据区政府第30次常务会议要求，对一季度应办结的126项任务进行了督查",
        progress=("已办结105项（83.3%），正在办理13项（10.3%）", "逾期未办结8项（6.4%），涉及8个单位，均已催办"),
        problems=("个别单位责任未落实到人，催办后仍无反馈", "材料集中在到期前3天报送，核验压力较大"),
        advice=("对逾期超过15个工作日的3个单位印发督办通知单", "将到期前15个工作日的进展反馈列为必报项"),
        opinion="拟同意上述建议，妥否，请批示",
    ),
    Form.CLOSING: ClosingView(
        agency="青禾区人民政府办公室", author=AGENCY, office=OFFICE, signed_on=date(2026, 3, 16), ticket="K7F2A09C",
        matter=REPORT, assignment="青政督交〔2026〕5号", measures=("指定专人核对数据，3月12日报经主任办公会审定",),
        results=("3月13日向上一级主管部门报送，取得回执1份", "至此应报送的3处全部完成"),
        evidence=("报送回执（扫描件）", "主任办公会纪要"), next_steps=("将报送节点写入年度工作台账",),
        head="刘洋", contact="陈静，0000-55505678",
    ),
    Form.RECEIPT: ReceiptView(
        number=paper_number("青政督证", 2026, 9), agency=AGENCY, office=OFFICE, signed_on=SIGNED, ticket="K7F2A09C",
        document="督办通知单", document_number="青政督办〔2026〕2号", sent_at="2026年3月10日10时",
    ),
}  # fmt: skip


REMINDER = DigestView(
    "陈静", AGENCY, SIGNED,
    (
        ItemView(
            "n1", "K7F2A09C", REPORT, AGENCY, "2026年", date(2026, 2, 28), Group.BREACHED, 6,
            "《青禾区2026年法治政府建设工作要点》（青府法〔2026〕2号）第7项", missing="向上一级主管部门报送的回执",
            colour="红", verb="报送",
        ),
        ItemView(
            "n2", "A31C77D0", "行政规范性文件清理结果", AGENCY, "2026年第一季度", date(2026, 3, 20), Group.MONTH, 8,
            "《青禾区2026年法治政府建设工作要点》（青府法〔2026〕2号）第12项", colour="黄", verb="报送",
        ),
    ),
    OFFICE,
)  # fmt: skip
"""The invented digest."""
