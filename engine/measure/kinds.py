"""What a test is made of (组成): its single tests, and the kinds of fact that they read."""

from collections.abc import Iterator

from engine.nouns import AllOf, AnyOf, KOf, Ratio, Test


def leaves(test: Test) -> Iterator[Test]:
    """The single tests that a test is made of, in the order written."""
    if isinstance(test, AllOf | AnyOf | KOf):
        for part in test.parts:
            yield from leaves(part)
    else:
        yield test


def kinds_in(test: Test) -> tuple[str, ...]:
    """The kinds of fact that a test reads, whatever it is made of."""
    if isinstance(test, AllOf | AnyOf | KOf):
        return tuple(dict.fromkeys(kind for leaf in leaves(test) for kind in kinds_of(leaf)))
    return kinds_of(test)


def kinds_of(leaf: Test) -> tuple[str, ...]:
    """The kinds of fact that a single test reads."""
    if isinstance(leaf, Ratio):
        return (leaf.num, leaf.den)
    return () if isinstance(leaf, AllOf | AnyOf | KOf) else (leaf.of,)
