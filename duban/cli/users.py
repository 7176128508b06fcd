"""账户的命令：user add, list, change, password, bind, unbind, sign-out."""

import sys
from typing import Annotated

import typer

from duban.cli import answers, terminal
from duban.cli.options import By, Config, Csv, Json, chosen, office

commands = typer.Typer()

Name = Annotated[str, typer.Argument(metavar="登录名", help="登录时填的名字。")]
AsRole = Annotated[
    str, typer.Option("--role", metavar="身份", help="contact、officer、inspector、leader、administrator 或 reader。")
]
Unit = Annotated[str, typer.Option("--agency", metavar="单位", help="所属单位；督办机构的人不填。")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="口令从标准输入读一行，不在屏幕上询问。")]
MustChange = Annotated[bool, typer.Option("--must-change", help="第一次登录时须换成自己的口令。")]
HEADINGS = {"name": "登录名", "title": "姓名", "role_zh": "身份", "agency": "单位", "state": "状态"}


@commands.callback()
def _users() -> None:
    """账户：谁可以登录办公台。"""


@commands.command("add")
def add(
    name: Name,
    title: Annotated[str, typer.Option("--title", metavar="姓名", help="页面和日志里怎样称呼。")] = "",
    role: AsRole = "officer",
    agency: Unit = "",
    person: Annotated[str, typer.Option("--person", metavar="编号", help="名册里的人员编号。")] = "",
    password_stdin: FromStdin = False,
    must_change: MustChange = False,
    by: By = "系统管理员",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """开一个账户；第一个系统管理员也这样开。"""
    from duban.clock import now
    from duban.services import accounts
    from engine.nouns import Account, Role
    from workflows.standard import ROLE_ZH

    account = Account(
        name, title or name, chosen(Role, role, "--role"), agency or None, person or None, must_change=must_change
    )
    secret = _secret(from_stdin=password_stdin)
    with office(config) as house:
        opened = accounts.open_account(house.database, house.settings, account, secret, by=by, now=now())
    answers.say(opened, as_json=as_json, text=f"已开账户 {opened.name}（{ROLE_ZH[opened.role]}）")


@commands.command("list")
def listed(config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出账户。"""
    from duban.services import accounts
    from workflows.standard import ROLE_ZH

    with office(config) as house:
        found = accounts.listed(house.database, house.settings)
    rows = [
        {**answers.plain(each), "role_zh": ROLE_ZH[each.role], "state": "已停用" if each.closed else "可用"}
        for each in found
    ]
    answers.say_table(rows, HEADINGS, as_json=as_json, as_csv=as_csv)


@commands.command("change")
def change(
    name: Name,
    role: Annotated[str, typer.Option("--role", metavar="身份", help="新的身份。")] = "",
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="单位", help="新的单位；写空串即归督办机构。")
    ] = None,
    closed: Annotated[bool | None, typer.Option("--close/--reopen", help="停用或重新启用。")] = None,
    by: By = "系统管理员",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """改身份、单位，停用或启用；已登录的须重新登录。"""
    from duban.clock import now
    from duban.services import accounts
    from engine.nouns import Role
    from workflows.standard import ROLE_ZH

    wanted = chosen(Role, role, "--role") if role else None
    with office(config) as house:
        account = accounts.change_account(
            house.database, house.settings, name, role=wanted, agency=agency, closed=closed, by=by, now=now()
        )
    told = f"{account.name}：{ROLE_ZH[account.role]}，{'已停用' if account.closed else '可用'}"
    answers.say(account, as_json=as_json, text=told)


@commands.command("password")
def password(
    name: Name,
    password_stdin: FromStdin = False,
    must_change: MustChange = False,
    by: By = "系统管理员",
    config: Config = None,
) -> None:
    """换口令；已登录的须重新登录。"""
    from duban.clock import now
    from duban.services import accounts

    secret = _secret(from_stdin=password_stdin)
    with office(config) as house:
        accounts.change_secret(house.database, house.settings, name, secret, by=by, now=now(), must_change=must_change)
    answers.say({"name": name}, as_json=False, text=f"已换 {name} 的口令")


@commands.command("bind")
def bind(
    name: Name,
    subject: Annotated[str, typer.Option("--subject", metavar="编号", help="此人在统一身份认证里的编号（sub）。")],
    by: By = "系统管理员",
    config: Config = None,
) -> None:
    """绑定统一身份认证：此后只从那里登录，原口令作废。"""
    from duban.clock import now
    from duban.services.signon import binding

    with office(config) as house:
        done = binding.bind(house.database, house.settings, name, subject, by=by, now=now())
    answers.say(done, as_json=False, text=f"{name} 已绑定 {done.issuer} 的 {done.subject}")


@commands.command("unbind")
def unbind(name: Name, by: By = "系统管理员", config: Config = None) -> None:
    """解除绑定；再用 user password 设口令才能登录。"""
    from duban.clock import now
    from duban.services.signon import binding

    with office(config) as house:
        binding.unbind(house.database, house.settings, name, by=by, now=now())
    answers.say({"name": name}, as_json=False, text=f"{name} 已解除绑定；请用 duban user password {name} 设口令")


@commands.command("sign-out")
def sign_out(name: Name, by: By = "系统管理员", config: Config = None) -> None:
    """让一个账户在所有地方退出登录。"""
    from duban.clock import now
    from duban.services import accounts

    with office(config) as house:
        gone = accounts.sign_out_everywhere(house.database, house.settings, name, by=by, now=now())
    answers.say({"name": name, "seats": gone}, as_json=False, text=f"{name} 已在 {gone} 处退出")


def _secret(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return terminal.new_secret()
