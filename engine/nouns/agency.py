"""责任单位与人员：on whom duties fall, and who they were on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from engine.nouns.terms import Scalar

Attrs: TypeAlias = Mapping[str, Scalar]


@dataclass(frozen=True)
class Agency:
    """A responsible unit (责任单位); `id` is its lineage and outlives every renaming."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    attrs: Attrs = field(default_factory=dict)
    parent: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Person:
    """Someone who serves in an agency from `since` up to, not including, `until` (人员).

    `post` is contact 联络员, office 办公室, deputy 分管负责人, head 主要负责人, or None for staff.
    """

    id: str
    name: str
    agency: str
    post: Literal["contact", "office", "deputy", "head"] | None = None
    email: str | None = None
    attrs: Attrs = field(default_factory=dict)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Membership:
    """That an agency or person belongs to a named set from `since` up to, not including, `until` (归属)."""

    set: str
    member: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Delegation:
    """That the person `to` answers for the person `of`, from `since` up to, not including, `until` (代管); by ids."""

    of: str
    to: str
    since: date
    until: date | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Roster:
    """Everyone the office knows (名册), at every date; `engine.roster` asks it who stood where on a day."""

    agencies: tuple[Agency, ...] = ()
    people: tuple[Person, ...] = ()
    memberships: tuple[Membership, ...] = ()
    delegations: tuple[Delegation, ...] = ()
