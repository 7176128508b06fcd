"""取舍：which printed amounts are demands and which are only numbers; one small question a form."""

import regex

from grammar.quantities import EVENTS, LENGTHS, PEOPLE, Quantity
from grammar.reading import Reading, Scope

METRES = ("米", "公里", "千米", "厘米", "毫米", "平方米", "立方米")
STUDY = ("课时", "学时", "学分")
MAKE = (
    "推动|梳理|建立|建设|建成|打造|推出|培育|选取|选择|选树|遴选|新建|新增|创建|评选|选派|设立|推广|"
    "培养|培训|扶持|引进|招引|组建|选拔|产生|创办|形成|发布|出台|制定|编制|"
    "完成|举办|开展|组织|召开|进行|改造|整治|配备|实施|打造成|查处|走访|调研|办理|总结|推荐|"
    "确定|命名|认定|用稿|刊发|报送|上报|提供|修订|调整|安排|接受|参加|旁听|听取|报告|研究|"
    "巡查|检查|评估|评查|抽查|更新"
)
_MADE = regex.compile(f"(?:{MAKE})(?:不少于|了|出|好|完|其中|各|至少)?$")
_ABOUT = regex.compile(f"(?:^|{MAKE})对$|(?:^|[年季月度])为$")  # 每年为200户改造
# 新增学位1080个: a clause that opens with such a verb and closes with its number sets a figure to be reached.
_OPENS = regex.compile(
    "(?:力争|争取|确保|全年|年内|每年度?|计划|再|累计|滚动|努力|实现|其中|资助|重点|面向[^,]{2,20}?|(?:城镇|农村|全[市县区省]))*"
    "(?:新增|增设|新建|新修|新改建|改扩建|改造|扩建|修建|修复|建成|组建|引进|招引|选拔|选聘|评选|遴选|培育|培养|发布|打造|创建|优化|完成|接入|开发|举办|补充|增配|布设|铺设|安装|推广|发展)"
)
_RATE_WORD = regex.compile(
    "(?:率|比例|比重|占比|覆盖面|度|占[^,]{1,30}|均|为|达|到|完成|分别(?:完成|实现)?)[均分别]{0,2}$"
)
_ANCHOR = regex.compile(
    "(?:之日|之时|当日)起?(?:的)?(?:第)?$|[^,]{1,}(?:后|起)(?:的)?$|(?:在|于|限期?|应当?|须)$|起$|(?:结果|信息|名单|情况)$"
)
_FRAME = regex.compile("(?<![提满])[前后]$")  # 每季度前两个月每月调度
_STORED = regex.compile("保存|保管|留存|有效期|公示|任期")
_KEEPS = regex.compile("(?:保存|保管|留存|保留)(?:期限?)?(?:应|为)?$")  # 会议记录保存五年
_KEPT = regex.compile("(?:稳定|保持|维持)[^,。;\\d]{0,20}在$")  # 稳定播种面积在300万亩以上
_ONE_OFF = regex.compile("(?:印发|发布|下发|施行|实施|颁布|本[^,]{0,8})之日起?$")
_DWELL = regex.compile(
    "保存|保管|留存|保留|公示|征求意见|实习|见习|训练|期限|时限|时间|周期|有效期|培训|锻炼|"
    "挂职|驻村|轮训|备课|任期|学制"
)


def near_verb(amount: Quantity, text: str) -> bool:
    """Whether a verb of making or doing stands right before the number."""
    head = text[max(0, amount.number_at - 8) : amount.number_at]
    return bool(_MADE.search(head) or _ABOUT.search(head))


def is_demand(amount: Quantity, reading: Reading, scope: Scope) -> bool:
    """Whether an amount is something to reach or keep, not a case, a size or a name."""
    if amount.unit == "%":
        return _share_counts(amount, reading)
    if _FRAME.search(reading.text[: amount.number_at]) and (amount.rate or reading.text.startswith("每", amount.end)):
        return False
    governed = bool(reading.cadences or scope.cadence)
    dated = bool(scope.date or scope.goal) or any(date.bound == "before" for date in reading.dates)
    if amount.sense == "min" and not amount.said_post:
        return not _is_case(amount, reading)
    if amount.sense == "reach":
        return not amount.modifies
    if amount.sense == "max":
        return _limit_counts(amount, reading)
    if amount.sense == "min":
        return _above_counts(amount, reading, governed or dated)
    if scope.making and amount.sense == "" and amount.arabic and continues(amount, reading):
        return True
    return _plain_counts(amount, reading, governed, dated)


def _is_case(amount: Quantity, reading: Reading) -> bool:
    """满三年的 names a case; 不少于60学时的培训 does not."""
    if reading.text.startswith("提前", amount.start):
        return amount.unit in ("年", "月")
    return reading.text.startswith("满", amount.start) and (
        amount.modifies or reading.text.startswith(("后", "之后", "以后"), amount.end)
    )


