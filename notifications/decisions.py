"""决定与报告 decisions: the papers that an act of a person causes — 整改、延期、豁免、异议、复核、专报、办结、送达.

Nobody's clock causes these papers: someone decides, inspects or hands in, and tells the fields.  The field lists are
those of the forms that offices use; `notifications.wording.fields` reads them from plain values and says in Chinese
what is missing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias

from notifications.papers import Form, LetterView, OfficeView

NO_OFFICE = OfficeView("", "", "", "")


@dataclass(frozen=True, kw_only=True)
class PaperView:
    """What every paper of this kind has: who signs, to whom, when, and under which number."""

    paper: Annotated[str, "文书名称"] = ""
    number: Annotated[str, "文号"] = ""
    agency: Annotated[str, "主送单位"]
    office: Annotated[OfficeView, "督办机构"] = NO_OFFICE
    signed_on: Annotated[date, "成文日期"]
    ticket: Annotated[str, "案号"] = ""
    cc: Annotated[tuple[str, ...], "抄送"] = ()
    signer: Annotated[str, "签发人"] = ""
    urgency: Annotated[str, "紧急程度"] = ""
    draft: Annotated[bool, "是否草稿"] = False


@dataclass(frozen=True)
class FindingView:
    """One thing found (问题): the fact, what shows it, which provision it breaks, and what is to be done by when."""

    fact: Annotated[str, "问题"]
    evidence: Annotated[str, "佐证"]
    violated: Annotated[str, "不符合的规定"]
    demand: Annotated[str, "整改要求"]
    limit: Annotated[date | None, "整改时限"] = None


@dataclass(frozen=True, kw_only=True)
class RectifyView(PaperView):
    """督查整改通知书: findings one by one, what is demanded of each, and how to have them reviewed (条例第十七条)."""

    matter: Annotated[str, "督查事项"]
    basis: Annotated[str, "督查依据"]
    inspected: Annotated[str, "督查时间和方式"]
    findings: Annotated[tuple[FindingView, ...], "发现的问题"]
    limit: Annotated[date, "整改时限"]
    report: Annotated[str, "整改报告的要求"] = ""
    recheck: Annotated[str, "核查安排"] = ""


@dataclass(frozen=True, kw_only=True)
class ExtensionView(PaperView):
    """延期批复: what was asked for and why, what is decided; the original day stays on record."""

    matter: Annotated[str, "工作事项"]
    applied_on: Annotated[date, "申请日期"]
    reason: Annotated[str, "延期理由"]
    progress: Annotated[str, "目前进展"] = ""
    original_due: Annotated[date, "原时限"]
    asked_for: Annotated[date, "申请延至"]
    granted: Annotated[bool, "是否同意"]
    new_due: Annotated[date | None, "批准延至"] = None
    why_not: Annotated[str, "不同意的理由"] = ""
    nth: Annotated[int, "第几次延期"] = 1
    conditions: Annotated[tuple[str, ...], "附加要求"] = ()
    approved_by: Annotated[str, "批准人"] = ""


@dataclass(frozen=True, kw_only=True)
class ExemptionView(PaperView):
    """豁免决定: what an agency asked to be let off, why, and whether it is; what was due stays on record."""

    matter: Annotated[str, "工作事项"]
    applied_on: Annotated[date, "申请日期"]
    reason: Annotated[str, "豁免理由"]
    original_due: Annotated[date, "原时限"]
    granted: Annotated[bool, "是否同意"]
    opinion: Annotated[str, "决定的理由"] = ""
    approval: Annotated[str, "批准文件"] = ""
    approved_by: Annotated[str, "批准人"] = ""


@dataclass(frozen=True, kw_only=True)
class DisputeView(PaperView):
    """异议答复: what an agency held against its assignment, and whether it stays or whose the matter is now."""

    matter: Annotated[str, "工作事项"]
    applied_on: Annotated[date, "提出日期"]
    reason: Annotated[str, "异议理由"]
    granted: Annotated[bool, "异议是否成立"]
    heir: Annotated[str, "改由承办的单位"] = ""
    opinion: Annotated[str, "答复的理由"] = ""
    approved_by: Annotated[str, "批准人"] = ""


@dataclass(frozen=True, kw_only=True)
class AppealView(PaperView):
    """复核决定: what was decided before, what the agency says, what was found, and what stands now."""

    matter: Annotated[str, "原决定事项"]
    decision: Annotated[str, "原决定文书及文号"]
    decided_on: Annotated[date, "原决定日期"]
    applied_on: Annotated[date, "申请日期"]
    grounds: Annotated[str, "申请复核的理由"]
    found: Annotated[tuple[str, ...], "复核查明的情况"]
    outcome: Annotated[Literal["维持", "变更", "撤销"], "复核结论"]
    result: Annotated[str, "决定内容"]
    basis: Annotated[str, "复核依据"] = "《政府督查工作条例》第十七条"
    reviewers: Annotated[tuple[str, ...], "复核人员（原承办人员已回避）"] = ()


@dataclass(frozen=True, kw_only=True)
class BriefView(PaperView):
    """督查专报: one page for leaders — why, how it stands, what is wrong, what to do."""

    matter: Annotated[str, "专报事项"]
    cause: Annotated[str, "立项事由"]
    progress: Annotated[tuple[str, ...], "办理情况"]
    problems: Annotated[tuple[str, ...], "存在问题"] = ()
    advice: Annotated[tuple[str, ...], "工作建议"] = ()
    opinion: Annotated[str, "拟办意见"] = ""
    instruction: Annotated[str, "领导批示"] = ""


@dataclass(frozen=True, kw_only=True)
class ClosingView(PaperView):
    """办结报告: one matter one report, from the agency to the office; `author` is the agency that signs."""

    author: Annotated[str, "报告单位"]
    matter: Annotated[str, "办结事项"]
    assignment: Annotated[str, "原交办单编号"] = ""
    measures: Annotated[tuple[str, ...], "采取的措施"]
    results: Annotated[tuple[str, ...], "取得的结果（写明数量）"]
    evidence: Annotated[tuple[str, ...], "佐证材料"] = ()
    problems: Annotated[tuple[str, ...], "存在问题"] = ()
    next_steps: Annotated[tuple[str, ...], "下一步打算"] = ()
    head: Annotated[str, "单位负责人"] = ""
    contact: Annotated[str, "联系人和电话"] = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptView(PaperView):
    """送达回证: which paper came to whom, how and when; what is empty is filled in by hand."""

    document: Annotated[str, "送达文书"]
    document_number: Annotated[str, "送达文书文号"] = ""
    method: Annotated[Literal["纸质", "邮件", "系统"], "送达方式"] = "纸质"
    sent_at: Annotated[str, "发出时间"] = ""
    received_at: Annotated[str, "收到时间"] = ""
    receiver: Annotated[str, "签收人"] = ""
    remark: Annotated[str, "备注"] = ""


Decision: TypeAlias = (
    RectifyView | ExtensionView | ExemptionView | DisputeView | AppealView | BriefView | ClosingView | ReceiptView
)
AnyPaper: TypeAlias = LetterView | Decision

VIEWS: dict[Form, type[LetterView] | type[Decision]] = {
    Form.ASSIGN: LetterView,
    Form.URGE: LetterView,
    Form.SUPERVISE: LetterView,
    Form.CIRCULAR: LetterView,
    Form.TALK: LetterView,
    Form.REFER: LetterView,
    Form.RECTIFY: RectifyView,
    Form.EXTENSION: ExtensionView,
    Form.EXEMPTION: ExemptionView,
    Form.DISPUTE: DisputeView,
    Form.APPEAL: AppealView,
    Form.BRIEF: BriefView,
    Form.CLOSING: ClosingView,
    Form.RECEIPT: ReceiptView,
}
"""What each form of paper is filled from; a digest is a list of its own kind."""

PAPER_NAMES: dict[Form, str] = {
    Form.DIGEST: "提醒函",
    Form.ASSIGN: "交办单",
    Form.URGE: "催办通知书",
    Form.SUPERVISE: "督办通知单",
    Form.CIRCULAR: "督查通报",
    Form.TALK: "约谈通知书",
    Form.REFER: "移送建议书",
    Form.RECTIFY: "督查整改通知书",
    Form.EXTENSION: "延期申请的批复",
    Form.EXEMPTION: "豁免决定书",
    Form.DISPUTE: "异议答复函",
    Form.APPEAL: "复核决定书",
    Form.BRIEF: "督查专报",
    Form.CLOSING: "办结报告",
    Form.RECEIPT: "送达回证",
}
"""What a paper is called when nobody gave it another name."""
