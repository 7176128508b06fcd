"""文头：title, document number, issuer and date, and which lines are furniture rather than text.

Three places speak, the first that does is believed: the signature (a line with the issuer, a line with the
day), the page's own list (发文机关：… 成文日期：…), the note of adoption under a regulation's title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from documents.days import DAY, is_day, read_day
from documents.enumerators import read_enumerator
from documents.layout import Line
from documents.listed import read_listed
from grammar.charge import charge_line
from grammar.units import looks_like_unit

KINDS = (  # nouns that end the title of an official document
    "通知|意见|方案|计划|规划|要点|分工|办法|条例|规定|任务|工作|细则|决定|纲要|清单|规则|指南|汇编|报告|通报|公告|通告|决议|指引|准则|章程"
    "|批复|公报|责任书|任务书|行动|措施|安排|台账|工作表|任务表|分解表|分工表|一览表|标准|指标体系|制度|规程|预案|政策|案"
)
TAIL = r"(?:[（(《][^（()）》]{1,30}[）)》])?(?:的通知)?[:：]?$"  # (试行) (2021-2025年)
TITLE = re.compile(f"(?:{KINDS}){TAIL}")
FIRST_SENTENCE = re.compile(f"^(关于[^。，,]{{2,60}}(?:{KINDS}))。")  # 关于支持…的十条意见。为落实…
NUMBER = re.compile(  # 沪府办发〔2016〕33号
    r"^[一-鿿（）()]{1,24}[〔\[［【(（](?:19|20)\d\d[〕\]］】)）]\s*第?\s*\d{1,5}\s*号$"
)
ADOPTED = re.compile(
    f"^[（(]?{DAY}\\s*(?P<place>.{{2,30}}?)(?P<body>人民代表大会(?:常务委员会)?)第.{{1,9}}次会议(?:.{{0,4}}通过|.{{0,2}}修订)"
)
SESSION = re.compile("第[^届]{1,6}届$")
APPROVED = re.compile(f"^[（(]?{DAY}.{{2,60}}(?:批准|修正|修订|公布|施行)[）)]?")
TITLE_NUMBER = re.compile(r"[（(]([^（()）]{1,20}[〔\[［](?:19|20)\d\d[〕\]］]\d{1,5}号)[）)]$")
RECIPIENT = re.compile(  # 各区、县人民政府，市政府各委、办、局：
    "^(?!.*(?:如下|通知|为|根据|现将))[^。；;：:]{0,160}(?:各|人民政府|单位|部门|机构|办事处|管委会)[^。；;：:]{0,100}[:：]$"
)
CONTACT = re.compile("^(?:联系人|联系电话|联系方式|联系单位|咨询电话|电子邮箱|传真)[:：]")
CHROME = re.compile(
    r"[>＞»|｜]|^首页|^当前位置|^您(?:现在)?的位置|^附件\d*[:：]?|^抄送|^主动公开|^印发$|^https?:|版权所有|ICP备"
)
FURNITURE = re.compile(r"^\W*$|^[（(][^（()）]{1,14}[）)]$")  # | ；（此件公开发布）；（原文略有删节）
SENTENCE = re.compile(r"[。；;：:！!？?…”）)]$")
PROSE = re.compile(r"[。，,；;：:！!？?•]")
ATTACHMENT = re.compile(r"^附件\d*(?:[:：]|$)")
SHORT = 40  # signs; a longer line is text


@dataclass
class Heading:
    """What the head and foot of a document say, and the lines (by number) that say only that."""

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    named: str | None = None  # the issuer as the title of the notice names it (国务院关于印发……的通知)
    signed_on: date | None = None  # a day on a line of its own, whoever signed
    furniture: set[int] = field(default_factory=set)


def read_heading(lines: Sequence[Line], plain: Sequence[str]) -> Heading:
    """Read the head and foot; `plain` are the lines' simplified spellings, of equal length."""
    heading = Heading()
    body = _body(plain)
    listed = read_listed(lines[:body], plain[:body], heading.furniture)
    _signature(lines, plain, heading)
    _adoption(plain, heading, body)
    _number(lines, plain, heading, body)
    _title(lines, plain, heading, body)
    heading.issuer = heading.issuer or listed.get("issuer") or heading.named
    heading.title = listed.get("title") or heading.title
    heading.doc_number = heading.doc_number or listed.get("doc_number")
    listed_days = (read_day(listed.get(name, "")) for name in ("issued_on", "published_on"))
    heading.issued_on = heading.issued_on or heading.signed_on or next(filter(None, listed_days), None)
    _chrome(plain, heading, body)
    return heading


def _body(plain: Sequence[str]) -> int:
    """Where the text begins: at the first number, or in a text without any at the first long line."""
    numbered = next((n for n, text in enumerate(plain) if read_enumerator(text)), len(plain))
    return numbered if numbered < len(plain) else next((n for n, t in enumerate(plain) if len(t) > SHORT), len(plain))


