"""种类 kinds: the long work that there is, what each is called, how what came of it is packed and read back."""

import zlib
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from duban.services.care.copies import Looked, Tried
from duban.services.care.doctor import Finding
from duban.services.drafts.enacting import Foreseen
from duban.services.drafts.trying import Played


class Kind(StrEnum):
    """A kind of long work (候办种类)."""

    SIMULATION = "simulation"
    DIFFERENCE = "difference"
    UPGRADE = "upgrade"
    BACKUP = "backup"
    CHECKUP = "checkup"


TITLE_ZH = {
    Kind.SIMULATION: "推演",
    Kind.DIFFERENCE: "发布前的差异",
    Kind.UPGRADE: "升级试跑",
    Kind.BACKUP: "查看备份",
    Kind.CHECKUP: "全面体检",
}
OUTCOMES: dict[Kind, TypeAdapter[Any]] = {
    Kind.SIMULATION: TypeAdapter(Played),
    Kind.DIFFERENCE: TypeAdapter(Foreseen),
    Kind.UPGRADE: TypeAdapter(Tried),
    Kind.BACKUP: TypeAdapter(Looked),
    Kind.CHECKUP: TypeAdapter(list[Finding]),
}


def packed(kind: Kind, outcome: Any) -> bytes:
    """What came of work of a kind, as the database keeps it."""
    return zlib.compress(OUTCOMES[kind].dump_json(outcome))


def unpacked(kind: Kind, kept: bytes) -> Any:
    """The same, read back."""
    return OUTCOMES[kind].validate_json(zlib.decompress(kept))
