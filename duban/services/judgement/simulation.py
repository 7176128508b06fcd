"""推演 simulate: which verdicts and notices a span of days brings; with a second pack, what that would change.

Nothing is written and nothing is sent.  The days are lived on the facts of the register, or on made-up ones from a file
in their place.  A trial pack comes into force on the first day as publishing it would bring it into force.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine

from duban.services.casefile.fact_rows import COLUMNS
from duban.services.casefile.facts import read_rows
from duban.services.desk import Desk, Step
from duban.services.judgement.casework import Imagined, judged
from duban.services.judgement.expansion import events_of, expanded, laid, met_of
from duban.services.judgement.replaying import Happening, Replay, replay
from duban.services.plans.amendment import difference as difference_made
from duban.services.sheets.rows import read_sheet
from duban.settings import Settings
from engine.nouns import AnchorKind, Fact, Obligation, RulePack
from engine.source import Refused, errors
from engine.telling.codes import STANDING_ZH
from rules.load import load_text
from rules.marks import text_of
from rules.years import YEARS
from store import obligations
from store.session import reading


class Count(StrEnum):
    """What happenings are counted by."""

    DAY = "day"
    AGENCY = "agency"
    RUNG = "rung"


@dataclass(frozen=True)
class Simulation:
    """A replay of the rules in force, and one of the trial pack if there is one."""

    first: date
    last: date
    present: Replay
    trial: Replay | None = None

    @property
    def shown(self) -> Replay:
        """The replay asked for: that of the trial pack if there is one."""
        return self.trial or self.present

    def rows(self) -> list[dict[str, object]]:
        """Everything that would have come, by day; with a trial pack all that comes by either, and by which alone."""
        if self.trial is None:
            return [_named(dict(vars(each))) for each in self.present.happenings]
        both = Counter(self.present.happenings)
        tagged = [("" if both[each] else ONLY_TRIED, each) for each in self.trial.happenings]
        tagged += [(ONLY_PRESENT, each) for each in _only(self.present, self.trial)]
        order = sorted(tagged, key=lambda row: (row[1].day, row[1].obligation, row[1].rung, row[0]))
        return [_named({**vars(each), "differs": differs}) for differs, each in order]

    def counts(self, by: str) -> list[dict[str, object]]:
        """How many verdicts of each kind and notices of each rung would have come, by day, agency or rung.

        With a trial pack `present` is how many come by the rules in force.
        """
        counted = Counter(_counted(each, by) for each in self.shown.happenings)
        present = Counter(_counted(each, by) for each in self.present.happenings)
        columns = {"count": counted} if self.trial is None else {"count": counted, "present": present}
        names = ("day", "agency", "standing", "rung", "paper")
        return [
            _named(dict(zip(names, key, strict=True)) | {name: column[key] for name, column in columns.items()})
            for key in sorted(counted | present)
        ]

    def answer(self) -> dict[str, object]:
        """The replay as JSON shows it."""
        return {
            "from": self.first,
            "to": self.last,
            "verdicts": [each for each in self.shown.happenings if not each.rung],
            "notices": [each for each in self.shown.happenings if each.rung],
            "standings": dict(sorted(Counter(each.standing for each in self.shown.final.values()).items())),
            "counts": {by.value: self.counts(by) for by in Count},
            "difference": None if self.trial is None else difference(self.present, self.trial),
        }

    @property
    def told(self) -> str:
        """The replay in a few lines, what a trial pack changes one by one."""
        papers = Counter(each.paper for each in self.shown.happenings if each.rung)
        standings = Counter(each.standing for each in self.shown.final.values())
        lines = [f"{self.first} 至 {self.last}，最后一日的判定："]
        lines += [f"  {STANDING_BY_NAME[name]}  {count} 件" for name, count in sorted(standings.items())]
        lines.append("其间的文书：" if papers else "其间没有文书。")
        lines += [f"  {paper}  {count} 份" for paper, count in sorted(papers.items())]
        if self.trial is not None:
            lines += _difference_told(difference(self.present, self.trial))
        return "\n".join(lines)


ONLY_TRIED, ONLY_PRESENT = "试行才有", "现行才有"
STANDING_BY_NAME = {standing.value: words for standing, words in STANDING_ZH.items()}


def _named(row: dict[str, object]) -> dict[str, object]:
    """A row with its standing in Chinese beside the code."""
    return {**row, "standing_zh": STANDING_BY_NAME.get(str(row["standing"]), "")}


def _counted(one: Happening, by: str) -> tuple[str, str, str, str, str]:
    """What a happening is counted under: its day or agency if asked for, and what came."""
    day, agency = one.day.isoformat() if by == "day" else "", one.agency if by == "agency" else ""
    return day, agency, "" if one.rung else one.standing, one.rung, one.paper


def _only(one: Replay, other: Replay) -> list[Happening]:
    """What comes by one of two replays alone."""
    both = set(other.happenings)
    return [each for each in one.happenings if each not in both]


def _difference_told(found: Mapping[str, Sequence[Mapping[str, object]]]) -> Iterator[str]:
    """What a trial pack changes: how many of each, then each duty that would stand otherwise on the last day."""
    n = {name: len(rows) for name, rows in found.items()}
    came, gone = (_verdicts_and_papers(found[name]) for name in ("came", "gone"))
    yield f"与现行规则的差别：最后一日 {n['flipped']} 件判定不同，新增 {n['added']} 件，不再有 {n['removed']} 件。"
    for name, was, now in (("flipped", "was", "standing"), ("added", "", "standing"), ("removed", "standing", "")):
        for row in found[name]:
            change = " → ".join(STANDING_BY_NAME[str(row[key])] if key else "（无）" for key in (was, now))
            yield f"  {row['agency']}  {row['matter']}  {row['window']}  {change}"
    yield f"其间试行才有的{came}；现行才有的{gone}。加 --csv 逐条列出。"


def _verdicts_and_papers(rows: Sequence[Mapping[str, object]]) -> str:
    papers = sum(bool(row["rung"]) for row in rows)
    return f"判定变化 {len(rows) - papers} 次、文书 {papers} 份"


def difference(present: Replay, trial: Replay) -> dict[str, list[dict[str, object]]]:
    """Obligations that would stand otherwise on the last day, that would be new, or that would be gone.

    Beside them every verdict and notice of the days between that `came` by the trial alone, or is `gone` with it.
    """
    both = sorted(present.final.keys() & trial.final.keys())
    return {
        "flipped": [
            {**vars(trial.final[key]), "was": present.final[key].standing}
            for key in both
            if present.final[key].standing != trial.final[key].standing
        ],
        "added": [dict(vars(trial.final[key])) for key in sorted(trial.final.keys() - present.final.keys())],
        "removed": [dict(vars(present.final[key])) for key in sorted(present.final.keys() - trial.final.keys())],
        "came": [dict(vars(each)) for each in _only(trial, present)],
        "gone": [dict(vars(each)) for each in _only(present, trial)],
    }


def simulate(
    database: Engine,
    settings: Settings,
    *,
    first: date,
    last: date,
    pack: Path | None = None,
    since: date | None = None,
    facts: Path | None = None,
    step: Step | None = None,
) -> Simulation:
    """Replay the days from `first` to `last` by the rules in force, and by those of `pack` too if it is given.

    That pack is taken to be supervised from `since` on, as it would be published.

    With `facts` the days are lived on the facts of that file in the place of those on the register.

    Raises Refused X511 when the days are in the wrong order, X512 when the facts do not read, R401 when the pack does
    not load.
    """
    if last < first:
        raise Refused("X511", f"结束日 {last} 早于开始日 {first}；请调换")
    with reading(database, settings.jurisdiction) as session:
        invented = None if facts is None else invented_facts(Desk(session), facts)
        desk = Desk(session, invented=invented)
        owed = owed_by(desk, last)
        present = replay(desk, owed, first, last, step)
        if pack is None:
            return Simulation(first, last, present)
        new, text = _loaded(pack)
        trial = Desk(session, desk.book.with_pack(new, text, first, since), invented=invented)
        after = _amended(desk, trial, new, owed, first, last)
        return Simulation(first, last, present, replay(trial, after, first, last, step))


def invented_facts(desk: Desk, file: Path) -> tuple[Fact, ...]:
    """The facts of a file, written as for recording; one that gives no day of receipt was received when it happened.

    They may lie in days to come: a replay knows nothing of a fact before it was received.

    Raises Refused X512 with what is wrong with its rows.
    """
    sheet = read_sheet(file, COLUMNS)
    rows = sheet.rows("facts", "")
    good, problems = read_rows(desk, rows, date(YEARS[-1], 12, 31))
    found = tuple(sorted([*sheet.problems, *problems]))
    if errors(found):
        raise Refused("X512", f"{file} 里的事实有错误，不能推演；请先改正", errors(found))
    return tuple(
        fact if row.get("recorded") else replace(fact, recorded=fact.day) for fact, row in zip(good, rows, strict=True)
    )


def owed_by(desk: Desk, last: date) -> list[Obligation]:
    """What has been entered, and what the rules on the desk still call for, up to a day."""
    found: list[Obligation] = []
    for pack in desk.book.packs():
        entered = [each.obligation for each in obligations.find(desk.session, pack=pack.name)]
        known = {one.key for one in entered}
        found += [*entered, *(one for one in laid(desk, pack, _called_for(desk, pack, last)) if one.key not in known)]
    return [one for one in found if one.window.first <= last]


def _called_for(desk: Desk, pack: RulePack, last: date) -> list[Obligation]:
    """The windows of a pack up to a day; a chain grows link by link as its duties are met."""
    events, met = events_of(desk, pack), {place: list(days) for place, days in met_of(desk, pack).items()}
    chained = {rule.id for rule in pack.rules if rule.window.anchor.kind is AnchorKind.LAST_MET}
    while True:
        found = expanded(desk, pack, last, events, met)
        links = _newest([one for one in found if one.rule in chained and one.window.first <= last])
        if not links:
            return found
        verdicts = judged(desk, links, last, among=Imagined(found))
        reached = {(one.rule, one.bearer): verdicts[one.key].tally.reached_on for one in links}
        new = {place: day for place, day in reached.items() if day is not None and day not in met.get(place, ())}
        if not new:
            return found
        met = {**met, **{place: [*met.get(place, ()), day] for place, day in new.items()}}


def _newest(chain: Sequence[Obligation]) -> list[Obligation]:
    """The last link of every chain."""
    found: dict[tuple[str, str], Obligation] = {}
    for one in sorted(chain, key=lambda each: each.window):
        found[one.rule, one.bearer] = one
    return list(found.values())


def _amended(
    desk: Desk, trial: Desk, new: RulePack, owed: Sequence[Obligation], first: date, last: date
) -> list[Obligation]:
    """What is owed once `new` has come into force on the first day, as publishing it would have it."""
    old = next((pack for pack in desk.book.packs() if pack.name == new.name), None)
    known = {one.key for one in owed}
    if old is None:
        return [*owed, *(one for one in owed_by(trial, last) if one.key not in known)]
    entered = [one for one in owed if one.pack == new.name]
    found = difference_made(desk, trial, old, new, first, entered)
    made = found.amendment
    after = [*made.kept, *made.rebased, *found.over, *made.added]
    return [*(one for one in owed if one.pack != new.name), *(one for one in after if one.window.first <= last)]


def _loaded(file: Path) -> tuple[RulePack, str]:
    """A pack and its text.  Raises Refused R401 when it does not load."""
    text, problems = text_of(file)
    pack, found = load_text(text, str(file)) if not problems else (None, tuple(problems))
    if pack is None:
        raise Refused("R401", "规则包有错误，不能推演；请先改正", errors(found))
    return pack, text
