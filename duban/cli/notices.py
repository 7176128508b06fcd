"""通知与发信的命令：notices list, show, release, cancel; send."""

from datetime import date, datetime, time
from typing import Annotated, Any, cast

import typer

from duban.cli import answers, deadletters, outbox, silencing
from duban.cli.options import By, Config, Csv, Json, Limit, On, Reason, chosen, day, office, written_day

commands = typer.Typer()
kept = typer.Typer()
kept.add_typer(outbox.commands)
kept.add_typer(silencing.commands, name="silence", help="静默：暂时不发某一范围的通知。", no_args_is_help=True)
kept.add_typer(deadletters.commands, name="dead", help="死信：发不出的信，由人处理。", no_args_is_help=True)
HEADINGS = {
    "key": "编号",
    "paper": "文书",
    "agency": "单位",
    "matter": "事项",
    "due_on": "应发日",
    "state_zh": "状态",
    "said_on": "发出日",
    "held_zh": "暂压",
}
Key = Annotated[str, typer.Argument(metavar="编号", help="通知编号，或其开头几位。")]
Role = Annotated[str, typer.Option("--role", help="officer 督办专员，leader 领导。")]


@kept.command("list")
def listed(
    state: Annotated[
        str | None, typer.Option("--state", help="planned、held 待签发、bundled 已成文、skipped、cancelled。")
    ] = None,
    number: Annotated[str | None, typer.Option("--of", metavar="编号", help="只列这件应办事项的。")] = None,
    agency: Annotated[str | None, typer.Option("--agency", metavar="单位", help="只列这个单位的。")] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="文书", help="只列这种文书，如 催办通知书。")] = None,
    first: Annotated[date | None, typer.Option("--from", parser=written_day, metavar="日期", help="应发日从。")] = None,
    last: Annotated[date | None, typer.Option("--to", parser=written_day, metavar="日期", help="应发日到。")] = None,
    limit: Limit = 1000,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """列出通知。"""
    from duban.services.speech import notices
    from engine.nouns import NoticeState

    wanted = None if state is None else chosen(NoticeState, state, "--state")
    with office(config) as house:
        rows = notices.listed(
            house.database,
            house.settings,
            on=day(on),
            state=wanted,
            number=number,
            agency=agency,
            paper=paper,
            due_from=first,
            due_by=last,
            limit=limit,
        )
    answers.say_table(rows, HEADINGS, as_json=as_json, as_csv=as_csv)


@kept.command()
def show(key: Key, on: On = None, config: Config = None, as_json: Json = False) -> None:
    """看一份通知：已成文的函件，或待签发文书的草稿。"""
    from duban.services.speech import notices

    with office(config) as house:
        found = notices.shown(house.database, house.settings, key, on=day(on))
    answers.say(found, as_json=as_json, text=lambda: _told(found))


def _told(found: dict[str, Any]) -> str:
    """A notice for a person: itself, its letters with every attempt, or the draft."""
    from duban.clock import SHANGHAI

    lines = answers.lines(found, HEADINGS)
    for letter in found["letters"]:
        lines.append(f"函件：{letter['recipient']} {letter['subject']}（{letter['stage_zh']}）")
        lines += [
            f"  {each['at'].astimezone(SHANGHAI):%Y-%m-%d %H:%M} {each['stage_zh']}：{each['answer']}"
            for each in letter["attempts"]
        ]
    return "\n".join([*lines, str(found.get("draft", ""))])


@kept.command()
def why(key: Key, on: On = None, config: Config = None, as_json: Json = False) -> None:
    """为什么发了，或者为什么还没有发：逐条说明。"""
    from duban.clock import now
    from duban.services.speech import notices

    with office(config) as house:
        found = notices.why(house.database, house.settings, key, on=day(on), now=now())
    reasons = cast("list[str]", found["because"])
    answers.say(found, as_json=as_json, text="\n".join([*answers.lines(found, HEADINGS), *reasons]))


