"""本级 house: whether the database is whole, and what the office needs is in it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from duban.clock import SHANGHAI
from duban.services.care.doctor.finding import Finding
from duban.services.care.ticking import Health, health
from duban.services.desk import Desk
from duban.services.rulebook import unknown_members
from duban.settings import Settings, shown
from engine.roster import exists
from engine.workdays import YearStatus
from store.session import reading
from store.soundness import faults, pages_are_guarded

LONGEST_SILENCE = timedelta(hours=36)


def findings(database: Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    """What the database itself says."""
    yield _soundness(database, settings)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        yield _calendar(desk, now.date())
        yield _packs(desk)
        yield _roster(desk, now.date())
    yield from _running(health(database, settings, now=now), now)


def _soundness(database: Engine, settings: Settings) -> Finding:
    """Whether every page and index of the database is in place."""
    torn = faults(database)
    if torn:
        says = f"数据库文件已损坏（{torn[0]}）；请停止使用，用 duban restore 从最近的备份恢复"
        return Finding("数据库", ok=False, says=says)
    says = f"{shown(settings.database_url)}（{settings.jurisdiction}）"
    advice = "；没有开页校验，磁盘坏了一个字节查不出，建议停库后运行 pg_checksums --enable"
    return Finding("数据库", ok=True, says=says if pages_are_guarded(database) else says + advice)


def _calendar(desk: Desk, today: date) -> Finding:
    """Whether the notices for this year, and from December on for the next, are on file."""
    wanted = [today.year] + ([today.year + 1] if today.month == 12 else [])
    lacking = [year for year in wanted if desk.calendar.status(year) is not YearStatus.PUBLISHED]
    last = max((year for year in desk.calendar.years if desk.calendar.status(year) is YearStatus.PUBLISHED), default=0)
    if lacking:
        years = "、".join(str(year) for year in lacking)
        return Finding(
            "工作日历",
            ok=False,
            says=f"{years} 年放假安排没有录入，相关时限只能暂定；公布后请更新本软件，或用 duban calendar load 录入",
        )
    return Finding("工作日历", ok=True, says=f"已公布到 {last} 年")


def _packs(desk: Desk) -> Finding:
    packs = list(desk.book.packs())
    if not packs:
        return Finding("规则包", ok=False, says="还没有发布规则包；请运行 duban pack publish 文件")
    unknown = sorted({member for pack in packs for _, member in unknown_members(desk.roster, pack)})
    if unknown:
        names = "、".join(unknown[:10])
        return Finding("规则包", ok=False, says=f"规则里的单位在名册里查不到：{names}；请补登记单位、别名或单位组")
    return Finding("规则包", ok=True, says="、".join(f"{pack.name}@{pack.version}" for pack in packs))


def _roster(desk: Desk, today: date) -> Finding:
    """Whether every agency has somebody who can be written to."""
    agencies = {each.id: each.name for each in desk.roster.agencies if exists(each, today)}
    reached = {who.agency for who in desk.roster.people if who.post and who.email and exists(who, today)}
    silent = sorted(name for id_, name in agencies.items() if id_ not in reached)
    if not agencies:
        return Finding("名册", ok=False, says="名册是空的；请运行 duban agencies load 和 duban people load")
    if silent:
        names = "、".join(silent[:10]) + ("等" if len(silent) > 10 else "")
        return Finding("名册", ok=False, says=f"{len(silent)} 个单位没有可通知的人：{names}；请补录联络员和邮箱")
    return Finding("名册", ok=True, says=f"{len(agencies)} 个单位都有可通知的人")


def _running(found: Health, now: datetime) -> Iterator[Finding]:
    ran = found.last_tick.astimezone(SHANGHAI) if found.last_tick else None
    if ran is None:
        yield Finding(
            "守护进程", ok=False, says="还没有运行过；请用 duban daemon 常驻运行，或定时运行 duban daemon --once"
        )
    elif now - ran > LONGEST_SILENCE:
        yield Finding("守护进程", ok=False, says=f"上次运行是 {ran:%Y-%m-%d %H:%M}，已停了很久；请检查服务")
    else:
        yield Finding("守护进程", ok=True, says=f"上次运行 {ran:%Y-%m-%d %H:%M}")
    waited = (now.date() - found.late_since).days if found.late_since else 0
    trouble = found.in_doubt + found.dead + (waited > 1)
    says = f"待发 {found.outbox} 封，存疑 {found.in_doubt} 封，发不出 {found.dead} 封"
    says += f"，最早的一封应于 {found.late_since} 发出，已过 {waited} 天" if found.late_since else ""
    yield Finding("发件箱", ok=not trouble, says=says + ("；请用 duban notices list 查看并处理" if trouble else ""))
