"""发布规则包：a confirmed pack comes into force, its obligations are entered and those already open are assigned."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from duban.services.casework import judged
from duban.services.desk import Desk
from duban.services.expansion import expand_new
from duban.services.issuing import issue
from duban.services.rulebook import unknown_members
from duban.services.sources import source_text
from duban.settings import Settings
from engine.nouns import Roster, RulePack
from engine.source import Problem, Refused, Severity, Source, errors
from rules.checks import check
from rules.load import load_text
from rules.marks import text_of
from store import events, obligations, tasks
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

    @property
    def told(self) -> str:
        """The outcome in one sentence."""
        if not self.new:
            return f"规则包 {self.name}@{self.version} 早已发布，内容相同，没有改动。"
        return f"已发布 {self.name}@{self.version}：新增应办事项 {self.obligations} 件，交办 {self.tasks} 件。"

    def answer(self) -> dict[str, object]:
        """The outcome as JSON shows it."""
        names = ("name", "version", "sha256", "new", "obligations", "tasks")
        return {name: getattr(self, name) for name in names}


def publish(database: Engine, settings: Settings, file: Path, *, by: str, on: date, now: datetime) -> Published:
    """Put the pack of `file` in force and assign what it calls for.

    Raises Refused R401 with every problem while it has errors, S201 when its version is taken by another text.
    """
    pack, text, problems = _checked(file)
    with transaction(database, settings.jurisdiction) as session:
        new = register.publish(session, pack, text, by=by, on=on)
        desk = Desk(session)
        warnings = (*problems, *_unknown(desk.roster, pack, file))
        if not new:
            return Published(pack.name, pack.version, pack.sha256, False, 0, 0, warnings)
        events.append(session, [Entry(now, by, "pack.publish", pack.name, _told(pack))])
        entered = expand_new(desk, on)
        filed = obligations.find(session, pack=pack.name)
        begun = [each.obligation for each in filed if each.obligation.window.first <= on]
        found = judged(desk, begun, on)
        handed = tasks.of_obligations(session, found)
        issued = issue(desk, [(one, found[one.key]) for one in begun], handed, on, now)
    return Published(pack.name, pack.version, pack.sha256, True, entered, len(issued), warnings)


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
        raise Refused("R402", f"没有发布过规则包 {called}；可用 duban pack list 查看")
    return next((pack for pack in found if pack.state == "active"), found[0])


def _checked(file: Path) -> tuple[RulePack, str, tuple[Problem, ...]]:
    problems = check(file, source_text)
    text, _ = text_of(file)
    pack, _ = load_text(text, str(file))
    if errors(problems) or pack is None:
        raise Refused("R401", "规则包有错误，不予发布；请改正后再发布", problems)
    return pack, text, problems


def _unknown(roster: Roster, pack: RulePack, file: Path) -> list[Problem]:
    """A reminder for each name in the sets of a pack that the register does not know: nobody bears its duties."""
    return [
        Problem(
            Source(str(file)),
            "F131",
            f"单位组“{name}”里的“{member}”在名册里查不到，其义务暂时无人承担；请补登记单位或别名",
            Severity.WARNING,
        )
        for name, member in unknown_members(roster, pack)
    ]


def _told(pack: RulePack) -> dict[str, object]:
    return {"version": pack.version, "sha256": pack.sha256, "rules": len(pack.rules)}


def _summary(pack: PublishedPack) -> dict[str, object]:
    names = ("name", "version", "title", "state", "published_on", "published_by", "sha256")
    return {name: getattr(pack, name) for name in names}
