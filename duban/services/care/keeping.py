"""守夜 keeping: the rounds of the night — backup, log, pages, a backup restored, calendar, old keys — each in its slot;
and every hour a look whether a byte changed that nobody wrote.

A round that was done claims its slot; what it found is kept, so that `duban doctor` and the console can say it.
Whatever two daemons do twice here harms nobody.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Engine

from duban.services.accounts import forget_tries
from duban.services.care import audit, paging, reserve
from duban.services.care.backup import backup
from duban.services.care.rehearsal import rehearse
from duban.services.casefile.once import forget_old_keys
from duban.services.jobs.forgetting import forget_jobs
from duban.services.post.sending import worker
from duban.services.rulebook import working_calendar
from duban.settings import Settings
from engine.source import Refused
from engine.workdays import YearStatus
from store import evidence, office_notes, ticks
from store import settings as kept
from store.office_notes import Note
from store.session import Session, reading, transaction
from store.soundness import faults
from store.vault import Vault

NIGHT_HOUR = 1
"""From this hour on the rounds of a day are made."""
ANNOUNCED_BY = (11, 20)
"""Month and day by which the holidays of the next year have usually been announced."""
FOUND = "round."
ROUND_ZH = {
    "backup": ("备份", "请检查备份文件夹的空间和权限，再运行 duban backup 文件"),
    "rehearsal": ("恢复演练", "请换一份备份用 duban restore --to 核对，并尽快另做一份备份"),
    "audit": ("历史核对", "请停用，运行 duban audit verify 查看位置，并从备份核对"),
    "pages": ("逐页核对", "请停用，用 duban restore 从最近的备份恢复；佐证文件从备份的 evidence/ 恢复"),
    "bytes": ("逐字节核对", "请停用，用 duban restore 从最近的备份恢复"),
    "keys": ("清理过期的操作号和后台结果", "请查看守护进程日志"),
    "calendar": ("日历预警", "请在放假安排公布后更新本软件，或用 duban calendar load 录入"),
}
"""What each round is called, and what to do when it finds something."""
TOLD_ZH = {
    "code": "编码", "message": "原因", "events": "日志条数", "verdicts": "重新判定件数", "differ": "判定不同",
    "broken": "断开处", "damaged": "受损处", "pages": "受损的页", "files": "受损的文件", "since_last": "与上次相比",
    "file": "备份", "lacking": "未公布的年份",
}  # fmt: skip
"""What a person calls the particulars that a round keeps."""
Work: TypeAlias = Callable[[Engine, Settings, datetime], "Found"]


@dataclass(frozen=True)
class Found:
    """What a round found: whether all is well, and its particulars for the log and the doctor."""

    ok: bool
    told: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """A round that was made at a moment, and what it found."""

    name: str
    at: datetime
    ok: bool
    told: Mapping[str, object]


def rounds(database: Engine, settings: Settings, *, now: datetime) -> Iterator[Done]:
    """Make the rounds that are due, one after the other; each is told when it is done."""
    if now.hour < NIGHT_HOUR:
        return
    for name, (slot_of, work) in ROUNDS.items():
        slot = slot_of(now)
        with reading(database, settings.jurisdiction) as session:
            last = ticks.last(session, name)
        if last is None or last.slot != slot:
            yield _made(database, settings, name, slot, work, now)


def last_found(database: Engine, settings: Settings) -> dict[str, Done]:
    """What each round found when it was last made."""
    with reading(database, settings.jurisdiction) as session:
        every = kept.listed(session)
    found = {name.removeprefix(FOUND): json.loads(value) for name, value in every.items() if name.startswith(FOUND)}
    return {
        name: Done(name, datetime.fromisoformat(each["at"]), each["ok"], each["told"]) for name, each in found.items()
    }


def _made(database: Engine, settings: Settings, name: str, slot: str, work: Work, now: datetime) -> Done:
    """Make one round, and keep what it found; trouble that a person can mend is what it found."""
    try:
        found = work(database, settings, now)
    except Refused as refused:
        found = Found(ok=False, told={"code": refused.code, "message": refused.message})
    with transaction(database, settings.jurisdiction) as session:
        ticks.claim(session, name, slot, by=worker(), at=now)
        if not found.ok and not _told_today(session, name, found, now):
            title, advice = ROUND_ZH[name]
            says = f"夜间{title}发现问题：{in_words(found.told)}；{advice}"
            office_notes.add(session, [Note(now, "X456", title, says)])
        kept.put(session, FOUND + name, json.dumps({"at": now.isoformat(), "ok": found.ok, "told": dict(found.told)}))
    return Done(name, now, found.ok, found.told)


def _told_today(session: Session, name: str, found: Found, now: datetime) -> bool:
    """Whether the round before, on the same day, found the very same."""
    before = kept.get(session, FOUND + name)
    last = json.loads(before) if before else {}
    same = bool(last) and last["told"] == json.loads(json.dumps(dict(found.told)))
    return same and datetime.fromisoformat(last["at"]).date() == now.date()


def in_words(told: Mapping[str, object]) -> str:
    """The particulars of what a round found, in a line for a person."""
    said = ((TOLD_ZH.get(name, name), value) for name, value in told.items() if value)
    return "，".join(
        f"{name} {'、'.join(map(str, value)) if isinstance(value, list) else value}" for name, value in said
    )[:200]


def _back_up(_database: Engine, settings: Settings, now: datetime) -> Found:
    """Tonight's backup, those too many taken away, and the reserve laid."""
    reserve.lay(settings)
    folder = settings.backups_folder
    folder.mkdir(parents=True, exist_ok=True)
    to = folder / f"duban-{now:%Y%m%d}.db"
    if not to.exists():
        backup(settings, to)
    for old in backups(settings)[settings.backups_kept :]:
        old.unlink(missing_ok=True)
    return Found(ok=True, told={"file": str(to), "bytes": to.stat().st_size})


