"""Feasibility by counting and solver, against listing every form."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell, PoolItem, in_cell
from exam_server.core.assembly.feasibility import Solved, judge_feasibility
from exam_server.core.assembly.stock import Stock
from exam_server.services.solving import solve
from tests.core.drawn_pools import enemies_among, plain_blueprint, plain_pool, planted, pools


def some_form(blueprint: Blueprint, pool: list[PoolItem]) -> bool:
    """Whether any set of items meets everything that a form has to keep, difficulty aside."""
    for items in combinations(pool, blueprint.total):
        stimuli = {item.stimulus for item in items} - {""}
        whole = all(item in items for item in pool if item.stimulus in stimuli)
        kept = all(
            cell.minimum
            <= sum(in_cell(cell, item) for item in items)
            <= (blueprint.total if cell.maximum is None else cell.maximum)
            for cell in blueprint.cells
        )
        in_time = sum(item.seconds for item in items) <= blueprint.minutes * 60
        if whole and kept and in_time and not enemies_among(items):
            return True
    return False


@given(pools(), st.integers(1, 4), st.integers(0, 3), st.integers(2, 6))
@settings(max_examples=15, deadline=None)
def test_the_verdict_is_what_listing_every_form_says(
    pool: list[PoolItem], total: int, minimum: int, minutes: int
) -> None:
    cells = (Cell("one", set=1, minimum=minimum), Cell("apply", level="apply", minimum=1, maximum=2))
    blueprint = Blueprint("b", "B", minutes, total, (*cells, Cell("pairs", kind="matching", maximum=1)))
    found = judge_feasibility(blueprint, pool[:8], solve)
    assert found.possible == some_form(blueprint, pool[:8])
    assert found.possible or found.faults or found.lacks or found.why


@given(planted())
@settings(max_examples=40)
def test_a_blueprint_that_some_form_meets_is_possible(case: tuple[Blueprint, list[PoolItem]]) -> None:
    blueprint, pool = case
    if blueprint.total:
        assert judge_feasibility(blueprint, pool, solve).possible


def test_the_cell_that_blocks_is_named_with_how_much_it_misses() -> None:
    pool = [replace(item, enemies=("q-1a1-0",)) if item.id == "q-1a1-1" else item for item in plain_pool(3)]
    tight = Blueprint("b", "B", 60, 3, (Cell("one", criterion="1A1", minimum=3), Cell("many", set=1, maximum=8)))
    found = judge_feasibility(tight, pool, solve)
    assert found.possible is False and ("one", 1) in found.faults
    loose = replace(tight, cells=(replace(tight.cells[0], minimum=2), tight.cells[1]))
    assert judge_feasibility(loose, pool, solve).possible is True


def test_the_solver_isnt_asked_where_counting_settles_it() -> None:
    def never(stock: Stock) -> Solved:
        raise AssertionError("the solver was asked")

    found = judge_feasibility(plain_blueprint(3), plain_pool(5), never)
    assert (found.possible, found.ways, found.exact) == (True, 10**12, True)
    short = judge_feasibility(plain_blueprint(3), plain_pool(2), never)
    assert short.possible is False and {lack.missing for lack in short.lacks} >= {1}


def test_what_isnt_settled_in_time_is_neither_possible_nor_impossible() -> None:
    enemies = [replace(item, enemies=("q-1a1-0",)) if item.id == "q-1a1-1" else item for item in plain_pool(2)]
    found = judge_feasibility(Blueprint("b", "B", 60, 3), enemies, lambda stock: Solved(None))
    assert found.possible is None
