"""People, cases and posts inside one obligation (rulings 81, 85-96, 99): each measured alone, then put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from engine.nouns import Aggregate, Fact, Member, OfficeAct, Prorate, Rule, Scalar, Standing, Window
from tests.reference import owing, powers
from tests.reference.allotment import leaves
from tests.reference.civil import ONE, each_day
from tests.reference.evidence import holds
from tests.reference.standing import BREACHES, DONE, MOVABLE, RELEASED, Answer, softened, stands, told_on, turns
from tests.reference.truth import Matter

RANK = [
    {Standing.BREACHED, Standing.BELOW_PRINCIPLE},
    {Standing.UNKNOWN},
    {Standing.IN_GRACE},
    {Standing.CONTESTED},
    {Standing.MANUAL},
    {Standing.OPEN},
    {Standing.PENDING},
    {Standing.CURED, Standing.OVERTURNED},
    {Standing.MET_IN_GRACE},
    {Standing.MET},
]
IN_TIME = (Standing.MET, Standing.MET_IN_GRACE, Standing.OVERTURNED)


def together(
    rule: Rule,
    matter: Matter,
    members: Sequence[Member],
    as_of: date,
    attrs: Mapping[str, Scalar],
    acts: Sequence[OfficeAct] = (),
) -> Answer:
    """The whole from its members: by share where the rule says one (93, 94), else the worst (semantics 6)."""
    if as_of < matter.window.first:
        return Answer(Standing.PENDING, matter.days, next_look=matter.window.first)
    plainly = replace(matter, rule=replace(rule, strength="must"))
    answers = [of_member(rule, plainly, member, as_of, attrs, acts) for member in members]
    counted = [answer for answer in answers if answer.standing not in RELEASED]
    met = sum(answer.standing in IN_TIME for answer in answers)
    looks = [answer.next_look for answer in answers if answer.next_look is not None]
    whole = Answer(Standing.NOT_APPLICABLE, matter.days, members_met=met)
    lost = had_lost(rule, plainly, members, attrs, acts, answers)
    if not counted:
        kept = replace(whole, standing=Standing.EXEMPT, codes=frozenset({"BREACH_KEPT"}))
        return kept if lost else whole  # ruling 92
    standing = worst(counted) if rule.bearer.met_share is None else by_share(rule, matter, counted, as_of)
    if lost and standing in IN_TIME:
        return replace(whole, standing=Standing.OVERTURNED, codes=frozenset({"BREACH_KEPT"}))
    told = codes_of(rule, counted, standing)
    if standing in DONE:  # what is done rests, but for a correction dated ahead of somebody who is done
        looks = [one.next_look for one in answers if one.standing in DONE and one.next_look is not None]
    return replace(whole, standing=softened(rule, standing), next_look=min(looks, default=None), codes=told)


def had_lost(
    rule: Rule,
    matter: Matter,
    members: Sequence[Member],
    attrs: Mapping[str, Scalar],
    acts: Sequence[OfficeAct],
    answers: Sequence[Answer],
) -> bool:
    """Whether the whole had been found in breach when the last of those was let off who were (ADR 0026)."""
    last = max((one.lost for one in answers if one.lost is not None), default=None)
    if last is None:
        return False
    before = [
        of_member(rule, matter, member, last - ONE, attrs, acts)
        if one.lost is None
        else of_member(replace(rule, exempt=()), matter, member, last - ONE, attrs, ())
        for member, one in zip(members, answers, strict=True)
    ]
    counted = [one for one in before if one.standing not in RELEASED]
    whole = worst(counted) if rule.bearer.met_share is None else by_share(rule, matter, counted, last - ONE)
    return whole in BREACHES


def codes_of(rule: Rule, counted: Sequence[Answer], standing: Standing) -> frozenset[str]:
    """What is contested or not known yet of the one who speaks for all; met, of the last whom it took (15, 94)."""
    alike = [one.codes for one in counted if one.standing is standing]
    if standing in (Standing.CONTESTED, Standing.IN_GRACE):
        return alike[0]
    if standing is not Standing.MET:
        return frozenset()
    share = Fraction(1) if rule.bearer.met_share is None else rule.bearer.met_share
    wanted, plainly = -(-share * len(counted) // 1), sum(not codes for codes in alike)
    return frozenset() if plainly >= wanted else next(codes for codes in alike if codes)


def of_member(
    rule: Rule, matter: Matter, member: Member, as_of: date, attrs: Mapping[str, Scalar], acts: Sequence[OfficeAct]
) -> Answer:
    """One member: not measured, let off by what he is, by leave or by an officer (8), or as his own acts have it."""
    window, days = matter.window, matter.days
    if is_elsewhere(rule, matter, member):
        return Answer(Standing.NOT_APPLICABLE, days)
    if is_let_off(rule, {**attrs, **member.attrs}):
        return Answer(Standing.EXEMPT, days)
    mine = replace(alone(rule, matter, member), served=served_to(matter, member))

    def away(known_at: date) -> tuple[Fact, ...]:
        return owing.letting_off(mine.facts, rule.exempt, {**attrs, **member.attrs}, window, known_at)

    done = powers.known(acts, as_of, matter.known_at)
    freed = [act.day for act in done if act.act == "exempt" and act.member == member.id]
    for day in sorted([*freed, *owing.days_let_off(away(matter.known_at), as_of, matter.known_at)]):
        then = waiting_for(away, mine, day)
        if then.standing in (*MOVABLE, *BREACHES):
            found = then.standing in BREACHES and waiting_for(away, mine, day - ONE).standing in BREACHES
            return Answer(Standing.EXEMPT, days, lost=day if found else None)
    return waiting_for(away, mine, as_of)


def is_elsewhere(rule: Rule, matter: Matter, member: Member) -> bool:
    """Whether a window does not measure somebody: he left before it was due, came too late, or is skipped (24, 89)."""
    window, days = matter.window, matter.days
    joined = member.since is not None and member.since > window.first
    left = member.until is not None and member.until <= (days.hard or days.safe)
    late = member.since is not None and member.since > min(window.last, days.hard or window.last)
    return late or left or (joined and rule.window.first == "skip")


def served_to(matter: Matter, member: Member) -> Callable[[date], tuple[Fact, ...]] | None:
    """The acts that served one member by what was known on an earlier day."""
    served = matter.served
    return served and (lambda day: tuple(one for one in served(day) if one.member == member.id))


def waiting_for(away: Callable[[date], tuple[Fact, ...]], mine: Matter, as_of: date) -> Answer:
    """How a member stands; while leave of his waits no breach is found (ADR 0026), one found before stays (0050)."""
    found = stands(mine.rule.test, mine, as_of)
    if found.standing not in BREACHES or not owing.are_pending(away(mine.known_at), mine.known_at):
        return found
    for day in turns(mine.facts, mine.days.grace_end, mine.known_at):
        then = min(day, as_of)
        before = stands(mine.rule.test, told_on(mine, day, then), then)
        if before.standing in BREACHES and not owing.are_pending(away(day), day):
            return found
    return replace(found, standing=Standing.UNKNOWN, since=None, codes=frozenset())


def is_let_off(rule: Rule, attrs: Mapping[str, Scalar]) -> bool:
    return any(holds(one.condition, attrs) == "T" for one in rule.exempt if one.effect == "exempt")


def alone(rule: Rule, matter: Matter, member: Member) -> Matter:
    """The matter of one member: his acts, his leave, and the windows before since he joined (88, 98)."""
    window = matter.window
    joined = member.since is not None and member.since > window.first
    past = [one for one in matter.past if member.since is None or member.since <= one.window.last]
    return replace(
        matter,
        facts=tuple(fact for fact in matter.facts if fact.member == member.id),
        leaves=tuple(fact for fact in matter.leaves if fact.member == member.id),
        past=tuple(replace(alone(rule, one, member), gone_on=None) for one in past),
        first=max(matter.first, member.since) if joined else matter.first,
        gone_on=member.until,
        share=share_of(rule, window, member.since) if joined and rule.window.first == "prorate" else Fraction(1),
    )


def prorated(rule: Rule) -> Prorate:
    """How the quota is prorated: by months where the rule only says that it is (86)."""
    said = [leaf.prorate for leaf in leaves(rule.test) if isinstance(leaf, Aggregate) and leaf.prorate]
    return said[0] if said else Prorate("months")


def share_of(rule: Rule, window: Window, joined: date) -> Fraction:
    """The part of the window that a joiner serves, by months or days; the joining one counts unless said (85)."""
    how = prorated(rule)
    days = list(each_day(window.first, window.last))
    served = list(each_day(joined, window.last))
    if how.by == "days":
        return Fraction(len(served) - (how.joining == "none"), len(days))
    months = len({(day.year, day.month) for day in served}) - (how.joining == "none")
    return Fraction(months, len({(day.year, day.month) for day in days}))


def worst(answers: Sequence[Answer]) -> Standing:
    for rank in RANK:
        for answer in answers:
            if answer.standing in rank:
                return answer.standing
    raise AssertionError(answers)


def by_share(rule: Rule, matter: Matter, counted: Sequence[Answer], as_of: date) -> Standing:
    met = [answer for answer in counted if answer.standing in IN_TIME]
    need = rule.bearer.met_share * len(counted)
    if len(met) >= need:
        order = sorted(IN_TIME.index(answer.standing) for answer in met)
        wanted = -(-need.numerator // need.denominator)
        return IN_TIME[order[wanted - 1]] if wanted else Standing.MET
    unmet = [answer for answer in counted if answer.standing not in IN_TIME]
    end = matter.days.grace_end
    if end is None or as_of <= end:
        return worst(unmet)
    if all(answer.standing is Standing.CURED for answer in unmet):
        return Standing.CURED
    possible = len(met) + sum(answer.standing is Standing.UNKNOWN for answer in counted)
    return Standing.UNKNOWN if possible >= need else Standing.BREACHED