def backups(settings: Settings) -> list[Path]:
    """The backups of every night, the latest first."""
    return sorted(settings.backups_folder.glob("duban-????????.db"), reverse=True)


def _verify_history(database: Engine, settings: Settings, now: datetime) -> Found:
    """History verified as it was sealed; what was added since is sealed only if all is well."""
    found = audit.verify(database, settings)
    damaged = [f"{each.table} {each.where}" for each in found.damaged[:20]]
    sealed = audit.seal(database, settings, now=now) if found.sound else 0
    told = {"events": found.events, "broken": list(found.broken[:20]), "damaged": damaged, "sealed": sealed}
    return Found(ok=found.sound, told=told)


def _verify_pages(database: Engine, settings: Settings, _now: datetime) -> Found:
    """Every page and reference of the database, and every byte of evidence."""
    with reading(database, settings.jurisdiction) as session:
        spoken_of = list(evidence.files(session))
    damaged = [f"{each.sha256} {each.why}" for each in Vault(settings.evidence_folder).damaged(spoken_of)]
    torn = faults(database, thorough=True)
    return Found(ok=not torn and not damaged, told={"pages": torn[:5], "files": damaged[:20]})


def _verify_bytes(database: Engine, settings: Settings, now: datetime) -> Found:
    """Every byte of every page that nobody wrote."""
    changed = paging.look(database, settings, now=now)
    return Found(ok=not changed, told={"pages": (changed or [])[:20], "since_last": changed is not None})


def _rehearse(_database: Engine, settings: Settings, _now: datetime) -> Found:
    """The latest backup restored elsewhere."""
    latest = next(iter(backups(settings)), None)
    if latest is None:
        return Found(ok=False, told={"message": "还没有备份"})
    done = rehearse(settings, latest)
    told = {"file": done.file, "events": done.events, "verdicts": done.verdicts, "differ": list(done.differ[:20])}
    return Found(ok=done.ok, told=told)


def _watch_calendar(database: Engine, settings: Settings, now: datetime) -> Found:
    """Whether the working days of this year, and late in the year of the next, are known."""
    with reading(database, settings.jurisdiction) as session:
        calendar = working_calendar(session)
    wanted = [now.year] + ([now.year + 1] if (now.month, now.day) >= ANNOUNCED_BY else [])
    lacking = [year for year in wanted if calendar.status(year) is not YearStatus.PUBLISHED]
    return Found(ok=not lacking, told={"lacking": lacking})


def _forget(database: Engine, settings: Settings, now: datetime) -> Found:
    """Keys of operations that nobody sends again, outcomes of long work that nobody reads, old tries to sign in."""
    keys = forget_old_keys(database, settings, now=now)
    with transaction(database, settings.jurisdiction) as session:
        return Found(ok=True, told={"forgotten": keys + forget_jobs(session, now) + forget_tries(session, now)})


def _hourly(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H}"


def _daily(now: datetime) -> str:
    return now.date().isoformat()


def _weekly(now: datetime) -> str:
    year, week, _ = now.isocalendar()
    return f"{year}-W{week:02}"


ROUNDS: Mapping[str, tuple[Callable[[datetime], str], Work]] = {
    "backup": (_daily, _back_up),
    "audit": (_daily, _verify_history),
    "calendar": (_daily, _watch_calendar),
    "keys": (_daily, _forget),
    "pages": (_weekly, _verify_pages),
    "rehearsal": (_weekly, _rehearse),
    "bytes": (_hourly, _verify_bytes),
}
