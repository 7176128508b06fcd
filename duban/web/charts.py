"""图：what a chart draws, as ECharts wants it told; every chart stands beside a table that says the same in words."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from duban.services.showing.leader import Month

GREEN, CURED, RED, GREY = "#1b6e3c", "#6a3d9a", "#b3261e", "#9aa5b1"
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
    series.append({**line, "itemStyle": {"color": "#1f4f8b"}, "symbol": "circle", "symbolSize": 7})
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
        {"name": came, "type": "bar", "stack": "all", "data": [counted.get((under, came), 0) for under in places]}
        for came in kinds
    ]
    return {
        "aria": {"enabled": True, "decal": {"show": True}},
        "animation": False,
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "bottom": 0},
        "grid": {"left": 48, "right": 16, "top": 24, "bottom": 64, "containLabel": True},
        "xAxis": {"type": "category", "data": places},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": series,
    }


def _stripes(name: str) -> dict[str, Any]:
    return STROKE if name == "逾期未办" else {}
