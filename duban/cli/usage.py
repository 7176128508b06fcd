"""用法提示：Typer's own words in Chinese — headings of the help, and what was wrong with a command as typed."""

import typer.core
from typer.exceptions import TyperException

WORDS = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "required": "必填",
    "default: {default}": "默认：{default}",
    "(dynamic)": "（届时决定）",
    "Missing command.": "缺少命令。",
    "No such command {name!r}.": "没有命令 {name!r}。",
}


def speak_chinese() -> None:
    """Let Typer say its headings in Chinese; it asks gettext, which has no catalogue for it."""
    typer.core.__dict__["_"] = _in_chinese


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
    named = param.get_error_hint() if param is not None else getattr(mistake, "option_name", "")
    match type(mistake).__name__:
        case "NoSuchOption":
            return f"没有选项 {named}"
        case "MissingParameter":
            return f"缺少 {named}"
        case "BadOptionUsage":
            return f"选项 {named} 的写法不对，后面要跟一个值"
        case "BadParameter":
            return f"{named} 的取值不对：{mistake.message}"
        case _:
            return mistake.message
