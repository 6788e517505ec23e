"""Intraclass correlation of levels: two-way random, absolute agreement, of one assessor and of a commission's mean."""

from collections import defaultdict
from dataclasses import dataclass

from exam_server.core.agreement.rated import Rated
from exam_server.core.agreement.resampling import Measure, Sums

Part = tuple[tuple[str, ...], str, str]
"""A commission, what is summed of it, and of which of its assessors (empty: of all)."""


def _tally(rated: Rated) -> Sums[Part]:
    """Sums over the criteria that all of a commission's assessors gave a level."""
    sums: dict[Part, float] = defaultdict(float)
    for given in rated.levels.values():
        levels = {name: level for name, level in given.items() if level is not None}
        if len(levels) < 2 or len(levels) < len(given):
            continue
        raters = tuple(sorted(levels))
        sums[raters, "units", ""] += 1
        sums[raters, "squares", ""] += sum(level * level for level in levels.values())
        sums[raters, "rows", ""] += sum(levels.values()) ** 2
        for name, level in levels.items():
            sums[raters, "column", name] += level
    return sums


@dataclass(frozen=True)
class _Squares:
    """One commission's sums of squares over `units` × `raters`."""

    units: float
    raters: int
    between_units: float
    between_raters: float
    residual: float


def _squares(raters: tuple[str, ...], sums: Sums[Part]) -> _Squares:
    units, size = sums[raters, "units", ""], len(raters)
    columns = [sums[raters, "column", name] for name in raters]
    middle = sum(columns) ** 2 / (units * size)
    whole = sums[raters, "squares", ""] - middle
    rows = sums[raters, "rows", ""] / size - middle
    by_rater = sum(each * each for each in columns) / units - middle
    return _Squares(units, size, rows, by_rater, whole - rows - by_rater)


def _components(sums: Sums[Part]) -> tuple[float, float, float, float] | None:
    """Variances of units, of assessors and of the rest by the method of moments, and the mean size of a commission.

    Squares and degrees of freedom are pooled over commissions, so that candidates are compared within their own.
    With one commission this is the analysis of variance of Shrout and Fleiss (1979). None where nothing can be told.
    """
    found = [_squares(key[0], sums) for key in sums if key[1] == "units" and sums[key]]
    freedom = sum((each.units - 1) * (each.raters - 1) for each in found)
    if freedom < 1:
        return None
    rest = sum(each.residual for each in found) / freedom
    free_units = sum(each.units - 1 for each in found)
    free_raters = sum(each.raters - 1 for each in found)
    units = (sum(each.between_units for each in found) - free_units * rest) / sum(
        (each.units - 1) * each.raters for each in found
    )
    raters = (sum(each.between_raters for each in found) - free_raters * rest) / sum(
        (each.raters - 1) * each.units for each in found
    )
    size = sum(each.units * each.raters for each in found) / sum(each.units for each in found)
    return units, raters, rest, size


def _single(sums: Sums[Part]) -> float | None:
    """ICC(2,1): how far one assessor's level stands for the unit."""
    found = _components(sums)
    return None if found is None else _ratio(found[0], found[1] + found[2])


def _mean(sums: Sums[Part]) -> float | None:
    """ICC(2,k): how far the mean of a commission's levels does."""
    found = _components(sums)
    return None if found is None else _ratio(found[0], (found[1] + found[2]) / found[3])


def _ratio(units: float, other: float) -> float | None:
    return units / (units + other) if units + other > 1e-12 else None


ICC: Measure[Part] = Measure(_tally, {"icc_single": _single, "icc_mean": _mean})
