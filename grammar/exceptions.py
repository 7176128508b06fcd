"""例外：words that take something out of a duty or put its day off; a Finding -> the first of them, or nothing.

They stand in the duty (除涉密单位外，…), behind it (…，涉密单位除外) or in a statement of their own after it
(…。情况复杂的，经批准可延长一个月。).  No rule holds them, so each is asked about.
"""

import regex

from grammar.finding import Finding
from grammar.fold import blank_names, fold
from grammar.negatives import LENGTHENING
from grammar.passage import findings_in

# the words, and an example that a test reads
TABLE: tuple[tuple[str, str], ...] = (
    ("除(?![外了夕草险尘此])[^,。;]{2,30}?(?:之|以)?外(?!,?(?:还|也|另|再|同时|并))", "除涉密单位外"),
    ("[^,。;()]{1,20}除外", "涉密单位除外"),
    ("从其规定", "法律另有规定的,从其规定"),
    ("不受[^,。;]{2,16}限制|(?<!对)不适用(?:本|上述|前[款述])[^,。;]{0,8}", "重大事项不受上述时限限制"),
    ("(?:特殊|复杂)(?:情况|情形|事项)?[^,。;]{0,10},?(?:可以?|最[长多迟])[^,。;]{2,20}", "特殊情况可以适当减少"),
    ("可以?(?:再|适当|酌情|依法)*(?:延(?:长|期|后|迟)|顺延|推迟|缓|放宽|减少|降低)[^,。;]{0,12}", "经批准可延长一个月"),
    ("可以?(?:不(?![断仅])|免(?![费疫])|暂(?:不|缓))[^,。;]{2,12}", "新成立的单位可不参加"),
    (LENGTHENING, "延长的期限最长不得超过20日"),
)
_WORDS = regex.compile("|".join(f"(?:{words})" for words, _ in TABLE))


def excepts(statement: str) -> bool:
    """Whether a statement, as printed, says nothing but an exception from the one before."""
    plain = fold(statement).plain
    return _WORDS.search(plain) is not None and not findings_in(blank_names(plain))


def left(found: Finding) -> str:
    """An exception in the clauses of a duty, or in those around it."""
    words = _WORDS.search(",".join(reading.text for reading in found.beside))
    return words[0] if words else ""
