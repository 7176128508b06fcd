"""批示 remarks: who may note something on a matter, and by when he may want an answer."""

from datetime import date

from engine.nouns import Role
from engine.source import Refused
from workflows.standard import ROLE_ZH

WRITERS = (Role.LEADER, Role.OFFICER)


def check_remark(text: str, role: Role, *, on: date, answer_by: date | None, doc: str | None) -> None:
    """See that a note may be put on file; an officer enters one that a leader wrote on paper, and names that paper.

    Raises Refused W280–W283.
    """
    if role not in WRITERS:
        raise Refused("W280", f"批示由领导作出，{ROLE_ZH[role]}不能作出；请报领导")
    if role is Role.OFFICER and not doc:
        raise Refused("W281", "代为登记领导批示，须写明批示件编号；请补充")
    if not text.strip():
        raise Refused("W282", "批示没有内容；请写明意见")
    if answer_by is not None and answer_by < on:
        raise Refused("W283", f"要求报告的日期{answer_by}早于批示日{on}；请改用批示日以后的日期")
