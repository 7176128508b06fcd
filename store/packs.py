"""Published rule packs (规则包): the very text that was published, known by its digest and never changed.

The store keeps texts and digests; reading the rule language is the business of `rules`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, select, update

from engine.nouns import RulePack
from engine.source import Refused
from store.columns import as_stored
from store.session import Session
from store.statements import HERE, ask, insert, mine, read, write
from store.tables import PackRow
from store.tables.row import table

PACK = table(PackRow)
Versions: TypeAlias = tuple[tuple[Any, ...], ...]
State = Literal["active", "superseded", "withdrawn"]


@dataclass(frozen=True)
class PublishedPack:
    """A pack as it was published: its text, who answered for it, and whether it is in force.

    `since` is the day from which it is supervised, if that was said: windows due before it are not entered.
    """

    name: str
    version: str
    sha256: str
    title: str
    text: str
    published_by: str
    published_on: date
    state: State = "active"
    since: date | None = None


VERSIONS = select(PACK.c.sha256, PACK.c.name, PACK.c.version, PACK.c.state, as_stored(PACK.c.published_on)).where(
    PACK.c.jurisdiction == HERE
)
COLUMNS = [PACK.c[name] for name in PublishedPack.__dataclass_fields__]


def publish(session: Session, pack: RulePack, text: str, *, by: str, on: date, since: date | None = None) -> bool:
    """Put a pack in force in place of its former version; False when it is in force already.

    Raises:
        Refused: S201 when this version was published with another text.
    """
    same = _find(session, PACK.c.name == pack.name, PACK.c.version == pack.version)
    if any(other.sha256 != pack.sha256 for other in same):
        message = f"规则包 {pack.name} 的版本 {pack.version} 已经发布过，内容不同；请改用新的版本号再发布"
        raise Refused("S201", message)
    if any(other.state == "active" for other in same):
        return False
    active = update(PACK).where(mine(session, PACK), PACK.c.name == pack.name, PACK.c.state == "active")
    write(session, active.values(state="superseded"))
    if same:
        again = update(PACK).where(mine(session, PACK), PACK.c.sha256 == pack.sha256)
        write(session, again.values(state="active", published_by=by, published_on=on, since=since))
    else:
        published = {
            "title": pack.title,
            "text": text,
            "published_by": by,
            "published_on": on,
            "state": "active",
            "since": since,
        }
        row = {"name": pack.name, "version": pack.version, "sha256": pack.sha256, **published}
        insert(session, PACK, [row])
    return True


def versions(session: Session) -> Versions:
    """What tells whether anything was published or withdrawn: the digest, state and first day of every pack."""
    return tuple(sorted(map(tuple, ask(session, VERSIONS))))


def withdraw(session: Session, sha256: str) -> None:
    """Take a pack out of force without a successor (废止)."""
    _set_state(session, sha256, "withdrawn")


def find(
    session: Session, *, name: str | None = None, version: str | None = None, state: State | None = None
) -> list[PublishedPack]:
    """The packs that match all that is given, by name, the latest published first."""
    wanted = {"name": name, "version": version, "state": state}
    return _find(session, *(PACK.c[column] == value for column, value in wanted.items() if value is not None))


def _find(session: Session, *conditions: ColumnElement[bool]) -> list[PublishedPack]:
    query = select(*COLUMNS).where(mine(session, PACK), *conditions)
    found = read(session, query.order_by(PACK.c.name, PACK.c.published_on.desc(), PACK.c.version.desc()))
    return [PublishedPack(*row) for row in found]


def _set_state(session: Session, sha256: str, state: State) -> None:
    write(session, update(PACK).where(mine(session, PACK), PACK.c.sha256 == sha256).values(state=state))
