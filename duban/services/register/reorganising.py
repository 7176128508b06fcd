"""机构变动：agencies are renamed, merged, split, or hand over duties; each a dated event by a document (semantics 7).

Open duties go on at the successor, evidence follows them, and breaches stay where they happened: the successor shows
them as inherited.  Each is one transaction; an agency that ended keeps its row and its history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.happenings import REORGANISED
from duban.services.judgement.casework import judged
from duban.services.lookup import agency_called
from duban.services.register.handing_over import Occasion, hand_over
from duban.services.rosters import renew
from duban.settings import Settings
from engine.judging.amended import MOVABLE
from engine.nouns import Agency, Membership, Obligation
from engine.source import Refused
from store import agencies as register
from store import events, obligations, successions, verdicts
from store.events import Entry
from store.session import Session, transaction
from store.successions import Kind, Succession


@dataclass(frozen=True)
class Order:
    """By which document, from which day, and who recorded it when."""

    doc: str
    day: date
    by: str
    on: date
    now: datetime
    reason: str = ""


@dataclass(frozen=True)
class Reorganised:
    """What a change of organisations came to."""

    kind: Kind
    day: date
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    handed_over: int = 0
    kept: int = 0
    sets: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The outcome in a sentence or two."""
        what = (
            f"{'、'.join(self.predecessors)} → {'、'.join(self.successors)}，自 {self.day} 起{REORGANISED[self.kind]}"
        )
        if self.kind == "rename":
            return f"{what}；应办事项不变，此后的文书用新名称。"
        sets = f"，单位组 {'、'.join(self.sets)} 一并承接" if self.sets else ""
        return f"{what}：移交应办事项 {self.handed_over} 件{sets}；已办结、已逾期的 {self.kept} 件留在原单位名下。"


def rename(database: Engine, settings: Settings, agency: str, name: str, order: Order) -> Reorganised:
    """Give an agency another name from a day on; nothing else changes.

    Raises Refused X404 for an unknown agency, X461 to X464 when it cannot be done.
    """
    with transaction(database, settings.jurisdiction) as session:
        _check(order)
        was = _standing(session, agency, order)
        other = register.find(session, name)
        if other is not None and (other.id != was.id or name == was.name):
            raise Refused("X462", f"“{name}”已是在册单位的名称或别名；请核对后另起名称")
        aliases = tuple(dict.fromkeys((*was.aliases, was.name)))
        fresh = replace(was, name=name, aliases=aliases, since=order.day, until=None)
        register.put_agencies(session, [fresh], on=order.day)
        _record(session, "rename", [(was, fresh)], order)
    return Reorganised("rename", order.day, (was.name,), (name,))


def merge(database: Engine, settings: Settings, agencies: Sequence[str], into: str, order: Order) -> Reorganised:
    """Let one agency go on for several, which end; it may be one of them.

    Raises Refused X404 for an unknown agency, X461 to X464 when it cannot be done.
    """
    with transaction(database, settings.jurisdiction) as session:
        _check(order)
        heir = _standing(session, into, order)
        leaving = [each for each in (_standing(session, name, order) for name in agencies) if each.id != heir.id]
        return _move(session, "merge", leaving, [heir], {}, order)


def split(
    database: Engine, settings: Settings, agency: str, into: Sequence[str], rules: Mapping[str, str], order: Order
) -> Reorganised:
    """Let several agencies go on for one, which ends; `rules` says who takes which, the first takes all others.

    Raises Refused X404 for an unknown agency, X461 to X465 when it cannot be done.
    """
    with transaction(database, settings.jurisdiction) as session:
        _check(order)
        leaving = _standing(session, agency, order)
        heirs = [_standing(session, name, order) for name in into]
        chosen = {rule: agency_called(session, name).id for rule, name in rules.items()}
        strangers = sorted(set(chosen.values()) - {heir.id for heir in heirs})
        if strangers:
            raise Refused("X465", "指定改由承办的单位不在承接单位之列；请把它一并写入承接单位")
        return _move(session, "split", [leaving], heirs, chosen, order)


def transfer(
    database: Engine, settings: Settings, agency: str, to: str, rules: Sequence[str], order: Order
) -> Reorganised:
    """Hand an agency's open duties over to another, those of some rules or all; both go on.

    Raises Refused X404 for an unknown agency, X461 to X465 when it cannot be done.
    """
    with transaction(database, settings.jurisdiction) as session:
        _check(order)
        leaving, heir = _standing(session, agency, order), _standing(session, to, order)
        return _move(session, "transfer", [leaving], [heir], dict.fromkeys(rules, heir.id), order)


