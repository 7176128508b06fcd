"""Agencies side by side: off until an officer turns it on; every number opens its list; what is left out is shown."""

import csv
import io
import re
from collections.abc import Callable

from engine.nouns import Role
from tests.acceptance.console.conftest import Browser

Open = Callable[..., Browser]


def total(page: str) -> int:
    return int(re.search(r"共 (\d+) 件", page).group(1))  # type: ignore[union-attr]


def test_nobody_compares_before_an_officer_turned_it_on(browser: Open) -> None:
    officer, leader, contact = browser(Role.OFFICER), browser(Role.LEADER), browser(Role.CONTACT)
    assert "没有开启" in leader.page("/scores")
    assert "X620" in leader.post("/scores", deed="on", reason="想看").text
    assert contact.get("/scores").status_code == 403
    assert "X445" in officer.post("/scores", deed="on", reason=" ").text
    assert officer.post("/scores", deed="on", reason="半年小结").status_code == 303
    page = leader.page("/scores")
    assert ("区司法局" in page, "半年小结" in page) == (True, True)
    officer.post("/scores", deed="off", reason="小结已毕")
    assert "没有开启" in leader.page("/scores")


def test_every_number_opens_its_list_and_the_parts_make_the_whole(browser: Open) -> None:
    officer = browser(Role.OFFICER)
    officer.post("/scores", deed="on", reason="半年小结")
    page = officer.page("/scores")
    numbers = re.findall(r'<td data-label="[^单][^"]*"><a href="(/ledger[^"]+)">(\d+)</a>', page)
    assert len(numbers) % 7 == 0
    assert numbers
    for path, many in numbers:
        assert total(officer.page(path.replace("&amp;", "&"))) == int(many), path
    rows = list(csv.DictReader(io.StringIO(officer.get("/scores.csv").content.decode("utf-8-sig"))))
    assert [row["单位"] for row in rows] == sorted(row["单位"] for row in rows)
    for row in rows:
        parts = [int(row[name]) for name in ("按期办结", "补办", "逾期未办", "其余在办")]
        assert sum(parts) == int(row["计入"])
        assert int(row["计入"]) + int(row["不计入"]) == int(row["合计"])
