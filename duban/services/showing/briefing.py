"""专报：the leader's page as a paper of the house — to print, or to go on editing — and as a table to present."""

from collections.abc import Iterator

from duban.services.counter.deeds import Visit
from duban.services.paperwork import papers
from duban.services.paperwork.papers import Paper
from duban.services.paperwork.worded import words_of
from duban.services.showing.leader import OnePage, one_page
from duban.services.showing.view import View
from engine.dates import say_day
from notifications.papers import Form
from store.session import reading

MOST = 3
HEADINGS = {"part": "部分", "what": "内容", "many": "数量", "note": "说明"}
"""The columns of the table for a meeting (汇报表)."""


def briefing(visit: Visit, view: View) -> Paper:
    """The page as a draft of a 督查专报.  Raises Refused as `one_page` does, N701 to N703 when it cannot be printed."""
    found = one_page(visit, view)
    given = {
        "paper": "督查专报",
        "agency": visit.viewer.account.title,
        "signed_on": view.as_of,
        "matter": "督办事项办理情况",
        "cause": f"截至{say_day(view.as_of)}，台账共{found.total}件，计入{found.many_counted}件，{_left_out(found)}",
        "progress": tuple(_progress(found)),
        "problems": tuple(_problems(found)),
        "advice": tuple(_advice(found)),
        "draft": True,
    }
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return papers.made(visit.settings, Form.BRIEF, given, words_of(session))


def table(visit: Visit, view: View) -> list[dict[str, object]]:
    """The figures of the page line after line, to lay before a meeting.  Raises Refused as `one_page` does."""
    found = one_page(visit, view)
    return [dict(zip(HEADINGS, line, strict=True)) for line in _lines(found)]


def _lines(found: OnePage) -> Iterator[tuple[str, str, int, str]]:
    yield "总体", "台账", found.total, ""
    yield "总体", "计入", found.many_counted, "以下占比的分母"
    yield from (("总体", each.word, each.many, f"占 {each.percent}") for each in found.counted)
    yield from (("不计入", each.word, each.many, "") for each in found.excluded)
    if found.unseen:
        yield "不计入", "待巡查", found.unseen, ""
    for each in found.months:
        rate = f"按期率 {each.rate}%，" if each.rate is not None else ""
        said = f"{rate}按期 {each.on_time}，补办 {each.cured}，逾期 {each.breached}，在办 {each.open}"
        yield "近十二个月", f"{each.first.year}年{each.first.month}月到期", each.due, said
    for call in found.calls:
        oldest = f"最早的“{call.oldest.matter}”应于{say_day(call.oldest.due)}前办结"
        yield "宜过问的单位", call.agency, call.many, oldest
    for again in found.repeats:
        yield "重复逾期，宜约谈", f"{again.agency}：{again.matter}", again.many, f"自{say_day(again.since)}起"
    for waiting in found.waiting:
        yield "待签发的文书", waiting.paper, waiting.many, "" if waiting.is_mine else f"须由{waiting.must}签发"
    yield from (("本周文书", paper, many, "") for paper, many in found.week.papers)


def _left_out(found: OnePage) -> str:
    said = [f"{each.word}{each.many}件" for each in found.excluded]
    said += [f"待巡查{found.unseen}件"] if found.unseen else []
    return f"不计入{found.many_excluded}件（{'、'.join(said)}）" if said else "没有不计入的"


def _progress(found: OnePage) -> list[str]:
    shares = "，".join(f"{each.word}{each.many}件（{each.percent}）" for each in found.counted)
    said = [f"计入的{found.many_counted}件中，{shares}"] if shares else ["目前没有计入的事项"]
    settled = [each for each in found.months if each.rate is not None]
    if settled:
        last = settled[-1]
        under_way = f"尚在办理{last.open}件，" if last.open else ""
        said.append(
            f"{last.first.year}年{last.first.month}月到期{last.counted}件，{under_way}"
            f"已有结果的{last.settled}件中按期办结{last.on_time}件，按期率{last.rate}%"
        )
    return said


def _problems(found: OnePage) -> list[str]:
    said = [
        f"{each.agency}逾期{each.many}件，最早的“{each.oldest.matter}”应于{say_day(each.oldest.due)}前办结"
        for each in found.calls[:MOST]
    ]
    more = found.agencies_late - len(said)
    return [*said, *([f"另有{more}个单位有逾期事项"] if more > 0 else [])]


def _advice(found: OnePage) -> list[str]:
    said = [f"{each.agency}“{each.matter}”已有{each.many}期逾期，建议按规定约谈" for each in found.repeats[:MOST]]
    mine = sum(each.many for each in found.waiting if each.is_mine)
    return [*said, *([f"待签发文书{mine}份，请审签"] if mine else [])]