@kept.command()
def undo(key: Key, by: By, role: Role = "officer", on: On = None, config: Config = None, as_json: Json = False) -> None:
    """撤回签发：信还没有发出时有效，文书回到待签发，文号作废。"""
    from duban.clock import now
    from duban.services.casefile.tasks import Actor
    from duban.services.speech import releasing
    from engine import nouns

    who = Actor(by, chosen(nouns.Role, role, "--role"))
    with office(config) as house:
        fresh = releasing.undo(house.database, house.settings, key, who, on=day(on), now=now())
    answers.say(fresh, as_json=as_json, text=f"已撤回，{fresh.paper}重新待签发，编号 {fresh.key[:8]}。")


@kept.command()
def release(
    key: Key,
    by: By,
    role: Role = "officer",
    urgent: Annotated[
        bool, typer.Option("--now", help="急件：不等公文发出的时刻（设置 papers_at），随下一批信发出。")
    ] = False,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """签发一份待签发的通知：督办单由督办机构负责人，通报、约谈由分管领导，移送由政府主要负责人签发。"""
    from duban.clock import now
    from duban.services.casefile.tasks import Actor
    from duban.services.speech import releasing
    from engine import nouns

    who = Actor(by, chosen(nouns.Role, role, "--role"))
    with office(config) as house:
        done = releasing.release(house.database, house.settings, key, who, on=day(on), now=now(), urgent=urgent)
    ids = [letter.message_id for letter in done.letters]
    shown = {"notice": done.notice, "letters": ids, "leaves_at": done.leaves_at}
    when = f"{done.leaves_at:%Y-%m-%d %H:%M} 发出，此前" if done.leaves_at else "随下一批信发出，发出前"
    advice = f"可用 duban notices undo {done.notice.key[:8]} 撤回"
    answers.say(shown, as_json=as_json, text=f"已签发 {done.notice.paper}，成函 {len(ids)} 封，{when}{advice}。")


@kept.command()
def cancel(
    key: Key,
    by: By,
    reason: Reason,
    role: Role = "officer",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """撤销一份还没有发出的通知。"""
    from duban.clock import now
    from duban.services.casefile.tasks import Actor
    from duban.services.speech import releasing
    from engine import nouns

    who = Actor(by, chosen(nouns.Role, role, "--role"))
    with office(config) as house:
        done = releasing.cancel(house.database, house.settings, key, who, reason=reason, now=now())
    answers.say(done, as_json=as_json, text=f"已撤销 {done.paper}。")


@commands.command()
def send(
    once: Annotated[
        bool, typer.Option("--once", help="把到时的发完就结束（目前总是如此；常驻发送用 duban daemon）。")
    ] = False,
    any_hour: Annotated[bool, typer.Option("--now", help="不等发送时段（工作日 9:00—17:00），立即发送。")] = False,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """发送到时的函件；没发出的会按退避时间再试，来历不明的不会悄悄重发。"""
    from duban.clock import SHANGHAI, now
    from duban.services.post import sending
    from notifications.deliver import transport_for

    del once
    at = now() if on is None else datetime.combine(on, time(10), tzinfo=SHANGHAI)
    clock = now if on is None else lambda: at
    with office(config) as house:
        transport = transport_for(house.settings.transport_url)
        try:
            done = sending.send(house.database, house.settings, transport, now=at, any_hour=any_hour, clock=clock)
        finally:
            transport.close()
    if done.paused:
        text = f"发信已暂停：{done.paused.reason}；核对后请用 duban notices resume 放行。"
    elif done.waiting_until:
        text = f"现在不在发送时段，等到 {done.waiting_until:%Y-%m-%d %H:%M}；要立即发送请加 --now。"
    else:
        failed = f"稍后再试 {done.temporary} 封，退回 {done.permanent} 封，存疑 {done.in_doubt} 封"
        text = f"发出 {done.accepted} 封，{failed}。"
    answers.say(done, as_json=as_json, text=text)
