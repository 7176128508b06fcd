"""A pack that is published with its document beside it brings the document along: quotes are shown where they stand."""

import hashlib
from datetime import date

import pytest

from duban.services.counter.deeds import Visit
from duban.services.powers import viewer
from duban.services.showing.duty import duty
from duban.services.showing.view import View
from engine.nouns import Account, Role
from engine.source import Refused
from store import documents, obligations
from store.session import reading
from tests.acceptance.conftest import PACK, House

DAY = date(2026, 3, 16)
PLAN = """示例区2026年工作要点

2.报告工作。各部门应当于每年3月1日前报告上一年度法治政府建设情况。
4.普法。每年举办两期以上法治专题讲座，并做好记录。
"""


def test_the_words_around_a_quote_are_shown(sqlite_house: House) -> None:
    (sqlite_house.folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    sha256 = hashlib.sha256(PLAN.encode()).hexdigest()
    text = PACK.replace("0" * 64, sha256).replace("version: 1.0.0", "version: 1.1.0")
    sqlite_house.publish(text)
    with reading(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        assert [(each.file, each.text) for each in documents.listed(session)] == [("plan.txt", PLAN)]
        one = next(each.obligation for each in obligations.find(session) if each.obligation.rule == "lecture")
    officer = viewer(Account("wang", "王科长", Role.OFFICER, None))
    visit = Visit(sqlite_house.database, sqlite_house.settings, officer, DAY, sqlite_house.at(DAY))
    shown = duty(visit, View(DAY, DAY), one.key).source
    assert shown.before.endswith("4.普法。")
    assert shown.after.startswith("，并做好记录。")
    assert shown.document == sha256


def test_a_file_that_is_not_the_document_cited_is_left_alone(sqlite_house: House) -> None:
    (sqlite_house.folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    other = hashlib.sha256(b"another").hexdigest()
    text = PACK.replace("0" * 64, other).replace("version: 1.0.0", "version: 1.1.0")
    with pytest.raises(Refused, match="R401"):
        sqlite_house.publish(text)
    with reading(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        assert documents.listed(session) == []
