"""A pack that is written out loads back as the same pack."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns import RulePack
from engine.source import Source
from rules.load import load, load_text
from rules.marks import read_text
from rules.writing.dump import dump, yaml_of


def bare(pack: RulePack) -> RulePack:
    """The pack without what depends on its bytes: places and digest."""
    return replace(pack, sha256="", rules=tuple(replace(rule, source=Source("")) for rule in pack.rules))


@pytest.mark.parametrize("name", ["examples", "cases-deliver"])
def test_the_worked_packs_survive_a_round_trip(shared: Path, name: str) -> None:
    pack, _ = load(shared / "rulepack" / f"{name}.yaml")
    assert pack is not None
    text = dump(pack)
    again, problems = load_text(text, "again.yaml")
    assert problems == ()
    assert again is not None
    assert bare(again) == bare(pack)
    assert dump(again) == text


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
keys = texts.filter(
    lambda key: key.lower() not in {"on", "off", "yes", "no", "y", "n", "true", "false", "null", "~", ""}
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**16), 10**16) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(keys, values, min_size=1, max_size=3))
def test_whatever_is_written_is_read_back_as_itself(value: dict[str, object]) -> None:
    written, problems = read_text(yaml_of(value), "x.yaml")
    assert problems == []
    assert written is not None
    assert written.value == value
