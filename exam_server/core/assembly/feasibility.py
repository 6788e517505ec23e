"""Whether a blueprint can be filled, and in how many ways: by counting, and by a solver where counting can't tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exam_server.core.assembly.blueprint import Blueprint, PoolItem
from exam_server.core.assembly.counting import Uncountable, count_ways
from exam_server.core.assembly.refusal import Infeasible, Lack, check_counts
from exam_server.core.assembly.stock import Stock, stock_pool
from exam_server.core.text import Text

Fault = tuple[str, int]
"""A cell (or `total`, `minutes`) and by how many items (or minutes, rounded up) the nearest form misses it."""


@dataclass(frozen=True)
class Solved:
    """The form that misses the cells least: `faults` is empty where it meets all of them. None: not settled in time."""

    faults: tuple[Fault, ...] | None


Solver = Callable[[Stock], Solved]


@dataclass(frozen=True)
class Feasibility:
    """`possible` None: it couldn't be settled in time.

    `ways`: sets of items that meet the cells and the total, before enemies, time and difficulty; `exact` or else at
    most so many, since only cells that don't cross each other were counted. Where no form is possible, `why` and
    `lacks` say what counting shows, and `faults` what the nearest form misses.
    """

    possible: bool | None
    ways: int = 0
    exact: bool = True
    why: Text | None = None
    lacks: tuple[Lack, ...] = ()
    faults: tuple[Fault, ...] = ()


def judge_feasibility(blueprint: Blueprint, pool: Sequence[PoolItem], solve: Solver) -> Feasibility:
    """The solver is asked only where counting leaves it open: cells that cross, enemies, a time that may be short."""
    stock = stock_pool(blueprint, pool)
    try:
        check_counts(stock)
    except Infeasible as refusal:
        blocked = tuple((name, 0) for name in refusal.blocked)
        return Feasibility(False, why=refusal.why, lacks=refusal.lacks, faults=blocked)
    ways, exact = _ways(stock)
    if ways and exact and not _may_clash(stock):
        return Feasibility(True, ways)
    faults = solve(stock).faults
    return Feasibility(None if faults is None else not faults, ways, exact, faults=faults or ())


def _ways(stock: Stock) -> tuple[int, bool]:
    """By all cells; where that takes too long, by those that name no level and no kind, and then at most so many."""
    every = range(len(stock.blueprint.cells))
    nested = [place for place in every if stock.cells[place].level is None and stock.cells[place].kind is None]
    for cells in (every, nested, []):
        try:
            return count_ways(stock, cells).ways, len(cells) == len(every)
        except Uncountable:
            continue
    return 0, False


def _may_clash(stock: Stock) -> bool:
    longest = sum(sorted((unit.seconds for unit in stock.units), reverse=True)[: stock.blueprint.total])
    return any(stock.enemies) or longest > stock.seconds
