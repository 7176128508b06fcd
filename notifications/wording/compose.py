"""成稿 compose: a view -> the manuscript of its paper, in the words of templates/ or in the office's own.

Built-in templates are kept compiled (`notifications.wording.compiled`); the office's own words go through
`notifications.wording.cell` instead, and come back as text.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from notifications.decisions import PAPER_NAMES, VIEWS, AnyPaper, BriefView, ClosingView
from notifications.papers import DigestView, Form, Group, LaggingView, LetterView, form_of
from notifications.wording.compiled import filled
from notifications.wording.manuscript import Annex, Layout, Manuscript, layout_of
from notifications.wording.marks import as_boxes, as_lines, read_marks
from notifications.wording.numerals import zh_count
from notifications.wording.plain import Plain, clean, plain, plain_fields

Words: TypeAlias = Callable[[Form, Mapping[str, Plain]], str | None]
"""The office's own wording: the rendered lines of a form, or None where it has none and ours stand."""
ANNEX_FROM = 6
"""From how many lagging matters on a circular lists them on a page of their own."""


def compose(view: AnyPaper, words: Words | None = None) -> Manuscript:
    """The manuscript of a paper."""
    form, paper = form_of_view(view), view.paper or name_of(view)
    values = values_of(view)
    own = words(form, values) if words else None
    title, lines, boxes = read_marks(own if own is not None else _built_in(form, values))
    layout = _layout(form, paper)
    if layout is Layout.SLIP and not boxes:
        lines, boxes = (), as_boxes(lines, "事由")
    if layout is not Layout.SLIP and boxes:
        lines, boxes = (*lines, *as_lines(boxes, zh_count)), ()
    return Manuscript(
        form=form,
        layout=layout,
        paper=clean(paper),
        title=title or clean(paper),
        number=clean(view.number),
        issuer=clean(view.author if isinstance(view, ClosingView) else view.office.name),
        addressee=str(values["addressee"]),
        lines=lines,
        signed_on=view.signed_on,
        boxes=boxes,
        annexes=_annexes(view),
        cc=tuple(clean(each) for each in view.cc),
        note=_note(view),
        foot=_foot(view),
        signer=clean(view.signer),
        urgency=clean(view.urgency),
        colour=clean(view.colour) if isinstance(view, LetterView) and form is Form.SUPERVISE else "",
        draft=view.draft,
    )


def compose_digest(view: DigestView) -> Manuscript:
    """A digest as a letter on paper (提醒函); its mail is dressed by layouts of its own."""
    title, lines, _ = read_marks(_built_in(Form.DIGEST, values_of_digest(view)))
    contact = f"联系人：{view.office.contact}，电话：{view.office.phone}"
    return Manuscript(
        form=Form.DIGEST,
        layout=layout_of(Form.DIGEST),
        paper=PAPER_NAMES[Form.DIGEST],
        title=title,
        number="",
        issuer=clean(view.office.name),
        addressee=clean(view.agency),
        lines=lines,
        signed_on=view.day,
        note=clean(contact),
    )


def values_of_digest(view: DigestView) -> dict[str, Plain]:
    """Everything that a digest says, its lines under their headings."""
    values = plain_fields(view)
    shown: dict[Group, list[dict[str, Plain]]] = {}
    for one, item in zip(view.items, cast("list[dict[str, Plain]]", values["items"]), strict=True):
        lines = shown.setdefault(one.group, [])
        lines.append({**item, "place": len(lines) + 1})
    values["groups"] = [
        {"numeral": zh_count(place), "label": group.value, "lines": [*shown[group]]}
        for place, group in enumerate(filter(shown.__contains__, Group), start=1)
    ]
    values["total"] = len(view.items) + view.more
    values["late"] = sum(item.group is Group.BREACHED for item in view.items)
    return values


