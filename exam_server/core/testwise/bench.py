"""Playing strategies against a bank, and saying how far from chance each of them comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import copysign, inf, sqrt
from statistics import NormalDist
from typing import Literal

from exam_server.core.bank import Item
from exam_server.core.testwise.strategies import STRATEGIES, Strategy, chance, success, worth

BOUND = 0.05
"""A strategy that comes further from chance than this, up or down (then its opposite pays), gives a bank away."""
LEVEL = 0.95
ALONE = NormalDist().inv_cdf(LEVEL)
TOGETHER = NormalDist().inv_cdf((1 + LEVEL ** (1 / len(STRATEGIES))) / 2)
Verdict = Literal["within", "beyond", "too_few"]
Order = Literal["authored", "drawn"]
Try = tuple[float, float]
"""An item as a strategy meets it: what it earns there when it's right, and its chance."""


@dataclass(frozen=True)
class Outcome:
    """One strategy over `items` items: `right` and `chance` are expected shares wholly right (0-1).

    What the strategy gains on this very bank is `difference`, without any error. The intervals are about its authors,
    of whose writing it's a sample: `low` to `high` hold the difference for all strategies together at 95 %,
    `inner_low` and `inner_high` bound it at 95 % each for this strategy alone; equal where it's known exactly.
    """

    strategy: str
    order: Order
    items: int
    right: float
    chance: float
    low: float
    high: float
    inner_low: float
    inner_high: float

    @property
    def difference(self) -> float:
        return self.right - self.chance

    @property
    def verdict(self) -> Verdict:
        """To be beyond the bound, one of several strategies has to stand out: that takes the interval of all together.

        A bank is within it only where each strategy is: whoever says so for a bank that isn't is wrong about one of
        them at least, so that each test at its own level keeps the level of them all (intersection-union test).
        """
        if self.low > BOUND or self.high < -BOUND:
            return "beyond"
        return "within" if self.items and self.inner_low >= -BOUND and self.inner_high <= BOUND else "too_few"


def is_playable(item: Item) -> bool:
    """Items that may be drawn, of a kind in which options are chosen, with a key and a distractor."""
    keys = sum(option.key for option in item.options)
    chosen = item.kind in ("single_choice", "true_false", "multiple_response")
    return chosen and item.status in ("pilot", "active") and 0 < keys < len(item.options)


def play(items: Sequence[Item]) -> tuple[Outcome, ...]:
    """Every strategy against the playable items, in the authored order; those by place in the drawn order too.

    Items are all or nothing. In the drawn order a strategy by place is played in expectation: it's chance where the
    options are shuffled, and as authored where they aren't (true/false); that's known without an interval.
    """
    playable = [item for item in items if is_playable(item)]
    return (
        *(_authored(playable, strategy) for strategy in STRATEGIES),
        *(_in_drawn_order(playable, strategy) for strategy in STRATEGIES if strategy.by_place),
    )


def _authored(items: Sequence[Item], strategy: Strategy) -> Outcome:
    scored = [(item, strategy.scores(item)) for item in items]
    rights = [success(item, scores) for item, scores in scored]
    tries = [(worth(item, scores), chance(item)) for item, scores in scored]
    ends = (*interval(sum(rights), tries, TOGETHER), *interval(sum(rights), tries, ALONE))
    return _outcome(strategy, "authored", rights, [chance(item) for item in items], ends)


def _in_drawn_order(items: Sequence[Item], strategy: Strategy) -> Outcome:
    chances = [chance(item) for item in items]
    rights = [
        success(item, strategy.scores(item)) if item.kind == "true_false" else each
        for item, each in zip(items, chances, strict=True)
    ]
    exact = (sum(rights) - sum(chances)) / max(1, len(items))
    return _outcome(strategy, "drawn", rights, chances, (exact,) * 4)


def _outcome(
    strategy: Strategy, order: Order, rights: Sequence[float], chances: Sequence[float], ends: Sequence[float]
) -> Outcome:
    count = max(1, len(rights))
    return Outcome(strategy.id, order, len(rights), sum(rights) / count, sum(chances) / count, *ends)


def interval(total: float, tries: Sequence[Try], critical: float) -> tuple[float, float]:
    """The mean advantages that a score test doesn't reject, for `total` expected successes; (-1, 1) without items.

    Item i earns its worth w_i with the probability (c_i + d) / w_i, else nothing: c_i is its own chance, d the
    strategy's advantage, the same wherever it prefers something. With n such items of N the interval of d n / N holds
    the values with (S - Σm_i)² ≤ z² Σm_i(w_i - m_i), where m_i = c_i + d, held within 0 and w_i. Where nothing ties
    and chances are equal, that's Wilson's interval.
    """
    if not tries:
        return -1.0, 1.0
    preferring = [each for each in tries if each[0] > each[1]]
    share = len(preferring) / len(tries)
    earned = total - sum(chance for worth, chance in tries if worth <= chance)
    ends = [_crossing(lambda d: score(earned, preferring, d), side) for side in (critical, -critical)]
    return ends[0] * share, ends[1] * share


def score(earned: float, tries: Sequence[Try], advantage: float) -> float:
    """How many standard deviations `earned` lies above what an advantage gives."""
    means = [min(worth, max(0.0, chance + advantage)) for worth, chance in tries]
    distance = earned - sum(means)
    spread = sum(mean * (worth - mean) for (worth, _), mean in zip(tries, means, strict=True))
    if spread > 1e-12:
        return distance / sqrt(spread)
    return copysign(inf, distance if abs(distance) > 1e-9 else -advantage)


def _crossing(falling: Callable[[float], float], level: float) -> float:
    """Where a falling function passes `level`, by halving."""
    low, high = -1.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > level else (low, middle)
    return (low + high) / 2
