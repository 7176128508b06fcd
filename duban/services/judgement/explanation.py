"""说明：the explanation of one obligation on any day, with the knowledge of any day, and its whole history."""

from datetime import date

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.judgement.casework import dossiers_of, strays_of
from duban.services.judgement.inheritance import course_of
from duban.services.lookup import obligation_called
from duban.settings import Settings
from engine.nouns import Obligation
from engine.telling.explain import explain
from rules.writing.wording import say_document
from store.session import reading


def explained(
    database: Engine, settings: Settings, number: str, *, on: date, known_at: date | None = None
) -> dict[str, object]:
    """The explanation of the obligation called `number` as of `on`, from what was recorded up to `known_at`.

    Raises Refused X401 or X402 when the number stands for none or for several.
    """
    with reading(database, settings.jurisdiction) as session:
        return explanation(Desk(session), obligation_called(session, number).obligation, on, known_at)


def explanation(desk: Desk, one: Obligation, on: date, known_at: date | None = None) -> dict[str, object]:
    """The explanation of one obligation (semantics 9)."""
    known = known_at or on
    dossier = dossiers_of(desk, [one], on, known)[one.key]
    rule, pack = desk.rule(one), desk.book.pack(one.pack_sha256)
    verdict = desk.verdict(one, dossier, on, known)
    told = explain(
        rule,
        one,
        verdict,
        bearer=desk.name(one.bearer, on),
        pack_id=f"{pack.name}@{pack.version}",
        facts=dossier.facts,
        document=document_of(desk, one),
        dossier=dossier,
        names={person.id: person.name for person in desk.roster.people},
        strays=strays_of(desk, one, on, known),
        again=lambda file, day: desk.verdict(one, file, day, max(on, known, day)),
    )
    course = course_of(desk, one)
    return {**told, "course": course} if course else told


def document_of(desk: Desk, one: Obligation) -> str:
    """What the document is called that the rule of an obligation cites: its number, or the title of its pack."""
    return say_document(desk.book.pack(one.pack_sha256), desk.rule(one))
