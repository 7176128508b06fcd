"""累计的维护 upkeep: keep each obligation's tally as its facts come in, so that a sweep reads no facts (decision 3).

A fact touches the windows of those duties of its bearer that read its kind.  One that was just recorded mostly adds to
what is kept (`going_on`).  Else which facts serve which window is said anew, and the windows to which other facts fall
than before are measured again.  An obligation that is not plain is
found out to be so here, and judged from its file whenever it is looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duban.services.desk import Desk, Step
from duban.services.judgement.casework import InHand, Series, dossiers_of, judged, series_of
from duban.services.judgement.going_on import go_on
from engine.judging.kept import digest_of, is_plain, is_plain_rule, is_settled, known_by, tally_of
from engine.nouns import Dossier, Fact, Obligation, OfficeAct, Tally
from store import acts, facts, looks, obligations, successions, tallies
from store.looks import Kept

AGENCIES_AT_ONCE = 200
EVER = date.max
"""As known on this day: everything on file, whenever it was recorded."""


def measure_again(desk: Desk, some: Sequence[Fact], on: date, step: Step | None = None, *, fresh: bool = False) -> None:
    """Keep the tallies that these facts touch; the next sweep looks where a tally is another than before.

    Facts are `fresh` if they were just recorded, and these are all that were since their duties were last measured.
    """
    by_agency: dict[str, list[Fact]] = defaultdict(list)
    for fact in some:
        by_agency[fact.agency].append(fact)
    agencies = sorted(by_agency)
    for start in range(0, len(agencies), AGENCIES_AT_ONCE):
        part = [fact for agency in agencies[start : start + AGENCIES_AT_ONCE] for fact in by_agency[agency]]
        touched = sorted({(fact.kind, fact.agency) for fact in part})
        duties = {duty for kind, agency in touched for duty in desk.duties_touched(kind, agency)}
        keep(desk, duties, on, max(on, *(fact.day for fact in part)), part if fresh else ())
        if step:
            step(min(start + AGENCIES_AT_ONCE, len(agencies)), len(agencies))


def keep(desk: Desk, duties: Iterable[tuple[str, str]], on: date, until: date, fresh: Sequence[Fact] = ()) -> None:
    """Measure the windows of duties, given as (rule, bearer), that open by `until` and to which other facts fall.

    Where the `fresh` facts do no more than add to what was kept, that is gone on with.
    """
    duties = sorted(set(duties))
    left = go_on(desk, duties, fresh, on, until) if fresh else duties
    if left:
        _measured(desk, left, on, until)


def _measured(desk: Desk, duties: Sequence[tuple[str, str]], on: date, until: date) -> None:
    """Share out and measure all that is on file for these duties.

    Windows that open later are found out about when they do: what is on file by then may speak of them.
    """
    obligations.asked_anew_later(desk.session, duties, until)
    register = obligations.of_bearers(desk.session, duties, begun_by=until)
    shown = _Series(desk, register)
    plain = [one for one in register if shown.may_be_plain(one)]
    files = dossiers_of(desk, plain, on, EVER, among=InHand(desk, register, until))
    plain = [one for one in plain if is_plain(desk.rule(one), one, files[one.key])]
    known = looks.digests(desk.session, [one.key for one in plain], on)
    days = _known_on(plain, files, on)
    changed = []
    for one in plain:
        file = files[one.key]
        digest = digest_of(file.facts)
        number, before = known[one.key]
        if digest != before:
            tally = tally_of(desk.rule(one), one, file, desk.calendar, days[series_of(one)])
            changed.append(Kept(one.key, number, tally, days[series_of(one)], digest))
    looks.keep(desk.session, changed, look=True)
    settled = {one.key for one in plain}
    others = [one for one in register if one.key not in settled]
    if others:
        _judge_again(desk, others, on)
        _look_at_heirs(desk, [one.key for one in others])


def _look_at_heirs(desk: Desk, keys: Sequence[str]) -> None:
    """Have the next sweep look at what goes on in the place of these obligations: their facts count for it."""
    heirs = sorted(set(successions.heirs(desk.session, keys).values()))
    if heirs:
        look_at_rows(desk, heirs)
        _look_at_heirs(desk, heirs)


def look_at_rows(desk: Desk, keys: Sequence[str]) -> None:
    """Have the next sweep look at all windows of these duties: what one takes over moves the acts of the others."""
    duties = {(each.obligation.rule, each.obligation.bearer) for each in obligations.filed(desk.session, keys).values()}
    row = obligations.of_bearers(desk.session, duties, begun_by=date.max)
    obligations.look_again(desk.session, [one.key for one in row])
    obligations.asked_anew_later(desk.session, duties, date.min)


class Blanks:
    """What no facts at all come to, measured once for all plain obligations that are alike."""

    def __init__(self, desk: Desk, on: date) -> None:
        self._desk = desk
        self._on = on
        self._found: dict[int, Tally] = {}

    def tally(self, term: int, one: Obligation) -> Tally:
        """The tally of an obligation of this term that no fact touches."""
        found = self._found.get(term)
        if found is None:
            rule, pack = self._desk.rule(one), self._desk.book.pack(one.pack_sha256)
            file = Dossier(in_force=self._desk.book.in_force(pack, rule))
            found = self._found[term] = tally_of(rule, one, file, self._desk.calendar, self._on)
        return found


def found_out(desk: Desk, unknown: Sequence[looks.Look], on: date, blanks: Blanks) -> None:
    """Find out which of these obligations are plain, and keep the tallies of those that are."""
    filed = obligations.filed(desk.session, [look.key for look in unknown])
    by_key = {look.key: look for look in unknown}
    some = [each.obligation for each in filed.values()]
    sought = {one.key: [(who, kind) for who in desk.sharers(one) for kind in desk.kinds(one)] for one in some}
    on_file = facts.on_file(desk.session, {pair for pairs in sought.values() for pair in pairs})
    touched = [one for one in some if not on_file.isdisjoint(sought[one.key])]
    served = {one.key for one in touched}
    untouched = [one for one in some if one.key not in served]
    done = acts.of_obligations(desk.session, [one.key for one in untouched])
    shown = _Series(desk, untouched, only=untouched)
    blank = [one for one in untouched if shown.may_be_plain(one) and _is_blank(desk, one, done)]
    found = [(one, by_key[one.key]) for one in blank]
    measured = [Kept(one.key, look.number, blanks.tally(look.of_term, one), on, "") for one, look in found]
    looks.keep(desk.session, measured, look=False)
    kept = {one.key for one in blank}
    looks.not_plain(desk.session, [by_key[one.key].number for one in untouched if one.key not in kept])
    if touched:
        until = max(on, *(one.window.first for one in touched))
        keep(desk, {(one.rule, one.bearer) for one in touched}, on, until)


class _Series:
    """What must be known of the windows of duties before any of them can be plain."""

    def __init__(self, desk: Desk, register: Sequence[Obligation], only: Sequence[Obligation] = ()) -> None:
        self._desk = desk
        self._amended = {series_of(one) for one in register if one.amended is not None}
        self._heirs = successions.origins(desk.session, [one.key for one in only or register])

    def may_be_plain(self, one: Obligation) -> bool:
        """Whether nothing in its series, its rule or its due day keeps an obligation from being plain."""
        if one.key in self._heirs or series_of(one) in self._amended:
            return False
        return is_plain_rule(self._desk.rule(one)) and is_settled(one.due)


def _is_blank(desk: Desk, one: Obligation, done: Mapping[str, Sequence[OfficeAct]]) -> bool:
    return is_plain(desk.rule(one), one, Dossier(acts=tuple(done.get(one.key, ()))))


def _known_on(some: Sequence[Obligation], files: Mapping[str, Dossier], on: date) -> dict[Series, date]:
    """From when on a tally of each series speaks: the day of the upkeep, or that on which the last fact was known."""
    days: dict[Series, date] = defaultdict(lambda: on)
    for one in some:
        known = known_by(files[one.key].facts)
        if known is not None:
            days[series_of(one)] = max(days[series_of(one)], known)
    return days


def _judge_again(desk: Desk, some: Sequence[Obligation], on: date) -> None:
    """Keep the tallies of obligations that are not plain, for whoever lists them; the next sweep judges them anew."""
    found = judged(desk, some, on)
    numbers = obligations.numbers(desk.session, found)
    tallies.put(desk.session, {numbers[key]: verdict.tally for key, verdict in found.items()})
    looks.not_plain(desk.session, numbers.values())
    looks.look_again(desk.session, numbers.values())


@dataclass(frozen=True)
class Difference:
    """An obligation whose kept tally is not what its facts come to."""

    obligation: str
    why: str


def differing(desk: Desk, keys: Sequence[str]) -> list[Difference]:
    """Of these obligations, those whose kept tally is not that of a fresh measuring."""
    kept = {key: look for key, look in looks.of_keys(desk.session, keys).items() if look.plain}
    some = [each.obligation for each in obligations.filed(desk.session, kept).values()]
    files = dossiers_of(desk, some, EVER, EVER)
    written = tallies.of_obligations(desk.session, kept)
    found = []
    for one in some:
        look, file = kept[one.key], files[one.key]
        assert look.measured_on is not None
        if not is_plain(desk.rule(one), one, file):
            found.append(Difference(one.key, "PLAIN"))
            continue
        tally = tally_of(desk.rule(one), one, file, desk.calendar, date.fromordinal(look.measured_on))
        if digest_of(file.facts) != look.facts:
            found.append(Difference(one.key, "FACTS"))
        elif file.facts and written.get(one.key) != tally:
            found.append(Difference(one.key, "TALLY"))
    return found
