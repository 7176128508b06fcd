"""A local pack is held to the published pack it extends: a laxer one is refused, a stricter one comes into force."""

from datetime import date
from typing import Any

import pytest

from engine.source import Refused

ON = date(2026, 1, 6)


def local(text: str, due: str, extends: str = "cn.test.district@^1") -> str:
    """The office's pack under another name, extending it, with another due day."""
    own = text.replace("pack: cn.test.district", f'pack: cn.test.town\nextends: ["{extends}"]')
    return own.replace('by: "03-01"', f'by: "{due}"')


@pytest.fixture
def text(house: Any) -> str:
    """The text of the pack that the office has published."""
    house.publish()
    found: str = (house.folder / "pack.yaml").read_text(encoding="utf-8")
    return found


def test_a_laxer_pack_is_refused_with_both_places(house: Any, text: str) -> None:
    with pytest.raises(Refused) as refused:
        house.publish(local(text, "03-31"), on=ON)
    [problem] = [each for each in refused.value.problems if each.severity.value == "error"]
    assert (refused.value.code, problem.code) == ("R401", "R293")
    assert "最迟 2026-03-31，晚于上级的 2026-03-01" in problem.message
    assert "cn.test.district@1.0.0 的 report.year" in problem.message


def test_a_stricter_pack_comes_into_force_beside_it(house: Any, text: str) -> None:
    assert house.publish(local(text, "02-15"), on=ON).new


def test_a_pack_that_nobody_published_cannot_be_extended(house: Any, text: str) -> None:
    with pytest.raises(Refused) as refused:
        house.publish(local(text, "02-15", "cn.test.province@^1"), on=ON)
    assert "R292" in [problem.code for problem in refused.value.problems]
