"""图：what a chart draws, as ECharts wants it told; every chart stands beside a table that says the same in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import cycle
from typing import Any

from duban.services.showing.heat import HeatRow
from duban.services.showing.leader import Month
from duban.services.showing.ledger import Tally
from duban.services.showing.scores import ScoreRow
from duban.services.showing.training import Having, People
from engine.nouns import Truth
from engine.telling.codes import STANDING_ZH
from engine.telling.lamps import lamp_of

GREEN, CURED, RED, GREY, BLUE = "#1b6e3c", "#6a3d9a", "#b3261e", "#9aa5b1", "#1f4f8b"
LAMPS = {
    "red": RED, "yellow": "#b07800", "blue": BLUE, "cured": CURED, "green": GREEN, "grey": GREY, "hollow": "#d5dce3",
}  # fmt: skip
INK, LIGHT = "#1c2733", "#ffffff"
PLAIN: dict[str, Any] = {"animation": False, "aria": {"enabled": True}}
MANY: dict[str, Any] = {
    **PLAIN,
    "aria": {"enabled": True, "decal": {"show": True}},
}
"""A chart of many kinds of things: each has a colour and a pattern."""
VERDICTS = {word: LAMPS[lamp_of(standing).colour] for standing, word in STANDING_ZH.items()} | {
    "未开始": LAMPS["hollow"], "办理中": GREY, "其余在办": GREY, "补办": CURED,
}  # fmt: skip
"""A verdict has the colour of its lamp wherever it is drawn; what is under way is told from what is done."""
UNLIT = ("#2f7f8f", "#8a4b2a", "#4d7fc4", "#7a8f3a", "#1c2733", "#a0568c", "#5c6b2f")
"""Colours that no lamp has, for whatever is no verdict."""
PEOPLE = 100
"""How many people a chart shows at most; the table beside it has them all."""
BARS = 40
"""How many bars a chart has at most: the largest."""
STROKE = {"decal": {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [3, 4], "rotation": 0.8}}
"""Stripes, so that a bar is told from its neighbour on a black-and-white printout."""


def trend(months: Sequence[Month]) -> dict[str, Any]:
    """Twelve months of duties by the month they were due: bars for how they stand, a line for the rate in time."""
    bars = (
        ("按期办结", GREEN, [each.on_time for each in months]),
        ("逾期后补办", CURED, [each.cured for each in months]),
        ("逾期未办", RED, [each.breached for each in months]),
        ("在办", GREY, [each.open for each in months]),
    )
    series: list[dict[str, Any]] = [
        {"name": name, "type": "bar", "stack": "件", "data": found, "itemStyle": {"color": colour, **_stripes(name)}}
        for name, colour, found in bars
    ]
    line = {"name": "按期率", "type": "line", "yAxisIndex": 1, "data": [each.rate for each in months]}
    series.append({**line, "itemStyle": {"color": BLUE}, "symbol": "circle", "symbolSize": 7})
    return {
        "animation": False,
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 44, "right": 48, "top": 24, "bottom": 64},
        "xAxis": {"type": "category", "data": [f"{each.first.month}月" for each in months]},
        "yAxis": [{"type": "value", "name": "件"}, {"type": "value", "name": "%", "min": 0, "max": 100}],
        "series": series,
    }


def lamps(tallies: Sequence[Tally]) -> dict[str, Any]:
    """How many are under each lamp: a bar each, in the colour of the lamp and with its shape and word."""
    shown = [each for each in tallies if each.many]
    return {
        **PLAIN,
        "tooltip": {},
        "grid": {"left": 16, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [f"{each.lamp.shape} {each.lamp.word}" for each in shown],
        },
        "series": [
            {
                "type": "bar",
                "label": {"show": True, "position": "right"},
                "data": [{"value": each.many, "itemStyle": {"color": LAMPS[each.lamp.colour]}} for each in shown],
            }
        ],
    }


def heat(rows: Sequence[HeatRow], months: Sequence[date]) -> dict[str, Any]:
    """Rules down, months across: the darker, the more of what was due is overdue; the number inside."""
    spots = [
        _spot(across, down, round(100 * spot.late / spot.due), spot.late)
        for down, row in enumerate(rows)
        for across, spot in enumerate(row.spots)
        if spot.due
    ]
    return {
        **PLAIN,
        "tooltip": {"formatter": "{@[3]} 件逾期，占当月到期的 {@[2]}%"},
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 56, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{each.month}月" for each in months], "splitArea": {"show": True}},
        "yAxis": {
            "type": "category", "inverse": True, "data": [row.matter for row in rows],
            "axisLabel": {"width": 220, "overflow": "truncate", "interval": 0},
        },
        "visualMap": {
            "min": 0, "max": 100, "dimension": 2, "orient": "horizontal", "left": "center", "bottom": 0,
            "text": ["全部逾期", "没有逾期"], "inRange": {"color": ["#f4f6f8", "#f3c1b8", RED]},
        },
        "series": [{"type": "heatmap", "data": spots, "label": {"formatter": "{@[3]}"}}],
    }  # fmt: skip


def _spot(across: int, down: int, percent: int, late: int) -> dict[str, Any]:
    """A spot with its number in a colour that is read on its own; none where nothing is overdue."""
    return {
        "value": [across, down, percent, late],
        "label": {"show": late > 0, "color": LIGHT if percent > 60 else INK},
    }


def having(found: People) -> dict[str, Any]:
    """A bar for each person, and a line at what is asked of him."""
    people = found.people[:PEOPLE]
    have = [{"value": float(each.have), "itemStyle": {"color": _stands(each)}} for each in people]
    need = [None if each.need is None else float(each.need) for each in people]
    return {
        **PLAIN,
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 40, "containLabel": True},
        "xAxis": {"type": "category", "data": [each.name for each in people]},
        "yAxis": {"type": "value", "name": found.unit},
        "series": [
            {"name": "已有", "type": "bar", "data": have, "itemStyle": {"color": GREEN}},
            {
                "name": "要求",
                "type": "line",
                "step": "middle",
                "symbol": "none",
                "data": need,
                "itemStyle": {"color": BLUE},
            },
        ],
    }


def agencies(rows: Sequence[ScoreRow], columns: Sequence[str]) -> dict[str, Any]:
    """A bar for each agency, by name: how what counts of it stands."""
    some = rows[:BARS]
    series = [
        {"name": name, "type": "bar", "stack": "件", "data": [row.columns[place].many for row in some], **colour}
        for place, (name, colour) in enumerate(zip(columns, _coloured(columns), strict=True))
    ]
    return {
        **MANY,
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 40, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": [row.agency for row in some]},
        "series": series,
    }


def _stands(one: Having) -> str:
    return GREEN if one.truth is Truth.TRUE else RED if one.truth is Truth.FALSE else GREY


def bars(rows: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """Stacked bars as ECharts draws them: one for each day, agency or rung, the largest when there are too many."""
    sums: Counter[str] = Counter()
    for under, _, many in rows:
        sums[under] += many
    largest = {under for under, _ in sums.most_common(BARS)}
    places = [under for under in dict.fromkeys(under for under, _, _ in rows) if under in largest]
    kinds = list(dict.fromkeys(came for _, came, _ in rows))
    counted = {(under, came): many for under, came, many in rows}
    series = [
        {
            "name": came,
            "type": "bar",
            "stack": "all",
            "data": [counted.get((under, came), 0) for under in places],
            **how,
        }
        for came, how in zip(kinds, _coloured(kinds), strict=True)
    ]
    return {
        **MANY,
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "bottom": 0},
        "grid": {"left": 48, "right": 16, "top": 24, "bottom": 64, "containLabel": True},
        "xAxis": {"type": "category", "data": places},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": series,
    }


def _coloured(names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The colour of each series: of its lamp if it is a verdict, else one that no lamp has."""
    others = cycle(UNLIT)
    for name in names:
        word = name.removeprefix("判为“").removesuffix("”")
        yield {"itemStyle": {"color": VERDICTS.get(word) or next(others)}}


def _stripes(name: str) -> dict[str, Any]:
    return STROKE if name == "逾期未办" else {}
