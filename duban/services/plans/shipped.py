"""随附规则包：what ships with the house, counted and shown; needs no database."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from engine.nouns import RulePack
from rules.load import load
from rules.marks import read_shipped
from rules.packs import shipped, shipped_file


@dataclass(frozen=True)
class ShippedPack:
    """A shipped pack in figures: its rules, how many are in force, how many wait for a person, its worked cases."""

    name: str
    version: str
    title: str
    rules: int
    active: int
    needs_review: int
    cases: int
    file: str


@cache
def listed() -> tuple[ShippedPack, ...]:
    """Every shipped pack, by name; read once, for nobody changes them while we run."""
    return tuple(_counted(name) for name in shipped())


def text_of(name: str) -> str:
    """The text of a shipped pack; raises Refused R407 when there is none of that name."""
    return shipped_file(name).read_text(encoding="utf-8")


@cache
def pack_of(name: str) -> RulePack:
    """A shipped pack; raises Refused R407 when there is none of that name."""
    file = shipped_file(name)
    pack, _ = load(file)
    assert pack is not None, f"{file} was shipped broken"
    return pack


def _counted(name: str) -> ShippedPack:
    file, pack = shipped_file(name), pack_of(name)
    states = Counter(rule.state for rule in pack.rules)
    cases = sum(len(rule.get("tests", ())) for rule in read_shipped(file)["rules"])
    counts = len(pack.rules), states["active"], states["needs_review"], cases
    return ShippedPack(name, pack.version, pack.title, *counts, str(file))
