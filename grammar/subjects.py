"""承担者：whose duty a finding is, or what it measures, and whom it is counted out to."""

import regex

from grammar.bearer import names_agency, per_of
from grammar.finding import Finding
from grammar.quantities import PEOPLE, Quantity
from grammar.reading import Reading
from grammar.strength import MODAL
from grammar.worth import MAKE, trailing

Span = tuple[int, int]

_EACH_PERSON = regex.compile("每[名位](?!额)|每个?(?:人|[^,年]{0,12}?(?:人员|干部|学生|教师|职工|成员))")
_EACH_AGENCY = regex.compile("每个?(?:乡|镇|村|县|区|市|街道|社区|部门|单位|学校)")
# A count of things made belongs to no bearer unless its own clause names one.
_COUNTS = ("other_quantified", "count_by_deadline", "reduction_target")
_LEADING = regex.compile(
    "(?:[“]|鼓励|支持|引导|督促|和|以及|[、及与]|实现|确保|保证|使|力争|做到|原则上|其中|切实|全面|积极|逐步|进一步|提高|推动|要|扩大)+"
)
_TAIL = regex.compile(f"(?:{MODAL}|要|占[^,]*|均|分别|总体|一般|原则上|平均|累计|每[人名]|在|、)+$")
_DOING = regex.compile(f"^(?:重点|滚动|累计|再)*(?:(?:{MAKE}|走访|各|对)+|(?:{MAKE}|走访|对)+(?=.{{2}}))|(?:各)+$")
# 培训执法人员2000人次 names whom it is done to; 培训机构 does it.
_OBJECT = regex.compile(f"(?:{MAKE})(?!机构|单位|部门|中心|主体|对象|方)")
_ACT = regex.compile(f"(?:{MAKE}|重点)$")  # 重点培养 is what is done, not what is measured
_NO_NAME = regex.compile("(?:后|起|之日|时|在|的|由)$|^[将把向在从自由按]")


def subject_span(found: Finding) -> Span | None:
    """Where the bearer, or the thing measured, stands in the plain text."""
    for place in (found.act, *range(found.act - 1, found.first - 1, -1)):
        reading = found.readings[place]
        span = _span_in(reading, found)
        if span:
            return reading.segment.start + span[0], reading.segment.start + span[1]
    return None


def unclear(found: Finding) -> str:
    """区应急局对重点企业每月巡查1次，其他企业每季度1次: a name without a verb, which may be whom it is done to."""
    own = found.readings[found.act]
    before = (reading.subject for reading in found.readings[: found.act])
    return own.subject or "" if own.names_only and any(before) else ""


def _span_in(reading: Reading, found: Finding) -> Span | None:
    """The bearer at the head of a clause; for a share, and where none is named, the thing measured."""
    amount = found.draft.amount
    own = amount if amount in reading.quantities else None
    measured = _measured(reading, own) if own is not None else None
    name = reading.subject
    bearer = (reading.text.find(name), reading.text.find(name) + len(name)) if name else None
    if name and own is not None and _OBJECT.match(name):
        bearer = None
    if found.draft.unit == "%" and not _owes(reading, bearer, measured):
        return measured or bearer
    return bearer or measured


def _owes(reading: Reading, bearer: Span | None, measured: Span | None) -> bool:
    """各单位每年办结率达到100%: a cadence parts the bearer of a share from what is measured."""
    if bearer is None or measured is None:
        return False
    return any(bearer[1] <= mark.start and mark.end <= measured[0] for mark in reading.cadences)


def _measured(reading: Reading, amount: Quantity) -> Span | None:
    """What an amount measures: 满意率, 法治课时, 保护范围; a number that a verb takes measures nothing."""
    if not amount.sense and amount.unit != "%" and not trailing(reading, amount):
        return None
    low = max([mark.end for mark in reading.marks if mark.end <= amount.start], default=0)
    high = min([amount.start, *(mark.start for mark in reading.marks if mark.start >= low)])
    lead = _LEADING.match(reading.text, low, high)
    low = lead.end() if lead else low
    name = _TAIL.sub("", reading.text[low:high])
    bare = name if amount.unit in ("%", *PEOPLE) else _TAIL.sub("", _DOING.sub("", name))
    if not name.startswith(bare) and per_of(bare) == "agency":  # 对餐饮单位检查1次, 培育示范单位5家: it is done to them
        return None
    low += name.find(bare)
    return (low, low + len(bare)) if len(bare) >= 2 and not _NO_NAME.search(bare) and not _ACT.search(bare) else None


def _name(found: Finding, subject: Span | None) -> str | None:
    if subject is None:
        return None
    for reading in found.readings:
        head = reading.segment.start
        if head <= subject[0] < reading.segment.end:
            return reading.text[subject[0] - head : subject[1] - head]
    return None


def _borne(found: Finding, subject: Span | None) -> bool:
    """Whether the subject of a share is who owes it: a cadence follows it at once."""
    reading = found.readings[found.act]
    end = subject[1] - reading.segment.start if subject else -1
    return any(mark.start == end for mark in reading.cadences)


def per(found: Finding, subject: Span | None) -> str | None:
    """Whom the duty is counted out to: person, agency, or None where the words name neither."""
    kind, name = found.draft.kind, _name(found, subject)
    if kind == "headcount":
        return "agency" if names_agency(name) else None
    if _EACH_PERSON.search(found.text):
        return "person"
    if kind == "ratio" and _borne(found, subject):
        return per_of(name)
    if kind == "ratio":
        return "agency" if names_agency(name) and (name or "").endswith(("员", "人")) else None
    if _EACH_AGENCY.match(found.readings[0].text):
        return "agency"
    if name is None and kind not in _COUNTS:
        return per_of(found.scope.subject)
    return per_of(name)
