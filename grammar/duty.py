"""职责要求：clauses -> the duties they lay down, each with the exact words it is read from.

`read_duties` reads the clauses of a document, `read_sentence` one loose sentence.  A duty carries only
what is printed or plainly meant; what the words leave open becomes a question for the officer.
"""

from collections.abc import Callable, Iterable, Sequence

import regex

from engine.nouns.document import Clause, Duty
from grammar.bearer import recipient_in
from grammar.doubts import questions_of
from grammar.finding import Finding, years_of
from grammar.fold import Folded, blank_names, fold
from grammar.loose import loose_findings
from grammar.numerals import NUMBER
from grammar.passage import findings_in
from grammar.quantities import Quantity
from grammar.reading import Reading
from grammar.strength import MODAL, strength_of
from grammar.subjects import Span, per, subject_span

_MODAL_HEAD = regex.compile(f"^(?:{MODAL}|原则上|一般|并|还|也|均|都|和|于|在|[,:、]|(?:首月|底)?\\d{{1,2}}日之?前)+")
_OF = regex.compile("占(?!比)(?P<of>[^,。;]{1,40}?)(?:的|比例|比重|$|不低于|不少于|达到|达|超过|一半|\\d)")
_CLOSING = regex.compile(rf"(?:终了|结束|期满)(?:之日)?[后起]的?(?:{NUMBER})个?(?:工作日|日|天|周|月)(?:之|以)?内")
_MEASURED = regex.compile("不|达|占|中|的|.{0,6}率")
_OF_FAR = regex.compile("(?:不少于|不得少于|不低于|不得低于|至少)(?P<of>[^,。;\\d]{2,30}?)的?$")


def read_duties(clauses: Sequence[Clause]) -> tuple[Duty, ...]:
    """The duties of a document's clauses in the order of the text; `start` and `end` are places in the document."""
    return tuple(duty for clause in clauses for duty in _read_clause(clause))


def read_sentence(text: str) -> tuple[Duty, ...]:
    """The duties of one sentence of a plan, its quotes placed from the sentence's own beginning."""
    return _read_clause(Clause(id="", text=text, start=0, end=len(text)))


def read_alone(text: str) -> tuple[Duty, ...]:
    """The duties of a sentence that somebody puts forward as one: 严禁…, 定期… and 半年内… are duties then, too."""
    clause = Clause(id="", text=text, start=0, end=len(text))
    return read_sentence(text) or _read_clause(clause, loose_findings)


def _read_clause(clause: Clause, finder: Callable[[str], Iterable[Finding]] = findings_in) -> tuple[Duty, ...]:
    folded = fold(clause.text)
    return tuple(_duty(clause, folded, each) for each in finder(blank_names(folded.plain)))


def _duty(clause: Clause, folded: Folded, found: Finding) -> Duty:
    draft = found.draft
    start, end = folded.span(*_trimmed(folded.plain, found.start, found.end))
    subject = subject_span(found)
    printed = _printed(folded, subject)
    years = years_of(found)
    return Duty(
        clause=clause.id,
        quote=clause.text[start:end],
        start=clause.start + start,
        end=clause.start + end,
        kind=draft.kind,
        action=_action(folded, found),
        subject=printed,
        per=per(found, subject),
        period=draft.period,
        window=draft.window,
        at_least=draft.at_least,
        at_most=draft.at_most,
        unit=_printed_unit(folded, found),
        of=_of(folded, found),
        recipient=_recipient(folded, found),
        strength=strength_of(found.text),
        roll=draft.roll,
        since=years.first if years else None,
        until=years.last if years else None,
        questions=questions_of(clause, found, subject is not None or found.scope.subject is not None),
    )


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    """The span without stray marks at either end; a bracket is kept whole or left out."""
    while end - start > 1 and plain[end - 1] in ",:、 ":
        end -= 1
    while end - start > 1 and plain[start] in ",:、) ":
        start += 1
    if end - start > 1 and plain[end - 1] == ")" and plain.count("(", start, end) < plain.count(")", start, end):
        end -= 1
    return start, end


def _printed(folded: Folded, span: Span | None) -> str | None:
    """The words of a plain span as printed."""
    if span is None or span[0] >= span[1]:
        return None
    start, end = folded.span(*span)
    return folded.text[start:end]


def _printed_unit(folded: Folded, found: Finding) -> str | None:
    """The unit in the script of the document: 學時 stays 學時."""
    draft, reading = found.draft, found.readings[found.act]
    if draft.unit is None or draft.amount is None or draft.unit == "%":
        return draft.unit
    low = reading.segment.start + draft.amount.number_at
    place = folded.plain.find(draft.unit, low, reading.segment.end)
    return _printed(folded, (place, place + len(draft.unit))) if place >= 0 else draft.unit


def _of(folded: Folded, found: Finding) -> str | None:
    """The base of a share: 占总课时一半, 不少于执法人员总数的5%."""
    draft, reading = found.draft, found.readings[found.act]
    if draft.unit != "%" or draft.amount is None:
        return None
    head = reading.text[: draft.amount.number_at]
    place = _OF.search(head) or _OF_FAR.search(head)
    if not place:
        return None
    low, high = place.span("of")
    return _printed(folded, (reading.segment.start + low, reading.segment.start + high))


def _recipient(folded: Folded, found: Finding) -> str | None:
    for reading in found.readings[found.first : found.last + 1]:
        span = recipient_in(reading.text)
        if span:
            return _printed(folded, (reading.segment.start + span[0], reading.segment.start + span[1]))
    return None


def _action(folded: Folded, found: Finding) -> str:
    """What is to be done, as printed, without its date, cadence and bearer."""
    kept: list[str] = []
    for reading in found.readings[found.first : found.last + 1]:
        words = _act_words(folded, reading)
        if words:
            kept.append(words)
    start, end = folded.span(*_trimmed(folded.plain, found.start, found.end))
    return "，".join(kept) or folded.text[start:end]


def _act_words(folded: Folded, reading: Reading) -> str:
    """One clause as printed, its dates, cadences, bearer and leading modal words left out.

    With a cadence goes the limit that hangs on it: of 每季度结束后十日内报送 what is to be done is 报送.
    """
    gone = [(mark.start, mark.end) for mark in reading.marks if not isinstance(mark, Quantity)]
    gone += _bearer_span(reading)
    gone += [limit.span() for mark in reading.cadences if (limit := _CLOSING.match(reading.text, mark.end))]
    kept = [place for place in range(len(reading.text)) if not any(low <= place < high for low, high in gone)]
    plain = "".join(reading.text[place] for place in kept)
    modal = _MODAL_HEAD.match(plain)
    head = reading.segment.start
    printed = "".join(folded.text[folded.at[head + place]] for place in kept[modal.end() if modal else 0 :])
    return printed.strip("，,：:、 ")


def _bearer_span(reading: Reading) -> list[Span]:
    """The bearer's place, unless what follows is its own measure: 专职人员不得少于5名."""
    name = reading.subject
    if not name:
        return []
    high = reading.text.find(name) + len(name)
    follows = _MEASURED.match(reading.text[high:])
    return [] if follows and reading.quantities else [(0, high)]
