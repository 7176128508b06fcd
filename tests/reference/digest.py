"""The bytes of many verdicts and explanations in one digest (重演): run by itself, so that the surroundings can differ.

`python -m tests.reference.digest FIRST WORLDS` prints one SHA-256 over every verdict and explanation in JSON.
"""

import hashlib
import json
import sys
from dataclasses import asdict

from engine.nouns import Obligation, Window
from engine.telling.explain import explain
from rules.trying.staging import verdict_on
from tests.reference.worlds import world


def digest(first: int, worlds: int) -> tuple[str, int]:
    """The digest, and over how many verdicts it was taken."""
    found, cases = hashlib.sha256(), 0
    for number in range(first, first + worlds):
        one = world(number)
        for as_of, known_at in one.asked:
            stage = one.on(as_of, known_at)
            verdict, why = verdict_on(one.rule, stage)
            page: object = why
            if verdict is not None:
                window = Window(as_of, as_of, stage.label or "")
                duty = Obligation(verdict.obligation, "t", "", one.rule.id, "a", window, verdict.due)
                said = explain(one.rule, duty, verdict, bearer="甲", pack_id="t@1", facts=stage.known)
                page = {"verdict": asdict(verdict), "said": said}
            found.update(json.dumps(page, ensure_ascii=False, default=str).encode("utf-8"))
            cases += 1
    return found.hexdigest(), cases


if __name__ == "__main__":
    print(*digest(int(sys.argv[1]), int(sys.argv[2])))
