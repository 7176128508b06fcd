"""督办（逐件）：the house's plain judge, one obligation after another, with reasons and rejected evidence and all."""

from datetime import date, timedelta
from fractions import Fraction

from bench.contenders.duban_columns import DAY, RULES, VERDICTS, rule
from bench.contenders.plain_python import Answers, Duty, objects
from bench.contenders.work import AS_OF, BOTTOM, COUNT, EACH, NEVER, RATE, Digest, Duties, Facts, digest
from engine.judging.judge import judge
from engine.nouns import Count, Dossier, Due, Fact, Member, Obligation, Rule, Standing, Verdict, Window
from engine.workdays import WorkCalendar

NO_WORKDAYS = WorkCalendar("bench")
COUNTS = {need: rule(Count("visit", at_least=Fraction(need))) for need in (2, 3, 4)}
Case = tuple[Duty, Rule, Obligation, Dossier]

_NOTHING = Fraction(0)


class Contender:
    """Rule, obligation and file of every duty."""

    def load(self, duties: Duties, facts: Facts) -> None:
        """Make nouns of them."""
        self.cases = [_case(number, duty) for number, duty in enumerate(objects(duties, facts))]

    def run(self) -> Answers:
        """Judge every obligation, and say in the work's words what was found."""
        verdicts, missing, looks = [], [], []
        for duty, law, obligation, dossier in self.cases:
            found = judge(law, obligation, dossier, NO_WORKDAYS, DAY, DAY)
            short = _missing(found)
            verdict, look = _in_words(duty, found, short)
            verdicts.append(verdict)
            missing.append(short)
            looks.append(look)
        return verdicts, missing, looks

    def digest(self, answers: Answers) -> Digest:
        """What they come to."""
        return digest(*answers)


def _case(number: int, duty: Duty) -> Case:
    law = COUNTS[duty.need] if duty.kind == COUNT else RULES[duty.kind]
    due = date.fromordinal(duty.due)
    window = Window(date.fromordinal(duty.first), due, "w")
    last = Due(due, due, due + timedelta(duty.grace))
    obligation = Obligation(f"k{number}", "bench", "", law.id, "a", window, last)
    members = tuple(Member(f"p{person}") for person in range(duty.members))
    return duty, law, obligation, Dossier(tuple(_facts(law, duty)), members=members)


def _facts(law: Rule, duty: Duty) -> list[Fact]:
    assert law.test is not None
    made = []
    for number, fact in enumerate(duty.facts):
        on = date.fromordinal(fact.day)
        kind = ("checked", "all")[fact.figure == BOTTOM] if duty.kind == RATE else law.test.of  # type: ignore[union-attr]
        member = f"p{fact.person}" if duty.kind == EACH else None
        made.append(Fact(f"f{number}", kind, "a", on, on, Fraction(fact.amount), member=member))
    return made


def _missing(found: Verdict) -> int:
    """How much is missing: all members' hours together; a head where nobody knows of how many."""
    tally = found.tally
    if tally.members_met is not None:
        known = [(part.need, part.have) for part in tally.parts]
        return int(sum(max(need - have, _NOTHING) for need, have in known if need is not None and have is not None))
    return 1 if tally.need is None else int(max(tally.need - tally.lo, _NOTHING))


def _in_words(duty: Duty, found: Verdict, short: int) -> tuple[int, int]:
    """A standing as one of five verdicts, and the next day that matters to them."""
    if short == 0:
        return 0, duty.ends + 1 if duty.ends >= AS_OF else NEVER
    if found.standing is Standing.OPEN and duty.due - duty.warn > AS_OF:
        return 1, duty.due - duty.warn
    look = NEVER if found.next_look is None else found.next_look.toordinal()
    return VERDICTS[found.standing] + (found.standing is Standing.OPEN), look
