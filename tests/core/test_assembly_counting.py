"""Counting the forms of a blueprint against listing them."""

from collections import Counter
from itertools import combinations

import pytest
from drawn_pools import plain_blueprint, plain_pool, pools
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell, PoolItem
from exam_server.core.assembly.counting import Uncountable, count_ways
from exam_server.core.assembly.stock import Stock, stock_pool

CELLS = st.lists(
    st.builds(
        lambda set, outcome, level, minimum, more: Cell(
            "cell", set, outcome, None, level, None, minimum, None if more is None else minimum + more
        ),
        st.sampled_from([None, 1, 2]),
        st.sampled_from([None, "1A", "2B"]),
        st.sampled_from([None, None, "apply"]),
        st.integers(0, 2),
        st.sampled_from([None, 0, 1, 2]),
    ),
    max_size=4,
)


def listed(stock: Stock, cells: int) -> list[tuple[int, ...]]:
    """Every set of units with the total's number of items and every cell within its quota."""
    total = stock.blueprint.total
    found = []
    for size in range(total + 1):
        for chosen in combinations(range(len(stock.units)), size):
            counts: Counter[int] = Counter()
            for index in chosen:
                counts.update(dict(stock.units[index].cells))
            items = sum(stock.units[index].size for index in chosen)
            kept = all(stock.minimums[c] <= counts[c] <= stock.highest[c] for c in range(cells))
            if items == total and kept:
                found.append(chosen)
    return found


@given(pools(), st.integers(0, 4), CELLS)
@settings(max_examples=60)
def test_as_many_ways_are_counted_as_can_be_listed(pool: list[PoolItem], total: int, cells: list[Cell]) -> None:
    stock = stock_pool(Blueprint("b", "B", 60, total, tuple(cells)), pool[:12])
    counted = count_ways(stock, range(len(cells)), lambda unit: unit.key)
    forms = listed(stock, len(cells))
    assert counted.ways == len(forms)
    for index, unit in enumerate(stock.units):
        share = sum(index in form for form in forms) / len(forms) if forms else 0.0
        assert counted.shares.get(unit.key, {}).get(1, 0.0) == pytest.approx(share)


def test_ways_are_exact_however_many_there_are() -> None:
    stock = stock_pool(plain_blueprint(3), plain_pool(5))
    assert count_ways(stock, range(len(stock.blueprint.cells))).ways == 10**12


def test_cells_that_cross_each_other_are_given_up_instead_of_taking_minutes() -> None:
    stock = stock_pool(plain_blueprint(3), plain_pool(5))
    with pytest.raises(Uncountable):
        count_ways(stock, range(len(stock.blueprint.cells)), patience=10)
