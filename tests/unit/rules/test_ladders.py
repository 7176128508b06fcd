"""The ready ladders keep the order and the caution that they ask of others."""

from pathlib import Path

import pytest

from engine.nouns import Moment
from rules import ladders
from rules.checking.rungs import ladder_problems
from rules.convert import with_shipped
from rules.ladders import shipped, standard
from rules.load import load_text
from rules.marks import read
from rules.schema import part_problems
from rules.spots import Spot

FILES = sorted(Path(ladders.__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_ready_ladder_is_sound(file: Path) -> None:
    written, _, problems = read(file)
    assert written is not None
    rungs = Spot(written).at("rungs")
    assert [*problems, *part_problems(rungs.value, "ladder", written.source()), *ladder_problems(rungs)] == []
    assert written.value["ladder"] == file.stem


def test_the_standard_ladder_climbs_from_reminder_to_referral() -> None:
    assert [rung.send for rung in standard()[3:]] == ["催办通知书", "督办通知单", "督查通报", "约谈通知书", "移送建议"]
    assert [rung.at for rung in standard()[:3]] == [Moment("due", -days, working=True) for days in (15, 7, 3)]
    assert [rung.id for rung in standard() if rung.release == "auto"] == ["remind15", "remind7", "remind3", "urge"]


def test_a_pack_that_names_a_ready_ladder_has_it(pack_text: str) -> None:
    pack, _ = load_text(pack_text + "  ladder: sanming\n", "x.yaml")
    assert pack is not None
    assert pack.ladders == {"sanming": shipped()["sanming"]}


def test_a_ladder_of_the_pack_goes_before_a_ready_one_of_the_same_name(pack_text: str) -> None:
    pack, _ = load_text(pack_text + "  ladder: standard\n", "x.yaml")
    assert pack is not None
    own = standard()[:1]
    assert with_shipped(pack.rules, {"standard": own}) == {"standard": own}
