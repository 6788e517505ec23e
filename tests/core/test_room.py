"""The arrangement of seats in a room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.core.room import arrange, check_room


@given(st.sets(st.integers(1, 300), max_size=60), st.integers(1, 40), st.integers(1, 40))
def test_every_seat_has_one_place(seats: set[int], rows: int, columns: int) -> None:
    plan = arrange(seats, rows, columns)
    places = [number for row in plan for number in row]
    assert seats <= set(places)
    assert len(places) == len(set(places))
    assert len(plan) >= rows
    assert {len(row) for row in plan} == {columns}


def test_seats_are_numbered_row_by_row() -> None:
    assert arrange([1, 2, 5], 2, 3) == ((1, 2, 3), (4, 5, 6))


@pytest.mark.parametrize(("rows", "columns"), [(0, 3), (3, 0), (41, 1), (-1, -1)])
def test_no_room_is_arranged_like_that(rows: int, columns: int) -> None:
    with pytest.raises(Refused):
        check_room(rows, columns)


def test_nothing_said_is_an_arrangement() -> None:
    check_room(0, 0)
