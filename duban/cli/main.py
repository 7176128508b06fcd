"""入口：the command `duban`, put together from one module for each subject.

A module offers `commands`, a Typer app; those of `ALONE` stand at the top level, those of `GROUPS` under a name.
"""

import sys
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from duban.cli import (
    almanac,
    answers,
    daemon,
    demo,
    directory,
    evidence,
    facts,
    fonts,
    judging,
    letters,
    notices,
    packs,
    papers,
    reading,
    review,
    serving,
    tasks,
    templates,
    terminal,
    trust,
    usage,
    users,
)
from engine.source import Refused

ALONE = (demo, reading, review, directory, judging, notices, daemon, serving, trust)
GROUPS = (
    ("pack", packs.commands, "规则包：检查、试算、发布、比较。"),
    ("agencies", directory.agencies, "责任单位名册。"),
    ("people", directory.people, "人员名册。"),
    ("facts", facts.many, "事实：成批登记。"),
    ("fact", facts.one, "事实：登记或撤回一条。"),
    ("task", tasks.commands, "督办件：签收、反馈、核验、督查。"),
    ("evidence", evidence.commands, "佐证：登记、查看、导出、核对。"),
    ("notices", notices.kept, "通知：查看、签发、撤销。"),
    ("letters", letters.commands, "函件：核对导出的信和卷宗。"),
    ("papers", papers.commands, "公文：写成 PDF 和 DOCX，发文登记。"),
    ("templates", templates.commands, "措辞：查看、修改、预览、比较、复原。"),
    ("fonts", fonts.commands, "字体：查看、安装。"),
    ("calendar", almanac.commands, "工作日历：查看各年放假安排，录入新公布的一年。"),
    ("clock", daemon.clocks, "时钟：系统时间可疑时由人确认。"),
    ("audit", trust.audit, "审计：核对日志链。"),
    ("user", users.commands, "账户：谁可以登录办公台。"),
)

app = typer.Typer(
    name="duban",
    help="督办：把工作方案读成规则，按日判定，逐级催办。",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)
for module in ALONE:
    app.add_typer(module.commands)
for name, group, says in GROUPS:
    app.add_typer(group, name=name, help=says, no_args_is_help=True)


def run() -> NoReturn:
    """Run the command line: 0 done, 1 the answer is no or problems were found, 2 wrong usage."""
    usage.speak_chinese()
    terminal.open_streams()
    code = _answered()
    terminal.hush()
    sys.exit(code)


def _answered() -> int:
    try:
        code = app(prog_name="duban", standalone_mode=False) or 0
        sys.stdout.flush()
    except Refused as refused:
        answers.refuse(refused, as_json="--json" in sys.argv)
        return 1
    except TyperException as mistake:
        sys.stderr.write(usage.explained(mistake) + "\n")
        return 2
    except typer.Abort:
        sys.stderr.write("X001 已中止\n")
        return 1
    except BrokenPipeError:  # whoever read has read enough, as `head` does
        return 0
    except OSError as failed:
        answers.refuse(terminal.refused_by_system(failed), as_json=False)
        return 1
    return int(code)
