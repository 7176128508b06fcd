"""缘由代码 codes: the closed list of everything a verdict can say, each with its Chinese (semantics 9, ruling 119).

A code is never renamed or reused: stored verdicts and letters already sent speak in it.  A test proves that no module
of the engine uses a code that is not here.
"""

from collections.abc import Mapping

from engine.nouns import Standing

STANDING_ZH: Mapping[Standing, str] = {
    Standing.PENDING: "未开始",
    Standing.OPEN: "办理中",
    Standing.CONTESTED: "时限存疑",
    Standing.IN_GRACE: "宽限期内",
    Standing.BREACHED: "逾期未办",
    Standing.BELOW_PRINCIPLE: "未达原则性要求",
    Standing.NOT_DONE: "倡导事项未办",
    Standing.CURED: "逾期后补办",
    Standing.OVERTURNED: "按期办结（事后补证）",
    Standing.MET: "按期办结",
    Standing.MET_IN_GRACE: "宽限期内办结",
    Standing.UNKNOWN: "暂不能认定",
    Standing.EXEMPT: "已豁免",
    Standing.NOT_APPLICABLE: "不适用",
    Standing.TRANSFERRED: "已移交",
    Standing.SUPERSEDED: "已由新规则取代",
    Standing.MANUAL: "待人工判定",
}

BECAUSE: Mapping[str, str] = {
    "NOT_YET_OPEN": "周期尚未开始",
    "NOT_DUE_YET": "期限未到",
    "GRACE_RUNNING": "期限已过，尚在宽限期内",
    "DUE_PASSED": "期限已过",
    "DONE": "已在期限内办结",
    "DONE_IN_GRACE": "在宽限期内办结",
    "DONE_LATE": "期限过后才办结，逾期记录保留",
    "PROVED_LATE": "在期限内办结，但证明在认定逾期之后才收到",
    "CURE_PENDING": "逾期后的补办材料尚待审核",
    "PROOF_PENDING": "逾期认定之后才交来按期办理的证明，尚未认定，在此之前仍为逾期",
    "BOUNDARY_CONTESTED": "“之前”未写明是否含当日",
    "CALENDAR_PROVISIONAL": "放假安排尚未公布，期限未定",
    "CALENDAR_MISSING": "没有该年度的工作日历，期限无法推算",
    "YEAR_MASKED": "文件日期不完整，须先确认",
    "EVENT_MISSING": "起算事件尚无记录",
    "UPSTREAM_NOT_YET": "前一事项尚未办结",
    "UPSTREAM_IN_DOUBT": "前一事项的期限未定，是否已办结尚不能认定",
    "CONDITION_NOT_MET": "不符合适用条件",
    "CONDITION_UNKNOWN": "是否适用尚不清楚",
    "DELIVERY_MISSING": "未收到报送",
    "RECIPIENT_MISSING": "尚有应报送的机关未报送",
    "RECIPIENT_UNNAMED": "有报送未写明报送何机关",
    "COUNT_SHORT": "次数不足",
    "SUM_SHORT": "累计数量不足",
    "SPREAD_SHORT": "各分期分布不符合要求",
    "LIMIT_EXCEEDED": "超过上限",
    "RATE_MISSED": "比率未达到要求",
    "LEVEL_MISSED": "数值未达到要求",
    "TREND_MISSED": "与上期或基数相比未达到要求",
    "FORBIDDEN_FOUND": "发现禁止情形",
    "PART_SHORT": "分项未全部达到",
    "MEMBERS_SHORT": "尚有人员（对象）未达到",
    "NO_MEMBER": "没有应计入的人员（对象）",
    "EMPTY_DENOMINATOR": "分母为零或低于起算数",
    "FIGURES_INCONSISTENT": "分子大于分母，数据有误",
    "FIGURE_MISSING": "缺少数据，或数据已逾四百日",
    "FIGURE_IN_DOUBT": "数据尚未确认，结论不定",
    "UNIT_UNKNOWN": "计量单位无法折算",
    "ATTRIBUTE_MISSING": "材料缺少用于认定的属性",
    "EVIDENCE_PENDING": "有材料尚待审核",
    "EVIDENCE_MISSING": "缺少规定的佐证",
    "EXTENDED": "已批准延期",
    "EXTENSION_ASKED_LATE": "延期申请晚于期限，不予认可",
    "EXTENSION_STATUTORY": "法定期限不得延长",
    "EXTENSION_SPENT": "已延期两次，不再延期",
    "EXTENSION_NEEDS_LEADER": "第二次延期须由领导批准",
    "EXTENSION_EARLIER": "延期后的日期不晚于原期限",
    "EXTENSION_WITHOUT_DAY": "延期未写明新期限",
    "READING_CONFIRMED": "已按确认的读法推算",
    "TOLLED": "已扣除中止期间",
    "SUSPENDED": "期限中止，尚未恢复",
    "EXEMPTED": "已批准豁免",
    "NEED_REDUCED": "已按离岗月数折减要求",
    "EXEMPT_BY_RULE": "符合规则规定的免除情形",
    "TRANSFERRED": "已移交其他单位",
    "SUPERSEDED": "规则已修订，本周期不再按原规则办理",
    "AMENDED_SPLIT": "周期内规则有修订，要求按新旧两版施行天数折算",
    "AMENDED_STRICTEST": "周期内规则有修订，按新旧两版从严认定",
    "BREACH_KEPT": "此前的逾期记录保留",
    "TO_BE_JUDGED": "等待人工判定",
    "JUDGED": "已由人工判定",
}
"""Why a verdict is what it is."""

