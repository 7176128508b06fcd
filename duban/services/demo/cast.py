"""演员：a register for any plan — the units its pack names, sets for those named together, and people in each.

The offices and people are invented; they stand in a file that can be read and edited, and are loaded like any other.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from duban.services.demo.conduct import lot
from engine.nouns import RulePack
from grammar.units import looks_like_unit

TOGETHER = ("各", "相关", "有关", "相關", "有關", "成员单位", "所有", "全体", "未写明")
USUAL = ("司法局", "财政局", "教育局", "民政局", "市场监管局", "生态环境局", "应急管理局", "城管执法局")
POSTS = {"联络员": "contact", "办公室": "office", "分管负责人": "deputy", "主要负责人": "head"}
FEWEST, MOST, STAFF = 8, 12, 3
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭鲁韦马苗凤方俞任袁柳"
GIVEN = "明华文军建平志强永红秀英丽敏静伟芳娜磊洋勇艳杰娟涛超霞刚桂兰海波宁晨欣怡雨佳浩然思远博嘉"


@dataclass
class Cast:
    """Who plays in the demo of a plan (演员表): units, each with the sets it belongs to, and sets of people."""

    units: dict[str, list[str]] = field(default_factory=dict)
    people_sets: tuple[str, ...] = ()


def cast_for(pack: RulePack) -> Cast:
    """The register that the sets of a pack call for."""
    named = [name for term in pack.sets.values() if term.of == "agency" for name in term.members]
    units = [name for name in dict.fromkeys(named) if not _together(name)]
    units += [name for name in USUAL[: max(FEWEST - len(units), 0)] if name not in units]
    cast = Cast({name: [] for name in units})
    for name in dict.fromkeys(named):
        for unit in _playing(name, units) if _together(name) else ():
            cast.units[unit].append(name)
    persons = [name for term in pack.sets.values() if term.of == "person" for name in term.members]
    cast.people_sets = tuple(dict.fromkeys(persons))
    return cast


def write_cast(cast: Cast, agencies: Path, people: Path) -> None:
    """Write the register as the two files that the office would load."""
    lines = ["# 演示用的责任单位名册：单位名取自方案，其余为虚构。", "agencies:"]
    for number, (name, sets) in enumerate(cast.units.items(), start=1):
        said = {"id": f"u{number:03d}", "name": name} | ({"sets": sets} if sets else {})
        lines.append(f"  - {json.dumps(said, ensure_ascii=False)}")
    agencies.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with people.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "name", "agency", "post", "email", "since", "sets"])
        writer.writerows(_people(cast))


def _people(cast: Cast) -> Iterator[tuple[str, ...]]:
    """Four who answer for each unit, and a few staff for each set of people that the plan names."""
    number = 0
    for place, unit in enumerate(cast.units, start=1):
        staff = [("", "", name) for name in cast.people_sets for _ in range(STAFF)]
        posts = [(post, f"{box}@u{place:03d}.example", "") for post, box in POSTS.items()]
        for post, email, set_ in [*posts, *staff]:
            number += 1
            yield f"p{number:04d}", _name(number), unit, post, email, "2004-01-01", set_


def _name(number: int) -> str:
    drawn = lot(f"name-{number}")
    first, second = GIVEN[drawn // 64 % len(GIVEN)], GIVEN[drawn // 4096 % len(GIVEN)]
    return SURNAMES[drawn % len(SURNAMES)] + first + (second if drawn % 3 else "")


def _together(name: str) -> bool:
    """Whether a name stands for several units, or for none that could be written to."""
    return any(sign in name for sign in TOGETHER) or not looks_like_unit(name)


def _playing(name: str, units: list[str]) -> list[str]:
    """Which units play a set: at most twelve, the same ones each time, so that a year stays quick to play."""
    return sorted(units, key=lambda unit: lot(f"{name}/{unit}"))[:MOST]
