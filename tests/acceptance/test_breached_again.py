"""Who breaches a duty again and again hears what its rule says of that: a summons, or another ladder."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from duban.services.casefile import facts
from engine.nouns import NoticeState
from store import agencies, notices, obligations
from store.session import reading

PACK = Path(__file__).with_name("pack.yaml").read_text(encoding="utf-8").partition("rules:\n")[0]
RULE = """ladders:
  own:
    - {{id: urge, at: breach+1wd, only_if: breached, send: 催办通知书, to: [contact], release: auto, stop_on: [met]}}
  strict:
    - {{id: first, at: breach+1wd, only_if: breached, send: 红色督查单, to: [head], release: human, stop_on: [met]}}
rules:
- id: monthly
  title: 每月报送进展
  source: {{doc: plan, locator: "1", quote: 每月报送进展}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  window: {{every: month}}
  due: {{within: 10d, of: window.start}}
  test: {{deliver: {{of: report.monthly}}}}
  ladder: own
  repeat:
    - {repeat}
"""
AGAIN = {month: (f"{month}月催办通知书", f"{month}月约谈通知书") for month in range(1, 6)}
"""What goes out by itself is not passed over for a draft: the summons is laid before the leader the day after."""
DONE = ("2026-02-05", "2026-04-07")
"""One agency reports in February and April, the other never."""


def heard(house: Any, repeat: str) -> dict[str, list[str]]:
    """What each agency's formal papers of January to May are, in the order decided."""
    house.publish(PACK + RULE.format(repeat=repeat), on=date(2026, 1, 5))
    day = date(2026, 1, 5)
    while day < date(2026, 6, 1):
        house.sweep(day)
        house.send(day)
        if day.isoformat() in DONE:
            cells = {"id": f"f-{day}", "kind": "report.monthly", "agency": "区教育局", "day": day.isoformat()}
            facts.add(house.database, house.settings, cells, by="督办甲", on=day, now=house.at(day, 15))
        day += timedelta(days=1)
    with reading(house.database, house.settings.jurisdiction) as session:
        found = [each for each in notices.find(session) if each.state is not NoticeState.SKIPPED]
        filed = obligations.filed(session, [each.obligation for each in found])
        who = {name: agencies.find(session, name) for name in ("区司法局", "区教育局")}
    return {
        name: [
            f"{each.decided_on.month}月{each.paper}"
            for each in sorted(found, key=lambda notice: notice.decided_on)
            if agency is not None and filed[each.obligation].obligation.bearer == agency.id
        ]
        for name, agency in who.items()
    }


@pytest.mark.parametrize(
    ("repeat", "never", "now_and_then"),
    [
        (
            "{breaches: 2, in_a_row: true, then: 约谈通知书}",
            ["1月催办通知书", *AGAIN[2], *AGAIN[3], *AGAIN[4], *AGAIN[5]],
            ["1月催办通知书", "3月催办通知书", "5月催办通知书"],
        ),
        (
            "{breaches: 2, within: 3mo, then: 约谈通知书}",
            ["1月催办通知书", *AGAIN[2], *AGAIN[3], *AGAIN[4], *AGAIN[5]],
            ["1月催办通知书", *AGAIN[3], *AGAIN[5]],
        ),
        (
            "{breaches: 3, then: strict}",
            ["1月催办通知书", "2月催办通知书", "3月红色督查单", "4月红色督查单", "5月红色督查单"],
            ["1月催办通知书", "3月催办通知书", "5月红色督查单"],
        ),
    ],
)
def test_a_rule_says_what_follows_on_repeated_breaches(
    unpublished_house: Any, repeat: str, never: list[str], now_and_then: list[str]
) -> None:
    assert heard(unpublished_house, repeat) == {"区司法局": never, "区教育局": now_and_then}