def _signature(lines: Sequence[Line], plain: Sequence[str], heading: Heading) -> None:
    """The first issuer line that is followed by a day line; all such lines are furniture."""
    for number in range(1, len(lines)):
        if not is_day(plain[number]):
            continue
        heading.furniture.add(number)
        heading.signed_on = heading.signed_on or read_day(plain[number])
        above = plain[number - 1]
        if PROSE.search(above) or len(above) > 60 or read_enumerator(above) or not _signs(above):
            continue
        heading.furniture.add(number - 1)
        if heading.issuer is None:
            heading.issuer, heading.issued_on = lines[number - 1].text, read_day(plain[number])


def _signs(name: str) -> bool:
    return looks_like_unit(name) and not TITLE.search(name)


def _adoption(plain: Sequence[str], heading: Heading, body: int) -> None:
    """2020年12月3日 重庆市第五届人民代表大会常务委员会第二十二次会议通过: the last adoption stands."""
    for number in range(body):
        match = ADOPTED.match(plain[number])
        if match:
            heading.issuer = SESSION.sub("", match["place"]) + match["body"]
            heading.issued_on = read_day(plain[number])
        if match or APPROVED.match(plain[number]):
            heading.furniture.add(number)


def _number(lines: Sequence[Line], plain: Sequence[str], heading: Heading, body: int) -> None:
    for number in range(body):
        if NUMBER.match(plain[number]):
            heading.doc_number = heading.doc_number or lines[number].text
            heading.furniture.add(number)


def _title(lines: Sequence[Line], plain: Sequence[str], heading: Heading, body: int) -> None:
    """The last title before the body: of a notice and the plan it carries, the plan's."""
    for number in range(body):
        text = re.sub(r"^#+\s*", "", plain[number])
        if number in heading.furniture or len(text) > 90 or RECIPIENT.match(text):
            continue
        if TITLE.search(text) and not re.search(r"[。，,；;]", re.sub(r"《[^》]*》", "", text)):
            first = _first_part(plain, heading, number)
            heading.title = "".join(line.text for line in lines[first : number + 1]).lstrip("# ").rstrip(":：")
            _take_number(heading)
            heading.furniture.update(range(first, number + 1))
            heading.named = heading.named or _named_issuer(heading.title)
    if heading.title is None and plain:
        _makeshift_title(lines, plain, heading, body)


def _take_number(heading: Heading) -> None:
    """A title that carries the document's number in brackets gives it up: 重点工作任务（华政发〔2021〕2号）."""
    match = TITLE_NUMBER.search(heading.title or "")
    if match and heading.title:
        heading.title, heading.doc_number = heading.title[: match.start()], heading.doc_number or match[1]


def _named_issuer(title: str) -> str | None:
    """国务院 of 国务院关于……的通知, if what stands before 关于 is an agency."""
    name, about, _ = title.partition("关于")
    return name if about and looks_like_unit(name) else None


def _first_part(plain: Sequence[str], heading: Heading, number: int) -> int:
    """A title printed over several lines begins with the first of the short lines above it."""
    first = number
    while first > 0 and number - first < 3 and first - 1 not in heading.furniture:
        above = plain[first - 1]
        if any(sign.search(above) for sign in (PROSE, CHROME, TITLE, FURNITURE)) or not 4 <= len(above) <= 40:
            break
        first -= 1
    return first


def _makeshift_title(lines: Sequence[Line], plain: Sequence[str], heading: Heading, body: int) -> None:
    """No title noun anywhere: the first sentence of the text if it names a document, else a short first line."""
    named = next(((n, m) for n, text in enumerate(plain[: body + 1]) if (m := FIRST_SENTENCE.match(text))), None)
    short = (
        body > 0 and len(plain[0]) <= SHORT and not re.search(r"[。，,；;]", plain[0]) and not CHROME.search(plain[0])
    )
    if named:
        heading.title = lines[named[0]].text[: named[1].end(1)]
    elif short and 0 not in heading.furniture and not RECIPIENT.match(plain[0]) and len(plain) > 1:
        heading.title = lines[0].text.lstrip("# ").rstrip(":： ")
        heading.furniture.add(0)


def _chrome(plain: Sequence[str], heading: Heading, body: int) -> None:
    """Furniture of the page: short lines without a full stop at head and foot, and pure signs anywhere."""
    for number, text in enumerate(plain):
        is_head = number < body and len(text) < SHORT and (CHROME.search(text) or not SENTENCE.search(text))
        is_recipient = number < body and RECIPIENT.match(text)
        is_sign = CONTACT.match(text) or (FURNITURE.match(text) and not charge_line(text))
        if is_head or is_recipient or is_sign:
            heading.furniture.add(number)
    _attachments(plain, heading)
    for number in range(len(plain) - 1, body - 1, -1):
        text = plain[number]
        if number in heading.furniture:
            continue
        if SENTENCE.search(text) or len(text) > SHORT or read_enumerator(text) or charge_line(text):
            break
        heading.furniture.add(number)


def _attachments(plain: Sequence[str], heading: Heading) -> None:
    """附件：1.任务清单, and the numbered lines after it, name papers and say nothing."""
    inside = False
    for number, text in enumerate(plain):
        named = len(text) <= SHORT and not SENTENCE.search(text)
        found = read_enumerator(text)
        inside = named and (
            ATTACHMENT.match(text) is not None or (inside and found is not None and found.kind == "item")
        )
        if inside:
            heading.furniture.add(number)
