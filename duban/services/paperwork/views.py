"""文书素材：what the papers say of an obligation, as plain values for the templates of notifications."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from duban.services.desk import Desk
from duban.settings import Settings
from engine.exact import number
from engine.fingerprint import fingerprint
from engine.nouns import Aggregate, Deliver, Notice, Obligation, Part, Rule, RulePack, Standing, Tally, Truth, Verdict
from engine.owing.bearers import partners_of
from engine.roster import exists
from engine.telling.codes import REJECTED, STANDING_ZH
from engine.telling.explain import place_zh
from engine.telling.posts import POST_ZH, WHOLE_SCOPE
from notifications.bundle import group_of
from notifications.papers import (
    BasisView,
    CircularView,
    DueView,
    EarlierView,
    Form,
    Group,
    ItemView,
    LetterView,
    OfficeView,
    WorkView,
    form_of,
    paper_number,
)
from store import numbers
from store.frozen import freeze

LATE = frozenset({Standing.BREACHED, Standing.BELOW_PRINCIPLE})
COLOURS = {Group.BREACHED: "红", Group.TODAY: "黄", Group.WEEK: "黄"}
WORKDAYS_TO_ANSWER = 5
MOST_PARTNERS = 12
DIGEST = 16
"""So many digits of the digest of what the facts come to stand in the small print; they tell one state from another."""


def office_view(settings: Settings) -> OfficeView:
    """The office that signs."""
    contact = settings.office_contact or settings.office_name
    return OfficeView(settings.office_name, contact, settings.office_phone, settings.office_email)


def item_view(desk: Desk, one: Obligation, verdict: Verdict, notice: Notice, ticket: str, on: date) -> ItemView:
    """A line of a digest."""
    rule, pack = desk.rule(one), desk.book.pack(one.pack_sha256)
    breached = verdict.standing in LATE
    group = group_of(verdict.due.safe, on, breached=breached)
    basis = basis_view(rule, pack)
    doc_number = f"（{basis.number}）" if basis.number else ""
    return ItemView(
        notice=notice.key,
        ticket=ticket,
        matter=matter(one, rule),
        agency=desk.name(one.bearer, on),
        window=window_zh(one.window.label),
        due=verdict.due.safe,
        group=group,
        days=workdays_late(desk, verdict, on) if breached else max(0, _left(desk, verdict, on)),
        source=f"《{basis.file}》{doc_number}{basis.locator}",
        reckoned="；".join(verdict.due.steps),
        missing="；".join(missing(verdict.tally)),
        colour=COLOURS.get(group, ""),
        verb="报送" if isinstance(rule.test, Deliver) else "完成",
    )


def letter_view(
    desk: Desk,
    settings: Settings,
    one: Obligation,
    verdict: Verdict,
    notice: Notice,
    *,
    serial: str,
    ticket: str,
    heard: Sequence[Notice],
    on: date,
    draft: bool = False,
    circular: CircularView | None = None,
) -> LetterView:
    """A formal paper to the bearer of an obligation."""
    rule, pack = desk.rule(one), desk.book.pack(one.pack_sha256)
    return LetterView(
        paper=notice.paper,
        number=serial,
        agency=desk.name(one.bearer, on),
        matter=matter(one, rule),
        window=window_zh(one.window.label),
        basis=basis_view(rule, pack),
        due=due_view(desk, one, verdict),
        work=work_view(verdict, rule),
        office=office_view(settings),
        as_of=on,
        signed_on=on,
        ticket=ticket,
        days_late=workdays_late(desk, verdict, on),
        role=_role(rule),
        new_limit=desk.calendar.shift(on, WORKDAYS_TO_ANSWER),
        colour="红" if verdict.standing in LATE else "黄",
        cc=tuple(_copies(desk, one, notice, on)),
        draft=draft,
        circular=circular,
        signer=notice.released_by or "",
        **_so_far(desk, notice, heard, rule, verdict),
        **_charged(desk, one, notice.paper, on),
    )


def _copies(desk: Desk, one: Obligation, notice: Notice, on: date) -> Iterator[str]:
    """Who has a copy, as the foot of a paper says it; a circular is addressed to all in scope already."""
    for post in notice.cc:
        if post != WHOLE_SCOPE and post in POST_ZH:
            yield f"{desk.name(one.bearer, on)}{POST_ZH[post]}"
        elif post == WHOLE_SCOPE and form_of(notice.paper) is not Form.CIRCULAR:
            yield "承担同一事项的各单位"


def _role(rule: Rule) -> str:
    shared = rule.bearer.role in ("lead", "joint") or rule.bearer.cooperate
    return "牵头办理" if shared else "负责办理"


def _so_far(desk: Desk, notice: Notice, heard: Sequence[Notice], rule: Rule, verdict: Verdict) -> dict[str, Any]:
    """What went before in a matter, and what follows from it for this paper."""
    before = [each for each in heard if each.said_on is not None and each.key != notice.key]
    earlier = earlier_views(desk, [each for each in before if form_of(each.paper) is not Form.DIGEST])
    assigned = [each.number for each in earlier if form_of(each.paper) is Form.ASSIGN]
    return {
        "earlier": earlier,
        "nth": 1 + sum(each.paper == notice.paper for each in earlier),
        "assignment": assigned[-1] if assigned else "",
        "grade_reason": _grade_reason(earlier, rule, verdict),
    }


def earlier_views(desk: Desk, before: Sequence[Notice]) -> tuple[EarlierView, ...]:
    """The papers that went before in a matter, each with its number where it has one."""
    numbered = numbers.of_subjects(desk.session, [each.key for each in before])
    return tuple(
        EarlierView(each.paper, number_of(numbered.get(each.key)), each.said_on) for each in before if each.said_on
    )


def number_of(one: numbers.Numbered | None) -> str:
    """A line of the register as the number that a paper bears; nothing for none."""
    return paper_number(one.series, one.year, one.number) if one else ""


def _grade_reason(earlier: Sequence[EarlierView], rule: Rule, verdict: Verdict) -> str:
    """Why a supervision slip has its grade (定级理由), with the rule that says so."""
    if verdict.standing not in LATE:
        return ""
    return f"{f'{earlier[-1].paper}发出后' if earlier else '逾期'}仍未办结（规则{rule.id}）"


def _charged(desk: Desk, one: Obligation, paper: str, on: date) -> dict[str, Any]:
    """Who is charged with a matter, as a form of assignment or supervision names them."""
    form = form_of(paper)
    if form not in (Form.ASSIGN, Form.SUPERVISE):
        return {}
    pack = desk.book.pack(one.pack_sha256)
    partners = partners_of(desk.rule(one), one, pack, desk.roster_of(one.pack_sha256))
    said: dict[str, Any] = {"support": tuple(each.name for each in partners[:MOST_PARTNERS])}
    if form is Form.ASSIGN:
        serving = [each for each in desk.roster.people if each.agency == one.bearer and exists(each, on)]
        for name, post in (("leader", "deputy"), ("responsible", "contact")):
            said[name] = "、".join(each.name for each in serving if each.post == post)
    return said


def matter(one: Obligation, rule: Rule) -> str:
    """What an obligation is about, in a few words."""
    return f"{rule.title}（{one.subject}）" if one.subject else rule.title


def basis_view(rule: Rule, pack: RulePack) -> BasisView:
    """The text that a rule rests on."""
    source = next((each for each in pack.sources if each.id == rule.citation.doc), None)
    return BasisView(
        file=pack.title or pack.name,
        number=(source.doc_no or "") if source else "",
        locator=place_zh(rule.citation.locator).strip(),
        quote=rule.citation.quote,
        rule=rule.id,
        pack=f"{pack.name}@{pack.version}",
    )


def due_view(desk: Desk, one: Obligation, verdict: Verdict) -> DueView:
    """The last day and how it was reckoned."""
    due = verdict.due
    return DueView(
        day=due.safe,
        steps=due.steps,
        calendar=short_calendar(one.calendar) or desk.calendar.id,
        lenient=due.hard if due.hard is not None and due.hard != due.safe else None,
        original=due.original,
        provisional=due.provisional,
    )


def work_view(verdict: Verdict, rule: Rule) -> WorkView:
    """What is on file and what is not."""
    tally = verdict.tally
    return WorkView(
        state=STANDING_ZH[verdict.standing],
        missing=missing(tally) or (() if tally.truth is Truth.TRUE else (rule.title,)),
        counted=tuple(f"{part.name}：{said(part.have)}" for part in tally.parts if part.truth is Truth.TRUE),
        not_counted=tuple(f"{each.day.isoformat()} {REJECTED.get(each.code, each.code)}" for each in tally.rejected),
        need=said(tally.need) + unit_of(rule) if tally.need is not None else "",
        have=said(tally.lo) + unit_of(rule),
        facts_sha256=fingerprint(freeze(tally))[:DIGEST],
    )


def unit_of(rule: Rule) -> str:
    """What a rule counts in: 次, 学时, 处 for recipients, 件 for papers; nothing for figures and shares."""
    match rule.test:
        case Aggregate(unit=unit):
            return unit or "次"
        case Deliver(to_each=to_each):
            return "处" if to_each else "件"
        case _:
            return ""


def short_calendar(version: str) -> str:
    """A calendar's name with the beginning of its digest, which is enough to tell versions apart on paper."""
    name, _, digest = version.partition("@")
    return f"{name}@{digest[:8]}" if digest else name


