"""待确认：what a wording leaves open, and what the officer must decide; code -> Question."""

from collections.abc import Iterable

from engine.nouns.document import Question

# doubt -> (stable code, Chinese question, proposal with {day} and {year} filled in, or None)
TABLE: dict[str, tuple[str, str, str | None]] = {
    "before_day": ("G101", "「{words}」没有说明是否含当日，请确认期限当日是否算按时。", "含当日（{day}）"),
    "before_period": ("G102", "「{words}」按字面应在此前截止，也可能是指期末，请确认最后一日。", "{day}"),
    "year_masked": ("G103", "年份被隐去（{words}），请确认是哪一年。", None),
    "year_missing": ("G104", "「{words}」没有写明年份，请确认是哪一年，还是每年如此。", "文件印发当年"),
    "year_relative": ("G105", "「{words}」是相对年份，请确认是哪一年（可对照成文日期）。", "文件印发当年"),
    "vague_start": ("G106", "「{words}」没有写明到哪一天为止，请确认最后一日。", "{start}"),
    "share_unknown": ("G107", "「一定比例」没有数值，请确认比例不低于多少。", None),
    "every_other": (
        "G108",
        "「{words}」可理解为每满此年数一次，也可理解为中间隔开此年数，请确认周期。",
        "每满此年数一次",
    ),
    "about": ("G109", "数值带有「左右」「约」等字样，请确认允许的偏差。", "不低于所写数值"),
    "whole": ("G110", "「全覆盖」「全部」没有写明范围和期限，请确认分母是什么、何时达到。", "100%"),
    "vague_time": ("G111", "「{words}」没有写明频次或期限，请确认最低次数或最迟时间。", None),
    "no_bearer": ("G112", "条款没有写明由谁承担，请确认责任单位。", None),
}


def questions_for(doubts: Iterable[str], words: str, day: str = "") -> tuple[Question, ...]:
    """The questions of some doubts in the order of the table; `words` is the wording, `day` its plainest reading."""
    wanted = set(doubts)
    start = "1月31日" if "年初" in words else day
    return tuple(
        Question(code, text.format(words=words), proposal.format(day=day, start=start) if proposal else None)
        for doubt, (code, text, proposal) in TABLE.items()
        if doubt in wanted
    )
