"""A blueprint as rows of a grid and back, what the plan would ask, and the difference of two revisions."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.blueprint_editing import (
    ask_as_planned,
    compare_blueprints,
    crossed_cells,
    is_limiting,
    place_of,
    rows_of,
)
from exam_server.core.plan import ItemsRight, Plan, PlanLine, use
from tests.making import QUALIFICATION

CELLS = st.lists(
    st.builds(
        Cell,
        st.sampled_from(["c-1a1", "set-1", "own", "other", "kind-matching"]),
        st.sampled_from([None, 1, 2]),
        st.sampled_from([None, "1A"]),
        st.sampled_from([None, "1A1", "2A2"]),
        st.sampled_from([None, "apply"]),
        st.sampled_from([None, "matching"]),
        st.integers(1, 3),
        st.sampled_from([None, 3, 5]),
    ),
    max_size=6,
    unique_by=lambda cell: cell.id,
)


def made(*cells: Cell) -> Blueprint:
    return Blueprint("b", "B", 60, 10, cells)


@given(CELLS)
def test_the_rows_are_everything_that_can_be_asked_and_hold_every_cell_once(cells: list[Cell]) -> None:
    rows = rows_of(made(*cells), QUALIFICATION)
    assert len({row.id for row in rows}) == len(rows)
    assert sorted((row for row in rows if is_limiting(row)), key=lambda row: row.id) == sorted(
        cells, key=lambda c: c.id
    )
    places = {place_of(row) for row in rows}
    assert {(None, None, code, None, None) for code in QUALIFICATION.codes()} <= places
    assert (1, None, None, None, None) in places and (None, None, None, "analyse", None) in places


def test_a_row_that_says_nothing_is_no_cell() -> None:
    assert not is_limiting(Cell("c"))
    assert is_limiting(Cell("c", maximum=0)) and is_limiting(Cell("c", minimum=1))


def test_cells_that_ask_for_more_than_they_take_are_found() -> None:
    cells = (Cell("fits", minimum=3, maximum=3), Cell("crossed", minimum=3, maximum=2), Cell("large", minimum=11))
    assert [cell.id for cell in crossed_cells(made(*cells))] == ["crossed", "large"]


def test_the_plan_fills_criteria_and_leaves_other_rows_alone() -> None:
    test = replace(use("theory_test"), sufficiency=ItemsRight(2, 4))
    plan = Plan((PlanLine("1A1", (test,)), PlanLine("1A2", (use("evidence_analysis"),))))
    rows = (
        Cell("one", criterion="1A1"),
        Cell("two", criterion="1A2", minimum=2),
        Cell("both", criterion="1A1", level="apply", minimum=1),
        Cell("set", set=1, minimum=5),
    )
    one, two, *rest = ask_as_planned(rows, plan)
    assert (one.minimum, one.maximum) == (4, 4)
    assert not is_limiting(two)
    assert rest == list(rows[2:])


def test_the_difference_names_changed_facts_and_quotas_by_what_they_ask_for() -> None:
    before = made(Cell("a", criterion="1A1", minimum=3, maximum=3), Cell("lost", set=1, maximum=4))
    after = replace(
        made(Cell("renamed", criterion="1A1", minimum=3, maximum=3), Cell("new", level="apply", minimum=2)), minutes=75
    )
    difference = compare_blueprints(before, after)
    assert [(fact.name, fact.before, fact.after) for fact in difference.facts] == [("minutes", 60, 75)]
    assert [(each.cell.id, each.before is None, each.after is None) for each in difference.cells] == [
        ("new", True, False),
        ("lost", False, True),
    ]


def test_another_pool_is_a_difference() -> None:
    (fact,) = compare_blueprints(made(), replace(made(), pool="practice")).facts
    assert (fact.name, fact.before, fact.after) == ("pool", "exam", "practice")


@given(CELLS)
def test_a_blueprint_doesnt_differ_from_itself(cells: list[Cell]) -> None:
    assert not compare_blueprints(made(*cells), made(*cells))
