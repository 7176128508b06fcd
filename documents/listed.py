"""网页信息栏：the list a government page prints above a document, in any of its three shapes.

• 发文机构：上海市长宁区司法局      |   成文日期：⏎ 2018年11月16日   |   成文日期 | 2025-06-13 | 发布日期 | 2025-06-30 |
"""

import re
from collections.abc import Iterator, Sequence

from documents.layout import Line

FIELDS = {
    "title": "标题|文件名称|信息名称|名称",
    "doc_number": "发文字号|文号|文件编号",
    "issuer": "发文机关|发文机构|发布机构|发布单位|制发机关|制发机构|公开主体",
    "issued_on": "成文日期|发文日期|印发日期",
    "published_on": "发布日期|公开日期|生成日期|发布时间",
    "aside": "索引号|公开属性|主题分类|主题词|公开方式|公开范围|有效性|来源|浏览量|浏览次数|字体|责任编辑"
    "|公开类别|关键词|体裁分类|组配分类|服务对象|编辑|作者|打印|分享到|背景色",
}
NAMES = re.compile("^(?:" + "|".join(f"(?P<{name}>{words})" for name, words in FIELDS.items()) + ")$")
LABEL = re.compile("^(?:" + "|".join(words for words in FIELDS.values()) + ")[:：]")


def read_listed(lines: Sequence[Line], plain: Sequence[str], furniture: set[int]) -> dict[str, str]:
    """What the list says, by field; its lines (by number) are added to `furniture`."""
    found: dict[str, str] = {}
    for number, label, value in [*_by_colon(lines, plain, furniture), *_by_bars(lines, plain, furniture)]:
        name = NAMES.match(label)
        furniture.add(number)
        if name and name.lastgroup and value:
            found.setdefault(name.lastgroup, value)
    return found


def _by_colon(lines: Sequence[Line], plain: Sequence[str], furniture: set[int]) -> Iterator[tuple[int, str, str]]:
    """`标  题：…`, its value in the same line or alone on the next."""
    for number, text in enumerate(plain):
        if number in furniture or not _is_label(text):
            continue
        value = re.split("[:：]", lines[number].text, maxsplit=1)[1].strip()
        if not value and number + 1 < len(plain) and not _is_label(plain[number + 1]):
            if not _is_value(plain, number):
                continue
            furniture.add(number + 1)
            value = lines[number + 1].text
        yield number, re.sub(r"[\s•·:：]", "", re.split("[:：]", text, maxsplit=1)[0]), value


def _is_label(text: str) -> bool:
    return LABEL.match(re.sub(r"[\s•·]", "", text)) is not None


def _is_value(plain: Sequence[str], number: int) -> bool:
    """The line under a label is its value, unless the list ends there: then it is the title of the document."""
    return number + 2 < len(plain) and _is_label(plain[number + 2])


def _by_bars(lines: Sequence[Line], plain: Sequence[str], furniture: set[int]) -> Iterator[tuple[int, str, str]]:
    """`成文日期 | 2025-06-13 | 发布日期 | 2025-06-30 |`."""
    for number, text in enumerate(plain):
        labels = [re.sub(r"\s", "", part) for part in text.split("|")]
        if len(labels) < 2 or not NAMES.match(labels[0]):
            continue
        furniture.add(number)
        values = [part.strip() for part in lines[number].text.split("|")]
        yield from ((number, label, value) for label, value in zip(labels, values[1:], strict=False))
