"""发布规则包：a confirmed pack comes into force, its obligations are entered and those already open are assigned."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from duban.services.desk import Desk, Step, quietly
from duban.services.judgement.casework import judged
from duban.services.judgement.expansion import expand_new, passed_over
from duban.services.judgement.issuing import issue
from duban.services.plans.amendment import Difference, difference, enact, supervised_told
from duban.services.plans.vetting import Vetted, vetted
from duban.services.rulebook import unknown_members
from duban.settings import Settings
from engine.naming import Naming
from engine.nouns import Roster, RulePack, Task
from engine.source import Problem, Refused, Severity, Source
from store import documents, events, obligations, tasks
from store import packs as register
from store.events import Entry
from store.packs import PublishedPack
from store.session import reading, transaction


@dataclass(frozen=True)
class Published:
    """What a publication came to; `new` is False when the same text was in force already."""

    name: str
    version: str
    sha256: str
    new: bool
    obligations: int
    tasks: int
    problems: tuple[Problem, ...] = ()
    difference: Difference | None = None
    since: date | None = None
    passed_over: int = 0

    @property
    def told(self) -> str:
        """The outcome in one sentence."""
        if not self.new:
            return f"规则包 {self.name}@{self.version} 早已发布，内容相同，没有改动。"
        done = f"已发布 {self.name}@{self.version}：新增应办事项 {self.obligations} 件，交办 {self.tasks} 件。"
        return done if self.since is None else done + supervised_told(self.since, self.passed_over)

    def answer(self) -> dict[str, object]:
        """The outcome as JSON shows it."""
        names = ("name", "version", "sha256", "new", "obligations", "tasks", "since", "passed_over")
        told = {name: getattr(self, name) for name in names}
        return told if self.difference is None else {**told, "difference": self.difference.answer()}


def publish(
    database: Engine,
    settings: Settings,
    file: Path,
    *,
    by: str,
    on: date,
    now: datetime,
    approved_by: str | None = None,
    since: date | None = None,
) -> Published:
    """Put the pack of `file` in force; see `enforce`.  Raises Refused R401 with every problem while it has errors."""
    found = vetted(database, settings, file)
    return enforce(database, settings, found, by=by, on=on, now=now, approved_by=approved_by, since=since)


def enforce(
    database: Engine,
    settings: Settings,
    vetted: Vetted,
    *,
    by: str,
    on: date,
    now: datetime,
    approved_by: str | None = None,
    since: date | None = None,
) -> Published:
    """Put a pack in force, amend what is on the register, assign what it calls for, keep what it cites.

    Windows due before `since` are not entered; without it the day said for the version in force goes on.

    Raises Refused S201 when its version is taken by another text, R404 or R405 when it changes verdicts and no second
    person approved.
    """
    pack = vetted.pack
    with transaction(database, settings.jurisdiction) as session:
        before = Desk(session)
        found = _against_former(before, pack, vetted.text, on, since)
        since = since or before.book.supervised_since(pack)
        for document in vetted.documents:
            documents.put(session, document)
        new = register.publish(session, pack, vetted.text, by=by, on=on, since=since)
        warnings = (*vetted.problems, *_unknown(before.roster, vetted, on))
        if not new:
            return Published(pack.name, pack.version, pack.sha256, False, 0, 0, warnings)
        told = _told(pack, since) | _approval(settings, found, by, approved_by)
        events.append(session, [Entry(now, by, "pack.publish", pack.name, told)])
        if found is not None:
            enact(before, found, pack, by=by, on=on, now=now)
        desk = Desk(session)
        left = passed_over(desk, pack, on)
        entered = expand_new(desk, on)
        issued = _assigned(desk, pack, on, now)
    return Published(pack.name, pack.version, pack.sha256, True, entered, len(issued), warnings, found, since, left)


def preview(
    database: Engine, settings: Settings, file: Path, *, on: date, since: date | None = None
) -> Difference | None:
    """What publishing the pack of `file` on a day would change; None when no other version of it was ever in force.

    Raises Refused R401 with every problem while it has errors.
    """
    found = vetted(database, settings, file)
    with reading(database, settings.jurisdiction) as session:
        return _against_former(Desk(session), found.pack, found.text, on, since)


def foreseen(
    database: Engine, settings: Settings, vetted: Vetted, *, on: date, since: date | None = None, step: Step = quietly
) -> Difference:
    """What publishing a pack on a day would change; for a first version everything is new."""
    with reading(database, settings.jurisdiction) as session:
        desk, pack = Desk(session), vetted.pack
        found = _against_former(desk, pack, vetted.text, on, since, step)
        if found is not None:
            return found
        nothing = replace(pack, rules=())
        trial = Desk(session, desk.book.with_pack(pack, vetted.text, on, since))
        entered = [each.obligation for each in obligations.find(session, pack=pack.name)]
        return replace(difference(desk, trial, pack if entered else nothing, pack, on, entered, step), old=None)


def left_out(database: Engine, settings: Settings, file: Path, *, on: date, since: date) -> str:
    """How much publishing the pack of `file` would pass over if it is supervised from `since` on, in one sentence.

    Raises Refused R401 with every problem while it has errors.
    """
    found = vetted(database, settings, file)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        trial = Desk(session, desk.book.with_pack(found.pack, found.text, on, since))
        return supervised_told(since, passed_over(trial, found.pack, on))


def _against_former(
    desk: Desk, pack: RulePack, text: str, on: date, since: date | None, step: Step = quietly
) -> Difference | None:
    """The difference to the version in force, or to the last one that was; None for a first version or the same."""
    known = register.find(desk.session, name=pack.name)
    others = [each for each in known if each.sha256 != pack.sha256]
    if not others or any(each.sha256 == pack.sha256 and each.state == "active" for each in known):
        return None
    former = next((each for each in others if each.state == "active"), others[0])
    trial = Desk(desk.session, desk.book.with_pack(pack, text, on, since))
    entered = [each.obligation for each in obligations.find(desk.session, pack=pack.name)]
    return difference(desk, trial, desk.book.pack(former.sha256), pack, on, entered, step)


def _approval(settings: Settings, found: Difference | None, by: str, approved_by: str | None) -> dict[str, object]:
    """What the log says of the second person; refused without one where verdicts change (semantics 10)."""
    if approved_by is not None and approved_by.strip() == by.strip():
        raise Refused("R404", f"批准人不能与发布人为同一人（{by}）；请由另一人批准")
    if approved_by is not None:
        return {"approved_by": approved_by}
    if found is None or not found.flips:
        return {}
    if settings.second_person:
        raise Refused(
            "R405",
            f"新版本会改变 {len(found.flips)} 件已有的判定，须有第二人批准；请核对差异，写明批准人，"
            "只有一人的办公室可在设置里把 second_person 设为 false",
        )
    return {"approved_by": None, "waived": "second_person = false"}


def _assigned(desk: Desk, pack: RulePack, on: date, now: datetime) -> list[Task]:
    """Issue the tasks of whatever has begun."""
    begun = [
        each.obligation for each in obligations.find(desk.session, pack=pack.name) if each.obligation.window.first <= on
    ]
    found = judged(desk, begun, on)
    handed = tasks.of_obligations(desk.session, found)
    return issue(desk, [(one, found[one.key]) for one in begun], handed, on, now)


def listed(database: Engine, settings: Settings) -> list[dict[str, object]]:
    """Every published pack without its text."""
    with reading(database, settings.jurisdiction) as session:
        return [_summary(pack) for pack in register.find(session)]


def shown(database: Engine, settings: Settings, called: str) -> PublishedPack:
    """The published pack called `name` or `name@version`; of several versions the one in force.

    Raises Refused R402 when there is none.
    """
    name, _, version = called.partition("@")
    with reading(database, settings.jurisdiction) as session:
        found = register.find(session, name=name, version=version or None)
    if not found:
        raise Refused("R402", f"没有发布过规则包 {called}；请核对名称和版本")
    return next((pack for pack in found if pack.state == "active"), found[0])


def _unknown(roster: Roster, vetted: Vetted, on: date) -> list[Problem]:
    """A reminder for each name in the sets of a pack that the register does not know: nobody bears its duties."""
    naming = Naming(roster, on)
    return [
        Problem(
            Source(vetted.written_in),
            "F131",
            f"单位组“{name}”里的“{member}”在名册里查不到，其义务暂时无人承担；请补登记单位或别名"
            f"{_near(naming, member)}",
            Severity.WARNING,
        )
        for name, member in unknown_members(roster, vetted.pack)
    ]


def _near(naming: Naming, member: str) -> str:
    """The agency that an unknown member seems to mean, or those whose names look alike."""
    match = naming.match(member)
    names = (match.agency.name,) if match.agency else match.suggestions
    return f"（相近的有：{'、'.join(names)}）" if names else ""


def _told(pack: RulePack, since: date | None) -> dict[str, object]:
    told: dict[str, object] = {"version": pack.version, "sha256": pack.sha256, "rules": len(pack.rules)}
    return told if since is None else {**told, "since": since.isoformat()}


def _summary(pack: PublishedPack) -> dict[str, object]:
    names = ("name", "version", "title", "state", "published_on", "published_by", "since", "sha256")
    return {name: getattr(pack, name) for name in names}
