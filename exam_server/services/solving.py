"""The form that misses a blueprint's cells least, by a mixed-integer solver; loaded when an author first needs it."""

from collections.abc import Iterator
from math import ceil, inf

from exam_server.core.assembly.feasibility import Fault, Solved
from exam_server.core.assembly.stock import Stock

SECONDS = 5
Bounded = tuple[str, list[float], float, float]


def solve(stock: Stock) -> Solved:
    """Choose units so that the sum of missing and surplus items over all cells is least (time over counts in minutes).

    Enemies never come together. Faults are None where the solver didn't end within a few seconds.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    limits, units, pairs = list(_limits(stock)), len(stock.units), _enemies(stock)
    if not units:
        return Solved((("total", stock.blueprint.total),))
    slacks = 2 * len(limits)
    misses = eye_array(len(limits), format="csr")
    sums = hstack([csr_array([counts for _, counts, _, _ in limits]), misses, -misses], format="csr")
    ends = [one for pair in pairs for one in pair]
    places = [number for number in range(len(pairs)) for _ in (0, 1)]
    apart = csr_array(([1.0] * len(ends), (places, ends)), shape=(len(pairs), units + slacks))
    found = milp(
        c=[0.0] * units + [1.0] * slacks,
        integrality=[1] * units + [0] * slacks,
        bounds=Bounds(0, [1.0] * units + [inf] * slacks),
        constraints=LinearConstraint(
            vstack([sums, apart], format="csr") if pairs else sums,
            [*(low for _, _, low, _ in limits), *(-inf for _ in pairs)],
            [*(high for _, _, _, high in limits), *(1.0 for _ in pairs)],
        ),
        options={"time_limit": SECONDS},
    )
    if found.status != 0 or found.x is None:
        return Solved(None)
    low, high = found.x[units : units + len(limits)], found.x[units + len(limits) :]
    missing = [float(one + other) for one, other in zip(low, high, strict=True)]
    return Solved(tuple(_faults([name for name, *_ in limits], missing)))


def _limits(stock: Stock) -> Iterator[Bounded]:
    """What a form's units add up to, and between which bounds: each cell, the total, the minutes."""
    for place, cell in enumerate(stock.blueprint.cells):
        counts = [float(dict(unit.cells).get(place, 0)) for unit in stock.units]
        yield cell.id, counts, float(cell.minimum), float(stock.highest[place])
    total = float(stock.blueprint.total)
    yield "total", [float(unit.size) for unit in stock.units], total, total
    yield "minutes", [unit.seconds / 60 for unit in stock.units], -inf, float(stock.blueprint.minutes)


def _enemies(stock: Stock) -> list[tuple[int, int]]:
    return [(one, other) for one, others in enumerate(stock.enemies) for other in sorted(others) if one < other]


def _faults(names: list[str], missing: list[float]) -> Iterator[Fault]:
    for name, by in zip(names, missing, strict=True):
        if by > 1e-6:
            yield name, ceil(by - 1e-6)
