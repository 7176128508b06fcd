"""zen-engine（GoRules）：compiled expressions in Rust decide each duty from what is missing.

It adds nothing up over windows, so plain Python does, and a user pays for both: the kindest split that it allows.
"""

import zen

from bench.contenders.plain_python import Answers, objects, shortfall
from bench.contenders.work import AS_OF, NEVER, Digest, Duties, Facts, digest

VERDICT = "short == 0 ? 0 : (on < due - warn ? 1 : (on <= due ? 2 : (on <= due + grace ? 3 : 4)))"
LOOK = (
    f"short == 0 ? (ends >= on ? ends + 1 : {NEVER}) : "
    f"(on < due - warn ? due - warn : (on <= due ? due + 1 : (on <= due + grace ? due + grace + 1 : {NEVER})))"
)


class Contender:
    """One expression for the verdict, one for the day."""

    def load(self, duties: Duties, facts: Facts) -> None:
        """Objects, and the expressions compiled."""
        self.duties = objects(duties, facts)
        self.verdict, self.look = (zen.compile_expression(text) for text in (VERDICT, LOOK))

    def run(self) -> Answers:
        """Judge every duty."""
        verdicts, missing, looks = [], [], []
        for duty in self.duties:
            short = shortfall(duty)
            given = {
                "short": short, "due": duty.due, "warn": duty.warn, "grace": duty.grace, "ends": duty.ends, "on": AS_OF
            }  # fmt: skip
            verdicts.append(int(self.verdict.evaluate(given)))
            looks.append(int(self.look.evaluate(given)))
            missing.append(short)
        return verdicts, missing, looks

    def digest(self, answers: Answers) -> Digest:
        """What they come to."""
        return digest(*answers)
