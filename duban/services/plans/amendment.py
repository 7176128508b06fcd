"""生效差异 activation: what a pack would change if it came into force on a day, and the change itself (semantics 7).

`difference` works everything out in memory and `enact` writes exactly that, so what is shown before is what happens.
Nothing is deleted and no verdict row is edited: obligations are frozen anew under their keys, each told in the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from duban.services.casefile.setting_aside import set_aside
from duban.services.desk import Desk, Step, quietly
from duban.services.judgement.casework import Imagined, dossiers_of, judged
from duban.services.judgement.expansion import called_for, passed_over
from duban.services.paperwork.views import matter
from duban.services.rulebook import ladders
from engine.judging.amended import MOVABLE
from engine.nouns import Dossier, Notice, NoticeState, Obligation, RulePack, Standing, Verdict
from engine.owing.amend import Amendment, amend, change_day, held_to, same_duty, superseded
from engine.telling.codes import STANDING_ZH
from notifications.policy import UNSENT
from store import events, notices, obligations, successions, verdicts
from store.events import Entry
from workflows.standard import Action

STAGES = 5
"""Reading the files, judging by the old rules, laying what is owed, judging by the new ones, telling the changes."""
HOW_ZH = {"added": "新增", "rebased": "改按新版", "superseded": "不再办理", "kept": "照旧"}


@dataclass(frozen=True)
class Change:
    """One obligation that a new version touches: how, and its standing before and after; None where there is none."""

    obligation: str
    agency: str
    matter: str
    window: str
    how: str
    was: Standing | None = None
    now: Standing | None = None
    successor: str | None = None

    @property
    def flips(self) -> bool:
        """Whether the verdict on something already entered becomes another, or ends."""
        return self.how == "superseded" or (self.how != "added" and self.was is not self.now)

    def row(self) -> dict[str, object]:
        """The change as a line of a list."""
        said = {"how_zh": HOW_ZH[self.how], "was_zh": _said(self.was), "now_zh": _said(self.now), "flips": self.flips}
        return {**vars(self), **said}


@dataclass(frozen=True)
class Difference:
    """All that a pack would change on a day: against what is in force, or against another pack."""

    pack: str
    old: str | None
    new: str
    as_of: date
    amendment: Amendment = Amendment()
    changes: tuple[Change, ...] = ()
    was: Mapping[str, Verdict] = field(default_factory=dict)
    now: Mapping[str, Verdict] = field(default_factory=dict)
    spoken: tuple[Notice, ...] = ()
    unsent: tuple[Notice, ...] = ()
    over: tuple[Obligation, ...] = ()
    passed_over: int = 0
    since: date | None = None

    @property
    def flips(self) -> list[Change]:
        """The changes that give something already entered another verdict."""
        return [change for change in self.changes if change.flips]

    def rows(self) -> list[dict[str, object]]:
        """The changes as a list."""
        return [change.row() for change in self.changes]

    def counts(self) -> dict[str, int]:
        """How many obligations are added, rebased, superseded, kept, and how many verdicts flip."""
        kinds = ("added", "rebased", "superseded", "kept")
        return {**{kind: len(getattr(self.amendment, kind)) for kind in kinds}, "flipped": len(self.flips)}

    def answer(self) -> dict[str, object]:
        """The difference as JSON shows it."""
        told = [{"notice": each.key, "obligation": each.obligation, "paper": each.paper, "said_on": each.said_on}
                for each in self.spoken]  # fmt: skip
        return {
            "pack": self.pack,
            "from": self.old,
            "to": self.new,
            "as_of": self.as_of,
            "obligations": self.counts(),
            "supervised": {"since": self.since, "passed_over": self.passed_over},
            "standings": {"before": _tallied(self.was), "after": _tallied(self.now)},
            "notices": {"based_on_superseded_text": told, "to_be_withdrawn": len(self.unsent)},
            "changes": self.rows(),
        }

    @property
    def told(self) -> str:
        """The difference in a few lines, the flips one by one."""
        n = self.counts()
        against = f"与现行版本 {self.old} 相比（按 {self.as_of} 判）"
        first = f"新增 {n['added']} 件，改按新版 {n['rebased']} 件，不再办理 {n['superseded']} 件"
        lines = [f"{against}：{first}，照旧 {n['kept']} 件；判定改变 {n['flipped']} 件。"]
        lines += [
            f"  {c.agency}  {c.matter}  {c.window}  {_said(c.was)} → {_said(c.now)}"
            + (f"（接续 {c.successor[:16]}）" if c.successor else "")
            for c in self.flips
        ]
        if self.since is not None:
            lines.append(supervised_told(self.since, self.passed_over))
        if self.spoken:
            lines.append(f"依据旧文本已发出的通知 {len(self.spoken)} 份，请核对是否需要另行函告更正：")
            lines += [f"  {each.said_on} {each.paper}（{each.key[:16]}）" for each in self.spoken]
        if self.unsent:
            lines.append(f"尚未发出、将重新判断的通知 {len(self.unsent)} 份。")
        return "\n".join(lines)


def supervised_told(since: date, passed_over: int) -> str:
    """From which day on a pack is supervised, and what that leaves out, in one sentence."""
    return f"自 {since} 起督办：应于此前办结的 {passed_over} 件不展开，也不判逾期。"


def difference(
    desk: Desk, trial: Desk, old: RulePack, new: RulePack, on: date, entered: Sequence[Obligation],
    step: Step = quietly,
) -> Difference:  # fmt: skip
    """What `new`, in force on the `trial` desk, makes of what was `entered` under `old` and its earlier versions."""
    step(0, STAGES)
    files = dossiers_of(desk, entered, on, on, among=Imagined(entered))
    step(1, STAGES)
    was = {one.key: desk.verdict(one, files[one.key], on, on) for one in entered}
    settled = {key for key, verdict in was.items() if verdict.standing not in MOVABLE}
    settled |= verdicts.breached(desk.session, was)
    entered = [_held(desk, one, files[one.key], new, on) if one.key in settled else one for one in entered]
    step(2, STAGES)
    origins = {heir: rows[0][0] for heir, rows in successions.origins(desk.session, was).items()}
    owed = called_for(trial, new, on, entered={one.key for one in entered})
    amendment = amend(old, new, entered, owed, on, settled=settled, origins=origins)
    over = _superseded(amendment, entered, new, on)
    over = [held_to(one, files[one.key].facts, desk.rule(one), on) if _is_over(one, on) else one for one in over]
    after = [*amendment.kept, *amendment.rebased, *over, *amendment.added]
    step(3, STAGES)
    now = judged(trial, after, on, among=Imagined(after))
    step(4, STAGES)
    changes = _changes(trial, amendment, entered, after, was, now, on)
    touched = sorted({c.obligation for c in changes if c.how != "added"})
    heard = [notice for some in notices.of_obligations(desk.session, touched).values() for notice in some]
    return Difference(
        new.name,
        f"{old.name}@{old.version}",
        f"{new.name}@{new.version}",
        on,
        amendment,
        changes,
        was,
        now,
        tuple(each for each in heard if each.said_on is not None and each.state is not NoticeState.SKIPPED),
        tuple(each for each in heard if each.said_on is None and each.state in UNSENT),
        tuple(over),
        passed_over(trial, new, on),
        trial.book.supervised_since(new),
    )


def _held(desk: Desk, one: Obligation, file: Dossier, new: RulePack, on: date) -> Obligation:
    """A settled obligation with the facts that settled it, where its rule changes."""
    rule = desk.rule(one)
    after = next((each for each in new.rules if each.id == rule.id), None)
    same = after is not None and after.state == "active" and same_duty(rule, after)
    return one if same else held_to(one, file.facts, rule, on)


def enact(desk: Desk, found: Difference, new: RulePack, *, by: str, on: date, now: datetime) -> None:
    """Write what `difference` found, all but the obligations added: those the expansion enters."""
    amendment, session = found.amendment, desk.session
    before = {each.obligation.key: each.obligation for each in obligations.find(session, pack=new.name)}
    anew = [one for one in amendment.rebased if one.pack_sha256 == new.sha256]
    obligations.rebase(session, anew, ladders=ladders(new))
    marked = {one.key: one.amended for one in amendment.rebased if one.pack_sha256 != new.sha256}
    marked |= {one.key: one.amended for one in amendment.kept if one.amended != before[one.key].amended}
    marked |= {one.key: one.amended for one in found.over}
    obligations.set_amended(session, marked)
    flipped = [change.obligation for change in found.flips]
    changed = verdicts.record(session, [found.now[key] for key in flipped])
    obligations.look_again(session, flipped)
    over = [change.obligation for change in found.changes if change.now is Standing.SUPERSEDED]
    reason = f"规则已修订为 {found.new}"
    cancelled = set_aside(desk, over, Action.CANCEL, by=by, on=on, now=now, reason=reason)
    told = [*_events(found, by, now), *(_verdict_event(each, now) for each in changed)]
    events.append(session, [*told, *cancelled])


def _superseded(amendment: Amendment, entered: Sequence[Obligation], new: RulePack, on: date) -> list[Obligation]:
    known = {one.key: one for one in entered}
    return [superseded(known[key], _day(new, known[key], on), heir) for key, heir in amendment.superseded]


def _is_over(one: Obligation, on: date) -> bool:
    return one.amended is not None and one.amended.ended is not None and one.amended.ended <= on


def _day(new: RulePack, one: Obligation, on: date) -> date:
    return change_day(new, next((rule for rule in new.rules if rule.id == one.rule), None), on)


def _changes(
    trial: Desk,
    amendment: Amendment,
    entered: Sequence[Obligation],
    after: Sequence[Obligation],
    was: Mapping[str, Verdict],
    now: Mapping[str, Verdict],
    on: date,
) -> tuple[Change, ...]:
    """Every obligation that is added, superseded, asked for something else, or judged otherwise."""
    known, heirs = {one.key: one for one in entered}, dict(amendment.superseded)
    rebased = {one.key for one in amendment.rebased}
    found = []
    for one in after:
        before = known.get(one.key)
        how = "added" if before is None else "superseded" if one.key in heirs else "rebased"
        how = how if how != "rebased" or one.key in rebased else "kept"
        stood = was[one.key].standing if before is not None else None
        told = Change(
            one.key, trial.name(one.bearer, on), matter(one, trial.rule(one)), one.window.label, how, stood,
            now[one.key].standing, heirs.get(one.key),
        )  # fmt: skip
        if how == "added" or told.flips or (before is not None and how == "rebased" and _asks_else(trial, before, one)):
            found.append(told)
    return tuple(sorted(found, key=lambda each: (each.agency, each.matter, each.window, each.obligation)))


def _asks_else(desk: Desk, before: Obligation, one: Obligation) -> bool:
    """Whether the new version asks something else of an obligation, or by another day."""
    same_days = (before.window, before.due, before.readings, before.amended) == (
        one.window, one.due, one.readings, one.amended
    )  # fmt: skip
    return not same_days or not same_duty(desk.rule(before), desk.rule(one))


def _events(found: Difference, by: str, now: datetime) -> Iterable[Entry]:
    """The change in the log: as a whole, then each obligation, then each notice that rests on the old text."""
    versions = {"from": found.old, "to": found.new}
    yield Entry(now, by, "pack.amend", found.pack, {**versions, **found.counts(), "as_of": found.as_of.isoformat()})
    for change in found.changes:
        if change.how in ("rebased", "superseded"):
            heir = {"successor": change.successor} if change.how == "superseded" else {}
            yield Entry(now, by, f"obligation.{_EVENT[change.how]}", change.obligation, {**versions, **heir})
    for notice in found.spoken:
        said_on = notice.said_on.isoformat() if notice.said_on else None
        told = {**versions, "obligation": notice.obligation, "paper": notice.paper, "said_on": said_on}
        yield Entry(now, by, "notice.superseded_text", notice.key, told)


_EVENT = {"rebased": "rebase", "superseded": "supersede"}


def _verdict_event(verdict: Verdict, now: datetime) -> Entry:
    since = verdict.since.isoformat() if verdict.since else None
    payload = {"standing": verdict.standing.value, "since": since, "as_of": verdict.as_of.isoformat()}
    return Entry(now, "system", "verdict.change", verdict.obligation, payload)


def _said(standing: Standing | None) -> str:
    return "（无）" if standing is None else STANDING_ZH[standing]


def _tallied(some: Mapping[str, Verdict]) -> dict[str, int]:
    standings = sorted(verdict.standing.value for verdict in some.values())
    return {name: standings.count(name) for name in dict.fromkeys(standings)}
