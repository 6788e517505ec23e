"""Krippendorff's alpha: of levels on the ordinal scale, and of whether there was an opportunity at all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from exam_server.core.agreement.rated import LEVELS, Given, Rated
from exam_server.core.agreement.resampling import Measure, Sums

Cell = tuple[int, int]


def _coincide(units: Iterable[Mapping[str, int]]) -> Sums[Cell]:
    """Krippendorff's coincidences: every ordered pair of values of a unit with m values counts 1/(m - 1)."""
    sums: dict[Cell, float] = defaultdict(float)
    for given in units:
        for one, other in combinations(given.values(), 2):
            sums[one, other] += 1 / (len(given) - 1)
            sums[other, one] += 1 / (len(given) - 1)
    return sums


def alpha(coincidences: Sums[Cell], scale: Mapping[int, float]) -> float | None:
    """1 - (n - 1)·Σ o(x, y)·d² / Σ n(x)·n(y)·d², with d the distance of two values on the scale (Krippendorff 2011).

    None where all values are alike: then chance would agree as well.
    """
    totals = _totals(coincidences)
    seen = sum(count * (scale[x] - scale[y]) ** 2 for (x, y), count in coincidences.items())
    chance = sum(totals[x] * totals[y] * (scale[x] - scale[y]) ** 2 for x in totals for y in totals)
    return 1 - (sum(totals.values()) - 1) * seen / chance if chance > 1e-12 else None


def _ordinal(coincidences: Sums[Cell]) -> float | None:
    """A level lies where all lower values and half of its own are below it: that is the ordinal distance."""
    totals, below, scale = _totals(coincidences), 0.0, {}
    for level in LEVELS:
        scale[level] = below + totals.get(level, 0.0) / 2
        below += totals.get(level, 0.0)
    return alpha(coincidences, scale)


def _totals(coincidences: Sums[Cell]) -> dict[int, float]:
    totals: dict[int, float] = defaultdict(float)
    for (value, _), count in coincidences.items():
        totals[value] += count
    return totals


ALPHA: Measure[Cell] = Measure(lambda rated: _coincide(rated.numbers()), {"alpha": _ordinal})
"""Of the levels; who saw no opportunity is missing here."""


def _chances(given: Given) -> dict[str, int]:
    """1 for every assessor who gave a level, 0 for who saw no opportunity."""
    return {name: int(level is not None) for name, level in given.items()}


def _chance_pairs(rated: Rated) -> Sums[bool]:
    chances = (_chances(given).values() for given in rated.levels.values())
    return Counter(one == other for values in chances for one, other in combinations(values, 2))


def _share(sums: Sums[bool]) -> float | None:
    pairs = sum(sums.values())
    return sums.get(True, 0.0) / pairs if pairs else None


CHANCE: Measure[bool] = Measure(_chance_pairs, {"chance_same": _share})
CHANCE_ALPHA: Measure[Cell] = Measure(
    lambda rated: _coincide(_chances(given) for given in rated.levels.values()),
    {"chance_alpha": lambda sums: alpha(sums, {0: 0.0, 1: 1.0})},
)
"""Whether there was an opportunity is a nominal question of its own."""
