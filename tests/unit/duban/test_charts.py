"""A chart shows a verdict in the colour of its lamp, in whatever order things come."""

from typing import Any

from duban.services.showing.scores import COLUMNS
from duban.web.charts import CURED, GREEN, GREY, LAMPS, RED, UNLIT, agencies, bars


def colours(chart: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["itemStyle"]["color"] for each in chart["series"]}


def test_what_a_trial_brings_is_drawn_in_the_colours_of_the_lamps() -> None:
    come = (
        "判为“未开始”",
        "判为“办理中”",
        "判为“逾期未办”",
        "判为“逾期后补办”",
        "判为“按期办结”",
        "发《提醒函》",
        "发《催办通知书》",
    )
    told = colours(bars([("判定", each, 3) for each in come]))
    assert [told[each] for each in come[1:5]] == [GREY, RED, CURED, GREEN]
    assert {told[each] for each in come[5:]} == set(UNLIT[:2])
    assert not set(UNLIT) & set(LAMPS.values())
    assert len(set(told.values())) == len(come)


def test_agencies_are_drawn_in_the_colours_of_the_lamps() -> None:
    told = colours(agencies([], [name for name, _ in COLUMNS]))
    assert told == {"按期办结": GREEN, "补办": CURED, "逾期未办": RED, "其余在办": GREY}
