"""随附规则包：what ships with the house, counted and shown; needs no database."""

from collections import Counter
from dataclasses import dataclass

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


def listed() -> tuple[ShippedPack, ...]:
    """Every shipped pack, by name."""
    return tuple(_counted(name) for name in shipped())


def text_of(name: str) -> str:
    """The text of a shipped pack; raises Refused R407 when there is none of that name."""
    return shipped_file(name).read_text(encoding="utf-8")


def _counted(name: str) -> ShippedPack:
    file = shipped_file(name)
    pack, _ = load(file)
    assert pack is not None, f"{file} was shipped broken"
    states = Counter(rule.state for rule in pack.rules)
    cases = sum(len(rule.get("tests", ())) for rule in read_shipped(file)["rules"])
    counts = len(pack.rules), states["active"], states["needs_review"], cases
    return ShippedPack(name, pack.version, pack.title, *counts, str(file))