def _share_counts(amount: Quantity, reading: Reading) -> bool:
    head = reading.text[: amount.number_at]
    if amount.sense in ("down", "up"):
        return True
    if amount.modifies and amount.sense != "min" and not amount.far:
        return False
    if amount.sense in ("min", "max"):
        return amount.sense == "min" or bool(regex.search("率|比例|比重|占|控制在|不得超过", head))
    return amount.sense == "reach" or bool(_RATE_WORD.search(head.rstrip("为约"))) or _second_share(amount, reading)


def _second_share(amount: Quantity, reading: Reading) -> bool:
    """分别达到65%和55%: the second share leans on the first."""
    ends = [other.end + 1 for other in reading.quantities if other.unit == "%"]
    return amount.start in ends and reading.text[amount.start - 1] in "和、与"


def _limit_counts(amount: Quantity, reading: Reading) -> bool:
    """An upper limit binds when it limits time, or is said with 不得 or 控制在."""
    text = reading.text
    if amount.modifies:
        return False
    if amount.unit in LENGTHS:
        head = text[: amount.number_at]
        return is_within(amount, text) or bool(_DWELL.search(head)) or "最长" in head
    if amount.unit in EVENTS and reading.cadences and not regex.search("最[高多]", text):
        return True
    return bool(regex.search("不得|控制在|压缩至|压减至|降至|降到", text[amount.start : amount.number_at]))


def is_dwelling(amount: Quantity, reading: Reading) -> bool:
    """Whether a length says how long a thing is kept (台账保存期不少于2年), whatever cadence was said before."""
    return amount.unit in LENGTHS and not reading.cadences and bool(_STORED.search(reading.text[: amount.number_at]))


def is_within(amount: Quantity, text: str) -> bool:
    """Whether the amount is a time allowed after an event: 印发之日起30日内, 会后5个工作日内."""
    if amount.unit not in LENGTHS or not amount.said_post or amount.sense != "max" or amount.modifies:
        return False
    head = text[max(0, amount.start - 30) : amount.start]
    closed = amount.unit in _SHORT and _ENDS.match(text, amount.end) is not None
    if not (_ANCHOR.search(head) or closed or (head == "" and amount.unit in ("工作日", "日", "小时"))):
        return False
    if amount.unit == "年" and regex.search(r"\d{4}年起$", head):  # 2012年起5年内 is the span of the plan
        return False
    long = not closed and amount.unit in ("年", "月") and not regex.search("之日起?$|[后起]的?$", head)
    return not long or bool(regex.match("(?:基本)?(?:完成|实现|建成|达到|办结)", text[amount.end :]))


# 一般事项3个工作日内办结: a case stands at the head, and the time it may take is followed by what ends it
_ENDS = regex.compile(
    "[^,。;]{0,8}?(?:办结|办理完毕|审查完毕|审核完毕|完成|改正|修复|恢复|整改|下达|答复|回复|反馈|报告|报送|响应|处置|处理|交办|送达|受理|公示|公开|到场|提出|通报)"
)
_SHORT = ("工作日", "日", "天", "小时", "分钟")


def is_one_off(amount: Quantity, text: str) -> bool:
    """Whether the event comes once: the paper's own issue, not a case that recurs."""
    return bool(_ONE_OFF.search(text[max(0, amount.start - 20) : amount.start]))


def _above_counts(amount: Quantity, reading: Reading, governed: bool) -> bool:
    """…以上 demands when a verb or a cadence carries it; 三年以上的 and 三百人以上的 are cases."""
    closes = amount.end == len(reading.text) or reading.text[amount.end] in "(◇"
    if amount.unit in LENGTHS:
        taught = bool(reading.cadences) and near_verb(amount, reading.text)  # 每年接受8小时以上培训
        return taught or (bool(_DWELL.search(reading.text[: amount.number_at])) and not amount.modifies)
    if amount.modifies:
        return False
    if amount.unit in METRES:
        return closes
    staffed = closes and amount.unit in PEOPLE and bool(regex.search("人员|配备|编制", reading.text[: amount.start]))
    head = reading.text[: amount.number_at]
    reached = head.endswith("实现") or _KEPT.search(head) is not None or _opened(reading, amount)
    return near_verb(amount, reading.text) or (governed and closes) or staffed or reached


def _plain_counts(amount: Quantity, reading: Reading, governed: bool, dated: bool) -> bool:
    """A number with no bound: demanded with a cadence, by a date, or as the count of something to be made."""
    text, one = reading.text, amount.low == 1 and not amount.arabic
    if amount.sense == "exact":
        return _exact_counts(amount, reading)
    if amount.sense in ("down", "up"):
        return amount.unit == "百分点" or (amount.sense == "down" and amount.unit in LENGTHS)
    if amount.rate or _each_has(reading, amount):
        return True
    if amount.unit == "批" and governed and text[: amount.number_at].endswith("分"):
        return True  # 每年分两批培训
    if amount.unit in EVENTS and (governed or dated):
        return not _set_phrase(text, amount)
    if amount.unit in LENGTHS and _KEEPS.search(text[: amount.number_at]):
        return amount.unit in ("年", "月", "日", "天")
    if amount.unit in LENGTHS:
        return (amount.high is not None and bool(_DWELL.search(text)) and not amount.modifies) or (
            amount.high is not None
            and amount.modifies
            and bool(regex.search("实习|见习|培训|训练", text[amount.end :]))
        )
    solid = amount.arabic or amount.high is not None or amount.low >= 10
    if _opened(reading, amount):
        return amount.arabic
    if reading.cadences and amount.end == len(text) and not _TOLD.search(text):
        return solid and not one  # 每年造林1.2万亩
    if near_verb(amount, text) or _listed(reading, amount) or (trailing(reading, amount) and (dated or governed)):
        return (solid or dated) and not one
    return False


