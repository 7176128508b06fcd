"""何事 happenings: what each kind of line in the log tells, in a word or two; `tests/house` finds those without one.

Most lines say more themselves (`said`, `reason`): these words are for the kind alone, in lists and filters.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.nouns import Event, ExhibitState, PetitionKind, Standing
from engine.telling.codes import STANDING_ZH
from notifications.inbound.reading import Kind as Mail
from workflows.petitions import KIND_ZH as ASKED
from workflows.standard import ACTION_ZH

if TYPE_CHECKING:  # the command line names what happened without loading a database
    from store.successions import Kind

SYSTEM_ZH = "系统"
"""Who did what nobody did by hand."""
REORGANISED: "Mapping[Kind, str]" = {"rename": "更名", "merge": "合并", "split": "分设", "transfer": "职能划转"}
"""What becomes of agencies (机构变动)."""
_ACTS = {
    "extend": "延期",
    "exempt": "豁免",
    "toll": "暂停计时",
    "resume": "恢复计时",
    "transfer": "移交",
    "confirm": "确认读法",
    "judge": "人工判定",
}
_SHOWN = {
    ExhibitState.SUGGESTED: "建议用作佐证",
    ExhibitState.CONFIRMED: "确认用作佐证",
    ExhibitState.DECLINED: "不用作佐证",
}
_MAIL = {
    Mail.REPORT: "收到退信",
    Mail.READ: "收到已读回执",
    Mail.AUTOMATIC: "收到自动回复",
    Mail.REPLY: "收到答复邮件",
    Mail.BROKEN: "收到无法读出的邮件",
}
_OTHERS = {
    "account.bound": "绑定统一身份",
    "account.changed": "变更账户",
    "account.opened": "开立账户",
    "account.refused": "登录被拒",
    "account.secret_changed": "更换口令",
    "account.signed_in": "登录",
    "account.signed_out_everywhere": "注销全部登录",
    "account.unbound": "解除统一身份绑定",
    "agenda.draw": "更换日程订阅地址",
    "calendar.set": "设置工作日历",
    "calendar.unset": "撤销工作日历设置",
    "calendar.year_dropped": "撤去录入的放假安排",
    "calendar.year_read": "录入放假安排",
    "clock.accept": "确认系统时钟",
    "document.import": "导入文件",
    "draft.step": "编辑草案",
    "evidence.add": "收存材料",
    "fact.record": "登记事实",
    "fact.retract": "撤回事实",
    "history.seal": "封存历史",
    "house.backup_looked_at": "查看备份",
    "house.key_renewed": "更换密钥",
    "house.mail_tried": "试发邮件",
    "house.upgrade_tried": "试升级",
    "jurisdiction.opened": "建库",
    "letter.attempt": "投递信函",
    "letter.close": "结束信函",
    "letter.fix": "改投信函",
    "letter.freeze": "信函定稿",
    "letter.give_up": "不再投递信函",
    "letter.recall": "撤回信函",
    "letter.receipt": "签收",
    "letter.redraw": "重新起草信函",
    "letter.retry": "重发信函",
    "letter.used": "使用信中链接",
    "notice.cancel": "撤销通知",
    "notice.decide": "应发通知",
    "notice.hold": "通知待人处理",
    "notice.redraw": "重新起草通知",
    "notice.release": "签发通知",
    "notice.skip": "略过通知",
    "notice.superseded_text": "所依据的条文已修订",
    "notice.undo": "撤回签发",
    "obligation.hand_over": "移出应办事项",
    "obligation.rebase": "改按新版规则",
    "obligation.supersede": "规则修订后不再办理",
    "obligation.take_over": "接收应办事项",
    "pack.amend": "修订规则包",
    "pack.publish": "发布规则包",
    "people.viewed": "查看个人信息",
    "person.delegate": "委托代管",
    "petition.answer": "答复申请",
    "remark.add": "批示",
    "roster.agencies": "更新单位名册",
    "roster.people": "更新人员名册",
    "scores.turn": "开关并排比较",
    "sending.pause": "暂停发信",
    "sending.resume": "恢复发信",
    "silence.add": "设置静默",
    "silence.end": "结束静默",
    "task.assign": "交办",
    "task.entrust": "转交承办人",
    "task.remind": "提醒承办单位",
    "verdict.change": "判定变化",
    "wording.reset": "恢复自带措辞",
    "wording.save": "改定措辞",
}
HAPPENING_ZH: Mapping[str, str] = {
    **{f"act.{act}": word for act, word in _ACTS.items()},
    **{f"agency.{kind}": f"单位{word}" for kind, word in REORGANISED.items()},
    **{f"evidence.{state.value}": word for state, word in _SHOWN.items()},
    **{f"mail.{kind.value}": word for kind, word in _MAIL.items()},
    **{f"petition.{kind.value}": f"申请{ASKED[kind]}" for kind in PetitionKind},
    **{f"task.{action.value}": word for action, word in ACTION_ZH.items()},
    **_OTHERS,
}
"""What happened, by the kind of the line that tells it."""


def kind_zh(kind: str) -> str:
    """What a kind of line tells; one that nobody has named, as a newer version may write, by its own name."""
    return HAPPENING_ZH.get(kind, kind)


def happening_zh(event: Event) -> str:
    """What a line of the log tells, in a few words."""
    told = event.payload
    if event.kind == "verdict.change":
        notices = told.get("notices")
        papers = "".join(f"，应发《{each['paper']}》" for each in notices) if isinstance(notices, list) else ""
        return f"判定为“{STANDING_ZH[Standing(str(told['standing']))]}”{papers}"
    if event.kind == "notice.decide":
        return f"应发《{told['paper']}》"
    what = str(told.get("said") or kind_zh(event.kind))
    return f"{what}：{told['reason']}" if told.get("reason") else what
