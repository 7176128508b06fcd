"""连读：clause after clause, what was said before still governs; a passage -> Findings.

A date or a cadence that ends its clause waits for the act (2026年底前，…).  A cadence reaches to the full
stop, the goal year of a passage (到2025年，…) to its end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from grammar import forms
from grammar.bearer import per_of
from grammar.draft import Draft
from grammar.finding import Finding, Said, among_their_clauses
from grammar.negatives import tells_past, tells_total
from grammar.quantities import Quantity
from grammar.reading import Reading, Scope, read
from grammar.rolling import only_rolls, roll_in
from grammar.spans import statements
from grammar.windows import cadence_window, whole_year
from grammar.worth import continues, makes
from grammar.yearly import series, yearly
from grammar.zhdates import DateMark

_CUTS = regex.compile("[压缩减降控]")  # 压缩至1个工作日以内 is the act itself
_HELD = ("开展", "进行", "组织", "完成", "启动", "举办", "召开")
_BOUNDS = ("min", "max", "reach")
_PAPER = regex.compile("报告|报送|述职|提交|通报")
_GOAL = regex.compile("^(?:力争)?[到至]")
_PHASE = regex.compile("阶段|从[^,]{0,20}(?:开始|起)[^,]{0,20}(?:结束|止)|完成时[限间]|时限")
_REPORTED = regex.compile("向[^,。;]{1,30}(?:报告|公开|公布|报送|通报|公示)|报[^,。;]{1,20}备案|^报送")


def findings_in(plain: str) -> list[Finding]:
    """Every duty of a passage, its names already blanked, in the order of the text."""
    said: list[Said] = []
    scope = Scope()
    for statement in statements(plain):
        scope = scope.at_full_stop() if statement.begins else scope
        readings = tuple(read(segment) for segment in statement.segments)
        found, scope = _read_statement(readings, scope)
        said.append(Said(readings, found, statement.begins))
        scope = scope.at_full_stop() if statement.closes else scope.at_semicolon()
    return _without_umbrellas(list(among_their_clauses(said)))


def _without_umbrellas(found: list[Finding]) -> list[Finding]:
    """A bare 年度报告制度 beside the report it names would count one duty twice."""
    reports = {each.draft.period for each in found if not each.umbrella and _PAPER.search(each.text)}
    return [each for each in found if not (each.umbrella and each.draft.period in reports)]


def _read_statement(readings: tuple[Reading, ...], scope: Scope) -> tuple[list[Finding], Scope]:
    found: list[Finding] = []
    passed: list[int] = []
    lead: int | None = None
    past = False
    for place, reading in enumerate(readings):
        scope = _absorb(reading, scope)
        past = past or _tells_past(readings[: place + 1], scope)
        listed = scope.making and any(continues(amount, reading) for amount in reading.quantities)
        quoted = bool(found) and place <= found[-1].last
        if place + 1 < len(readings) and not past and not quoted and _waits(reading, lead):
            lead = place if lead is None else lead
            continue
        if past or quoted or reading.silent:
            lead = None
            continue
        new = list(_findings(readings, place, lead, scope))
        scope = replace(scope, making=makes(reading) or listed, counted=_counted(new) or scope.counted)
        found += new
        passed += [place] if not new and _binds(reading) else []
        if new or not reading.condition:
            lead = None
    return _with_passed(found, passed, readings), scope


def _counted(found: Sequence[Finding]) -> str | None:
    """The unit that comes round with a cadence: 每年信息公开不少于50条."""
    return next((each.draft.unit for each in found if each.draft.kind == "quota"), None)


def _binds(reading: Reading) -> bool:
    """Whether a clause sets a figure or a year: 网络培训不超过20学时, 2025年开展终期评估; not 用8个月左右时间."""
    if reading.condition:
        return False
    figures = (amount for amount in reading.quantities if not amount.modifies)
    acts = (date for date in reading.dates if whole_year(date) and reading.text.startswith(_HELD, date.end))
    return any(_is_bound(amount, reading.text) for amount in figures) or any(acts)


def _is_bound(amount: Quantity, text: str) -> bool:
    if amount.sense in _BOUNDS:
        return (amount.sense, amount.said_post) != ("min", True)
    return amount.arabic and text[: amount.start].endswith(("共", "共计", "合计", "累计"))


def _with_passed(found: list[Finding], passed: list[int], readings: tuple[Reading, ...]) -> list[Finding]:
    """Each clause that came to no duty with the last duty before it, or the first one after it."""
    for place in passed:
        if found and not any(each.first <= place <= each.last for each in found):
            which = max((at for at, each in enumerate(found) if each.last < place), default=0)
            found[which] = replace(found[which], passed=(*found[which].passed, readings[place]))
    return found


def _tells_past(so_far: tuple[Reading, ...], scope: Scope) -> bool:
    """累计建成5个 tells what was done, unless 到2027年 was said before it; 截至2025年底 names a day that is past."""
    if tells_past(so_far[-1].text):
        return True
    ahead = scope.date is not None and not any("截" in reading.text for reading in so_far)
    return tells_total(so_far[-1].text) and not ahead


def _waits(reading: Reading, lead: int | None) -> bool:
    """Whether the act is still to come: the clause ends with its date, or only says how."""
    unmarked = not (reading.cadences or reading.dates or reading.quantities)
    return (reading.leads and not reading.silent) or (lead is not None and reading.adverbial and unmarked)


def _absorb(reading: Reading, scope: Scope) -> Scope:
    """Hand the cadence, date, year and bearer of a clause on to the next ones."""
    cadence = next((mark for mark in reading.cadences if not mark.rising), None)
    if cadence is not None:
        scope = replace(scope, cadence=cadence, cadence_window=None)
        scope = replace(scope, cadence_window=cadence_window(reading, cadence, scope))
    for date in reading.dates:
        if date.year is not None and (date.bound == "before" or whole_year(date)):
            goal = date if _is_goal(reading, date) else scope.goal
            scope = replace(scope, date=date, year=date.year, goal=goal)
    if not reading.silent:
        subject = reading.subject
        if subject and per_of(subject):
            scope = replace(scope, subject=subject)
    return scope


def _is_goal(reading: Reading, date: DateMark) -> bool:
    """到2025年，… opens the goals of a passage; 2025年底前 dates one act."""
    return bool(_GOAL.search(reading.text[date.start : date.end])) and date.end == len(reading.text)


def _findings(readings: tuple[Reading, ...], act: int, lead: int | None, scope: Scope) -> Iterator[Finding]:
    reading = readings[act]
    drafts = _drafts(readings, act, lead, scope)
    for draft in drafts:
        first = _first(readings, act, lead)
        last = _last(readings, act, first, draft, scope)
        umbrella = draft.amount is None and not reading.cadences and ("制度" in reading.text or "机制" in reading.text)
        yield _rolled(Finding(draft, readings, first, act, last, scope, umbrella))


def _rolled(found: Finding) -> Finding:
    """…，遇节假日顺延: a clause that only moves the day belongs to the act before it."""
    after = found.last + 1
    follows = after < len(found.readings) and only_rolls(found.readings[after].text)
    found = replace(found, last=after) if follows else found
    return replace(found, draft=replace(found.draft, roll=roll_in(found.text)))


def _drafts(readings: tuple[Reading, ...], act: int, lead: int | None, scope: Scope) -> list[Draft]:
    """What a clause demands: its amounts; else its day, its cadence, or what its nouns imply."""
    reading = readings[act]
    if reading.condition:
        return []
    drafts = list(forms.amounts(reading, scope))
    if not drafts and any(amount.sense == "max" for amount in reading.quantities):
        return []
    if drafts:
        return [_with_stretch(draft, readings, act) for draft in drafts]
    row = list(series(reading.text)) or forms.each_day(reading, scope)
    if row:
        return row
    sources = [reading, *reversed(readings[lead:act] if lead is not None else ())]
    for source in sources:
        one = _timed(source, scope)
        if one is not None:
            return [one]
    named = list(yearly(reading))
    one = None if named else forms.carried(reading, scope) or forms.implied(reading, scope)
    return [*named, *([one] if one else [])]


def _timed(source: Reading, scope: Scope) -> Draft | None:
    """The duty that a clause's own day or cadence makes of its act."""
    stretch = any(date.bound == "stretch" for date in source.dates)
    if stretch and not (_PHASE.search(source.text) or any(_has_months(date) for date in source.dates)):
        return None
    draft = forms.dated(source, scope)
    if draft is not None:
        return draft
    cadence = next((mark for mark in source.cadences if not mark.within), None)
    if cadence is not None and len(source.text) - (cadence.end - cadence.start) >= 2:
        return forms.recurring(source, cadence, scope)
    return forms.recurring(source, cadence, scope) if cadence is not None else None


