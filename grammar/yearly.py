"""年度事项：papers and acts that recur by their name; 制定年度计划, 开展年终检查, 实行月通报制度, 报告上年度情况."""

from collections.abc import Iterator

import regex

from grammar.draft import ONE, PERIODS, Draft, Window
from grammar.reading import Reading

_MAKES = (
    "制定|编制|拟定|拟订|编写|公布|发布|签订|上报|报送|提交|形成|建立|建立健全|健全|完善|"
    "执行|落实|开展|组织|实行|实施|进行|做好|撰写|召开|出台|印发|报告|履行|推行|明确"
)
_MADE = (
    "报告|年报|计划|规划|目录|清单|总结|方案|述法|述职|检查|评估|审计|培训|任务|会议|公报|"
    "报表|测评|自查|要点|台账|体检|督查|考核|审验|白皮书|通报|评查|研判|报备"
)
_YEARLY = regex.compile(
    rf"(?P<verb>{_MAKES})(?P<gap>[^,。;]{{0,50}}?)(?P<year>(?<![上下本当跨该各一两三前后\d])(?:年度|"
    rf"年终|年末)|(?<=、|,|^)半年)(?P<mid>[^,。;]{{0,24}}?)(?P<made>{_MADE})"
)
_LISTED = regex.compile(
    "(?:纳入|列入|作为|挂钩|根据|按照|依据|完成|对照|围绕|结合|计入|对)[^,。;]{0,20}$|(?:纳入|列入|作为|挂钩)"
)
_SYSTEM = regex.compile(
    "(?<![一二三四五六七八九十两每个\\d])(?P<period>周|旬|月|季度?|半年|年)度?"
    "(?:通报|报|调度|述职|述法|报告|考核|会商|研判|排名|督查|点评|例会)(?=、|制度|机制|$)"
)
# 按月通报、季度点评、年终考核: side by side, each with its period before it, such names are what is to be done
_DONE = (
    "通报|报告|调度|点评|观摩|考核|会商|研判|排名|督查|督导|述职|总结|评估|分析|晾晒|检查|汇报|约谈|讲评|巡查|排查|公示"
)
_ITEM = f"(?:按|每|逐|一)?(?:日|周|旬|月度?|季度?|半年度?|年度?|年终|年末)(?:一次?)?(?:{_DONE})"
_SERIES = regex.compile(f"(?<![一二三四五六七八九十两每个\\d上下今本去前全作假生])(?:{_ITEM})(?:[、和](?:{_ITEM}))+")
_EACH_OF = regex.compile(f"(?P<period>日|周|旬|月|季|半年|年)(?P<end>[终末])?度?(?:一次?)?(?:{_DONE})")
_LAST_YEAR = regex.compile("(?:向[^,。;]{1,30}(?:报告|报送|提交)|公开|公布|报送|上报)[^,。;]{0,12}上一?年度")


def yearly(reading: Reading) -> Iterator[Draft]:
    """A paper or an act that is yearly by its name: 制定年度计划, 开展年终检查, 月通报制度, 报告上年度情况."""
    text = reading.text
    systems = list(_SYSTEM.finditer(text)) if "制度" in text or "机制" in text else []
    for system in systems:
        yield Draft("cadence", PERIODS[system["period"]], None, ONE, None, "次", words=system[0])
    one = None if systems else _yearly_paper(reading)
    if one is not None:
        yield one


def series(text: str) -> Iterator[Draft]:
    """按月通报、季度点评、年终考核: each of a row of acts by its own period."""
    row = _SERIES.search(text)
    for each in _EACH_OF.finditer(row[0]) if row else ():
        window: Window | None = {"year_part": "end"} if each["end"] else None
        yield Draft("cadence", PERIODS[each["period"]], window, ONE, None, "次", words=each[0])


def _yearly_paper(reading: Reading) -> Draft | None:
    text = reading.text
    found = _YEARLY.search(text)
    if found and not _LISTED.search(text[: found.start("year")]) and not regex.search("鼓励|探索", text):
        if found["made"] == "考核" and not regex.search("开展|组织|进行|实行", found["verb"]):
            return None
        if found["year"] == "半年":
            return Draft("cadence", "half_year", None, ONE, None, "次", words=found["year"])
        own = next((date for date in reading.dates if date.window and not date.year), None)
        if found["year"] in ("年终", "年末"):
            return Draft("cadence", "year", {"year_part": "end"}, ONE, None, "次", words=found["year"])
        if own is not None:
            words = reading.text[own.start : own.end]
            return Draft("cadence", "year", dict(own.window), ONE, None, "次", own.doubts, words)
        return Draft("cadence", "year", None, ONE, None, "次", words=found["year"])
    if _LAST_YEAR.search(text) and not reading.dates:
        return Draft("cadence", "year", None, ONE, None, "次")
    return None
