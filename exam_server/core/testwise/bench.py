"""Playing strategies against a bank, and saying how far from chance each of them comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import copysign, inf, sqrt
from statistics import NormalDist
from typing import Literal

from exam_server.core.bank import Item
from exam_server.core.testwise.strategies import STRATEGIES, Strategy, chance, success

BOUND = 0.05
"""A strategy that comes further from chance than this, up or down (then its opposite pays), gives a bank away."""
LEVEL = 0.95
Verdict = Literal["within", "beyond", "too_few"]
Order = Literal["authored", "drawn"]


@dataclass(frozen=True)
class Outcome:
    """One strategy over `items` items: `right` and `chance` are expected shares wholly right (0-1).

    `low` and `high` bound the difference between them; equal where it's known exactly.
    """

    strategy: str
    order: Order
    items: int
    right: float
    chance: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        return self.right - self.chance

    @property
    def verdict(self) -> Verdict:
        if self.low > BOUND or self.high < -BOUND:
            return "beyond"
        return "within" if self.items and self.low >= -BOUND and self.high <= BOUND else "too_few"


def is_playable(item: Item) -> bool:
    """Items that may be drawn, of a kind in which options are chosen, with a key and a distractor."""
    keys = sum(option.key for option in item.options)
    chosen = item.kind in ("single_choice", "true_false", "multiple_response")
    return chosen and item.status in ("pilot", "active") and 0 < keys < len(item.options)


def play(items: Sequence[Item]) -> tuple[Outcome, ...]:
    """Every strategy against the playable items, in the authored order; those by place in the drawn order too.

    Items are all or nothing. The bank is taken as a sample of what its authors write: item i is answered rightly with
    the probability c_i + d, c_i being its own chance and d the strategy's advantage, the same for all. The interval of
    d holds the values that a score test doesn't reject: (S - Σp_i)² ≤ z² Σp_i(1 - p_i), with p_i = c_i + d held within
    0 and 1. With equal chances that is Wilson's interval. S sums expected successes, in which ties count as fractions;
    these vary less than whole items, so the interval errs to the wide side. It's simultaneous over all strategies by
    Šidák's z. In the drawn order a strategy by place is played in expectation: it's chance where the options are
    shuffled, and as authored where they aren't (true/false); that's known without an interval.
    """
    playable = [item for item in items if is_playable(item)]
    chances = [chance(item) for item in playable]
    critical = NormalDist().inv_cdf((1 + LEVEL ** (1 / len(STRATEGIES))) / 2)
    outcomes = []
    for strategy in STRATEGIES:
        rights = [success(item, strategy.scores(item)) for item in playable]
        low, high = interval(sum(rights), chances, critical)
        outcomes.append(_outcome(strategy, "authored", rights, chances, low, high))
    for strategy in STRATEGIES:
        if strategy.by_place:
            rights = [_drawn(item, strategy) for item in playable]
            exact = (sum(rights) - sum(chances)) / len(playable) if playable else 0.0
            outcomes.append(_outcome(strategy, "drawn", rights, chances, exact, exact))
    return tuple(outcomes)


def _drawn(item: Item, strategy: Strategy) -> float:
    return success(item, strategy.scores(item)) if item.kind == "true_false" else chance(item)


def _outcome(
    strategy: Strategy, order: Order, rights: Sequence[float], chances: Sequence[float], low: float, high: float
) -> Outcome:
    count = max(1, len(rights))
    return Outcome(strategy.id, order, len(rights), sum(rights) / count, sum(chances) / count, low, high)


def interval(total: float, chances: Sequence[float], critical: float) -> tuple[float, float]:
    """The advantages d that the score test doesn't reject, for `total` expected successes; (-1, 1) without items."""
    if not chances:
        return -1.0, 1.0

    def score(advantage: float) -> float:
        expected = [min(1.0, max(0.0, each + advantage)) for each in chances]
        distance = total - sum(expected)
        spread = sum(each * (1 - each) for each in expected)
        if spread > 1e-12:
            return distance / sqrt(spread)
        return copysign(inf, distance if abs(distance) > 1e-9 else -advantage)

    return _crossing(score, critical), _crossing(score, -critical)


def _crossing(score: Callable[[float], float], level: float) -> float:
    """Where the falling `score` passes `level`, by halving."""
    low, high = -1.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > level else (low, middle)
    return (low + high) / 2
