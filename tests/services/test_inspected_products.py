"""An inspection shows what the candidate wrote in a simulation by the rules of their responses: released, own, no key."""

import pytest

from exam_server.services import inspecting
from exam_server.services.inspecting import Inspected
from tests.making import OwnWork
from tests.products import CRITERION, TEXT, Seat, make_seat, open_inspection, read, release_day, tap, write
from tests.releasing import release_by_two


@pytest.fixture
def seat(work: OwnWork) -> Seat:
    made = make_seat(work)
    tap(work, made, 1, "start")
    return made


def inspect(work: OwnWork, seat: Seat) -> Inspected:
    open_inspection(work, seat)
    work.actor = seat.candidate
    found = inspecting.inspect_own(work)
    work.commit()
    return found


@pytest.mark.rule("S12")
@pytest.mark.parametrize(("level", "verdict"), [(3, "met"), (0, "not_met")])
def test_a_product_stands_there_with_what_its_readings_came_to(
    work: OwnWork, seat: Seat, level: int, verdict: str
) -> None:
    write(work, seat)
    for login in ("asia", "artur"):
        read(work, seat, login, level)
    release_day(work, seat)
    (product,) = inspect(work, seat).products
    assert (product.words, product.taken_in, product.verdicts) == (TEXT, True, {CRITERION: verdict})
    assert product.language == "pl" and product.title


@pytest.mark.rule("P7")
def test_what_is_read_after_the_release_waits_for_the_next_one(work: OwnWork, seat: Seat) -> None:
    write(work, seat)
    release_day(work, seat)
    for login in ("asia", "artur"):
        read(work, seat, login, 3)
    (product,) = inspect(work, seat).products
    assert product.verdicts == {CRITERION: "open"}
    release_by_two(work, seat.exam_id)
    (product,) = inspect(work, seat).products
    assert product.verdicts == {CRITERION: "met"}


def test_a_draft_that_was_never_handed_in_is_shown_as_one(work: OwnWork, seat: Seat) -> None:
    write(work, seat, final=False)
    release_day(work, seat)
    (product,) = inspect(work, seat).products
    assert (product.words, product.taken_in, product.verdicts) == (TEXT, False, {})


@pytest.mark.rule("P7")
def test_nothing_is_shown_of_a_simulation_that_is_not_released(work: OwnWork, seat: Seat) -> None:
    write(work, seat)
    release_day(work, seat, state="ended")
    assert inspect(work, seat).products == ()
