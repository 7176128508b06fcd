"""Writing a rule pack (写出规则包): YAML that a person can read and correct, and that loads back equal.

The same pack always gives the same bytes.  Cases and defects are no part of a `RulePack`: they are written where the
text that the pack was read from is given along.
"""

import json
import re
from collections.abc import Sequence
from datetime import date

from engine.nouns import RulePack
from rules.marks import Json
from rules.writing.spell import spell_pack
from rules.writing.trimming import trimmed

_WIDTH = 110
_INDENT = "  "
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff《（][A-Za-z0-9\u4e00-\u9fff《》〔〕（）。、；：“”._+/-]*")
_NOT_TEXT = {"true", "false", "null", "on", "off", "yes", "no", "y", "n"}
_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def dump(pack: RulePack, original: Json = None) -> str:
    """The pack as YAML text; a rule that was written as a sentence stays one.

    From `original`, the pack as it was read before it was changed, come the cases and defects of what is still there.
    """
    spelt = spell_pack(pack)
    for part, key in (("sources", "defects"), ("rules", "tests")):
        _keep(spelt.get(part, ()), (original or {}).get(part, ()), key)
    issued = {source.id: source.issued for source in pack.sources}
    for place, rule in enumerate(pack.rules):
        if rule.text is not None:
            on = issued.get(rule.citation.doc)
            words = {**spelt["rules"][place], "text": rule.text}
            spelt["rules"][place] = trimmed(words, on if isinstance(on, date) else None)
    return yaml_of(spelt)


def _keep(parts: Sequence[dict[str, Json]], before: Sequence[dict[str, Json]], key: str) -> None:
    """Put what stood under `key` back where it stood, part by part, by id."""
    kept = {part.get("id"): part[key] for part in before if key in part}
    for part in parts:
        if part["id"] in kept:
            part[key] = kept[part["id"]]


def yaml_of(value: Json) -> str:
    """Plain values as YAML text, each line of moderate width: short parts in one line, long ones in a block."""
    return "\n".join(_block(value, "")) + "\n"


def _block(value: Json, indent: str) -> list[str]:
    """The lines of a mapping or list; every part that fits is written in one line."""
    lines: list[str] = []
    if isinstance(value, dict):
        for key, part in value.items():
            lines += _entry(f"{indent}{_scalar(key)}:", part, indent + _INDENT)
    else:
        for part in value:
            lines += _item(part, indent)
    return lines


def _entry(head: str, part: Json, inside: str) -> list[str]:
    line = f"{head} {flow(part)}"
    if not isinstance(part, dict | list) or not part or (len(line) <= _WIDTH and not _is_long(part)):
        return [line]
    return [head, *_block(part, inside)]


def _item(part: Json, indent: str) -> list[str]:
    line = f"{indent}- {flow(part)}"
    if not isinstance(part, dict) or not part or (len(line) <= _WIDTH and not _is_long(part)):
        return [line]
    lines = _block(part, indent + _INDENT)
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _is_long(part: Json) -> bool:
    """Whether a mapping or list reads better over several lines: it holds lists of mappings, or a rule."""
    if isinstance(part, list):
        return len(part) > 1 and any(isinstance(item, dict) for item in part)
    return "quote" in part or "strength" in part


def flow(value: Json) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    return _scalar(value)


def _scalar(value: Json) -> str:
    """A scalar as it must be written to be read as itself: plain when it cannot be mistaken, else quoted."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT and not value.endswith(":"):
        return value
    return _HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))
