"""Promise 4: whatever an office does, in whatever order, a breach once found is never gone, and no verdict row changes.

New versions, extensions, exemptions, transfers, mergers, facts recorded late and taken back, and sweeps between them.
DUBAN_SEQUENCES and DUBAN_STEPS set how much of it (the promise itself says 5,000 sequences of 50 steps).
"""

import os
import random
import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from duban.services.casefile import facts, requests, tasks
from duban.services.casefile.facts import record
from duban.services.desk import Desk
from duban.services.plans import packs
from duban.services.register import reorganising
from duban.services.register.reorganising import Order
from engine.nouns import Fact, Role, Standing
from engine.source import Refused
from store import obligations, verdicts
from store.session import open_database, reading, transaction
from tests.acceptance.conftest import House, settled
from tests.acceptance.test_the_difference_is_the_change import a_version, register

SEQUENCES, STEPS = int(os.environ.get("DUBAN_SEQUENCES", "6")), int(os.environ.get("DUBAN_STEPS", "14"))
LOST = {Standing.BREACHED, Standing.BELOW_PRINCIPLE}
KEPT = LOST | {Standing.CURED, Standing.OVERTURNED}
OFFICER, LEADER = tasks.Actor("督办甲", Role.OFFICER), tasks.Actor("领导丁", Role.LEADER)
AGENCIES = ("区司法局", "区教育局", "区政府办公室")
SEEDS = st.integers(0, 10**6)


class AnOffice(RuleBasedStateMachine):
    """One office, its register, and everything that was ever said of each obligation."""

    template: Path
    breaches = 0

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="duban-office-"))
        shutil.copyfile(self.template, self.folder / "duban.db")
        self.house: House = settled(open_database(f"sqlite:///{self.folder / 'duban.db'}"), self.folder)
        self.today, self.version, self.told = date(2026, 1, 10), 0, {}
        self.publish(seed)
        self.days_go_by(60 + seed % 200)  # far enough for something to be late

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.database.dispose()
            shutil.rmtree(self.folder)

    @property
    def office(self) -> tuple[Any, Any]:
        return self.house.database, self.house.settings

    @rule(seed=SEEDS)
    def publish(self, seed: int) -> None:
        self.version += 1
        file = self.folder / "pack.yaml"
        file.write_text(a_version(random.Random(seed), self.version, self.today), encoding="utf-8")
        now = self.house.at(self.today)
        packs.publish(*self.office, file, by="甲", approved_by="乙", on=self.today, now=now)

    @rule(days=st.sampled_from([1, 20, 60, 100]))
    def days_go_by(self, days: int) -> None:
        self.house.sweep(self.today)
        self.today += timedelta(days)
        self.house.sweep(self.today)
        self.register_says_what_the_files_say()
        self.today += timedelta(1)  # what is recorded on the very day of a sweep still comes before it (ruling 101)

    def register_says_what_the_files_say(self) -> None:
        """After a sweep the register has the verdict that a fresh look at every file gives."""
        known = {key: standing for key, (_, standing) in register(self.house, self.today).items()}
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            assert {each.obligation.key: each.standing for each in obligations.find(session)} == known

    @rule(seed=SEEDS)
    def something_is_recorded(self, seed: int) -> None:
        dice = random.Random(seed)
        with transaction(self.house.database, self.house.settings.jurisdiction) as session:
            desk = Desk(session)
            agency = dice.choice([each.id for each in desk.roster.agencies])
            day = self.today - timedelta(dice.choice((0, 5, 30, 100)))
            made = Fact(f"f{seed}-{self.today}", f"act.{dice.choice('ab')}", agency, day, self.today)
            record(desk, [made], by="督办甲", on=self.today, now=self.house.at(self.today))

    @rule(seed=SEEDS)
    def something_is_taken_back(self, seed: int) -> None:
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            known = Desk(session).facts_of_kinds({"act.a", "act.b"})
        standing = sorted(each.id for each in known if each.retracted is None)
        if standing:
            chosen, now = random.Random(seed).choice(standing), self.house.at(self.today)
            facts.retract(*self.office, chosen, reason="误登", by="督办甲", on=self.today, now=now)

    @rule(seed=SEEDS, act=st.sampled_from(["extend", "exempt", "transfer"]))
    def the_office_decides(self, seed: int, act: str) -> None:
        dice = random.Random(seed)
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            begun = [each.obligation for each in obligations.find(session)]
        some = sorted(one.key for one in begun if one.window.first <= self.today)
        if not some:
            return
        to = {"extend": str(self.today + timedelta(60)), "transfer": dice.choice(AGENCIES)}.get(act)
        request = requests.Request(act, reason="客观原因", to=to, doc="示府阅〔2026〕3号")
        how: dict[str, Any] = {"on": self.today, "now": self.house.at(self.today)}
        with suppress(Refused):
            requests.decide(*self.office, dice.choice(some), request, dice.choice((OFFICER, LEADER)), **how)

    @precondition(lambda self: self.version > 1)
    @rule(seed=SEEDS)
    def agencies_change(self, seed: int) -> None:
        dice = random.Random(seed)
        one, other = dice.sample(AGENCIES, 2)
        order = Order("示编发〔2026〕3号", self.today, "督办甲", self.today, self.house.at(self.today))
        with suppress(Refused):
            if dice.random() < 0.4:
                reorganising.merge(*self.office, [one], other, order)
            else:
                reorganising.transfer(*self.office, one, other, [], order)

    @invariant()
    def no_breach_is_gone(self) -> None:
        if not hasattr(self, "house"):
            return
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            filed = {each.obligation.key: each for each in obligations.find(session)}
            breached = verdicts.breached(session, filed)
            latest = verdicts.latest(session, breached)
            now = {key: verdicts.history(session, key) for key in breached}
        AnOffice.breaches += len(now.keys() - self.told.keys())
        for key, verdict in latest.items():
            let_off = verdict.standing is Standing.EXEMPT and "BREACH_KEPT" in verdict.because
            assert verdict.standing in KEPT or let_off, (key, [each.standing.value for each in now[key]])
        for key, before in self.told.items():
            assert now[key][: len(before)] == before
        self.told = now


def test_a_breach_never_disappears(sqlite_template: Path) -> None:
    AnOffice.template = sqlite_template
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    how = settings(
        max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, suppress_health_check=slow, derandomize=True
    )
    run_state_machine_as_test(AnOffice, settings=how)
    assert AnOffice.breaches >= SEQUENCES // 2, "hardly anything was breached"
