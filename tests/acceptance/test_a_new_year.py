"""The holidays of a new year are published: the office reads them in, and what was left open is decided."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.services.care import audit, years
from engine.source import Refused
from tests.acceptance.conftest import House, settled

PACK = f"""duban: rulepack/1
pack: cn.test.workdays
version: 1.0.0
title: 工作日
timezone: Asia/Shanghai
effective: {{from: "2026-01-01", to: null}}
sources:
  - {{id: plan, file: plan.txt, sha256: "{"0" * 64}", doc_no: 示府办〔2026〕1号, issued: "2026-01-05"}}
sets:
  depts: {{of: agency, members: [区司法局]}}
rules:
- id: year.end
  title: 年度总结
  source: {{doc: plan, locator: "2", quote: 每年终了后三个工作日内报告}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  window: {{every: year}}
  due: {{within: 3wd, of: window.end}}
  test: {{deliver: {{of: report}}}}
"""
NOTICE = """year: 2027
notice: 国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）
rest: ["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"]
work: ["2027-01-09"]
"""
BEFORE, SEVENTH, EIGHTH = date(2026, 12, 1), date(2027, 1, 7), date(2027, 1, 8)


@pytest.fixture
def waiting(sqlite_database: Engine, tmp_path: Path) -> House:
    house = settled(sqlite_database, tmp_path)
    house.publish(PACK, on=date(2026, 1, 5))
    house.sweep(BEFORE)
    return house


def verdict(house: House, on: date) -> tuple[Any, Any]:
    [task] = [row for row in house.tasks(on, "区司法局", "年度总结") if row["window"] == "2026"]
    told: Any = house.explain(str(task["key"]), on)
    return told["verdict"], told["due"]["hard"]


def read_in(house: House, text: str = NOTICE) -> years.KnownYear:
    file = house.folder / "2027.yaml"
    file.write_text(text, encoding="utf-8")
    return years.load(house.database, house.settings, file, by="管理员", now=house.at(BEFORE))


def test_what_no_calendar_told_is_decided_once_the_year_is_read_in(waiting: House) -> None:
    assert verdict(waiting, EIGHTH) == ("CONTESTED", None)
    assert years.listed(waiting.database, waiting.settings)[-1].status == "未公布"
    done = read_in(waiting)
    assert (done.year, done.status, done.rest, done.work, done.origin) == (2027, "已公布", 4, 1, "本办录入")
    waiting.sweep(SEVENTH)
    assert verdict(waiting, SEVENTH) == ("OPEN", "2027-01-07")
    waiting.sweep(EIGHTH)
    assert verdict(waiting, EIGHTH) == ("BREACHED", "2027-01-07")
    assert audit.verify(waiting.database, waiting.settings).sound


def test_a_year_read_in_can_be_taken_back_and_only_once(waiting: House) -> None:
    read_in(waiting)
    gone = years.drop(waiting.database, waiting.settings, 2027, by="管理员", now=waiting.at(BEFORE))
    assert gone.status == "未公布"
    assert verdict(waiting, EIGHTH) == ("CONTESTED", None)
    with pytest.raises(Refused, match="X711"):
        years.drop(waiting.database, waiting.settings, 2027, by="管理员", now=waiting.at(BEFORE))


def test_a_year_with_mistakes_is_refused_with_all_of_them_and_changes_nothing(waiting: House) -> None:
    with pytest.raises(Refused) as refused:
        read_in(waiting, NOTICE.replace("2027-01-04", "2028-01-04").replace("2027-01-09", "2027-01-08"))
    assert refused.value.code == "X710"
    assert [problem.code for problem in refused.value.problems] == ["R251", "R252"]
    with pytest.raises(Refused, match="X710"):
        years.load(waiting.database, waiting.settings, Path("没有这个.yaml"), by="管理员", now=waiting.at(BEFORE))
    assert years.listed(waiting.database, waiting.settings)[-1].status == "未公布"
