"""措辞：the office's own words for its papers — kept by versions, tried before they are kept, shown on a real case."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.lookup import obligation_called
from duban.services.paperwork import papers, views
from duban.services.paperwork.worded import worded, words_of
from duban.settings import Settings
from engine.nouns import Notice
from engine.source import Refused
from notifications.decisions import PAPER_NAMES, VIEWS, AnyPaper
from notifications.papers import Form, LetterView
from notifications.wording.builtin import text_of
from notifications.wording.compose import Words
from notifications.wording.language import Offer, check, offers
from notifications.wording.samples import sample
from store import events, wordings
from store.events import Entry
from store.session import Session, reading, transaction
from store.wordings import Wording


@dataclass(frozen=True)
class Saved:
    """What came of keeping a wording: its version, and the lines that differ from the one before."""

    form: Form
    version: int
    difference: tuple[str, ...]


def form_called(name: str) -> Form:
    """The form that a word stands for: urge, 催办, 催办通知书.  Raises Refused X481 for any other."""
    found = next((form for form, chinese in PAPER_NAMES.items() if name in (form.value, chinese)), None)
    found = found or next((form for form, chinese in PAPER_NAMES.items() if len(name) > 1 and name in chinese), None)
    if found is None or found is Form.DIGEST:
        known = "、".join(f"{form.value}（{chinese}）" for form, chinese in PAPER_NAMES.items() if form in VIEWS)
        raise Refused("X481", f"没有“{name}”这种文书的措辞；请用其中之一：{known}")
    return found


def listed(database: Engine, settings: Settings) -> list[dict[str, object]]:
    """Every form of paper: which version of whose wording is in force."""
    with reading(database, settings.jurisdiction) as session:
        own = wordings.in_force(session)
    return [
        {
            "form": form.value,
            "paper": PAPER_NAMES[form],
            "own": form.value in own,
            "version": own[form.value].version if form.value in own else 0,
            "by": own[form.value].by if form.value in own else "随附",
            "at": own[form.value].at if form.value in own else None,
        }
        for form in VIEWS
    ]


def names(form: Form) -> list[dict[str, object]]:
    """What a template of a form may name, fields of tables and lists under their dotted names."""
    return list(_named(offers(form), ""))


def _named(known: Mapping[str, Offer], before: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, offer in known.items():
        inner = offer.fields or (offer.each.fields if offer.each else None) or {}
        kind = {"value": "一个值", "table": "分栏", "list": "清单，用 for 逐项取"}[offer.kind]
        rows.append({"name": before + name, "chinese": offer.chinese, "kind": kind})
        rows += _named(inner, f"{before}{name}." if offer.kind == "table" else f"　{name} 每项的 ")
    return rows


def text(database: Engine, settings: Settings, form: Form, version: int | None = None) -> str:
    """The wording of a form: that in force, or of a version (0 is ours).  Raises Refused X482 for an unknown one."""
    with reading(database, settings.jurisdiction) as session:
        return _text(session, form, version)


def save(
    database: Engine, settings: Settings, form: Form, written: str, *, by: str, now: datetime, file: str = ""
) -> Saved:
    """Keep a new version of a wording, in force from now on.

    Raises Refused X483 with every mistake by line, X484 when nothing changed, N605 or N606 when it fails on the sample.
    """
    written = "\n".join(written.replace("\r\n", "\n").rstrip().split("\n")) + "\n"
    problems = check(form, written, file)
    if problems:
        raise Refused("X483", "措辞有误，没有保存；请按提示逐条改正", problems)
    papers.composed(sample(form), worded({form: written}))
    return _kept(database, settings, form, written, by=by, now=now)


def reset(database: Engine, settings: Settings, form: Form, *, by: str, now: datetime) -> Saved:
    """Return to our own wording; the versions before stay on file.  Raises Refused X484 when it is in force."""
    return _kept(database, settings, form, "", by=by, now=now)


def _kept(database: Engine, settings: Settings, form: Form, written: str, *, by: str, now: datetime) -> Saved:
    with transaction(database, settings.jurisdiction) as session:
        before, after = _text(session, form, None), written or text_of(form)
        if before == after:
            raise Refused("X484", f"{PAPER_NAMES[form]}的措辞没有变化，没有另存；请修改后再存")
        version = len(wordings.versions(session, form.value)) + 1
        if not wordings.add(session, Wording(form.value, version, written, by, now)):
            raise Refused("X488", "另有人刚存了一版；请看过与它的不同再存")
        payload = {"version": version, "text": written}
        events.append(session, [Entry(now, by, "wording.save" if written else "wording.reset", form.value, payload)])
        return Saved(form, version, _difference(before, after))


def difference(
    database: Engine, settings: Settings, form: Form, old: int | None = None, new: int | None = None
) -> tuple[str, ...]:
    """The lines in which two versions differ: by default the one in force from the one before it."""
    with reading(database, settings.jurisdiction) as session:
        last = len(wordings.versions(session, form.value))
        newer = last if new is None else new
        older = max(newer - 1, 0) if old is None else old
        return _difference(_text(session, form, older), _text(session, form, newer))


def _difference(before: str, after: str) -> tuple[str, ...]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "原文", "新文", lineterm="", n=1)
    return tuple(lines)


def _text(session: Session, form: Form, version: int | None) -> str:
    versions = wordings.versions(session, form.value)
    if version is None:
        version = len(versions)
    if not 0 <= version <= len(versions):
        raise Refused("X482", f"{PAPER_NAMES[form]}的措辞没有第{version}版（共{len(versions)}版）；请核对版本号")
    return (versions[version - 1].text if version else "") or text_of(form)


@dataclass(frozen=True)
class Draft:
    """A paper that nobody signed, and the words it is to be put in (草稿)."""

    view: AnyPaper
    words: Words | None


def preview(
    database: Engine,
    settings: Settings,
    form: Form,
    *,
    on: date,
    written: str | None = None,
    number: str | None = None,
    file: str = "",
) -> Draft:
    """A paper as it would read: of the obligation called `number`, or of the sample; by a text not yet kept, if given.

    Raises Refused X483 with every mistake by line, X485 for a form that no obligation causes by itself.
    """
    problems = check(form, written, file) if written is not None else []
    if problems:
        raise Refused("X483", "措辞有误，没有保存；请按提示逐条改正", problems)
    with reading(database, settings.jurisdiction) as session:
        words = worded({form: written}) if written is not None else words_of(session)
        view = sample(form) if number is None else _of_case(session, settings, form, number, on)
    return Draft(papers.as_draft(view), words)


def _of_case(session: Session, settings: Settings, form: Form, number: str, on: date) -> AnyPaper:
    """The paper of a form about a real obligation, as it would be drafted on a day."""
    if VIEWS[form] is not LetterView:
        raise Refused("X485", f"{PAPER_NAMES[form]}由办理人填写栏目而成，没有现成的事项可套；请预览样例")
    desk = Desk(session)
    one = obligation_called(session, number).obligation
    verdict = judged(desk, [one], on)[one.key]
    notice = Notice("", one.key, "", 0, PAPER_NAMES[form], on, on, "human", ())
    return views.letter_view(
        desk, settings, one, verdict, notice, serial="", ticket=one.key[:16], heard=(), on=on, draft=True
    )
