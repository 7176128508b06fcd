"""审计：whether every byte of history is as it was written — the log line by line, all other history by its seals.

`seal` puts what was added since under a digest that stands in the log; `verify` finds every digest again.  Letters and
packs carry their digest themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from duban.settings import Settings
from engine.nouns import Event
from store import events, seals
from store.columns import EPOCH, MICROSECOND
from store.events import Entry
from store.seals import KEYED, MARKED, SCHEMA, SEAL
from store.session import Session, reading, transaction

TABLE_ZH = {
    "fact": "事实",
    "fact_decision": "事实的审核",
    "office_act": "处置",
    "delivery_attempt": "投递记录",
    "succession": "单位沿革",
    "term": "应办事项的期次",
    "verdict": "判定",
    "evidence": "佐证",
    "incoming": "来信",
    "draft": "规则草案",
    "wording": "文书措辞",
    "document": "文件",
    "clause": "条款",
    "takeover": "接续",
    "ladder": "升级阶梯",
    "schema": "表结构",
    "letter": "函件",
    "pack": "规则包",
    "event": "日志所指的应办事项",
}


@dataclass(frozen=True)
class Damage:
    """Where history is not as it was: in which table, and by which line of the log or key that shows."""

    table: str
    table_zh: str
    where: str


@dataclass(frozen=True)
class Audited:
    """What an audit found: how long the log is and how it ends, its broken lines, and other history that changed."""

    events: int
    hash: str
    broken: tuple[int, ...]
    damaged: tuple[Damage, ...]

    @property
    def sound(self) -> bool:
        """Whether every byte of history is as it was written."""
        return not self.broken and not self.damaged


def verify(database: Engine, settings: Settings) -> Audited:
    """Find every digest of history again."""
    with reading(database, settings.jurisdiction) as session:
        broken = events.verify(session)
        head = events.head(session)
        damaged = list(_damaged(session)) if not broken else []  # a log that is broken proves nothing else
    return Audited(head.position, head.hash, tuple(broken), tuple(damaged))


def seal(database: Engine, settings: Settings, *, now: datetime) -> int:
    """Seal what was added to history since the last time; say how many rows."""
    moment = (now - EPOCH) // MICROSECOND
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])  # nobody adds anything meanwhile
        fresh = list(seals.due(session, _sealed(session), moment))
        events.append(session, [Entry(now, "system", SEAL, one.table, seals.payload(one)) for one in fresh])
    return sum(one.rows for one in fresh)


def _sealed(session: Session) -> list[Event]:
    """Every seal in the log, oldest first."""
    found = [
        event
        for table in (*MARKED, *KEYED, SCHEMA)
        for event in events.of_subject(session, table)
        if event.kind == SEAL
    ]
    return sorted(found, key=lambda event: event.position)


def _damaged(session: Session) -> Iterator[Damage]:
    for broken in seals.broken(session, _sealed(session)):
        yield Damage(broken.table, TABLE_ZH[broken.table], f"日志第 {broken.position} 条所封的内容")
    for table, key in seals.unlike_their_digest(session):
        yield Damage(table, TABLE_ZH[table], key)
