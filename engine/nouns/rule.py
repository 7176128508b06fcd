"""规则与规则包：what the office has confirmed and published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from engine.nouns.ladder import Rung
from engine.nouns.terms import DueTerm, Manual, PDate, Pred, Test, WindowTerm
from engine.source import Source


@dataclass(frozen=True)
class Citation:
    """Where a rule stands in a document (依据): source id, locator as printed, exact quote."""

    doc: str
    locator: str
    quote: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bearer:
    """On whom a rule lays its obligations (承担者)."""

    set: str
    role: Literal["sole", "lead", "each", "joint"] = "each"
    cooperate: tuple[str, ...] = ()
    per: Literal["agency", "person", "case", "document", "post_holding"] = "agency"
    met_share: Fraction | None = None


@dataclass(frozen=True)
class Exemption:
    """A reason for which a bearer or member is let off (免除条件)."""

    condition: Pred
    reason: str
    effect: Literal["exempt", "prorate"] = "exempt"


@dataclass(frozen=True)
class After:
    """A duty that begins when another is met or breached (后续义务)."""

    rule: str
    upon: Literal["met", "breached", "cured"] = "met"
    same: Literal["window", "bearer"] = "window"


@dataclass(frozen=True)
class Repeat:
    """What follows when a duty is breached again and again (屡次违反)."""

    breaches: int
    then: str
    in_a_row: bool = False
    within: str | None = None


@dataclass(frozen=True)
class Rule:
    """One duty as the office has confirmed it (规则); either `test` or `manual` is set.

    `text` is the sentence that it was written as, if it was; what the sentence says stands in the other fields.
    """

    id: str
    title: str
    citation: Citation
    strength: Literal["must", "in_principle", "encourage", "forbid"]
    bearer: Bearer
    test: Test | None = None
    manual: Manual | None = None
    state: Literal["draft", "needs_review", "active", "suspended", "repealed"] = "needs_review"
    review: tuple[str, ...] = ()
    effective: tuple[date, date | None] | None = None
    to: tuple[str, ...] = ()
    when: Pred | None = None
    exempt: tuple[Exemption, ...] = ()
    window: WindowTerm = WindowTerm()
    due: DueTerm = DueTerm()
    after: After | None = None
    on_amend: Literal["by_start", "by_due", "split", "strictest"] = "by_start"
    on_merge: Literal["pool_sum", "pool_max", "each"] = "pool_sum"
    ladder: str | None = None
    repeat: tuple[Repeat, ...] = ()
    text: str | None = None
    source: Source = Source("")


@dataclass(frozen=True)
class SetTerm:
    """A named group of bearers (单位组): by attributes (`where`) or by name (`members`)."""

    of: Literal["agency", "person", "case", "document", "unit"] = "agency"
    where: Pred | None = None
    members: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Phase:
    """A stage of a plan (阶段); `to` is its last day, included."""

    id: str
    start: PDate
    to: PDate
    title: str = ""


@dataclass(frozen=True)
class SourceFile:
    """A document that a pack cites (来源文件)."""

    id: str
    file: str
    sha256: str
    doc_no: str | None = None
    issued: PDate | None = None
    script: str = "zh-Hans"


@dataclass(frozen=True)
class RulePack:
    """A published set of rules (规则包), immutable and content-addressed by `sha256`."""

    name: str
    version: str
    title: str
    rules: tuple[Rule, ...]
    sources: tuple[SourceFile, ...] = ()
    sets: Mapping[str, SetTerm] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    ladders: Mapping[str, tuple[Rung, ...]] = field(default_factory=dict)
    issuer: str | None = None
    effective: tuple[date, date | None] | None = None
    extends: tuple[str, ...] = ()
    calendar: str = "cn.workdays"
    sha256: str = ""
