"""批示：what a leader notes on a matter stands on its file; one that wants an answer waits for feedback."""

from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile import tidings
from duban.services.casefile.steps import Actor
from duban.services.desk import Desk
from duban.services.lookup import obligation_called
from duban.services.paperwork.views import matter
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Remark
from store import events, feedback, obligations, tasks
from store.events import Entry
from store.session import reading, transaction
from workflows.remarks import check_remark


def remark(
    database: Engine, settings: Settings, number: str, text: str, actor: Actor, *, on: date, now: datetime,
    answer_by: date | None = None, doc: str | None = None,
) -> Remark:  # fmt: skip
    """Put a leader's note on the file of the matter called `number`; the next sweep looks at it, whatever the calendar.

    Raises Refused W280–W282: not a leader's, empty, or an answer wanted before it was written.
    """
    check_remark(text, actor.role, on=on, answer_by=answer_by, doc=doc)
    with transaction(database, settings.jurisdiction) as session:
        one = obligation_called(session, number).obligation
        note = Remark(
            key=f"n-{fingerprint(one.key, text, actor.name, now.isoformat())[:12]}", obligation=one.key,
            text=text.strip(), by=actor.name, on=on, at=now, doc=doc, answer_by=answer_by,
        )  # fmt: skip
        feedback.add_remark(session, note)
        told = {"said": "批示", "text": note.text, "doc": doc, "answer_by": answer_by and answer_by.isoformat()}
        payload = {"remark": note.key, "on": on.isoformat(), **{name: value for name, value in told.items() if value}}
        subjects = tasks.of_obligations(session, [one.key]).get(one.key, ())
        position = events.append(
            session, [Entry(now, actor.name, "remark.add", each.key, payload) for each in subjects] or
            [Entry(now, actor.name, "remark.add", one.key, payload)],
        )  # fmt: skip
        tidings.write_down(session, [tidings.tiding(each, "remark", position, on, note.text) for each in subjects])
        obligations.look_again(session, [one.key])
    return note


def listed(
    database: Engine, settings: Settings, *, on: date, number: str | None = None, unanswered: bool = False,
    limit: int | None = None,
) -> list[dict[str, object]]:  # fmt: skip
    """Leaders' notes, those to be answered soonest first."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        wanted = None if number is None else [obligation_called(session, number).obligation.key]
        found = feedback.remarks(session, obligations=wanted, unanswered=unanswered, limit=limit)
        filed = obligations.filed(session, {each.obligation for each in found})
        return [
            {
                "key": each.key,
                "number": each.obligation[:16],
                "agency": desk.name(filed[each.obligation].obligation.bearer, on),
                "matter": matter(filed[each.obligation].obligation, desk.rule(filed[each.obligation].obligation)),
                "text": each.text,
                "by": each.by,
                "on": each.on,
                "doc": each.doc,
                "answer_by": each.answer_by,
                "answered_on": each.answered_on,
                "answered_by": each.answered_by,
                "late": each.answer_by is not None and (each.answered_on or on) > each.answer_by,
            }
            for each in found
        ]
