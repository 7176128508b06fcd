"""比较规则包：which rules differ between two versions, and what that comes to for the duties of this office.

Rules are compared from their texts alone; `effect` asks the register which obligations and verdicts would change.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.judgement.expansion import called_for
from duban.services.plans import amendment
from duban.settings import Settings
from engine.nouns import RulePack
from engine.source import Refused, errors
from rules.load import load_text
from rules.marks import text_of
from rules.packs import shipped, shipped_file
from rules.writing.compare import Change, Difference, compare
from store import obligations
from store.session import reading


def between_named(old: str, new: str, office: Callable[[], AbstractContextManager[Any]]) -> Difference:
    """The difference of two packs, each named by its file or by its published name; files need no database."""
    return compare(_named(old, office)[0], _named(new, office)[0])


def effect(
    database: Engine,
    settings: Settings,
    old: str,
    new: str,
    office: Callable[[], AbstractContextManager[Any]],
    *,
    on: date,
    since: date | None = None,
) -> amendment.Difference:
    """Which obligations and verdicts change if `new` takes the place of `old` on a day, supervised from `since` on.

    For the version in force that is what is on the register; for any other, what it would have laid.
    """
    (before, before_text), (after, after_text) = _named(old, office), _named(new, office)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        if before.sha256 in desk.book.active:
            entered = [each.obligation for each in obligations.find(session, pack=before.name)]
        else:
            desk = Desk(session, desk.book.with_pack(before, before_text, on))
            entered = called_for(desk, before, on)
        trial = Desk(session, desk.book.with_pack(after, after_text, on, since))
        return amendment.difference(desk, trial, before, after, on, entered)


def answer(difference: Difference) -> dict[str, list[Any]]:
    """Rules added and removed, by id, rules changed with the fields that differ, and what they rest on."""
    changed, around = _fields(difference.changed), _fields(difference.around)
    return {"added": [*difference.added], "removed": [*difference.removed], "changed": changed, "around": around}


def _fields(changes: Iterable[Change]) -> list[dict[str, Any]]:
    fields: dict[str, list[str]] = {}
    for change in changes:
        fields.setdefault(change.rule, []).append(change.field)
    return [{"id": one, "fields": names} for one, names in fields.items()]


def told(difference: Difference) -> str:
    """The difference in lines for a person, each change with what stood before and what stands now."""
    lines = [f"新增  {rule}" for rule in difference.added]
    lines += [f"删除  {rule}" for rule in difference.removed]
    lines += [f"改动  {change}" for change in (*difference.changed, *difference.around)]
    return "\n".join(lines) or "两个规则包没有差别。"


def _named(called: str, office: Callable[[], AbstractContextManager[Any]]) -> tuple[RulePack, str]:
    """The pack of a file, a shipped one, or a published one, with its text."""
    file = Path(called)
    if not file.is_file() and called in shipped():
        file = shipped_file(called)
    if file.is_file():
        text, problems = text_of(file)
        pack, found = load_text(text, str(file)) if not problems else (None, tuple(problems))
        if pack is None:
            raise Refused("R403", f"{called} 有错误，不能比较；请先改正", errors(found))
        return pack, text
    from duban.services.plans.packs import shown

    with office() as house:
        published = shown(house.database, house.settings, called)
    pack, _ = load_text(published.text, called)
    if pack is None:
        raise ValueError(f"published pack {called} no longer loads")
    return pack, published.text
