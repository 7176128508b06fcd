"""前一事项 followed: which obligation one follows whose rule says `after` (ruling 115)."""

from collections.abc import Sequence

from engine.nouns import After, Obligation


def predecessor(one: Obligation, after: After, found: Sequence[Obligation]) -> Obligation | None:
    """Of the bearer's obligations under the other rule the one that `one` follows.

    That of the same window, or the latest begun by then.
    """
    if after.same == "window":
        return next((each for each in found if each.window.label == one.window.label), None)
    begun = [each for each in found if each.window.first <= one.window.first]
    return max(begun, key=lambda each: each.window, default=None)
