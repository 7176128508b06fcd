"""用法提示：Typer's own words in Chinese — headings of the help, and what was wrong with a command as typed."""

import re
from collections.abc import Sequence

import typer.core
from typer._click.formatting import HelpFormatter
from typer.exceptions import TyperException

WORDS = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "required": "必填",
    "default: {default}": "默认：{default}",
    "(dynamic)": "（届时决定）",
    "Missing command.": "缺少命令。",
    "No such command {name!r}.": "没有命令 {name!r}",
    "Show this message and exit.": "显示本说明。",
}
PLACES = {"[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]...": "[参数]…"}
KINDS = {"<int range>": "整数", "<int>": "整数", "<str>": "文字", "<path>": "文件"}
COMPLAINTS = (
    (r"Input should be a valid integer.*", "应为整数"),
    (r"Input should be greater than or equal to (\S+)", r"不能小于 \1"),
    (r"Input should be less than or equal to (\S+)", r"不能大于 \1"),
    (r"Value error, '(.*)' is not one of '(.*)'\.", r"“\1”不在可用之列：\2"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", r"多出了参数 \1"),
    (r"(没有命令 '[^']*')\. Did you mean (.*)\?", r"\1，是不是 \2？"),
)
"""What Typer and its checker of values say of a wrong value, and how an officer would be told."""


class ChineseHelp(HelpFormatter):
    """Lays out the help as Typer does, with the words that Typer takes from no catalogue in Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is typed."""
        told = " ".join(PLACES.get(word, word) for word in args.split())
        super().write_usage(prog, told, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """Write the name of a list of options or commands."""
        self.write(f"{heading}：\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands, each with what it means."""
        kinds = re.compile("|".join(map(re.escape, KINDS)))
        told = [(kinds.sub(lambda found: KINDS[found[0]], term), WORDS.get(says, says)) for term, says in rows]
        super().write_dl(told, col_max, col_spacing)


def speak_chinese() -> None:
    """Let Typer speak Chinese: for its headings it asks gettext, which has no catalogue; the rest is fixed in it."""
    typer.core.__dict__["_"] = _in_chinese
    typer.core.TyperCommand.context_class.formatter_class = ChineseHelp


def _in_chinese(message: str) -> str:
    return WORDS.get(message, message)


def explained(mistake: TyperException) -> str:
    """What was typed wrongly, by code, and where the right usage is shown."""
    context = getattr(mistake, "ctx", None)
    path = context.command_path if context is not None else "duban"
    if type(mistake).__name__ == "NoArgsIsHelpError":
        return str(mistake)
    return f"X002 {_said(mistake)}（{path} --help 可看用法）"


def _said(mistake: TyperException) -> str:
    param = getattr(mistake, "param", None)
    told = getattr(mistake, "param_hint", None) or getattr(mistake, "option_name", "")
    named = param.get_error_hint() if param is not None else told
    match type(mistake).__name__:
        case "NoSuchOption":
            return f"没有选项 {named}"
        case "MissingParameter":
            return f"缺少 {named}"
        case "BadOptionUsage" if "does not take" in mistake.message:
            return f"选项 {named} 后面不跟值"
        case "BadOptionUsage":
            return f"选项 {named} 的写法不对，后面要跟一个值"
        case "BadParameter":
            return f"{named} 的取值不对：{_complaint(mistake.message)}"
        case _:
            return _complaint(mistake.message)


def _complaint(message: str) -> str:
    """A complaint in Chinese where we know it, else as it came."""
    for said, chinese in COMPLAINTS:
        found = re.fullmatch(said, message)
        if found:
            return found.expand(chinese).replace("', '", "、")
    return message
