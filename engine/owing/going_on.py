"""续归 going on: what the windows of one duty come to with acts that come after all others on file.

Such an act finds every window as the others left it, so that which windows are met is all that need be known to say
which of them it serves, and the tally of that one all that need be known to say what it comes to then.  Whatever could
move other acts about - an act of a day long past, one that became known when its window was over, one of a person - is
for `allot` to share out anew, and the answer is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.copies import changed
from engine.dates import event_of
from engine.measure.one_more import adds_up, is_certain, one_more
from engine.measure.scope import by_day
from engine.nouns import AnchorKind, Fact, Obligation, Rule, Sum, Tally
from engine.owing.allot import choose, cures_late, turn
from engine.owing.asked import Asked
from engine.owing.scope import scope_of
from engine.owing.shelf import Shelf, shelf_of

_ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class OnFile:
    """What is on file of one kind at one agency: the latest of its acts, and whether any is of a person.

    Of acts that became known more than a day after they were done: the day of the first, and the last on which any
    became known.
    """

    day: date
    recorded: date
    number: int = 0
    of_persons: bool = False
    late: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class MovedOn:
    """What a window comes to now, and which acts it was given, in their order: by their places among those handed in.

    So it says the same of all duties that stand alike, whosever they are.
    """

    window: int
    tally: Tally
    acts: tuple[int, ...]


def may_go_on(rule: Rule) -> bool:
    """Whether the windows of a plain rule can be gone on with at all: one kind of act, which none but they use up."""
    if rule.test is None or not adds_up(rule.test) or rule.on_merge == "each" or event_of(rule.due) is not None:
        return False
    return rule.window.anchor.kind in (AnchorKind.CALENDAR, AnchorKind.FIXED)


def shape_of(rule: Rule) -> str:
    """What of a rule `gone_on` asks for: rules that have it in common are gone on with alike."""
    assert rule.test is not None
    return repr((changed(rule.test, of=""), rule.to, rule.window))


def comes_last(acts: Sequence[Fact], before: OnFile | None) -> bool:
    """Whether these acts come after all on file, and neither they nor those are of persons."""
    if any(act.member is not None for act in acts) or (before is not None and before.of_persons):
        return False
    last = (before.day, before.recorded, before.number) if before is not None else None
    return last is None or all((act.day, act.recorded, act.number) > last for act in acts)


def gone_on(
    rule: Rule,
    windows: Sequence[tuple[Obligation, Tally]],
    acts: Sequence[Fact],
    on: date,
    late: tuple[date, date] | None = None,
) -> Sequence[MovedOn] | None:
    """The windows of one row that acts which come last move, each from the tally that it had.

    `late` is that of `OnFile`.  None if that cannot be said from the tallies, or an act may be meant for a window that
    opens later; any other serves none of those.
    """
    if _stir(windows, acts, late):
        return None
    had = {one.key: tally for one, tally in windows}
    shelves = [_shelf(rule, *each) for each in sorted(windows, key=lambda each: turn(each[0]))]
    given: dict[str, list[int]] = {}
    for place in sorted(range(len(acts)), key=lambda place: by_day(acts[place])):
        shelf = choose(shelves, acts[place], None, None, cures=cures_late(rule))
        if shelf is None:
            if "about" in acts[place].attrs:
                return None
            continue
        found = _given(rule, shelf, had[shelf.key], acts[place], on)
        if found is None:
            return None
        had[shelf.key] = found
        shelf.met[None] = found.reached_on is not None
        given.setdefault(shelf.key, []).append(place)
    places = {one.key: place for place, (one, _) in enumerate(windows)}
    return [MovedOn(places[key], had[key], tuple(some)) for key, some in given.items()]


def _shelf(rule: Rule, one: Obligation, tally: Tally) -> Shelf:
    """The window with nothing known of what it has but whether that is enough."""
    shelf = shelf_of(Asked.of(rule), one, {}, date.max)
    shelf.met[None] = tally.reached_on is not None
    return shelf


def _given(rule: Rule, shelf: Shelf, tally: Tally, act: Fact, on: date) -> Tally | None:
    """The tally of a window that is given an act; None if the act may come to serve another, or must be measured."""
    assert rule.test is not None
    if not shelf.met[None] and not is_certain(rule.test, tally):
        return None  # what it has may yet be enough, and the act is then another's
    if isinstance(rule.test, Sum) and shelf.met[None] and tally.need is not None and tally.lo < tally.need:
        return None  # what had been reached was taken off again
    window, due = shelf.obligation.window, shelf.obligation.due
    return one_more(rule.test, tally, act, scope_of(rule, window, due, as_of=on, known_at=on))


def _stir(windows: Sequence[tuple[Obligation, Tally]], acts: Sequence[Fact], late: tuple[date, date] | None) -> bool:
    """Whether any act became known when a window was over in which it was done: it may move others about."""
    known_late = [(act.day, act.recorded) for act in acts if act.recorded > act.day + _ONE_DAY]
    if late is not None and any(act.recorded <= late[1] for act in acts):
        known_late.append(late)
    ends = [one.due.grace_end for one, _ in windows] if known_late else []
    return any(end is not None and day <= end and end + _ONE_DAY < known for end in ends for day, known in known_late)
