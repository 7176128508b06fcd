"""佐证：what was shown to the office — recorded once, used for several duties, kept for good, found damaged if it is.

What else a piece of evidence might serve is suggested by the house and confirmed by a person.
"""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from documents.sniff import FLAGS
from duban.services.casefile import intake, matching
from duban.services.casefile.intake import Proof, Sender
from duban.services.casefile.once import Once, done_before, keep_outcome
from duban.services.casefile.steps import Actor
from duban.services.desk import Desk
from duban.services.lookup import agency_called, task_called
from duban.settings import Settings
from engine.nouns import Evidence, Exhibit, ExhibitState
from engine.source import Refused
from store import events
from store import evidence as register
from store.events import Entry
from store.session import Session, reading, transaction
from store.vault import Damage

FORMS_ZH = {"file": "文件", "link": "链接", "number": "文号"}
STATES_ZH = {
    ExhibitState.CONFIRMED: "已确认",
    ExhibitState.SUGGESTED: "系统建议",
    ExhibitState.DECLINED: "不采用",
}


def add(
    database: Engine, settings: Settings, proof: Proof, actor: Actor, *, on: date, now: datetime,
    number: str | None = None, agency: str | None = None, key: str | None = None, personal: bool = False,
) -> list[Evidence]:  # fmt: skip
    """Record evidence of a task, or of an agency for whatever it will serve; `personal` if it tells of persons.

    Raises Refused X424 when neither is named, X412 when `key` was used for something else.
    """
    with reading(database, settings.jurisdiction) as session:
        owner = _owner(session, number, agency)
    found = intake.take_in(settings, proof, Sender(owner, actor.name, on, now, personal))
    once = None if key is None else Once(key, (number or "", owner, actor.name, *(each.key for each in found)))
    with transaction(database, settings.jurisdiction) as session:
        if done_before(session, once, now) is not None:
            return found
        register.add(session, found)
        if number is not None:
            task = task_called(session, number).key
            uses = [Exhibit(each.key, task, ExhibitState.CONFIRMED, actor.name, on) for each in found]
            register.exhibit(session, uses)
        events.append(session, [_entry("evidence.add", each, actor, on, now) for each in found])
        keep_outcome(session, once, {"evidence": [each.key for each in found]})
    return found


def use(
    database: Engine, settings: Settings, key: str, number: str, actor: Actor, *, on: date, now: datetime,
    serves: bool = True,
) -> Exhibit:  # fmt: skip
    """Say that evidence serves a task of the same agency, or that it does not.

    Raises Refused X425 when there is no such evidence, X426 when it is another agency's.
    """
    with transaction(database, settings.jurisdiction) as session:
        found, task = evidence_called(session, key), task_called(session, number)
        if found.agency != task.agency:
            raise Refused("X426", "这份佐证属于另一个单位，不能用于这一件；请由本单位另行提供")
        state = ExhibitState.CONFIRMED if serves else ExhibitState.DECLINED
        register.decide(session, key, task.key, state, by=actor.name, on=on)
        events.append(session, [_entry(f"evidence.{state.value}", found, actor, on, now, task.key)])
        return next(each for each in register.exhibits_of(session, key) if each.task == task.key)


def suggest(database: Engine, settings: Settings, key: str, *, on: date) -> list[Exhibit]:
    """Suggest what else a piece of evidence may serve, beside what was said already; answer all suggestions."""
    with transaction(database, settings.jurisdiction) as session:
        found = evidence_called(session, key)
        matching.suggest(Desk(session), [found], on)
        return [each for each in register.exhibits_of(session, key) if each.state is ExhibitState.SUGGESTED]


def listed(
    database: Engine, settings: Settings, *, on: date, agency: str | None = None, number: str | None = None,
    title: str | None = None, since: date | None = None, flagged: bool = False, limit: int | None = None,
) -> list[dict[str, object]]:  # fmt: skip
    """The evidence that matches, the latest first; of a task with what it is to that task."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        if number is not None:
            key = task_called(session, number).key
            uses = register.of_tasks(session, [key]).get(key, ())
            return [{**_row(desk, one, on), "use": STATES_ZH[use.state], "why": use.why} for one, use in uses]
        wanted = agency_called(session, agency).id if agency else None
        found = register.find(session, agency=wanted, title=title, since=since, flagged=flagged, limit=limit)
        return [_row(desk, each, on) for each in found]


def shown(database: Engine, settings: Settings, key: str, *, on: date) -> dict[str, object]:
    """One piece of evidence with all that it serves."""
    with reading(database, settings.jurisdiction) as session:
        found = evidence_called(session, key)
        uses = [
            {"task": each.task, "state": each.state, "state_zh": STATES_ZH[each.state], "by": each.by, "on": each.on,
             "feedback": each.feedback, "why": each.why}
            for each in register.exhibits_of(session, key)
        ]  # fmt: skip
        return {**_row(Desk(session), found, on), "serves": uses}


def export(database: Engine, settings: Settings, key: str, folder: Path) -> Path:
    """Copy a file out of the vault under its own name, beside what is there already.

    Raises Refused X425 when there is no such evidence, X427 when it is no file, S134 when its bytes are gone.
    """
    with reading(database, settings.jurisdiction) as session:
        found = evidence_called(session, key)
    if found.sha256 is None:
        kind = FORMS_ZH[found.form]
        raise Refused("X427", f"{key} 是{kind}，没有文件可以导出：{found.title}；请直接查看它的内容")
    folder.mkdir(parents=True, exist_ok=True)
    target = _free(folder, found)
    with intake.vault(settings).open(found.sha256) as source, target.open("xb") as copy:
        while piece := source.read(1024 * 1024):
            copy.write(piece)
    return target


def damaged(database: Engine, settings: Settings) -> tuple[Damage, ...]:
    """The files of evidence that are missing from the vault or hold other bytes; every one is read whole."""
    with reading(database, settings.jurisdiction) as session:
        files = list(register.files(session))
    return tuple(intake.vault(settings).damaged(files))


def evidence_called(session: Session, key: str) -> Evidence:
    """The evidence of this key.  Raises Refused X425 when there is none."""
    found = register.get(session, key)
    if found is None:
        raise Refused("X425", f"没有编号为 {key} 的佐证；请核对编号")
    return found


def _owner(session: Session, number: str | None, agency: str | None) -> str:
    if number is not None:
        return task_called(session, number).agency
    if agency is None:
        raise Refused("X424", "没有写明是哪一件或哪个单位的佐证；请写明其一")
    return agency_called(session, agency).id


def _free(folder: Path, found: Evidence) -> Path:
    """A name in a folder that is not taken."""
    target = folder / found.title
    return folder / f"{found.key}-{found.title}" if target.exists() else target


def _row(desk: Desk, each: Evidence, on: date) -> dict[str, object]:
    return {
        "key": each.key,
        "form": each.form,
        "form_zh": FORMS_ZH[each.form],
        "title": each.title,
        "agency": desk.name(each.agency, on),
        "by": each.by,
        "on": each.on,
        "size": each.size,
        "media": each.media,
        "sha256": each.sha256,
        "flags": list(each.flags),
        "flags_zh": "；".join(FLAGS[flag] for flag in each.flags),
    }


def _entry(kind: str, each: Evidence, actor: Actor, on: date, now: datetime, task: str | None = None) -> Entry:
    told = {"title": each.title, "sha256": each.sha256, "task": task, "on": on.isoformat()}
    return Entry(now, actor.name, kind, each.key, {name: value for name, value in told.items() if value})
