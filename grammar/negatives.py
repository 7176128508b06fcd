"""非义务：numbers and dates that are no duty.

Fines, points of a score sheet, benefits, eligibility, definitions, entry into force, what is already done.
Each row has an example; a clause that matches carries no duty of its own.
"""

import regex

_NAMES = "(?:日|月|旬|底)为[^,。;]{2,8}[期月]$"
LENGTHENING = "延长的?(?:[办答评审]\\w)?(?:期限|时限|时间)[^,。;]{0,6}不得?(?:超|多)[^,。;]{2,12}"
# The whole clause is about something else.
TABLE: tuple[tuple[str, str], ...] = (
    ("罚款|处以|并处|没收|处[一二三四五六七八九十百千万\\d]++(?:万|千)?元", "处五百元以上二千元以下罚款"),
    (
        (
            "(?:得|扣|加|计|减|奖)(?:\\d|[一二三四五六七八九十])++(?:\\.\\d++)?分|得分|扣分|"
            "(?<!增)加分(?!值)|不得分|按比例"
        ),
        "每少一次扣0.5分",
    ),
    (
        (
            "返还|补贴|补助|奖补|贷款(?!数据|余额|增速|情况|规模|投放)|抵免|减免|抵扣|税率|缴纳|保险费|费率|资助(?!培养|不少于|[^,。;]{0,12}\\d+[名人户])|报销|保费|"
            "给予[^,。;]{0,20}?奖励|月人均|缴费"
        ),
        "给予最高50万元补助",
    ),
    (
        "(?:起|之日起?)(?:正式)?(?:施行|实施(?!第)|执行|生效)(?:$|[,。])|有效期(?:至|为)|同时废止",
        "自2026年3月1日起施行",
    ),
    (
        (
            "^(?:截至|截止)[^,。;]{0,20}?(?:已|共|累计)|^(?:近|过去|此前|去年)|已(?:经)?(?:完成|建成|"
            "实现|达到?|取消|下放)|调整增加为|原有"
        ),
        "截至去年底已建成5个",
    ),
    (_NAMES, "10月1日至次年5月31日为防火期"),
    (LENGTHENING, "延长的期限最长不得超过20个工作日"),
    ("发生多起|出现[^,。;]{0,10}?次|连续[一二两三四\\d]", "一年内发生多起案件的"),
    (
        "享受(?=[^,。;]{0,4}?[一1]次)|工作经历|树龄|年满|周岁|岁(?!末|以[上下](?:的)?[^,。;]{0,8}?(?:婴幼儿|儿童|老年?人|人群|居民|妇女|青少年))",
        "具有3年以上工作经历",
    ),
    ("^(?:为|根据|按照|依据|依照|鉴于|围绕)[^,。;]{0,30}?(?:精神|要求|规定|通知|部署|意见)$", "按照2025年会议精神"),
)
_NAMING = regex.compile(f"{_NAMES}|{LENGTHENING}")
_DEAD = regex.compile("|".join(f"(?:{words})" for words, _ in TABLE))

# 去年完成35亿元，增长12%: the rest of such a statement tells of the past as well.
_PAST = regex.compile(
    "^(?:存在|主要|突出|反馈|具体)?(?:的)?问题(?:表现|描述)?:|^(?:去年|上年(?!度)|近年来|近[两三五]年|过去|此前)|以来$|(?:截至|截止)[^,]{0,16}已"
)
_TOTAL = regex.compile("累计(?:建成|完成|办理|开展|培训|实现)(?!不[少低]于|至少|达到?|超过|[^,。;]{0,16}以上)")

# A clause that sets the case and not the duty: 从业人员三百人以上的， / 有下列情形的，
CONDITION = regex.compile(
    "(?:的|(?<![学课小])时|(?<![或二])者|(?<!执行|办理|实施|落实|改善|推动|运作)情形|之日起?|情况下|基础上|前提下|以外|除外)$"
)


def is_no_duty(clause: str) -> bool:
    """Whether the clause speaks of fines, points, benefits, the past or the like."""
    return bool(_DEAD.search(clause))


def only_tells(clause: str) -> bool:
    """Whether the clause only gives some days a name (3月为集中宣传月) or says how long another limit may become."""
    return bool(_NAMING.search(clause))


def tells_past(clause: str) -> bool:
    """Whether the clause opens a report of what has been done."""
    return bool(_PAST.search(clause))


def tells_total(clause: str) -> bool:
    """Whether the clause gives a sum (累计建成5个): of what has been done, unless a day to come was named for it."""
    return bool(_TOTAL.search(clause))


def is_condition(clause: str) -> bool:
    """Whether the clause only names the case in which something is due."""
    return bool(CONDITION.search(clause))
