"""夜里 nights: what the daemon found by itself when it last made its rounds, and what it could not know."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine

from duban.services.care import following, keeping
from duban.services.care.doctor.finding import Finding, ill, well
from duban.services.desk import Desk
from duban.services.judgement.upkeep import differing
from duban.settings import Settings
from store import addresses, obligations
from store.session import reading, transaction
from store.soundness import archiving

OLDEST_BACKUP = timedelta(hours=36)
OLDEST_TURN = timedelta(minutes=3 * following.EVERY)
FOLLOWING = "随行副本"
SAMPLE = 500


def findings(database: Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    """The rounds, the tallies kept and the addresses that refuse letters."""
    made = keeping.last_found(database, settings)
    yield _backup(made.get("backup"), now)
    yield _following(database, settings, now)
    for name in ("rehearsal", "audit", "pages", "bytes", "calendar"):
        if name in made:
            yield _round(made[name])
    yield _tallies(database, settings)
    yield _addresses(database, settings)


def _backup(last: keeping.Done | None, now: datetime) -> Finding:
    subject, advice = keeping.ROUND_ZH["backup"]
    if last is None:
        return ill(subject, f"守护进程还没有做过备份；{advice}")
    if not last.ok or now - last.at > OLDEST_BACKUP:
        return ill(subject, f"最近一次 {last.at:%Y-%m-%d %H:%M}{_particulars(last)}；{advice}")
    return well(subject, f"最近一次 {last.at:%Y-%m-%d %H:%M}")


def _following(database: Engine, settings: Settings, now: datetime) -> Finding:
    """Whether the work of the last minutes could be had back."""
    if settings.database_file is None:
        how = archiving(database)
        advice = "没有 WAL 归档，磁盘坏了最多丢一天；要更短，见 docs/how-to/backup-and-restore.md"
        if how is not None and not how.ok:
            return ill(FOLLOWING, f"WAL 归档失败：{how.says}；请检查 archive_command 和归档的磁盘")
        return well(FOLLOWING, how.says if how is not None else advice)
    last = following.last_turn(settings)
    if last is None or now - last > OLDEST_TURN:
        when = f"最近一次 {last:%Y-%m-%d %H:%M}" if last is not None else "守护进程还没有做过"
        return ill(FOLLOWING, f"{when}；请检查守护进程和 {settings.following_folder} 的空间、权限")
    return well(FOLLOWING, f"最近一次 {last:%Y-%m-%d %H:%M}")


def _round(last: keeping.Done) -> Finding:
    subject, advice = keeping.ROUND_ZH[last.name]
    if last.ok:
        return well(subject, f"最近一次 {last.at:%Y-%m-%d %H:%M}，完好")
    return ill(subject, f"{last.at:%Y-%m-%d %H:%M} 发现问题{_particulars(last)}；{advice}")


def _particulars(last: keeping.Done) -> str:
    told = "" if last.ok else keeping.in_words(last.told)
    return f"（{told}）" if told else ""


def _tallies(database: Engine, settings: Settings) -> Finding:
    """Whether kept tallies say what measuring anew says, on a sample of the register."""
    with reading(database, settings.jurisdiction) as session:
        keys = [filed.obligation.key for filed in obligations.find(session, limit=SAMPLE)]
        found = differing(Desk(session), keys) if keys else []
    if found:
        says = f"抽查 {len(keys)} 件，{len(found)} 件的累计与重新计算不符"
        return ill("累计", f"{says}；请先后运行 duban doctor --mend、duban sweep 全部重算，并报告开发者")
    return well("累计", f"抽查 {len(keys)} 件，与重新计算相符")


def mend(database: Engine, settings: Settings) -> None:
    """Trust no tally any more: the next sweep measures and judges everything anew."""
    with transaction(database, settings.jurisdiction) as session:
        obligations.all_asked_anew(session)


def _addresses(database: Engine, settings: Settings) -> Finding:
    with reading(database, settings.jurisdiction) as session:
        bad = [each.address for each in addresses.listed(session) if each.state == "bad"]
    if bad:
        return ill("邮箱", f"{len(bad)} 个邮箱连续退信，已停发：{'、'.join(bad[:5])}；请核实后在名册中更正")
    return well("邮箱", "没有停发的邮箱")
