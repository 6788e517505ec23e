"""Estimates with intervals that hold for small numbers, and "too few to say" where there's nothing to hold on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, exp, log, sqrt, tanh
from operator import mul
from statistics import NormalDist
from typing import Self

LEVEL = 0.95
CRITICAL = NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True)
class Estimate:
    """A value with the bounds of its 95 % interval, from `count` observations."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class TooFew:
    """Too few to say: `count` observations where `needed` are asked for."""

    count: int
    needed: int


Result = Estimate | TooFew


def wilson(successes: float, count: int, needed: int = 1) -> Result:
    """A share with Wilson's score interval (1927); `successes` may be a sum of partial credits, for which it's wide."""
    if count < needed:
        return TooFew(count, needed)
    share, square = successes / count, CRITICAL**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = CRITICAL / (1 + square / count) * sqrt(share * (1 - share) / count + square / (4 * count**2))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half), count)


@dataclass(frozen=True)
class Sums:
    """Sums of two variables, for Pearson's coefficient; keep the variables near 0."""

    count: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float

    @classmethod
    def of(cls, xs: Sequence[float], ys: Sequence[float]) -> Self:
        """Both variables of all observations, in one order."""
        return cls(len(xs), sum(xs), sum(ys), sum(map(mul, xs, xs)), sum(map(mul, ys, ys)), sum(map(mul, xs, ys)))

    def correlation(self, needed: int) -> Result | None:
        """Pearson's r with Fisher's interval (normal in atanh r, spread 1/√(n - 3)); None where one doesn't vary.

        For a right-or-wrong variable r is the point-biserial. Fisher's interval takes both for normal; for
        point-biserials it's an approximation, good from some dozens of observations on unless nearly all are alike.
        """
        if self.count < max(needed, 4):
            return TooFew(self.count, max(needed, 4))
        spread_x = self.xx - self.x * self.x / self.count
        spread_y = self.yy - self.y * self.y / self.count
        if min(spread_x, spread_y) < 1e-9 * self.count:
            return None
        r = (self.xy - self.x * self.y / self.count) / sqrt(spread_x * spread_y)
        r = max(-1.0, min(1.0, r))
        if abs(r) > 1 - 1e-12:
            return Estimate(r, r, r, self.count)
        half = CRITICAL / sqrt(self.count - 3)
        return Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half), self.count)


def shrink(successes: Sequence[float], counts: Sequence[int]) -> tuple[float, ...]:
    """Each share drawn towards the common one, the more the fewer observations it has (empirical Bayes).

    Shares are taken to come from one beta distribution, fitted by moments: with m the common share and v the variance
    between items beyond that of chance, its weight is M = m(1 - m)/v - 1 observations; a share becomes
    (successes + m·M)/(count + M). Without variance beyond chance all become m.
    """
    total = sum(counts)
    if not total:
        return tuple(0.0 for _ in counts)
    common = sum(successes) / total
    used = [(got / count, count) for got, count in zip(successes, counts, strict=True) if count]
    chance = common * (1 - common)
    between = sum(count * (share - common) ** 2 for share, count in used) - chance * (len(used) - 1)
    scale = total - sum(count * count for _, count in used) / total
    variance = between / scale if scale > 0 else 0.0
    if variance <= 1e-12 or variance >= chance:
        return tuple(
            common if variance <= 1e-12 or not n else got / n for got, n in zip(successes, counts, strict=True)
        )
    weight = chance / variance - 1
    return tuple((got + common * weight) / (count + weight) for got, count in zip(successes, counts, strict=True))


def bonett(alpha: float, items: int, count: int) -> tuple[float, float]:
    """An interval of alpha: ln(1 - α) is taken for normal with the variance 2k/((k - 1)(n - 2)) (Bonett 2002)."""
    half = CRITICAL * sqrt(2 * items / ((items - 1) * (count - 2)))
    return 1 - exp(log(1 - alpha) + half), 1 - exp(log(1 - alpha) - half)