def _move(
    session: Session,
    kind: Kind,
    leaving: Sequence[Agency],
    heirs: Sequence[Agency],
    rules: Mapping[str, str],
    order: Order,
) -> Reorganised:
    """Hand over what is open, end those who leave, and put it on file."""
    if not leaving or any(each.id == heir.id for each in leaving for heir in heirs):
        raise Refused("X461", "承接单位与原单位是同一单位；请核对名称")
    desk = Desk(session)
    entered = [each.obligation for one in leaving for each in obligations.find(session, agency=one.id)]
    known = {one.rule for one in entered} | {rule.id for pack in desk.book.packs() for rule in pack.rules}
    if unknown := sorted(set(rules) - known):
        raise Refused("X466", f"没有编号为 {'、'.join(unknown)} 的规则；请核对编号")
    moving = _open(desk, entered, order.on)
    if kind == "transfer" and rules:
        moving = [one for one in moving if one.rule in rules]
    successors = {one.rule: rules.get(one.rule, heirs[0].id) for one in moving}
    names = "、".join(each.name for each in heirs)
    reason = order.reason or f"{REORGANISED[kind]}，由{names}承接"
    pairs = hand_over(desk, moving, successors, Occasion(order.day, order.by, order.on, order.now, reason, order.doc))
    sets: tuple[str, ...] = ()
    if kind != "transfer":
        sets = () if rules else _join_sets(session, desk, leaving, heirs[0], order.day)
        register.put_agencies(session, [replace(each, until=order.day) for each in leaving], on=order.day)
    _record(session, kind, [(each, heir) for each in leaving for heir in heirs], order, handed=len(pairs))
    kept = len(entered) - len(pairs)
    return Reorganised(
        kind, order.day, tuple(e.name for e in leaving), tuple(e.name for e in heirs), len(pairs), kept, sets
    )


def _open(desk: Desk, entered: Sequence[Obligation], on: date) -> list[Obligation]:
    """What is neither met nor breached, and never was breached (ruling 112)."""
    found = judged(desk, entered, on)
    breached = verdicts.breached(desk.session, found)
    return [one for one in entered if found[one.key].standing in MOVABLE and one.key not in breached]


def _join_sets(session: Session, desk: Desk, leaving: Sequence[Agency], heir: Agency, day: date) -> tuple[str, ...]:
    """Let the heir belong to the sets that those who leave belong to, so that it owes what comes next."""
    ids = {each.id for each in leaving}
    rows = [row for row in desk.roster.memberships if row.until is None or row.until > day]
    mine = {row.set for row in rows if row.member == heir.id}
    joined = sorted({row.set for row in rows if row.member in ids} - mine)
    register.put_memberships(session, [Membership(name, heir.id, day) for name in joined])
    return tuple(joined)


def _standing(session: Session, name: str, order: Order) -> Agency:
    """The agency of that name, which must still stand on the day."""
    found = agency_called(session, name)
    if found.until is not None and found.until <= order.day:
        raise Refused("X463", f"{found.name} 已于 {found.until} 撤销；请核对名称和生效日")
    return found


def _check(order: Order) -> None:
    if not order.doc.strip():
        raise Refused("X467", "机构变动须有依据文号；请写明")
    if order.day > order.on:
        raise Refused("X464", f"生效日 {order.day} 晚于今天（{order.on}）；请在生效当日或以后登记")


def _record(
    session: Session, kind: Kind, pairs: Sequence[tuple[Agency, Agency]], order: Order, handed: int = 0
) -> None:
    """Put it on file, tell it in the log, and have everyone read the register anew."""
    rows = [
        Succession(kind, order.day, was.id, heir.id, order.doc, order.reason, order.by, order.on) for was, heir in pairs
    ]
    successions.add(session, rows)
    told = {"doc": order.doc, "on": order.day.isoformat(), "reason": order.reason, "handed_over": handed}
    events.append(
        session,
        [
            Entry(order.now, order.by, f"agency.{kind}", was.id, {"to": heir.id, "name": heir.name, **told})
            for was, heir in pairs
        ],
    )
    renew(session)
