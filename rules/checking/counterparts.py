"""Which rule of a pack stands against which of the pack it extends (对应): by id, by citation, by what it tests."""

from collections.abc import Iterator

from engine.measure import leaves
from engine.nouns import Rule, RulePack, Test


def counterparts(local: RulePack, above: RulePack) -> Iterator[tuple[int, Rule, Rule]]:
    """Each local rule that has a counterpart in force above: its index, itself, the counterpart."""
    upper = [rule for rule in above.rules if rule.state == "active"]
    for index, rule in enumerate(local.rules):
        found = _counterpart(rule, upper, above.name)
        if found is not None:
            yield index, rule, found


def _counterpart(rule: Rule, upper: list[Rule], name: str) -> Rule | None:
    """The rule of the same id; else the one that `also` cites as 包名:编号; else the only one on those facts."""
    same = next((one for one in upper if one.id == rule.id), None)
    if same is not None:
        return same
    cited = {also.removeprefix(f"{name}:") for also in rule.citation.also if also.startswith(f"{name}:")}
    if cited:
        meant = [one for one in upper if one.id in cited or one.citation.locator in cited]
    else:
        meant = [one for one in upper if facts_of(one.test) and facts_of(one.test) == facts_of(rule.test)]
    return meant[0] if len(meant) == 1 else None


def facts_of(test: Test | None) -> tuple[tuple[str, ...], ...]:
    """What a test looks at: kind of test and kinds of facts."""
    if test is None:
        return ()
    return tuple(sorted((type(leaf).__name__, *_kinds(leaf)) for leaf in leaves(test)))


def _kinds(leaf: Test) -> tuple[str, ...]:
    return tuple(getattr(leaf, name) for name in ("of", "num", "den") if hasattr(leaf, name))
