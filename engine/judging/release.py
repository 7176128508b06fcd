"""解除 release: what lets a bearer or member off — an officer's act, or leave that a fact shows (rulings 99, 110, 112).

A release never undoes what was found before it: a duty already met stays met, and of one already breached the breach is
kept on file.  What is released is left out of every denominator from then on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from engine.judging.leave import let_off_by
from engine.judging.office import effective, known_acts
from engine.nouns import Attrs, Dossier, Fact, OfficeAct, Rule, Standing, Window

MOVABLE = (
    Standing.PENDING,
    Standing.OPEN,
    Standing.CONTESTED,
    Standing.IN_GRACE,
    Standing.UNKNOWN,
    Standing.MANUAL,
)
_EXEMPTIBLE = (*MOVABLE, Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
_STANDING = {"exempt": (Standing.EXEMPT, "EXEMPTED"), "transfer": (Standing.TRANSFERRED, "TRANSFERRED")}


@dataclass(frozen=True, order=True)
class Release:
    """A day on which somebody is let off or his duty handed over, what that leaves, and why.

    What was `known` then says whether it was still open when it was handed over: what is told later follows it to its
    heir, so that it is never both done here and gone on there (ruling 112, promise 20).
    """

    day: date
    standing: Standing
    code: str
    known: date = date.max

    def frees(self, before: Standing) -> bool:
        """Whether it comes neither too early nor too late for a duty that stands so (rulings 110, 112)."""
        return before in (_EXEMPTIBLE if self.standing is Standing.EXEMPT else MOVABLE)

    def keeps_breach(self, before: Standing, since: date | None) -> bool:
        """Whether a breach had been found before; on its first day it had not yet been (ruling 101)."""
        return before not in MOVABLE and since is not None and since < self.day


@dataclass(frozen=True)
class Whose:
    """The one who may be let off: a member by name, or the bearer; what he is, and what is on file of him."""

    attrs: Attrs
    facts: Sequence[Fact]
    member: str | None = None


def whose(dossier: Dossier) -> Whose:
    """The bearer: what names a member speaks of that member alone."""
    return Whose(dossier.attrs, [fact for fact in dossier.facts if fact.member is None])


def releases(
    rule: Rule, acts: Sequence[OfficeAct], who: Whose, window: Window, as_of: date, known_at: date
) -> list[Release]:
    """The releases in force on `as_of`, earliest first."""
    done = [act for act in known_acts(acts, known_at) if _frees(act, who.member)]
    found = [Release(effective(act), *_STANDING[act.act], known=_known(act)) for act in done]
    if rule.exempt:
        found += _by_leave(rule, who, window, as_of, known_at)
    return sorted(release for release in found if release.day <= as_of)


def leave_ahead(rule: Rule, who: Whose, window: Window, as_of: date, known_at: date) -> date | None:
    """The next day on which leave that is on file lets somebody off."""
    days = [release.day for release in _by_leave(rule, who, window, as_of, known_at)]
    return min((day for day in days if day > as_of), default=None)


def doubtful_leave(rule: Rule, who: Whose, window: Window, known_at: date) -> bool:
    """Whether leave that would let off still waits to be accepted."""
    told = let_off_by(rule, who.attrs, who.facts, window) if rule.exempt else ()
    return any(leave.stands(known_at) and not leave.accepted(known_at) for leave in told)


def leave_hides(
    rule: Rule, who: Whose, window: Window, known_at: date, days: Iterable[date], breached: Callable[[date], bool]
) -> bool:
    """Whether leave that waits keeps a breach from being found (ruling 50).

    Not one that had been found before it was handed in, by what was known on one of these days: a paper that nobody
    has looked at takes nothing back (ADR 0050).
    """
    if not doubtful_leave(rule, who, window, known_at):
        return False
    return not any(breached(day) and not doubtful_leave(rule, who, window, day) for day in days)


def _frees(act: OfficeAct, member: str | None) -> bool:
    return act.act in _STANDING and (act.member or None) == member


def _known(act: OfficeAct) -> date:
    """What was known when it was done; what lets off is seen with all that is known now (rulings 103, 110)."""
    return max(act.recorded, effective(act)) if act.act == "transfer" else date.max


def _by_leave(rule: Rule, who: Whose, window: Window, as_of: date, known_at: date) -> list[Release]:
    """Leave counts from the day on which it was handed in; known later, from the day asked about (rulings 52, 103)."""
    found = []
    for leave in let_off_by(rule, who.attrs, who.facts, window):
        assert leave.fact is not None
        if leave.stands(known_at) and leave.accepted(known_at):
            began = leave.first or leave.fact.day
            found.append(Release(max(min(leave.fact.recorded, as_of), began), Standing.EXEMPT, "EXEMPT_BY_RULE"))
    return found
