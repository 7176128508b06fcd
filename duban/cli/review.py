"""逐条确认的命令：review asks what a draft leaves open, rule by rule, and writes each answer down at once."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, File, On, day

if TYPE_CHECKING:
    from duban.services.plans.reviewing import Asked, Review

commands = typer.Typer()
ASK = "答复"
LEGEND = "回车：照拟定读法；字段=值：改定（可连写几行，空行结束）；s：先放着；q：到此为止"


@commands.command()
def review(
    file: File,
    by: By = "督办专员",
    record: Annotated[
        Path | None, typer.Option("--answers", metavar="文件", help="答复记在这里；默认为规则包旁的 .answers.yaml。")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="文件", help="写到这里；默认写回原文件。")] = None,
    on: On = None,
) -> None:
    """逐条确认规则包草稿：显示原文、拟定读法和接下来的期限，逐问答复；随时可停，下次接着问。"""
    from duban.services.plans.reviewing import Review

    asked_on: date = day(on)
    found = Review(file, record or file.parent / f"{file.stem}.answers.yaml", by=by, on=asked_on)
    rules = found.open()
    done = 0
    for place, asked in enumerate(rules, start=1):
        typer.echo(f"\n[{place}/{len(rules)}] {_shown(asked)}")
        outcome = _settle(found, asked)
        if outcome is None:
            break
        done += outcome
        answers.put_down(out or file, found.text)
    typer.echo(f"\n答复了 {done} 条，还有 {len(found.open())} 条待确认；规则包在 {out or file}。")


def _shown(asked: "Asked") -> str:
    lines = [f"{asked.rule} {asked.title}（{asked.locator}，由 {asked.bearer}）", f"  原文：{asked.quote}"]
    lines += [f"  {name}：{words}" for name, words in asked.said.items()]
    lines += [f"  接下来：{due.window_zh} {due.begins}{due.safe}" for due in asked.next_due]
    lines.append(f"  把握：{asked.sureness}")
    lines += [f"  待确认：{question}" for question in asked.questions]
    return "\n".join(lines)


def _settle(found: "Review", asked: "Asked") -> bool | None:
    """Ask until the answer fits: True when answered, False when left for later, None when the person stops."""
    from rules.drafting.answers import field_of

    typer.echo(f"  （{LEGEND if asked.proposed else LEGEND.replace('回车：照拟定读法；', '')}）")
    while True:
        fields: dict[str, object] = {}
        line = typer.prompt(ASK, default="", show_default=False).strip()
        if line in ("q", "s"):
            return None if line == "q" else False
        while line:
            try:
                fields.update([field_of(line)])
            except ValueError:
                typer.echo(f"  X320 看不懂“{line}”；请写成 字段=值，如 due.by=03-01")
            line = typer.prompt("    再改", default="", show_default=False).strip()
        problems = found.answer(asked.rule, fields)
        if not problems:
            return True
        answers.tell(problems)
