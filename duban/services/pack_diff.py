"""比较规则包：which rules one version has that another has not, and what was changed in those that both have."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path
from typing import Any

from engine.nouns import Rule, RulePack
from engine.source import Refused, errors
from rules.load import load, load_text

Difference = dict[str, list[Any]]


def between_named(old: str, new: str, office: Callable[[], AbstractContextManager[Any]]) -> Difference:
    """The difference of two packs, each named by its file or by its published name; files need no database."""
    return between(_named(old, office), _named(new, office))


def between(old: RulePack, new: RulePack) -> Difference:
    """Rules added and removed, by id, and rules changed with the fields that differ."""
    before, after = {rule.id: rule for rule in old.rules}, {rule.id: rule for rule in new.rules}
    both = sorted(before.keys() & after.keys())
    changed = [{"id": id_, "fields": _changed(before[id_], after[id_])} for id_ in both]
    return {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": [each for each in changed if each["fields"]],
    }


def told(difference: Difference) -> str:
    """The difference in lines for a person."""
    lines = [f"新增  {id_}" for id_ in difference["added"]]
    lines += [f"删除  {id_}" for id_ in difference["removed"]]
    lines += [f"改动  {each['id']}：{'、'.join(each['fields'])}" for each in difference["changed"]]
    return "\n".join(lines) or "两个规则包的规则没有差别。"


def _changed(before: Rule, after: Rule) -> list[str]:
    names = [each.name for each in fields(Rule) if each.name != "source"]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _named(called: str, office: Callable[[], AbstractContextManager[Any]]) -> RulePack:
    file = Path(called)
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
