"""Quotes against their sources (引文核对): word for word, and not cut where an exception begins.

White space is left out on both sides, because line breaks and indents differ between files of the same text.  A source
that is not beside the pack is only worth a warning: packs travel without their documents.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

from engine.source import Problem
from grammar.exceptions import excepts
from rules.spots import Spot

Reader: TypeAlias = Callable[[Path], str | None]
"""Reads the text of a source file; None when this reader cannot."""
Opener: TypeAlias = Callable[[Spot], tuple[Problem | None, str | None]]
"""Opens a source that a pack names: what is wrong with it, and its text."""

_PLAIN = {".txt", ".md", ".text", ""}
_STOPS = "。；;！!？?：:）)」』”’》>]】…|"
_COMMAS = "，,"
_FULL = "。；;"
_EXCEPTIONS = ("但", "除", "其中", "不含", "不包括", "不得", "特殊", "确需", "因特殊", "国家另有", "法律法规另有")
_CLAUSE = re.compile("[^，,。；;！!？?]*")
_STATEMENT = re.compile("[^。；;！？!?]*")


def plain_text(path: Path) -> str | None:
    """The text of a plain-text source; other formats need `documents`, which is another room."""
    if path.suffix.lower() not in _PLAIN:
        return None
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


@dataclass(frozen=True)
class Printed:
    """The text of a document without its white space, and where its lines began."""

    text: str
    begins: frozenset[int]

    @classmethod
    def of(cls, text: str) -> "Printed":
        """A text as it is compared."""
        lines = ["".join(line.split()) for line in text.splitlines()]
        return cls("".join(lines), frozenset(accumulate(map(len, lines))))


def quote_problems(pack: Spot, opened: Opener) -> Iterator[Problem]:
    """What is wrong with the sources of a pack and with the quotes taken from them."""
    texts: dict[str, Printed] = {}
    for source in pack.at("sources").items():
        if "file" not in source:
            continue
        problem, text = opened(source)
        if problem is not None:
            yield problem
        if text is not None:
            texts[source.get("id")] = Printed.of(text)
    for rule in pack.at("rules").items():
        if rule and rule.at("source").get("doc") in texts:
            yield from _compare(rule.at("source", "quote"), texts[rule.at("source").get("doc")])


def in_folders(folders: Sequence[Path], reader: Reader) -> Opener:
    """Sources that lie as files in one of some folders."""
    return lambda source: _open(source, _found(source.get("file"), folders), reader)


def on_file(texts: Callable[[str], str | None]) -> Opener:
    """Sources whose texts are kept by the digest of the file; no path that a pack names is looked at."""

    def opened(source: Spot) -> tuple[Problem | None, str | None]:
        text = texts(str(source.get("sha256")))
        if text is not None:
            return None, text
        return source.at("file").doubtful(
            "R306", f"没有留存 {source.get('file')} 的原文，引文未能核对；请先导入这份文件"
        ), None

    return opened


def _found(file: str, folders: Sequence[Path]) -> Path:
    """Where a source lies: as written from the first folder that has it, else by its bare name in one of them."""
    ways = [folder / name for name in (file, Path(file).name) for folder in folders]
    return next((way for way in ways if way.is_file()), ways[0])


def _open(source: Spot, path: Path, reader: Reader) -> tuple[Problem | None, str | None]:
    if not path.is_file():
        return source.at("file").doubtful(
            "R301",
            f"没有来源文件 {source.get('file')}，引文未能核对；请放到规则包旁边",
        ), None
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.get("sha256"):
        return source.at("sha256").wrong("R302", f"来源文件已变：现在的 SHA-256 是 {found}；请核对文件后更新"), None
    text = reader(path)
    if text is None:
        return source.at("file").doubtful(
            "R305", f"读不出 {source.get('file')} 的文字，引文未能核对；请另存为文本文件"
        ), None
    return None, text


def _compare(quote: Spot, source: Printed) -> Iterator[Problem]:
    said, text = "".join(quote.value.split()), source.text
    if not said:
        yield quote.wrong("R303", "引文是空的；请照原文抄写")
        return
    ends = [at + len(said) for at in _places(said, text)]
    if not ends:
        yield quote.wrong("R303", f"引文在来源文件中找不到：“{said[:30]}…”；请逐字照抄原文（标点也要一致）")
    elif not any(_whole(text, end) for end in ends):
        after = text[ends[0] : ends[0] + 12]
        yield quote.doubtful("R304", f"引文不在分句末尾结束，后面还有“{after}…”；请确认没有漏掉限定或但书")
    elif not any(_alone(source, end) for end in ends):
        after = text[ends[0] : ends[0] + 20].lstrip(_STOPS)
        yield quote.doubtful("R304", f"引文后面紧接着例外“{after}…”；请确认没有漏掉但书，是的话一并引上")


def _places(said: str, text: str) -> Iterator[int]:
    at = text.find(said)
    while at >= 0:
        yield at
        at = text.find(said, at + 1)


def _whole(text: str, end: int) -> bool:
    """Whether a clause ends here: at a stop, or at a comma after which no exception follows."""
    if end >= len(text) or text[end] in _STOPS or text[end - 1] in _STOPS:
        return True
    if text[end - 1] in _COMMAS:
        return not _excepted(text, end)
    if text[end] not in _COMMAS:
        return text[end] in '（([【“"'
    return not _excepted(text, end + 1)


def _excepted(text: str, begins: int) -> bool:
    """Whether an exception begins here, told by its first words (…，但…) or by the rest of its clause (…，甲除外)."""
    clause = _CLAUSE.match(text, begins)
    return text.startswith(_EXCEPTIONS, begins) or (clause is not None and excepts(clause[0]))


def _alone(source: Printed, end: int) -> bool:
    """Whether no exception has the statement to itself that follows on the line: …三十日内答复；情况复杂的，可延长。"""
    text = source.text
    begins = end + (end < len(text) and text[end] in _FULL)
    follows = _STATEMENT.match(text, begins)
    if begins in source.begins or text[begins - 1] not in _FULL or follows is None:
        return True
    return not excepts(follows[0])
