"""待确认：what a wording leaves open, and what the officer must decide; code -> Question."""

from collections.abc import Mapping

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
    "vague_cadence": ("G116", "「{words}」没有写明多久一次，请确认周期。", "每年至少一次"),
    "rolling": (
        "G113",
        "「{words}」可按日历分期，也可从上一次办理之日起算，请确认怎样分期。",
        "按日历分期",
    ),
    "size_class": ("G114", "「{words}」只说其中一类，请确认用名册的哪项属性区分（写成适用条件 when）。", None),
    "several_cadences": ("G115", "一句话里有几类对象、几种周期（{words}），请确认各类的周期，分条写明。", None),
    "figure_left": ("G117", "「{words}」没有读成要求，请确认是不是要达到的数；是的话请写进判定标准。", None),
    "time_left": ("G118", "「{words}」没有读进时限，请确认最后一日。", None),
    "each_time": ("G120", "「{words}」是对每一次的要求，没有读进规则，请写成计数的条件 where，或逐次人工看。", None),
    "copied": ("G121", "「{words}」没有读进规则，请确认是否也要送达；是的话写进 to_each。", None),
    "on_day": ("G122", "「{words}」是当天办，还是最迟那一天？请确认。", "最迟那一天（{day}），早办的也算"),
    "season": (
        "G123",
        "「{words}」只是一年中的一段，规则包会判定每一期，请确认怎样分期（如按年计次），或改为人工判定。",
        None,
    ),
    "either": ("G124", "「{words}」是几个数任选其一，各读成了一条；请合成一条，判定标准写成 any。", None),
    "average": ("G125", "「{words}」是平均数，规则包按每一期判定，请确认怎样算（如按全年合计）。", None),
    "within_year": ("G126", "「{words}」是只指今年，还是每年如此？请确认。", "每年如此"),
    "exception_left": (
        "G119",
        "「{words}」是例外，没有读进规则，请写成适用条件 when 或免办 exempt，或届时准予延期。",
        None,
    ),
    "bearer_unclear": ("G127", "「{words}」是由它来办，还是上一句的事办到它头上？请确认责任单位。", "由它来办"),
    "no_bearer": ("G112", "条款没有写明由谁承担，请确认责任单位。", None),
}


_VAGUE_PARTS = (("年初", "1月31日"), ("年中", "6月30日"))


def questions_for(doubts: Mapping[str, str], day: str = "") -> tuple[Question, ...]:
    """The questions of some doubts, each with the words it is about, in the order of the table.

    `day` is the plainest reading of the day that is in doubt.
    """
    return tuple(
        Question(code, text.format(words=doubts[doubt]), _proposed(proposal, doubts[doubt], day))
        for doubt, (code, text, proposal) in TABLE.items()
        if doubt in doubts
    )


def _proposed(proposal: str | None, words: str, day: str) -> str | None:
    if proposal is None:
        return None
    start = next((last for part, last in _VAGUE_PARTS if part in words), day)
    return proposal.format(day=day, start=start).replace("（）", "")