def values_of(view: AnyPaper) -> dict[str, Plain]:
    """Everything that the template of a paper may name."""
    form = form_of_view(view)
    values = {**plain_fields(view), "addressee": clean(_addressee(view, form))}
    values["paper"] = clean(view.paper or name_of(view))
    if isinstance(view, LetterView):
        values["lateness"] = _lateness(view)
        values["annexed"] = bool(_annexes(view))
        values["done_share"], values["open_share"] = _shares(view)
    return values


def form_of_view(view: AnyPaper) -> Form:
    """The form of paper that a view fills; what a ladder sends has the fields of a letter, whatever it is called."""
    if isinstance(view, LetterView):
        named = form_of(view.paper)
        return named if VIEWS.get(named) is LetterView else Form.SUPERVISE
    return next(form for form, kind in VIEWS.items() if kind is type(view))


def name_of(view: AnyPaper) -> str:
    """What a paper is called when its view does not say."""
    return PAPER_NAMES[form_of_view(view)]


def _layout(form: Form, paper: str) -> Layout:
    """The layout of a form; what an office calls a 函 or a 书 is a letter, what it calls a 单 a form to fill in."""
    if form is Form.SUPERVISE and not paper.endswith("单"):
        return Layout.LETTER
    return Layout.SLIP if form is Form.URGE and paper.endswith("单") else layout_of(form)


def _lateness(view: LetterView) -> str:
    """How late it is; a day off after the last day is late too, though no working day has gone by."""
    if view.days_late:
        return f"已逾期{view.days_late}个工作日"
    return "已超过时限" if view.as_of > (view.due.lenient or view.due.day) else "尚未办结"


def _shares(view: LetterView) -> tuple[str, str]:
    """Which part of the matters of a circular is done, and which still open: 92.5%, 7.5%."""
    figures = view.circular
    if figures is None or not figures.total:
        return "", ""
    return f"{100 * figures.done / figures.total:.1f}%", f"{100 * figures.open / figures.total:.1f}%"


def _addressee(view: AnyPaper, form: Form) -> str:
    if form is Form.CIRCULAR:
        return "各有关单位"
    if form is Form.REFER and isinstance(view, LetterView):
        return view.competent_body or "有权机关"
    return view.agency


def _annexes(view: AnyPaper) -> tuple[Annex, ...]:
    """The table of a circular that names many; a few are named in the text."""
    figures = view.circular if isinstance(view, LetterView) else None
    if figures is None or len(figures.lagging) < ANNEX_FROM:
        return ()
    rows = [
        (str(place), clean(one.agency), clean(one.matter), str(plain(one.due)), _days_said(one))
        for place, one in enumerate(figures.lagging, start=1)
    ]
    return (Annex("逾期未办结事项一览表", ("序号", "责任单位", "事项", "办理时限", "逾期工作日"), tuple(rows)),)


def _days_said(one: LaggingView) -> str:
    """How late a line of the annex is: in working days, or since when a standing demand is not met."""
    return str(one.days_late) if one.days_late or one.fell_short is None else f"自{plain(one.fell_short)}起"


def _note(view: AnyPaper) -> str:
    """The line in brackets under the date (附注): whom to call."""
    if isinstance(view, BriefView | ClosingView):
        return ""
    said = [f"联系人：{view.office.contact}" if view.office.contact else ""]
    said += [f"电话：{view.office.phone}" if view.office.phone else ""]
    return clean("，".join(each for each in said if each))


def _foot(view: AnyPaper) -> str:
    """The small print: by which rule and on which facts, and the number under which the matter is filed."""
    ticket = f"案号：{view.ticket}" if view.ticket else ""
    if not isinstance(view, LetterView):
        return clean(ticket)
    facts = f"在案事实摘要：{view.work.facts_sha256}" if view.work.facts_sha256 else ""
    return clean("；".join(each for each in (f"规则：{view.basis.rule}（{view.basis.pack}）", ticket, facts) if each))


def _built_in(form: Form, values: dict[str, Plain]) -> str:
    return filled(f"{form.value}.j2", values)
