"""发布草案：what it would change, the second person, and the publication itself.

Who proposes and who approves are two accounts, whatever they are called.  A draft that is changed after it was proposed
has to be proposed again: what is approved is the very text that was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duban.services.counter.deeds import Visit
from duban.services.desk import Step, quietly
from duban.services.drafts.keeping import draft, open_draft, step
from duban.services.paperwork.views import window_zh
from duban.services.plans import packs
from duban.services.plans.amendment import Change
from duban.services.plans.packs import Published
from duban.services.plans.vetting import Vetted, vetted_text
from duban.services.powers import Deed
from duban.services.register import directory
from duban.services.rulebook import with_sets
from duban.services.showing.paged import mentioning
from engine.nouns import RulePack
from engine.roster import agencies_in
from engine.source import Refused
from rules.writing.wording import say_set
from store.drafts import Draft, Stage

PAGE = 50
HEADINGS = {
    "agency": "单位", "matter": "事项", "window_zh": "周期", "how_zh": "变化", "was_zh": "原判定", "now_zh": "新判定",
}  # fmt: skip
HOWS = {"added": "新增", "rebased": "要求或时限有变", "superseded": "不再办理", "flips": "判定改变"}


@dataclass(frozen=True)
class Foreseen:
    """What publishing a draft would change, as it was worked out at one moment (差异): each change, and counts.

    `kept` goes on as before, `passed_over` was due before the day of supervision; of the notices that the old text
    brought about `spoken` have left and `unsent` not; `waiting` rules wait for an answer; `nobody` in the register
    bears the rules of those titles, so that they lay nothing on anybody.
    """

    at: datetime
    pack: str
    old: str | None
    as_of: date
    every: tuple[Change, ...]
    kept: int
    passed_over: int
    spoken: int
    unsent: int
    waiting: int
    nobody: tuple[str, ...] = ()

    @property
    def flips(self) -> int:
        """How many that were entered already get another verdict."""
        return sum(each.flips for each in self.every)

    def changes(self, how: str = "", text: str = "") -> list[Change]:
        """The changes of one kind, or all; those that say a text."""
        some = _of_kind(self.every, how) if how in HOWS else list(self.every)
        return mentioning(some, text, lambda one: (one.agency, one.matter, window_zh(one.window)))

    def rows(self, how: str = "", text: str = "") -> list[dict[str, object]]:
        """The same as lines of an export."""
        return [{**each.row(), "window_zh": window_zh(each.window)} for each in self.changes(how, text)]


@dataclass(frozen=True)
class Outlook:
    """What publishing a draft would change, as a page tells it: how many of each kind, and a page of the list."""

    foreseen: Foreseen
    counts: dict[str, int]
    changes: tuple[Change, ...]
    total: int
    page: int
    needs_second: bool

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def foresee(visit: Visit, key: str, *, since: date | None = None, step: Step = quietly) -> Foreseen:
    """Work out what publishing a draft today would change.  Raises Refused R401 while the draft has errors."""
    found = draft(visit, key)
    vetted = _vetted(visit, found)
    since = supervised_since(found, since)
    seen = packs.foreseen(visit.database, visit.settings, vetted, on=visit.on, since=since, step=step)
    waiting = sum(rule.state in ("draft", "needs_review") for rule in vetted.pack.rules)
    return Foreseen(
        visit.now, f"{vetted.pack.name}@{vetted.pack.version}", seen.old, seen.as_of, seen.changes,
        len(seen.amendment.kept), seen.passed_over, len(seen.spoken), len(seen.unsent), waiting,
        _borne_by_nobody(visit, vetted.pack),
    )  # fmt: skip


def _borne_by_nobody(visit: Visit, pack: RulePack) -> tuple[str, ...]:
    """The titles of the rules in force whose bearer nobody in the register is today."""
    roster = with_sets(directory.roster(visit.database, visit.settings), pack)
    in_force = (rule for rule in pack.rules if rule.state == "active")
    lost = (rule for rule in in_force if not agencies_in(rule.bearer.set, pack.sets, roster, visit.on))
    return tuple(f"{rule.title}（由{say_set(rule.bearer.set, pack.sets)}承担）" for rule in lost)


def supervised_since(found: Draft, since: date | None) -> date | None:
    """From which day on a draft is supervised: as it was proposed, else as it is asked for."""
    return found.since if found.stage is Stage.PROPOSED else since


def outlook(visit: Visit, seen: Foreseen, *, how: str = "", text: str = "", page: int = 1) -> Outlook:
    """A page of what was foreseen; `how` narrows the list to one kind, `text` to what says it."""
    visit.viewer.permit(Deed.WRITE_RULES)
    listed = seen.changes(how, text)
    place = max(1, min(page, -(-len(listed) // PAGE)))
    return Outlook(
        seen,
        {kind: len(seen.changes(kind)) for kind in HOWS},
        tuple(listed[(place - 1) * PAGE : place * PAGE]),
        len(listed),
        place,
        visit.settings.second_person and seen.flips > 0,
    )


def propose(visit: Visit, key: str, *, seen: int, since: date | None = None) -> Draft:
    """Hand a draft to another person for approval.  Raises Refused R401 with every problem while it has errors."""
    found = open_draft(visit, key, seen)
    _vetted(visit, found)
    if found.stage is Stage.PROPOSED:
        raise Refused("X690", f"{found.by}已送请批准；请由另一人批准，或先改动文本再送")
    return step(visit, found, stage=Stage.PROPOSED, said="送请另一人批准", since=since)


def publish(visit: Visit, key: str, *, seen: int, since: date | None = None) -> Published:
    """Publish a draft: a proposed one as its second person, another one alone where no second person is needed.

    Raises Refused X691 when proposer and approver are one account, X692 when a second person is needed, R401 and S201
    as publishing does.
    """
    found = open_draft(visit, key, seen)
    approved = found.stage is Stage.PROPOSED
    if approved and found.account == visit.viewer.account.name:
        raise Refused("X691", "这份草案是您送请批准的，不能由您自己批准；请另一人用自己的账户登录后批准")
    vetted = _vetted(visit, found)
    if not approved:
        _alone(visit, vetted, since)
    by, second = _called(found, visit) if approved else (visit.actor.name, None)
    done = packs.enforce(
        visit.database, visit.settings, vetted, by=by, on=visit.on, now=visit.now, approved_by=second,
        since=found.since if approved else since,
    )  # fmt: skip
    step(visit, found, stage=Stage.PUBLISHED, said=f"发布 {done.name}@{done.version}", since=done.since)
    return done


def was_published(visit: Visit, key: str, *, seen: int) -> bool:
    """Whether the visitor himself has just published that very step: a button pressed twice was pressed once."""
    found = draft(visit, key)
    own = found.account == visit.viewer.account.name
    return own and found.stage is Stage.PUBLISHED and found.version == seen + 1


def _alone(visit: Visit, vetted: Vetted, since: date | None) -> None:
    seen = packs.foreseen(visit.database, visit.settings, vetted, on=visit.on, since=since)
    if visit.settings.second_person and seen.flips:
        raise Refused(
            "X692", f"会改变 {len(seen.flips)} 件已有的判定，须由另一人批准；请先“送请批准”，再由另一人登录批准"
        )


def _called(found: Draft, visit: Visit) -> tuple[str, str]:
    """How proposer and approver are written down: by account too when both go by one name."""
    account = visit.viewer.account
    if found.by.strip() != account.title.strip():
        return found.by, account.title
    return f"{found.by}（{found.account}）", f"{account.title}（{account.name}）"


def _vetted(visit: Visit, found: Draft) -> Vetted:
    return vetted_text(visit.database, visit.settings, found.text, found.title)


def _of_kind(changes: Sequence[Change], kind: str) -> list[Change]:
    return [each for each in changes if (each.flips if kind == "flips" else each.how == kind)]
