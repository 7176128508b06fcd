"""比较规则包：which rules one version has that another has not, and what was changed in those that both have."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from engine.nouns import RulePack
from engine.source import Refused, errors
from rules.compare import Difference, compare
from rules.load import load, load_text
from rules.packs import shipped, shipped_file


def between_named(old: str, new: str, office: Callable[[], AbstractContextManager[Any]]) -> Difference:
    """The difference of two packs, each named by its file or by its published name; files need no database."""
    return compare(_named(old, office), _named(new, office))


def answer(difference: Difference) -> dict[str, list[Any]]:
    """Rules added and removed, by id, and rules changed with the fields that differ."""
    fields: dict[str, list[str]] = {}
    for change in difference.changed:
        fields.setdefault(change.rule, []).append(change.field)
    changed = [{"id": rule, "fields": names} for rule, names in fields.items()]
    return {"added": [*difference.added], "removed": [*difference.removed], "changed": changed}


def told(difference: Difference) -> str:
    """The difference in lines for a person, each change with what stood before and what stands now."""
    lines = [f"新增  {rule}" for rule in difference.added]
    lines += [f"删除  {rule}" for rule in difference.removed]
    lines += [f"改动  {change}" for change in difference.changed]
    return "\n".join(lines) or "两个规则包的规则没有差别。"


def _named(called: str, office: Callable[[], AbstractContextManager[Any]]) -> RulePack:
    file = Path(called)
    if not file.is_file() and called in shipped():
        file = shipped_file(called)
    if file.is_file():
        pack, problems = load(file)
        if pack is None:
            raise Refused("R403", f"{called} 有错误，不能比较；请先改正", errors(problems))
        return pack
    from duban.services.packs import shown

    with office() as house:
        published = shown(house.database, house.settings, called)
    found, _ = load_text(published.text, called)
    if found is None:
        raise ValueError(f"published pack {called} no longer loads")
    return found
