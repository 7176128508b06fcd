"""What the office decides leaves as its paper: 延期批复, 复核决定, 整改通知书 — numbered, printed, mailed, kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from typing import Any

import pypdfium2 as pdfium
import pytest

from duban.services.casefile import answering, asking, moving, requests, tasks
from duban.services.casefile.answering import Answer, Answered
from duban.services.casefile.asking import Ask
from duban.services.casefile.claims import Report
from duban.services.paperwork import papers, serials
from duban.services.post import deadletters, sending
from duban.settings import Settings
from engine.nouns import Letter, Petition, PetitionKind, Role
from engine.source import Refused
from notifications.outbox import Outcome, Result
from store import events, letters, tidings
from store.session import reading
from store.statements import read
from workflows.standard import Action

DAY, LATER = date(2026, 1, 6), date(2026, 1, 7)
CONTACT, OFFICER = tasks.Actor("甲", Role.CONTACT), tasks.Actor("督办甲", Role.OFFICER)
LEADER, INSPECTOR = tasks.Actor("领导丁", Role.LEADER), tasks.Actor("督查乙", Role.INSPECTOR)


@pytest.fixture
def opened(house: Any) -> Any:
    """The office on a working day, with a task of the bureau of justice."""
    house.sweep(DAY)
    return house


def number(house: Any) -> str:
    return str(house.tasks(DAY, "区司法局")[0]["key"])


def ask(house: Any, kind: PetitionKind, **more: Any) -> Petition:
    asked = Ask(kind, more.pop("reason", "统计口径待定"), **more)
    return asking.ask(house.database, house.settings, number(house), asked, CONTACT, on=DAY, now=house.at(DAY))


def answer(house: Any, asked: Petition, *, granted: bool, who: tasks.Actor = OFFICER, **more: Any) -> Answered:
    given = Answer(granted, **more)
    return answering.answer(house.database, house.settings, asked.key, given, who, on=LATER, now=house.at(LATER))


def verified(house: Any) -> str:
    """The task, reported and verified, as an inspector finds it."""
    key = number(house)
    house.act(key, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    house.act(key, Action.REPORT, "甲", Role.CONTACT, DAY, report=Report(text="已报送"))
    house.act(key, Action.VERIFY, "督办甲", Role.OFFICER, DAY, reason="材料齐全")
    return key


def page(letter: Letter) -> str:
    pdf, _ = papers.carried(letter)
    return "".join("".join(one.get_textpage().get_text_range().split()) for one in pdfium.PdfDocument(pdf.content))


def arrived(house: Any) -> list[str]:
    return [str(message_from_bytes(mail.read_bytes())["Message-ID"]) for mail in house.mails()]


def register(house: Any) -> list[str]:
    return [str(row["number"]) for row in serials.registered(house.database, house.settings)]


def test_a_granted_extension_leaves_as_a_numbered_reply_with_the_day_granted(opened: Any) -> None:
    asked = ask(opened, PetitionKind.EXTEND, to="2026-04-30")
    [letter] = answer(opened, asked, granted=True, to="2026-03-31", reason="先报初稿。").letters
    assert (letter.recipient, letter.kind, letter.slot) == ("contact@sfj.example", "formal", LATER)
    said = page(letter)
    for words in (
        "督延〔2026〕1号", "区司法局", "第1次延期", "统计口径待定", "2026年4月30日", "延至2026年3月31日",
        "原时限2026年3月1日", "批复意见：先报初稿", "督办甲",
    ):  # fmt: skip
        assert words in said
    kept = {path.name for path in (opened.folder / "papers").iterdir()}
    assert kept == {f"督延〔2026〕1号 延期申请的批复.{kind}" for kind in ("pdf", "docx")}
    opened.send(LATER)
    assert arrived(opened).count(letter.message_id) == 1
    with reading(opened.database, opened.settings.jurisdiction) as session:
        assert events.verify(session) == []
        frozen = [each for each in events.since(session) if each.subject == letter.message_id]
        assert frozen[0].payload["sha256"] == letter.sha256


def test_a_refused_extension_says_why_and_is_not_told_a_second_time(opened: Any) -> None:
    asked = ask(opened, PetitionKind.EXTEND, to="2026-04-30")
    [letter] = answer(opened, asked, granted=False, reason="时间充足").letters
    said = page(letter)
    assert "不同意延期，该事项仍应于2026年3月1日（含当日）前完成。理由：时间充足。" in said
    with reading(opened.database, opened.settings.jurisdiction) as session:
        answers = tidings.TIDING.select().where(tidings.TIDING.c.action == "answer")
        [told] = read(session, answers)
        assert (told.task, told.letter) == (number(opened), letter.message_id)
    opened.sweep(date(2026, 1, 8))
    with reading(opened.database, opened.settings.jurisdiction) as session:
        found = [each for each in letters.find(session) if each.recipient == "contact@sfj.example"]
    assert not [each for each in found if "办理动态" in each.subject]


@pytest.mark.parametrize(("granted", "words"), [(True, "免除你单位办理该事项的义务"), (False, "不予豁免")])
def test_a_decision_on_an_exemption_leaves_as_a_numbered_paper(opened: Any, granted: bool, words: str) -> None:
    asked = ask(opened, PetitionKind.EXEMPT, reason="职责已划出")
    said_of_it = {"reason": "已核三定规定。", "doc": "编办〔2026〕3号"}
    [letter] = answer(opened, asked, granted=granted, who=LEADER, **said_of_it).letters
    said = page(letter)
    for each in ("督免〔2026〕1号", "区司法局", "职责已划出", words, "理由：已核三定规定。", "2026年3月1日"):
        assert each in said
    assert letter.recipient == "contact@sfj.example"
    assert register(opened) == ["督免〔2026〕1号"]
    kept = {path.name for path in (opened.folder / "papers").iterdir()}
    assert kept == {f"督免〔2026〕1号 豁免决定书.{kind}" for kind in ("pdf", "docx")}


@pytest.mark.parametrize(
    ("to", "words"), [("区教育局", "改由区教育局承办，你单位不再承担"), (None, "异议不成立该事项仍由你单位承办")]
)
def test_a_dispute_is_answered_with_a_numbered_paper(opened: Any, to: str | None, words: str) -> None:
    asked = ask(opened, PetitionKind.DISPUTE, reason="不属我局职责")
    [letter] = answer(opened, asked, granted=to is not None, to=to, who=LEADER, reason="按职责分工").letters
    said = page(letter)
    for each in ("督异〔2026〕1号", "区司法局", "不属我局职责", words, "理由：按职责分工。"):
        assert each in said
    assert letter.recipient == "contact@sfj.example"


def test_a_review_names_the_decision_it_changes_by_its_number(opened: Any) -> None:
    refused = ask(opened, PetitionKind.EXTEND, to="2026-04-30")
    answer(opened, refused, granted=False, reason="时间充足")
    appeal = asking.ask(
        opened.database, opened.settings, number(opened), Ask(PetitionKind.APPEAL, "汛期停工", against=refused.key),
        CONTACT, on=LATER, now=opened.at(LATER, 16),
    )  # fmt: skip
    [letter] = answer(opened, appeal, granted=True, who=LEADER, reason="情况属实").letters
    said = page(letter)
    for words in (
        "督复〔2026〕1号",
        "督延〔2026〕1号",
        "汛期停工",
        "情况属实",
        "领导丁",
        "变更原决定",
        "2026年4月30日",
    ):
        assert words in said
    assert register(opened) == ["督复〔2026〕1号", "督延〔2026〕1号"]


def test_what_the_office_grants_of_itself_answers_on_paper_who_had_asked(opened: Any) -> None:
    ask(opened, PetitionKind.EXTEND, to="2026-04-30")
    request = requests.Request("extend", "统一延期", to="2026-03-31")
    how = {"on": LATER, "now": opened.at(LATER)}
    requests.decide(opened.database, opened.settings, number(opened), request, OFFICER, **how)
    assert register(opened) == ["督延〔2026〕1号"]
    with reading(opened.database, opened.settings.jurisdiction) as session:
        [letter] = [each for each in letters.find(session) if each.template == "extension"]
    assert "延至2026年3月31日" in page(letter)


def test_an_order_to_put_right_leaves_as_a_notice_that_a_review_upholds_by_number(opened: Any) -> None:
    key = verified(opened)
    [letter] = opened.act(key, Action.RECTIFY, "督查乙", Role.INSPECTOR, LATER, reason="报告缺少附表").letters
    said = page(letter)
    for words in ("督改〔2026〕1号", "报告缺少附表", "2026年1月21日（含当日）前完成整改"):
        assert words in said
    asked = Ask(PetitionKind.APPEAL, "附表已随文报送")
    appeal = asking.ask(opened.database, opened.settings, key, asked, CONTACT, on=LATER, now=opened.at(LATER))
    [decision] = answer(opened, appeal, granted=False, who=LEADER, reason="附表未见").letters
    assert "责令整改（督改〔2026〕1号）" in page(decision)
    assert "维持原决定" in page(decision)


def test_an_order_names_the_day_by_which_all_is_to_be_right(opened: Any) -> None:
    key, limit = verified(opened), date(2026, 3, 20)
    how = {"reason": "报告缺少附表", "limit": limit}
    with pytest.raises(Refused, match=r"X434 .*2026-01-07"):
        opened.act(key, Action.RECTIFY, "督查乙", Role.INSPECTOR, LATER, **{**how, "limit": LATER})
    [letter] = opened.act(key, Action.RECTIFY, "督查乙", Role.INSPECTOR, LATER, **how).letters
    assert "2026年3月20日（含当日）前完成整改" in page(letter)
    with reading(opened.database, opened.settings.jurisdiction) as session:
        [ordered] = [each for each in events.of_subject(session, key) if each.kind == "task.rectify"]
    assert ordered.payload["limit"] == "2026-03-20"


def test_orders_given_together_have_a_paper_each_without_a_gap(opened: Any) -> None:
    both = [verified(opened)]
    order = moving.Order(Action.RECTIFY, INSPECTOR, LATER, opened.at(LATER), "报告缺少附表", date(2026, 2, 27))
    done = moving.move_together(opened.database, opened.settings, [*both, "没有这一件"], order)
    assert (len(done.tasks), [why.code for _, why in done.refused]) == (1, ["X440"])
    assert register(opened) == ["督改〔2026〕1号"]
    with reading(opened.database, opened.settings.jurisdiction) as session:
        [letter] = [each for each in letters.find(session) if each.template == "rectify"]
    assert "2026年2月27日（含当日）前完成整改" in page(letter)


def test_a_decision_does_not_wait_for_a_font(sqlite_house: Any, words_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    house = sqlite_house
    house.sweep(DAY)

    def none(_: Settings) -> Any:
        raise Refused("N701", "找不到中文字体")

    monkeypatch.setattr(papers, "fonts_of", none)
    [letter] = answer(house, ask(house, PetitionKind.EXTEND, to="2026-04-30"), granted=True).letters
    assert papers.carried(letter) == ()
    house.sweep(date(2026, 1, 8))
    with reading(house.database, house.settings.jurisdiction) as session:
        mine = [each for each in letters.find(session) if each.recipient == house.settings.office_email]
    assert any("延期申请的批复督延〔2026〕1号只发了邮件正文，没有附公文" in words_of(each) for each in mine)


def test_a_decision_leaves_in_the_next_slot_and_not_with_the_papers_of_the_evening(sqlite_house: Any) -> None:
    house = replace(sqlite_house, settings=sqlite_house.settings.model_copy(update={"papers_at": "17:00"}))
    house.sweep(DAY)
    [letter] = answer(house, ask(house, PetitionKind.EXTEND, to="2026-04-30"), granted=True).letters
    assert letter.next_try_at is None
    assert house.send(LATER).accepted >= 1
    assert arrived(house).count(letter.message_id) == 1


def test_a_decision_arrives_however_long_nothing_was_sent(opened: Any) -> None:
    [letter] = answer(opened, ask(opened, PetitionKind.EXTEND, to="2026-04-30"), granted=True).letters
    back = date(2026, 2, 9)
    opened.sweep(back)
    opened.send(back)
    assert arrived(opened).count(letter.message_id) == 1
    assert register(opened) == ["督延〔2026〕1号"]


class Refusing:
    """A mail server that refuses for good what goes to some address."""

    lines = 1

    def __init__(self, address: str) -> None:
        self._address, self.got = address, list[bytes]()

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        if recipient == self._address:
            return Outcome(Result.PERMANENT, "550 no such user")
        before_data()
        self.got.append(mime)
        return Outcome(Result.ACCEPTED, "250 ok")


def refused(house: Any, letter: Letter) -> str:
    """The letter among the dead, after the address of its reader was refused."""
    sending.send(house.database, house.settings, Refusing(letter.recipient), now=house.at(LATER, 10))
    [dead] = [each for each in deadletters.listed(house.database, house.settings) if each["kind"] == letter.kind]
    return str(dead["key"])


def test_a_decision_goes_to_another_address_as_it_reads(opened: Any) -> None:
    [letter] = answer(opened, ask(opened, PetitionKind.EXTEND, to="2026-04-30"), granted=True).letters
    how = {"by": "督办甲", "on": LATER, "now": opened.at(LATER, 11)}
    [fresh] = deadletters.fix(opened.database, opened.settings, refused(opened, letter), "new@sfj.example", **how)
    assert (fresh.recipient, fresh.kind, fresh.template) == ("new@sfj.example", "formal", letter.template)
    assert papers.carried(fresh) == papers.carried(letter)
    assert page(fresh) == page(letter)
    server = Refusing("")
    sending.send(opened.database, opened.settings, server, now=opened.at(LATER, 12))
    assert fresh.mime in server.got
    assert register(opened) == ["督延〔2026〕1号"]
    with reading(opened.database, opened.settings.jurisdiction) as session:
        known = [each for each in events.of_subject(session, fresh.message_id) if each.kind == "letter.freeze"]
    assert [each.payload["sha256"] for each in known] == [fresh.sha256], "what leaves is in the log"
    assert [each.actor for each in known] == ["督办甲"]


def test_a_decision_is_not_taken_anew_because_its_letter_died(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(DAY)
    [letter] = answer(house, ask(house, PetitionKind.EXTEND, to="2026-04-30"), granted=True).letters
    key, how = refused(house, letter), {"by": "督办甲", "on": LATER, "now": house.at(LATER, 11)}
    with pytest.raises(Refused, match="X548"):
        deadletters.redrawn(house.database, house.settings, key, **how)
    assert [row["key"] for row in deadletters.listed(house.database, house.settings) if row["kind"] == "formal"] == [
        key
    ]


def test_news_that_died_on_the_way_is_told_again(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(DAY)
    key = number(house)
    house.act(key, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    house.act(key, Action.REPORT, "甲", Role.CONTACT, DAY, report=Report(text="已报送"))
    house.act(key, Action.RETURN, "督办甲", Role.OFFICER, DAY, reason="缺公章")
    house.sweep(LATER)
    [news] = [each for each in written(house) if each.recipient == "contact@sfj.example" and each.kind == "summary"]
    how = {"by": "督办甲", "on": LATER, "now": house.at(LATER, 11)}
    deadletters.redrawn(house.database, house.settings, refused(house, news), **how)
    house.sweep(date(2026, 1, 8))
    again = [each for each in written(house) if each.recipient == news.recipient and each.kind == "summary"]
    assert len(again) == 2


def written(house: Any) -> list[Letter]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return letters.find(session)