def missing(tally: Tally) -> tuple[str, ...]:
    """The parts that are not done yet."""
    return tuple(_missing(part) for part in tally.parts if part.truth is not Truth.TRUE)


def _missing(part: Part) -> str:
    if part.need is None or part.have is None or part.need - part.have == 1:
        return part.name
    return f"{part.name}（要求{said(part.need)}，现有{said(part.have)}）"


def said(quantity: Fraction | None) -> str:
    """An exact number as people write it: 3, 2.5, 1/3; nothing stands for no limit."""
    return "不限" if quantity is None else str(number(quantity))


def window_zh(label: str) -> str:
    """A window label as people say it: 2026年, 2026年上半年, 2026年第三季度, 2026年3月."""
    year, rest = label[:4], label[4:]
    if not year.isdigit():
        return "一次性" if label == "once" else label
    if rest.startswith("H"):
        return f"{year}年{'上' if rest == 'H1' else '下'}半年"
    if rest.startswith("Q"):
        return f"{year}年第{'一二三四'[int(rest[1]) - 1]}季度"
    parts = [part.lstrip("0") for part in rest.strip("-").split("-") if part]
    units = "月日"
    return f"{year}年" + "".join(part + unit for part, unit in zip(parts, units, strict=False))


def workdays_late(desk: Desk, verdict: Verdict, on: date) -> int:
    """Working days since the last day of the duty, grace included; 0 when it is not late."""
    if verdict.standing not in LATE or verdict.since is None:
        return 0
    return max(0, desk.calendar.workdays_between(verdict.due.grace_end or verdict.since, on))


def _left(desk: Desk, verdict: Verdict, on: date) -> int:
    return desk.calendar.workdays_between(on, verdict.due.safe)
