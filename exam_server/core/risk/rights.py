"""How many of several unlike things come true, and how many drawn items are answered rightly: exact distributions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import comb, fsum

Shares = tuple[float, ...]
"""`shares[n]` is the probability of n."""


def count_true(chances: Iterable[float]) -> Shares:
    """The Poisson-binomial distribution: how many of independent things with these chances come true."""
    shares = [1.0]
    for chance in chances:
        grown = [share * (1 - chance) for share in shares] + [0.0]
        for count, share in enumerate(shares):
            grown[count + 1] += share * chance
        shares = grown
    return tuple(shares)


@cache
def count_right(chances: tuple[float, ...], asked: int) -> Shares:
    """How many of `asked` items drawn from a pool are right; `chances` are those of each item in the pool.

    The expectation over every draw of so many items, all equally likely: the coefficients of z^asked x^n in the product
    of 1 + z(1 - p + px) over the pool, divided by the number of draws. A pool that is too small counts as many times
    over as it takes, so that a blueprint can be judged before its items are written; an empty one as never guessed.
    """
    pool = Counter(chances * -(-asked // len(chances)) if chances else {})
    drawn: dict[int, list[float]] = {0: [1.0]}
    for chance, items in sorted(pool.items()):
        drawn = _with_alike(drawn, chance, items, asked)
    draws = comb(sum(pool.values()), asked)
    return tuple(share / draws for share in drawn[asked])


def _with_alike(drawn: dict[int, list[float]], chance: float, items: int, asked: int) -> dict[int, list[float]]:
    """The draws so far joined with those of alike items: by number drawn, then by number right (unnormalised)."""
    grown = {count: [0.0] * (count + 1) for count in range(min(asked, max(drawn) + items) + 1)}
    for before, shares in drawn.items():
        for more in range(min(items, asked - before) + 1):
            rights = count_true([chance] * more)
            for right, share in enumerate(shares):
                for plus, its in enumerate(rights):
                    grown[before + more][right + plus] += share * its * comb(items, more)
    return grown


def mean(shares: Sequence[float]) -> float:
    return fsum(count * share for count, share in enumerate(shares))


def at_most(shares: Sequence[float], confidence: float) -> int:
    """The smallest number that isn't exceeded with at least this probability."""
    reached = 0.0
    for count, share in enumerate(shares):
        reached += share
        if reached >= confidence - 1e-12:
            return count
    return len(shares) - 1
