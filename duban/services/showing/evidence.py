"""佐证：what an agency has shown — each piece, the duties it serves or might serve, and what became of it there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from documents.sniff import FLAGS
from duban.services.casefile.exhibits import FORMS_ZH, STATES_ZH
from duban.services.casefile.feedback import STATES_ZH as FEEDBACK_ZH
from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.paperwork.views import matter, window_zh
from duban.services.powers import Deed
from duban.services.showing import bygone
from duban.services.showing.view import View
from engine.nouns import Evidence, Exhibit, ExhibitState, Feedback, FeedbackState, Obligation, Task
from engine.telling.codes import REJECTED
from store import evidence as register
from store import feedback, obligations, tasks, worklists
from store.session import reading
from store.statements import chunks

PAGE = 30
ALONE = "还没有随反馈报送"
WITH_PETITION = "随申请提交"
HEADINGS = {
    "title": "材料",
    "form_zh": "形式",
    "agency": "单位",
    "size": "字节",
    "flags_zh": "提示",
    "by": "提交人",
    "at": "收到时间",
    "sha256": "SHA-256",
    "matter": "用于",
    "state_zh": "用途",
    "outcome": "审核",
    "why": "原因",
    "key": "编号",
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    text: str = ""
    use: ExhibitState | None = None
    flagged: bool = False


@dataclass(frozen=True)
class Use:
    """A duty that a piece of evidence serves or might serve, and what became of it there."""

    task: str
    matter: str
    state: ExhibitState
    outcome: str
    why: str

    @property
    def state_zh(self) -> str:
        """Whether it serves."""
        return STATES_ZH[self.state]


@dataclass(frozen=True)
class Piece:
    """A piece of evidence as people see it (一份佐证)."""

    key: str
    form: str
    title: str
    agency: str
    by: str
    at: datetime
    size: int | None
    media: str
    sha256: str
    flags: tuple[str, ...]
    uses: tuple[Use, ...]

    @property
    def form_zh(self) -> str:
        """A file, a link, or the number of a document."""
        return FORMS_ZH[self.form]

    @property
    def suggestions(self) -> tuple[Use, ...]:
        """What the house suggests it for, on which nobody has spoken yet."""
        return tuple(use for use in self.uses if use.state is ExhibitState.SUGGESTED)


@dataclass(frozen=True)
class Shown:
    """A page of evidence, and how many pieces there are in all."""

    pieces: tuple[Piece, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def evidence(visit: Visit, view: View, wanted: Wanted, *, page: int = 1) -> Shown:
    """A page of the evidence that the visitor may see, the latest first."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        how = _how(visit, view, wanted)
        total = register.many(session, **how)  # type: ignore[arg-type]
        place = max(1, min(page, -(-total // PAGE)))
        found = register.find(session, **how, limit=PAGE, offset=(place - 1) * PAGE)  # type: ignore[arg-type]
        return Shown(tuple(_pieces(Desk(session), found, view)), total, place)


def every(visit: Visit, view: View, wanted: Wanted) -> Iterator[dict[str, object]]:
    """All of it as lines of an export, a line for each duty that a piece serves, so many pieces at a time."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = register.find(session, **_how(visit, view, wanted))  # type: ignore[arg-type]
        desk = Desk(session)
        for some in chunks(found):
            yield from (row for piece in _pieces(desk, some, view) for row in _rows(piece))


def pieces(visit: Visit, view: View, keys: Sequence[str]) -> tuple[Piece, ...]:
    """These pieces of evidence.  Raises Refused X621 for one that is not there or not the visitor's to see."""
    visit.viewer.permit(Deed.LOOK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        found = register.of_keys(session, keys)
        for key in keys:
            visit.viewer.admit([found[key].agency] if key in found else [])
        return tuple(_pieces(Desk(session), [found[key] for key in dict.fromkeys(keys)], view))


def _how(visit: Visit, view: View, wanted: Wanted) -> dict[str, object]:
    agency = visit.viewer.account.agency
    text = wanted.text or None
    return {"agency": agency, "title": text, "until": view.seen, "flagged": wanted.flagged, "use": wanted.use}


def _pieces(desk: Desk, found: Sequence[Evidence], view: View) -> list[Piece]:
    uses = register.uses(desk.session, [each.key for each in found])
    case = _case(desk, [use for some in uses.values() for use in some], view)
    return [
        Piece(
            each.key, each.form, each.title, desk.name(each.agency, view.as_of), each.by, each.at, each.size,
            each.media or "", each.sha256 or "", tuple(FLAGS[flag] for flag in each.flags),
            tuple(_use(desk, case, use) for use in uses.get(each.key, ()) if use.on <= view.seen),
        )
        for each in found
    ]  # fmt: skip


@dataclass(frozen=True)
class _Case:
    """What must be known of the duties that some evidence serves."""

    tasks: Mapping[str, Task]
    duties: Mapping[str, Obligation]
    written: Mapping[str, Feedback]
    sent_back: Mapping[str, str]
    not_counted: Mapping[str, str]


def _case(desk: Desk, uses: Sequence[Exhibit], view: View) -> _Case:
    session, keys = desk.session, sorted({use.task for use in uses})
    served = tasks.of_keys(session, keys)
    filed = obligations.filed(session, sorted({task.obligation for task in served.values()}))
    written = feedback.of_keys(session, sorted({use.feedback for use in uses if use.feedback}))
    waited = set() if view.live else bygone.still_waiting(desk, view, list(served.values()))
    written |= {key: replace(written[key], state=FeedbackState.WAITING) for key in waited & written.keys()}
    counted = sorted({each.obligation for each in written.values() if each.facts})
    verdicts = judged(desk, [filed[key].obligation for key in counted], view.as_of, view.known)
    return _Case(
        served,
        {key: each.obligation for key, each in filed.items()},
        written,
        worklists.sent_back(session, keys, view.until),
        {each.fact: REJECTED.get(each.code, each.code) for one in verdicts.values() for each in one.tally.rejected},
    )


def _use(desk: Desk, case: _Case, use: Exhibit) -> Use:
    one = case.duties[case.tasks[use.task].obligation]
    outcome, why = _outcome(case, use)
    return Use(use.task, f"{matter(one, desk.rule(one))}（{window_zh(one.window.label)}）", use.state, outcome, why)


def _outcome(case: _Case, use: Exhibit) -> tuple[str, str]:
    """What the office made of a piece of evidence for a duty, and why."""
    if use.state is not ExhibitState.CONFIRMED:
        return "", use.why
    if use.feedback is None:
        return ALONE, ""
    written = case.written.get(use.feedback)
    if written is None:
        return WITH_PETITION, ""
    why = [case.sent_back.get(use.task, "")] if written.state is FeedbackState.RETURNED else []
    why += [case.not_counted[fact] for fact in written.facts if fact in case.not_counted]
    return FEEDBACK_ZH[written.state], "；".join(dict.fromkeys(each for each in why if each))


def _rows(piece: Piece) -> list[dict[str, object]]:
    own = {**vars(piece), "form_zh": piece.form_zh, "flags_zh": "；".join(piece.flags)}
    served = [{**vars(use), "state_zh": use.state_zh} for use in piece.uses]
    return [{**own, **each} for each in served or [{}]]
