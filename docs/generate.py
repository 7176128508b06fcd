"""Write docs/reference from the code itself; with --check only say which pages are stale.

Each page is a function that answers Markdown, so that nothing in the reference is typed twice.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import forms
import papers
import phrases
import problems
from pydantic import SecretStr
from typer.main import get_command

import workflows.standard as life
from duban.cli.advice import ADVICE
from duban.cli.main import app
from duban.services.plans.shipped import listed as shipped_packs
from duban.settings import Settings
from engine.telling.codes import CODES
from engine.telling.explain import STANDING_ZH
from rules.ladders import standard
from workflows.diagram import mermaid

REFERENCE = Path(__file__).resolve().parent / "reference"
STAMP = "<!-- 由 docs/generate.py 生成，请勿手改；改了代码请运行 make docs -->\n\n"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in lines
    )


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command under `command`, deepest last, with its full name."""
    inner = getattr(command, "commands", {})
    if not inner:
        yield name, command
    for word in sorted(inner):
        yield from commands(inner[word], f"{name} {word}")


def cli_page() -> str:
    """The command line: what each command does and takes."""
    parts = [
        (
            "# 命令行\n\n能回答的命令都可加 `--json`；结果在 stdout，日志在 stderr。\n"
            "退出码：0 办成，1 答案是“否”或发现问题，2 用法不对。\n"
        )
    ]
    for name, command in commands(get_command(app), "duban"):
        parts.append(f"## {name}\n\n{(command.help or '').strip()}\n")
        rows = [(f"`{_typed(p)}`", getattr(p, "help", None) or "") for p in command.params]
        if rows:
            parts.append(table(("参数", "说明"), rows) + "\n")
    return "\n".join(parts)


def _typed(param: Any) -> str:
    """How a parameter is typed: an argument by what it stands for, an option with what follows it."""
    stands_for = param.metavar or ""
    if param.param_type_name == "argument":
        return str(stands_for or param.name)
    return " ".join(filter(None, (" / ".join((*param.opts, *param.secondary_opts)), stands_for)))


def codes_page() -> str:
    """Standings and reason codes of a verdict."""
    standings = [(f"`{standing}`", chinese) for standing, chinese in STANDING_ZH.items()]
    codes = [(f"`{code}`", chinese) for code, chinese in sorted(CODES.items())]
    return (
        "# 判定与理由编码\n\n## 进展\n\n"
        + table(("进展", "意思"), standings)
        + "\n\n## 理由\n\n判定的 `because` 和未计入证据的 `code` 只会出自此表。\n\n"
        + table(("编码", "意思"), codes)
        + "\n"
    )


def life_page() -> str:
    """The life of a task, drawn from the transition table."""
    rows = [
        (
            move.label,
            life.STATE_ZH[move.source],
            life.STATE_ZH[move.target],
            "、".join(life.ROLE_ZH[r] for r in move.roles),
        )
        for move in life.TABLE
    ]
    return f"# 督办件的一生\n\n```mermaid\n{mermaid()}```\n\n" + table(("动作", "从", "到", "谁可以"), rows) + "\n"


def ladder_page() -> str:
    """The ladder that ships with the house."""
    rows = [
        (
            r.id,
            f"{r.at.base}{r.at.days:+d}{'wd' if r.at.working else 'd'}",
            r.send,
            "、".join(r.to),
            "、".join(r.cc),
            r.release,
        )
        for r in standard()
    ]
    return "# 标准升级阶梯 standard\n\n" + table(("级", "何时", "文书", "送", "抄送", "签发"), rows) + "\n"


def settings_page() -> str:
    """Settings, with their environment names and defaults."""
    rows = [
        (f"`DUBAN_{name.upper()}`", f"`{_plain(field.default)}`", field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return "# 配置\n\n写在工作目录的 `duban.toml`（键名小写、不带 `DUBAN_`），或设为环境变量；环境变量优先。\n\n" + (
        table(("环境变量", "缺省", "说明"), rows) + "\n"
    )


def _plain(default: object) -> str:
    """A default as it would be typed; a secret default holds no secret."""
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default) or " "


def schema_page() -> str:
    """The shape of a rule pack, as the loader checks it."""
    schema = (Path(__file__).resolve().parents[1] / "rules" / "schema.yaml").read_text("utf-8")
    says = "`duban pack check` 按下面的 JSON Schema 检查，另加语义检查。"
    return f"# 规则包的格式\n\n{says}\n\n```yaml\n{schema.strip()}\n```\n"


def packs_page() -> str:
    """The packs that ship, with their figures and what each was drawn from."""
    rows = [
        (f"`{one.name}`", one.title, str(one.rules), str(one.active), str(one.needs_review), str(one.cases))
        for one in shipped_packs()
    ]
    says = "随软件提供，用法见[使用随附规则包](../how-to/use-a-shipped-pack.md)；用例可用 `duban pack test 名称` 试算。"
    head = ("规则包", "名称", "规则", "生效", "待确认", "用例")
    return f"# 随附规则包\n\n{says}\n\n" + table(head, rows) + "\n"


def problems_page() -> str:
    """Every code of a problem or a refusal, with what it says."""
    parts = ["# 问题与拒绝的编码\n\n问题印作“文件:行:列: 编码 说明”，拒绝印作“编码 说明”；“…”处填当时的值。\n"]
    codes = problems.said()
    for letter, (_, subject) in problems.ROOMS.items():
        rows = [
            (f"`{code}`", problems.SHARED.get(code, ""), "<br>".join(messages), ADVICE.get(code, ""))
            for code, messages in codes.items()
            if code[0] == letter
        ]
        parts.append(f"## {letter} {subject}\n\n{table(('编码', '总的意思', '说明', '命令行另附'), rows)}\n")
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "codes.md": codes_page,
    "forms.md": lambda: forms.page(table),
    "ladder.md": ladder_page,
    "life.md": life_page,
    "phrases.md": lambda: phrases.page(table),
    "packs.md": packs_page,
    "papers.md": lambda: papers.page(table),
    "problems.md": problems_page,
    "rulepack.md": schema_page,
    "settings.md": settings_page,
}


def main() -> int:
    """Write the pages, or with --check answer 1 when one of them is stale."""
    fresh = {REFERENCE / name: STAMP + page() for name, page in PAGES.items()}
    stale = [path.name for path, text in fresh.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" not in sys.argv:
        for path, text in fresh.items():
            path.write_text(text, encoding="utf-8")
        return 0
    for name in stale:
        sys.stderr.write(f"docs/reference/{name} is stale: run make docs\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
