"""Packs that a pack extends (上级规则包): finding them, and holding the local pack to be no laxer than they are.

`extends: ["cn.central.fazhi@^1"]` names a pack and the versions of it that will do.  It is looked for among the files
beside the pack, the packs that ship with the house, and whatever else the caller keeps (ADR 0029).
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

from engine.nouns import Rule, RulePack
from engine.source import Problem
from engine.workdays import WorkCalendar
from rules.checking.counterparts import answers_to, cited_of, counterparts
from rules.checking.resemblance import alike
from rules.checking.strictness import Laxity, laxer
from rules.load import load_text
from rules.marks import text_of
from rules.packs import shipped, shipped_file
from rules.spots import Spot

Text: TypeAlias = tuple[str, str]
"""A pack as text, and what it is called: its file, or the name under which it was published."""
Library: TypeAlias = Callable[[str], Iterable[Text]]
"""Every text at hand of the pack with that name."""

_NAMED = re.compile(r"(?P<name>[^@]+)@(?P<near>\^)?(?P<version>[0-9]+(?:\.[0-9]+){0,2})")
_PACK = re.compile(r"^pack:\s*[\"']?(?P<name>[a-z0-9.-]+)", re.MULTILINE)


def beside(folder: Path) -> Library:
    """The packs in a folder and in the folders next to it, and those that ship with the house."""

    def find(name: str) -> Iterator[Text]:
        files = [*sorted(folder.glob("*.yaml")), *sorted(folder.glob(f"../{name}/*.yaml"))]
        own = [shipped_file(name)] if name in shipped() else []
        for file in dict.fromkeys(path.resolve() for path in [*files, *own]):
            text, problems = text_of(file)
            named = _PACK.search(text)
            if not problems and named and named["name"] == name:
                yield text, str(file)

    return find


def extension_problems(pack: Spot, local: RulePack, library: Library, calendar: WorkCalendar) -> Iterator[Problem]:
    """Extended packs that cannot be found, and every rule that is laxer than its counterpart in one of them."""
    for entry in pack.at("extends").items():
        named = _NAMED.fullmatch(str(entry.value))
        if named is None or named["name"] == local.name:
            yield entry.wrong(
                "R291", f"“{entry.value}”不能用作上级规则包；请写成 别的包名@^版本，如 cn.central.fazhi@^1"
            )
            continue
        found = _best(named, library)
        if isinstance(found, RulePack):
            met = tuple(counterparts(local, found))
            yield from _miscited(pack, found)
            yield from _laxer(pack, local, found, met, calendar)
            yield from _resembling(pack, local, found, {index for index, _, _ in met})
        else:
            yield entry.wrong("R292", f"找不到规则包 {entry.value}{found}；请放到本包旁边，或先发布它")


def _best(named: "re.Match[str]", library: Library) -> RulePack | str:
    """The newest version that will do, or what is at hand instead."""
    packs = [load_text(text, file)[0] for text, file in library(named["name"])]
    sound = sorted((pack for pack in packs if pack is not None), key=lambda pack: _number(pack.version))
    fit = [pack for pack in sound if _fits(named, pack.version)]
    if fit:
        return fit[-1]
    return f"（现有版本：{'、'.join(dict.fromkeys(pack.version for pack in sound))}）" if sound else ""


def _fits(named: "re.Match[str]", version: str) -> bool:
    """^1.2 is 1.2.0 or later and below 2; without ^ the numbers given must be those."""
    wanted, have = _number(named["version"]), _number(version)
    if named["near"]:
        return have[0] == wanted[0] and have >= (*wanted, 0, 0)[:3]
    return have[: len(wanted)] == wanted


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _miscited(pack: Spot, above: RulePack) -> Iterator[Problem]:
    """Rules cited of the pack above that it does not have: nothing would be compared, and nobody would know."""
    for rule in pack.at("rules").items():
        for also in rule.at("source", "also").items():
            cited = cited_of(also.value, above.name)
            if cited is None or any(answers_to(one, cited) for one in above.rules):
                continue
            near = get_close_matches(cited, [one.id for one in above.rules], n=1)
            hint = f"是不是 {near[0]}？" if near else ""
            yield also.wrong("R202", f"{above.name} 里没有编号或出处为“{cited}”的规则；{hint}请核对")


def _laxer(
    pack: Spot, local: RulePack, above: RulePack, met: Iterable[tuple[int, Rule, Rule]], calendar: WorkCalendar
) -> Iterator[Problem]:
    for index, rule, upper in met:
        spot = pack.at("rules", index)
        for found in laxer(rule, upper, local, above, calendar):
            place = spot.at(*found.path) if spot.at(*found.path) else spot.at("id")
            yield _told(place, rule, found, f"{above.name}@{above.version} 的 {upper.id}（{upper.source}）")


def _resembling(pack: Spot, local: RulePack, above: RulePack, met: Container[int]) -> Iterator[Problem]:
    for index, upper in alike(local, above, met):
        meant = f"{above.name}:{upper.id}"
        says = f"像是上级 {meant}（{upper.title}）所说的事，却没有对应，宽严无从核对"
        yield pack.at("rules", index, "id").doubtful("R295", f"{says}；是同一件事的，请在 source.also 写上 {meant}")


def _told(place: Spot, rule: Rule, found: Laxity, upper: str) -> Problem:
    """An error where an active rule is laxer; a reminder while it waits for review, or where nobody can compare."""
    if not found.sure:
        return place.doubtful("R294", f"与上级不同：{found.says}；上级是 {upper}，请核对是否更严")
    message = f"比上级宽：{found.says}；上级是 {upper}，地方只能更严，请改严或删去"
    return place.wrong("R293", message) if rule.state == "active" else place.doubtful("R293", message)
