"""演示的结果表：agencies by lamp, notices by paper, the most overdue with their explanation, and what to try next."""

import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import which

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from duban.services.demo.outcome import Outcome, states_of
from workflows.standard import STATE_ZH

LAMPS = (
    ("green", "● 正常"),
    ("cured", "◐ 已补办"),
    ("yellow", "▲ 临期/宽限"),
    ("red", "■ 逾期"),
    ("blue", "？待确认"),
    ("grey", "○ 未到期"),
    ("hollow", "◇ 免办"),
)
PAPERS = (("sent", "已发"), ("held", "待签发"), ("skipped", "略过"), ("cancelled", "撤销"), ("bundled", "在途"))


def show(outcome: Outcome) -> str:
    """The outcome for a person, 100 columns wide."""
    out = io.StringIO()
    console = Console(file=out, width=100, highlight=False)
    console.print(_summary(outcome), "")
    console.print(_table("各单位应办事项", ("单位", *(name for _, name in LAMPS)), _by_agency(outcome)))
    console.print(_table("通知", ("文书", *(name for _, name in PAPERS)), _by_paper(outcome)))
    if outcome.overdue:
        console.print("逾期最久的事项")
    for number, each in enumerate(outcome.overdue, start=1):
        console.print(f"{number}. {each.agency}：{each.matter}（逾期 {each.days} 天，编号 {each.key[:10]}）")
        console.print(Padding(each.explanation, (0, 0, 0, 3)))
    console.print("", _next(outcome), sep="\n")
    return out.getvalue().rstrip()


def _summary(outcome: Outcome) -> str:
    counts = outcome.document
    tasks = "、".join(f"{STATE_ZH[state]} {number}" for state, number in states_of(outcome.tasks))
    letters = sum(outcome.letters.values())
    return (
        f"方案：任务 {counts['tasks']} 项，可计量职责 {counts['duties']} 条；规则 {counts['rules']} 条，"
        f"起草时待确认 {counts['questions']} 处，生效 {counts['active']} 条。\n"
        f"{outcome.first} 至 {outcome.last} 逐日巡查 {outcome.sweeps} 次：应办事项 {outcome.obligations} 件，"
        f"判定变化 {outcome.verdicts_changed} 次，函件 {letters} 封。\n督办件：{tasks}。"
    )


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left", show_edge=False)
    table.add_column(headings[0])
    for heading in headings[1:]:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def _by_agency(outcome: Outcome) -> Iterable[Sequence[str]]:
    for name, counted in outcome.lamps.items():
        yield name, *(str(counted[colour] or "") for colour, _ in LAMPS)
    yield "合计", *(str(sum(counted[colour] for counted in outcome.lamps.values()) or "") for colour, _ in LAMPS)


def _by_paper(outcome: Outcome) -> Iterable[Sequence[str]]:
    for paper, counted in outcome.notices.items():
        yield paper, *(str(counted[state] or "") for state, _ in PAPERS)


def _next(outcome: Outcome) -> str:
    on, asked = outcome.last, outcome.asked or "编号"
    steps = (
        (f"duban explain {asked} --on {on}", "为什么是这个判定，怎样会改变"),
        (f"duban task list --late --on {on}", "逾期的督办件"),
        ("duban notices list --state held", "待签发的文书"),
        (f"duban pack show {outcome.pack}", "生效的规则"),
        ("duban audit verify", "核对日志链"),
    )
    lines = [f"  {command:<46}{says}" for command, says in steps]
    program = "" if which("duban") else f"；duban 在 {Path(sys.argv[0]).resolve().parent}"
    there = f"接下来可以试试（先 cd {outcome.folder}{program}）："
    kept = "信函 mail/，文书 papers/，规则 pack.yaml，草案 draft.yaml，一年的事实 facts.csv"
    return "\n".join((there, *lines, f"  {kept}"))