REJECTED: Mapping[str, str] = {
    "OUTSIDE_WINDOW": "发生日期不在本周期内",
    "ABOUT_OTHER_WINDOW": "材料注明属于其他周期",
    "BEFORE_EVENT": "发生在起算事件之前",
    "BEFORE_JOINING": "发生在入列之前",
    "AFTER_LEAVING": "发生在离开之后",
    "CONDITION_NOT_MET": "不符合计入条件",
    "RECIPIENT_NOT_OWED": "报送的机关不在应报送之列",
    "MEMBER_UNKNOWN": "未写明人员（对象），或不在名册内",
    "REJECTED": "审核未通过",
    "RETRACTED": "材料已撤回",
    "SAME_AGAIN": "与已计入的是同一次，不重复计",
    "CORRECTED": "已由后来登记的更正",
    "SIZE_UNKNOWN": "没有写数量，或计量单位无法折算",
}
"""Why a piece of evidence did not count; every one that is kept out gets a reason."""

WHAT_IF: Mapping[str, str] = {
    "DAY": "周期开始",
    "RECEIPT": "补交送达证明",
    "EVIDENCE": "补交办理材料",
    "EVIDENCE_ABOUT": "由督办机构登记为本周期的补办",
    "FIGURE": "报送数据",
    "ACCEPTED": "待审材料审核通过",
    "REJECTION": "待审材料审核不通过",
    "WITHDRAWAL": "撤销该项认定",
    "RESTORED": "恢复到规定数值",
    "EXTENSION": "申请延期并获批准",
    "EXEMPTION": "批准豁免",
    "CONFIRMATION": "确认文件日期的读法",
    "CALENDAR": "放假安排公布",
    "EVENT": "登记起算事件",
    "UPSTREAM": "前一事项办结",
    "ATTRIBUTE": "补齐用于认定的属性",
    "UNIT": "按规则写的计量单位更正登记",
    "RESUMPTION": "恢复计算期限",
    "JUDGEMENT": "人工判定为达到要求",
}
"""What would change a verdict."""

UNSUPPORTED: Mapping[str, str] = {
    "E_CARRY": "只有按历法循环的周期才有上一周期可结转（carry）；本规则须人工判定",
    "E_EXEMPT_PRORATE": "只有次数、累计的下限才能按离岗时间折减（effect: prorate）；本规则须人工判定",
}
"""What this engine cannot judge yet."""

CODES: Mapping[str, str] = {**UNSUPPORTED, **WHAT_IF, **REJECTED, **BECAUSE}
"""Every code with its Chinese."""
