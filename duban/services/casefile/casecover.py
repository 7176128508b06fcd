"""卷首 cover: the first sheet of a case — what it is about, how it stands and why, what happened, what lies in it.

The other files of a case are for programs and for checking; this one is for whoever opens it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from duban.clock import SHANGHAI
from duban.services.happenings import SYSTEM_ZH, happening_zh
from engine.dates import say_day
from engine.nouns import Event

COVER = "卷首.txt"
"""The file of a case that a person opens first."""
BESIDE = {
    "explanation.json": "判定说明的全部依据，供程序读取",
    "notices.json": "每份通知：依据哪次判定、谁签发、投递经过",
    "letters.json": "每封信：发出时的摘要和服务器的答复",
    "evidence.json": "每份佐证：摘要、大小、用在哪一件上",
    "events.json": "日志原文，前后以散列相连",
    "SHA256SUMS": "以上每个文件的 SHA-256，用来核对有没有改动",
}


def cover_of(
    told: Mapping[str, Any],
    happened: Iterable[Event],
    notices: Iterable[Mapping[str, Any]],
    evidence: Iterable[Mapping[str, Any]],
    files: Mapping[str, str],
) -> str:
    """The cover of the case that `told` explains; `files` gives for each letter the file that it lies in."""
    parts = (
        ("一、判定", [str(told["zh"])]),
        ("二、时限怎样推算", list(told["due"]["steps"])),
        ("三、经过", [_line(each) for each in happened] or ["没有。"]),
        ("四、通知和信函", [line for each in notices for line in _notice(each, files)] or ["没有发过。"]),
        ("五、佐证", [_proof(each) for each in evidence] or ["没有登记。"]),
        ("六、其他文件", [f"{name}：{what}" for name, what in BESIDE.items()]),
    )
    lines = [*_head(told), *(line for title, said in parts for line in ("", title, *said)), ""]
    return "\r\n".join(lines)


def _head(told: Mapping[str, Any]) -> Iterator[str]:
    rule = told["rule"]
    yield "督办卷宗"
    yield ""
    yield f"事项：{rule['title']}"
    yield f"责任单位：{told['bearer']['name']}"
    yield f"周期：{told['window']['from']} 至 {told['window']['to']}"
    yield f"依据：{rule['locator']}“{rule['quote']}”（规则 {rule['id']}，{rule['pack']}）"
    yield f"编号：{told['k']}"
    yield f"截至：{told['as_of']}"


def _line(event: Event) -> str:
    who = SYSTEM_ZH if event.actor == "system" else event.actor
    return f"{event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {who}：{happening_zh(event)}"


def _notice(row: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[str]:
    said = f"，{row['said_on']}" if row["said_on"] else ""
    yield f"{row['paper']}（应发 {row['due_on']}）：{row['state_zh']}{said}"
    for letter in row["letters"]:
        yield f"　　{letter['recipient']}：{letter['stage_zh']}，{files.get(letter['message_id'], '')}"


def _proof(row: Mapping[str, Any]) -> str:
    digest = f"，SHA-256 {row['sha256']}" if row["sha256"] else ""
    return f"{row['title']}（{say_day(row['on'])}，{row['by']}）{digest}"