# what comes of an act, or what is spent on it, is told rather than set
_TOLD = regex.compile("惠及|带动|覆盖|涉及|受益|服务|拉动|投入|安排|预算|累计已|[元人]次?收入|评分|得分|满分")


def _exact_counts(amount: Quantity, reading: Reading) -> bool:
    """只设一个 and 训练为二至三周 are exact; 任务为3项 is only told."""
    said = reading.text[amount.start : amount.number_at]
    return said.startswith(("只", "仅")) or (
        amount.unit in LENGTHS and bool(_DWELL.search(reading.text[: amount.start]))
    )


def _set_phrase(text: str, amount: Quantity) -> bool:
    """一次性, 一次告知, 最多跑一次."""
    return bool(regex.match("性|告知|申请|办好|办结|办理|跑", text[amount.end :])) or text[: amount.number_at].endswith(
        "跑"
    )


def _each_has(reading: Reading, amount: Quantity) -> bool:
    """户户有一个…, 每个乡镇…2篇: every member of a class has so many."""
    head = reading.text[: amount.number_at]
    return bool(
        regex.search(
            (
                "(?:户户|村村|人人|每(?:个|名|所|家|户|村|镇|乡|县|区)[^,]{0,12}?)[^,]{0,8}(?:有|配备|"
                "明确|确定|建成|建立|打造|培养|培育|用稿|选派|设立)[^,]{0,4}$"
            ),
            head,
        )
    )


_GROWS = regex.compile("新增|增设|接入|补充|新建|改建|改造|建成|建设|打造|完成|整治|培训|培育|引进|治理|创建|修复|实施")


_GOES_ON = regex.compile(r"[、和及][^、,\d]{2,16}\d")


def _opened(reading: Reading, amount: Quantity) -> bool:
    """新增学位1080个; 新增企业40家、人才20名: each number closes its part of a clause that a verb of making opens."""
    rest = reading.text[amount.end :]
    closes = not rest or rest == "左右" or _GOES_ON.match(rest) is not None
    low = _lead_end(reading)
    return closes and amount.start - low >= 4 and _OPENS.match(reading.text, low, amount.number_at) is not None


def _lead_end(reading: Reading) -> int:
    """Where a clause goes on after its bearer and the dates and cadences that it begins with."""
    low, name = 0, reading.subject
    places = [(mark.start, mark.end) for mark in reading.marks if not isinstance(mark, Quantity)]
    if name and name in reading.text:
        places.append((reading.text.find(name), reading.text.find(name) + len(name)))
    for start, end in sorted(places):
        low = end if start <= low + 1 else low
    return low + (1 if reading.text[low : low + 1] == "," else 0)


_NAMED = regex.compile("(?!惠及|带动|覆盖|涉及|受益|服务|拉动)[^,。;\\d的]{2,14}")


def makes(reading: Reading) -> bool:
    """Whether a clause sets a figure to be made, so that figures listed after it are set as well."""
    return any(amount.sense == "" and amount.arabic and _opened(reading, amount) for amount in reading.quantities)


def continues(amount: Quantity, reading: Reading) -> bool:
    """生物隔离带60公里: a thing and its number and nothing else, which can go on with the list before it."""
    alone = len(reading.quantities) == 1 and not (reading.dates or reading.cadences)
    return alone and amount.end == len(reading.text) and _NAMED.fullmatch(reading.text, 0, amount.start) is not None


def trailing(reading: Reading, amount: Quantity) -> bool:
    """新建农村公路100公里: the number closes its clause and a verb of making opens it."""
    return amount.end == len(reading.text) and bool(_GROWS.search(reading.text[: amount.number_at]))


def _listed(reading: Reading, amount: Quantity) -> bool:
    """建设50所学校和150个专业: the second amount leans on the first."""
    text = reading.text
    return any(
        other.end <= amount.number_at
        and near_verb(other, text)
        and regex.search("[和、及与]$", text[: amount.number_at]) is not None
        for other in reading.quantities
    )


def is_headcount(amount: Quantity, reading: Reading) -> bool:
    """Whether the amount is staff to keep, with no period: 至少配备5名, 专职人员不得少于5名."""
    if amount.unit not in PEOPLE and not (
        amount.unit == "个" and regex.match("[^,]{0,10}人(?:$|员)", reading.text[amount.end :])
    ):
        return False
    return bool(
        regex.search(
            "配备|配置|人员|安排|明确|户户|村村|有[至少]*$|编制|专职|力量|设置?|[员师问]不[得少]", reading.text
        )
    )
