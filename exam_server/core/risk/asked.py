"""How many items of each criterion a form asks: by the blueprint's cells, else by the pool's composition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from exam_server.core.assembly.blueprint import Blueprint, PoolItem
from exam_server.core.assembly.counting import Counted, Uncountable, count_ways
from exam_server.core.assembly.stock import Unit, stock_pool

Counts = Mapping[int, float]
"""How many items a form asks of a criterion: number -> probability."""


@dataclass(frozen=True)
class Bounds:
    """What the cells that name a criterion and nothing else let a form ask of it."""

    lowest: int
    highest: int


def asked_of(blueprint: Blueprint, pool: Sequence[PoolItem]) -> dict[str, Counts]:
    """For each criterion that a form may ask: the distribution of its number of items.

    Where cells fix the number, that's it. Elsewhere every form that meets the cells of criteria, outcomes and sets is
    taken as equally likely (the draw spreads use, so on average it comes near that); cells of levels and kinds, time,
    enemies and difficulty are left aside. Where there's no such form, or counting them takes too long, a criterion
    gets its share of the whole pool.
    """
    bounds = bounds_of(blueprint)
    counted = _counted(blueprint, pool)
    codes = {code for item in pool for code in item.criteria} | {code for code, each in bounds.items() if each.lowest}
    found: dict[str, Counts] = {}
    for code in sorted(codes):
        own = bounds.get(code, Bounds(0, blueprint.total))
        if own.lowest >= own.highest:
            found[code] = {own.lowest: 1.0}
        else:
            free = _by_ways(code, counted) if counted else _by_share(code, blueprint, pool)
            found[code] = _within(free, own)
    return {code: counts for code, counts in found.items() if set(counts) != {0}}


def bounds_of(blueprint: Blueprint) -> dict[str, Bounds]:
    found: dict[str, Bounds] = {}
    for cell in blueprint.cells:
        if cell.criterion and cell.level is None and cell.kind is None:
            own = found.get(cell.criterion, Bounds(0, blueprint.total))
            highest = own.highest if cell.maximum is None else min(own.highest, cell.maximum)
            found[cell.criterion] = Bounds(max(own.lowest, cell.minimum), highest)
    return found


def _counted(blueprint: Blueprint, pool: Sequence[PoolItem]) -> Counted | None:
    stock = stock_pool(blueprint, pool)
    cells = [place for place, cell in enumerate(blueprint.cells) if cell.level is None and cell.kind is None]
    try:
        counted = count_ways(stock, cells, _criteria)
    except Uncountable:
        return None
    return counted if counted.ways else None


def _criteria(unit: Unit) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(item.criteria for item in unit.items))


def _by_ways(code: str, counted: Counted) -> Counts:
    total: Counts = {0: 1.0}
    for group, shares in counted.shares.items():
        each = sum(code in criteria for criteria in group) if isinstance(group, tuple) else 0
        if each:
            total = _sum(total, {units * each: share for units, share in shares.items()})
    return total


def _by_share(code: str, blueprint: Blueprint, pool: Sequence[PoolItem]) -> Counts:
    """Hypergeometric: so many of the pool's items drawn blindly."""
    own = sum(code in item.criteria for item in pool)
    drawn = min(blueprint.total, len(pool))
    ways = comb(len(pool), drawn)
    return {n: comb(own, n) * comb(len(pool) - own, drawn - n) / ways for n in range(min(own, drawn) + 1)}


def _sum(one: Counts, other: Counts) -> Counts:
    made: dict[int, float] = {}
    for first, share in one.items():
        for second, its in other.items():
            made[first + second] = made.get(first + second, 0.0) + share * its
    return made


def _within(counts: Counts, bounds: Bounds) -> Counts:
    """What remains of a distribution within bounds; the nearest bound where nothing does."""
    inside = {count: share for count, share in counts.items() if bounds.lowest <= count <= bounds.highest and share}
    whole = sum(inside.values())
    return {count: share / whole for count, share in inside.items()} if whole else {bounds.lowest: 1.0}


def chances_of(code: str, guesses: Iterable[tuple[PoolItem, float]]) -> tuple[float, ...]:
    """The chances to guess a criterion's items of the pool."""
    return tuple(sorted(chance for item, chance in guesses if code in item.criteria))