def _has_months(date: DateMark) -> bool:
    """2026年4月—6月 times an act; 2023年至2025年 only names the years of a plan."""
    return (date.first[-5:], date.last[-5:]) != ("01-01", "12-31")


def _with_stretch(draft: Draft, readings: tuple[Reading, ...], act: int) -> Draft:
    """时间为三年，从…至…: the length is a cap, the stretch its window."""
    after = readings[act + 1] if act + 1 < len(readings) else None
    stretch = next((date for date in after.dates if date.bound == "stretch"), None) if after else None
    if stretch is None or draft.kind != "duration_limit":
        return draft
    return replace(draft, period="once", window=dict(stretch.window), at_least=None, doubts=stretch.doubts)


def _first(readings: tuple[Reading, ...], act: int, lead: int | None) -> int:
    """Where the quote begins: at its leading date, or at the topic a bare amount leans on."""
    if lead is not None:
        return lead
    before = readings[act - 1] if act else None
    if before is None or before.silent or before.cadences or before.dates or before.quantities:
        return act
    leans = readings[act].bare or regex.match("(?:原则上)?(?:应当?)?于", readings[act].text)
    return act - 1 if leans else act


def _closes(after: Reading, scope: Scope) -> bool:
    """Whether a clause only says to whom the act before it is made known, and is no duty of its own."""
    return bool(_REPORTED.search(after.text)) and not after.subject and forms.carried(after, scope) is None


def _last(readings: tuple[Reading, ...], act: int, first: int, draft: Draft, scope: Scope) -> int:
    """Where the quote ends: with the act a time limit waits for, the report that closes it, or the list of goals."""
    last = act
    ends = draft.amount is not None and draft.amount.end >= len(readings[act].text)
    limit = draft.amount if ends and draft.amount is not None and draft.amount.sense == "max" else None
    waits = limit is not None and act + 1 < len(readings) and not _CUTS.match(readings[act].text, limit.start)
    if waits or (draft.kind == "duration_limit" and draft.window):
        last += 1
    goal = draft.kind == "deadline" and bool(_GOAL.search(readings[first].text))
    while last + 1 < len(readings) and not readings[last + 1].silent:
        after = readings[last + 1]
        if after.cadences or after.dates or after.quantities:
            break
        if not goal and not (draft.amount is None and _closes(after, scope)):
            break
        last += 1
    return min(last, len(readings) - 1)
