"""门房：accounts as an administrator keeps them — opened, changed, closed, given a new secret, signed out everywhere.

A new secret is made here and told once; it is kept only as a hash.  Nobody shuts himself out.
"""

import secrets
from collections.abc import Mapping, Sequence

from duban.services import accounts
from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.services.showing.paged import mentioning
from duban.services.signon import binding
from engine.nouns import Account, Role
from engine.source import Refused
from workflows.standard import ROLE_ZH

WORDS = 5
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another when read aloud


HEADINGS = {"name": "登录名", "title": "姓名", "role_zh": "身份", "agency_zh": "单位", "state_zh": "情况"}
OFFICE = "督办机构"


def listed(visit: Visit, *, text: str = "", role: str = "", closed: str = "") -> list[Account]:
    """The accounts asked for, by name; `closed` is yes or no, or nothing for both."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    every = accounts.listed(visit.database, visit.settings)
    some = [each for each in every if role in ("", each.role) and closed in ("", "yes" if each.closed else "no")]
    return mentioning(some, text, lambda each: (each.name, each.title))


def rows(found: Sequence[Account], agencies: Mapping[str, str]) -> list[dict[str, object]]:
    """The same as lines of an export, agencies by name."""
    return [
        {
            "name": each.name,
            "title": each.title,
            "role_zh": ROLE_ZH[each.role],
            "agency_zh": agencies.get(each.agency, each.agency) if each.agency else OFFICE,
            "state_zh": "停用" if each.closed else "可登录",
        }
        for each in found
    ]


def called(visit: Visit, name: str) -> Account:
    """The account of that name.  Raises Refused X604 when there is none."""
    found = next((each for each in listed(visit) if each.name == name), None)
    if found is None:
        raise Refused("X604", f"没有名为 {name} 的账户；请核对登录名")
    return found


def open_account(visit: Visit, name: str, title: str, role: str, agency: str) -> str:
    """Open an account; answer the secret that its owner signs in with.  Raises Refused X6xx, X720 without a name."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    if not name.strip() or not title.strip():
        raise Refused("X720", "登录名和姓名都要填写；请补全后再开户")
    secret = one_time_secret()
    account = Account(name.strip(), title.strip(), _role(role), agency.strip() or None, must_change=True)
    accounts.open_account(visit.database, visit.settings, account, secret, by=visit.actor.name, now=visit.now)
    return secret


def change(visit: Visit, name: str, role: str, agency: str) -> Account:
    """Give an account another role or agency.  Raises Refused X721 for one's own."""
    _anothers(visit, name)
    return accounts.change_account(
        visit.database, visit.settings, name,
        role=_role(role), agency=agency.strip(), by=visit.actor.name, now=visit.now,
    )  # fmt: skip


def close(visit: Visit, name: str, *, closed: bool) -> Account:
    """Close an account, or open it again.  Raises Refused X721 for one's own."""
    _anothers(visit, name)
    return accounts.change_account(
        visit.database, visit.settings, name, closed=closed, by=visit.actor.name, now=visit.now
    )


def renew_secret(visit: Visit, name: str) -> str:
    """Give an account a new secret and take its seats away; answer it, for it is told only now."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    secret = one_time_secret()
    accounts.change_secret(
        visit.database, visit.settings, name, secret, by=visit.actor.name, now=visit.now, must_change=True
    )
    return secret


def bound(visit: Visit) -> dict[str, str]:
    """The person of the portal, by account, for those that an administrator bound."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    return binding.bound(visit.database, visit.settings)


def bind(visit: Visit, name: str, subject: str) -> None:
    """Have the portal vouch for an account.  Raises Refused X721 for one's own, and what `binding.bind` refuses."""
    _anothers(visit, name)
    binding.bind(visit.database, visit.settings, name, subject, by=visit.actor.name, now=visit.now)


def unbind(visit: Visit, name: str) -> str:
    """Take an account back from the portal; answer the secret that its owner signs in with from now on."""
    _anothers(visit, name)
    binding.unbind(visit.database, visit.settings, name, by=visit.actor.name, now=visit.now)
    return renew_secret(visit, name)


def sign_out_everywhere(visit: Visit, name: str) -> int:
    """Take every seat of an account away; say how many there were."""
    visit.viewer.permit(Deed.KEEP_HOUSE)
    return accounts.sign_out_everywhere(visit.database, visit.settings, name, by=visit.actor.name, now=visit.now)


def change_own_secret(visit: Visit, old: str, new: str, again: str) -> None:
    """Let anybody choose a secret of his own; he signs in anew with it.

    Raises Refused X610 when the old one is wrong, X722 when the new ones differ, X725 when it is the old one
    again, X602 or X605 when it is too weak.
    """
    name = visit.viewer.account.name
    if new != again:
        raise Refused("X722", "两次输入的新口令不一样；请重新输入")
    if new == old:
        raise Refused("X725", "新口令和现在的一样；请换一个")
    accounts.check_secret(visit.database, visit.settings, name, old, now=visit.now)
    accounts.change_secret(visit.database, visit.settings, name, new, by=visit.actor.name, now=visit.now)


def one_time_secret() -> str:
    """A secret that can be read out on the telephone: five groups of four, about 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(WORDS))


def _anothers(visit: Visit, name: str) -> None:
    visit.viewer.permit(Deed.KEEP_HOUSE)
    if name == visit.viewer.account.name:
        raise Refused("X721", "不能停用自己的账户或改自己的身份，以免无人管理；请由另一位系统管理员办理")


def _role(written: str) -> Role:
    found = next((each for each in Role if each == written and each is not Role.SYSTEM), None)
    if found is None:
        raise Refused("X723", "没有这种身份；请从列出的身份里选一种")
    return found
