"""Which rule of a pack stands against which of the pack it extends (对应): by id, by citation, by what it tests."""

from collections.abc import Iterator

from engine.measure import leaves
from engine.nouns import Rule, RulePack, Test


def counterparts(local: RulePack, above: RulePack) -> Iterator[tuple[int, Rule, Rule]]:
    """Each local rule with a counterpart in force above: its index, itself, the counterpart."""
    upper = [rule for rule in above.rules if rule.state == "active"]
    for index, rule in enumerate(local.rules):
        for found in _counterparts(rule, upper, above.name):
            yield index, rule, found


def cited_of(also: str, name: str) -> str | None:
    """What `also` cites of the pack called `name`, as 包名:编号 or 包名:出处."""
    return also.removeprefix(f"{name}:") if also.startswith(f"{name}:") else None


def answers_to(rule: Rule, cited: str) -> bool:
    """Whether a rule above is meant by what is cited: its id or its place."""
    return cited in (rule.id, rule.citation.locator)


def _counterparts(rule: Rule, upper: list[Rule], name: str) -> list[Rule]:
    """The rule of the same id; else those that `also` cites; else the only one on those facts."""
    same = [one for one in upper if one.id == rule.id]
    cited = [cited for also in rule.citation.also if (cited := cited_of(also, name)) is not None]
    if same or cited:
        return same or [one for one in upper if any(answers_to(one, said) for said in cited)]
    meant = [one for one in upper if facts_of(one.test) and facts_of(one.test) == facts_of(rule.test)]
    return meant if len(meant) == 1 else []


def facts_of(test: Test | None) -> tuple[tuple[str, ...], ...]:
    """What a test looks at: kind of test and kinds of facts."""
    if test is None:
        return ()
    return tuple(sorted((type(leaf).__name__, *_kinds(leaf)) for leaf in leaves(test)))


def _kinds(leaf: Test) -> tuple[str, ...]:
    return tuple(getattr(leaf, name) for name in ("of", "num", "den") if hasattr(leaf, name))
