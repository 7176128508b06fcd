"""序号：the numbers that begin a line of an official document, and their rank.

GB/T 9704 orders them 一、 > （一） > 1. > （1）; real documents skip levels but keep this order.
Dates and decimals that look like numbers (`2016年`, `3.5%`) are no numbers; `1.2016年底前` is number 1.
"""

import re
import unicodedata
from dataclasses import dataclass

HUNDRED = "(?:(?:[一二三四五六七八九]?百零?)?(?:[一二三四五六七八九]?十)?[一二三四五六七八九]?)"
CHINESE = f"(?=[一二三四五六七八九十百]){HUNDRED}"
MARKDOWN = r"(?:#{1,6}\s+)?"
SPACE = "[ \t\u3000\u00a0]"
GAP = f"{SPACE}*"

PATTERNS = (  # (kind, rank, pattern); the group `token` is what the id keeps
    (
        "chapter",
        -1,
        f"(?P<token>第{CHINESE}(?:部分|[编篇章]))(?:{SPACE}+|[：:]|(?=[^，,。的]{{1,20}}$))",
    ),  # 第一章 总则
    ("chapter", 0, f"(?P<token>第{CHINESE}节)(?:{SPACE}+|(?=[^，,。的]{{1,20}}$))"),  # 第一节 指导思想
    ("formal", 0, "(?P<token>[壹贰貳弍叁参參叄肆伍陆陸柒捌玖拾]{1,2})、"),  # 壹、 of Taiwan and of contracts
    (
        "article",
        1,
        f"(?P<token>第(?:{CHINESE}|\\d{{1,3}})条(?:之[一二三四五六七八九十])?)[ \t\u3000\u00a0:：]*(?!规定|第)",
    ),  # 第十条
    ("big", 1, f"(?P<token>{CHINESE})(?:、|[.．](?!\\d))(?![一二三四五六七八九]级)"),  # 一、
    ("paren", 2, f"[（(]{GAP}(?P<token>{CHINESE}){GAP}[）)][、.．]?"),  # （一）
    ("stage", 3, f"(?=(?P<token>第{CHINESE}(?:阶段|步))[:：（(，,])"),  # 第一阶段：, which its text keeps
    ("item", 3, r"(?P<token>\d{1,3})(?:[.．、](?!\d)|[.．、](?=\d{2,4}年)|[.．、](?=\d{3}))"),  # 1.  1、  1．
    ("small", 4, rf"[（(]{GAP}(?P<token>\d{{1,3}}){GAP}[）)]|(?P<half>\d{{1,3}})[)）]"),  # （1） 1）
    ("circled", 5, "(?P<token>[①-⑳])"),  # ①
)
COMPILED = tuple((kind, rank, re.compile(MARKDOWN + pattern + GAP)) for kind, rank, pattern in PATTERNS)
BEGINS = re.compile(r"[#第(（\d①-⑳一二三四五六七八九十百壹贰貳弍叁参參肆伍陆陸柒捌玖拾]")  # most lines begin otherwise
SHAPES = {"paren": "({})", "small": "({})"}
FIRST = {"一", "1", "①", "壹"}


@dataclass(frozen=True)
class Enumerator:
    """A number at the beginning of a line, which its text begins after: `length` signs, blanks included."""

    kind: str
    rank: int
    token: str
    length: int

    @property
    def is_first(self) -> bool:
        """Whether a list may begin with it."""
        return self.token.strip("()第条章节编阶段步") in FIRST


def read_enumerator(line: str, printed: str = "") -> Enumerator | None:
    """The number that begins a line, or None; its token is spelled as in `printed`, a line of equal length (參)."""
    if not BEGINS.match(line):
        return None
    for kind, rank, pattern in COMPILED:
        match = pattern.match(line)
        if match:
            place = match.span("half" if match.groupdict().get("half") else "token")
            sign = (printed or line)[place[0] : place[1]]
            token = sign if kind == "circled" else unicodedata.normalize("NFKC", sign)
            return Enumerator(kind, rank, SHAPES.get(kind, "{}").format(token), match.end())
    return None
