"""How far assessors agree on levels, two and two: shares of pairs, and weighted kappa."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from exam_server.core.agreement.rated import LEVELS, Rated
from exam_server.core.agreement.resampling import Measure, Sums

Pair = tuple[str, str, int, int]
Cell = tuple[int, int]


def _gaps(rated: Rated) -> Sums[int]:
    """By the distance of two levels, how many pairs lie so far apart."""
    return Counter(abs(x - y) for _, _, x, y in rated.pairs())


def _within(gap: int, sums: Sums[int]) -> float | None:
    pairs = sum(sums.values())
    return sum(count for apart, count in sums.items() if apart <= gap) / pairs if pairs else None


SHARES: Measure[int] = Measure(_gaps, {"exact": lambda sums: _within(0, sums), "near": lambda sums: _within(1, sums)})
"""Of all pairs of levels on one criterion of one encounter: how many are equal, how many at most one apart."""


def shares_of(rater: str) -> Measure[int]:
    """The same of the pairs in which an assessor stands, whoever the others are."""
    return Measure(
        lambda rated: Counter(abs(x - y) for one, other, x, y in rated.pairs() if rater in (one, other)), SHARES.figures
    )


def _table(rated: Rated) -> Sums[Pair]:
    """By two assessors and what each gave, how often it came together."""
    return Counter(rated.pairs())


def kappa(table: Mapping[Cell, float], power: int) -> float | None:
    """Cohen's weighted kappa (1968) of two assessors: disagreement weighs |x - y| to the `power` (1 or 2).

    None where both always gave the same level: then chance would agree as well.
    """
    total = sum(table.values())
    rows = [sum(table.get((x, y), 0.0) for y in LEVELS) for x in LEVELS]
    columns = [sum(table.get((x, y), 0.0) for x in LEVELS) for y in LEVELS]
    seen = sum(count * abs(x - y) ** power for (x, y), count in table.items())
    chance = sum(rows[x] * columns[y] * abs(x - y) ** power for x in LEVELS for y in LEVELS)
    return 1 - seen * total / chance if chance > 1e-12 else None


def _mean_kappa(sums: Sums[Pair], power: int) -> float | None:
    """The mean over all pairs of assessors (Light 1971), each by how many ratings the two share."""
    tables: dict[tuple[str, str], dict[Cell, float]] = defaultdict(dict)
    for (one, other, x, y), count in sums.items():
        tables[one, other][x, y] = count
    found = [(value, sum(table.values())) for table in tables.values() if (value := kappa(table, power)) is not None]
    weight = sum(shared for _, shared in found)
    return sum(value * shared for value, shared in found) / weight if weight else None


KAPPAS: Measure[Pair] = Measure(
    _table,
    {"kappa_linear": lambda sums: _mean_kappa(sums, 1), "kappa_quadratic": lambda sums: _mean_kappa(sums, 2)},
)
