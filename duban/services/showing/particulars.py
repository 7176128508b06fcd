"""日志内容 particulars: what a line of the log carries, in Chinese — what each thing is called, and each closed word.

A name that nobody has given here, as a newer version may write, is shown as it stands.
"""

from collections.abc import Mapping

from duban.services.drafts.keeping import STAGE_ZH as DRAFT_ZH
from duban.services.speech.notices import REASON_ZH, STAGE_ZH
from duban.services.speech.notices import STATE_ZH as NOTICE_ZH
from engine.nouns import FactStatus
from engine.telling.codes import STANDING_ZH
from workflows.standard import PART_ZH, ROLE_ZH, STATE_ZH

NAME_ZH: Mapping[str, str] = {
    "account": "账户", "address": "地址", "agency": "单位", "answer": "答复", "as_of": "截至", "attempt": "第几次",
    "by": "经办", "changed": "变更数", "clauses": "条款数", "closed": "已停用", "code": "代码", "day": "日期",
    "deed": "办理", "differ": "不同", "doc": "文号", "events": "日志条数", "evidence": "材料", "fate": "结果",
    "file": "文件", "first": "起", "from": "来自", "granted": "同意到", "handed_over": "移交件数", "issuer": "签发方",
    "kind": "种类", "last": "止", "mail": "邮件", "must_change": "须换口令", "name": "名称", "notice": "通知",
    "notices": "通知", "obligation": "应办事项", "of": "对象", "office": "单位名称", "on": "日期", "paper": "文书",
    "part": "分工", "people": "人数", "petition": "申请", "reason": "理由", "recipient": "收件人", "refused": "未收",
    "result": "结果", "role": "身份", "rules": "规则数", "said": "说明", "scope": "范围",
    "sha256": "散列值", "shown": "已开启", "since": "起", "stage": "进度", "standing": "判定", "state": "情况",
    "status": "状态", "steps": "步数", "subject": "主题", "task": "督办件", "tasks": "督办件", "text": "文本",
    "title": "名称", "to": "去向", "until": "止", "urgent": "加急", "value": "结论", "verdicts": "判定数",
    "version": "版本", "waiting": "待发件数", "why": "原因",
}  # fmt: skip
BY_ITS_PAPER = "rung"
"""The step of a ladder, which people know by the paper that it sends."""
_WORD_ZH: Mapping[str, str] = {
    **{state.value: word for state, word in STATE_ZH.items()},
    **{state.value: word for state, word in NOTICE_ZH.items()},
    **{role.value: word for role, word in ROLE_ZH.items()},
    **{standing.value: word for standing, word in STANDING_ZH.items()},
    **PART_ZH,
    **REASON_ZH,
}
_WORDS_OF: Mapping[str, Mapping[str, str]] = {
    "stage": {stage.value: word for words in (STAGE_ZH, DRAFT_ZH) for stage, word in words.items()},
    "status": {FactStatus.ACCEPTED: "已采信", FactStatus.PENDING: "待审核", FactStatus.REJECTED: "未采信"},
    "value": {"met": "已做到", "breached": "没有做到", "not_applicable": "不适用"},
}
"""Words that mean something else under another name."""


def told_zh(particulars: Mapping[str, object]) -> str:
    """What a line of the log carries, in one line of Chinese."""
    shown = sorted((name, value) for name, value in particulars.items() if name != BY_ITS_PAPER)
    return "；".join(f"{NAME_ZH.get(name, name)}：{_said(name, value)}" for name, value in shown)


def _said(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return f"（{told_zh(value)}）"
    if isinstance(value, list | tuple):
        return "、".join(_said(name, each) for each in value) or "没有"
    if value is None or isinstance(value, bool):
        return "是" if value else "没有" if value is None else "否"
    return _WORDS_OF.get(name, _WORD_ZH).get(str(value), str(value))
