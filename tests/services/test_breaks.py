"""Breaks that were agreed: asked for by the candidate, granted by the desk, within the allowance."""

import pytest

from exam_server.core.accommodation import Accommodation
from exam_server.core.delivery import Breaks
from exam_server.core.problems import Refused
from exam_server.services import board, pausing
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.board import Seat
from exam_server.services.sittings import view_sitting
from tests.making import MadeExam, OwnWork, let_time_pass, open_exam


@pytest.fixture
def made(work: OwnWork) -> MadeExam:
    """A running exam whose first candidate may take breaks of ten minutes in all."""
    made = open_exam(work)
    case_id = view_sitting(work, made.sittings[0]).case_id
    decide_accommodation(work, made.id, case_id, Accommodation(break_seconds=600))
    work.commit()
    return made


def seat(work: OwnWork, made: MadeExam) -> Seat:
    return board.get_seat(work, made.id, made.sittings[0])


def test_the_clock_stands_for_what_is_left_and_then_runs_on(work: OwnWork, made: MadeExam) -> None:
    sitting = made.sittings[0]
    pausing.ask_for_break(work, sitting)
    work.commit()
    assert seat(work, made).breaks.asked
    pausing.grant_break(work, sitting)
    work.commit()
    assert not seat(work, made).breaks.asked
    let_time_pass(work, sitting, 240)
    assert pausing.resume(work, [sitting], "wrócił").done == (1,)
    work.commit()
    pausing.grant_break(work, sitting)
    work.commit()
    let_time_pass(work, sitting, 400)
    assert 1155 <= seat(work, made).remaining_seconds <= 1160
    pausing.resume(work, [sitting], "wrócił")
    work.commit()
    assert 1155 <= view_sitting(work, sitting).remaining_seconds <= 1160
    with pytest.raises(Refused):
        pausing.grant_break(work, sitting)
    work.drop()


def test_a_declined_break_costs_nothing_is_told_and_may_be_asked_for_again(work: OwnWork, made: MadeExam) -> None:
    sitting = made.sittings[0]
    pausing.ask_for_break(work, sitting)
    pausing.decline_break(work, sitting, "jedna osoba jest już poza salą")
    work.commit()
    breaks = seat(work, made).breaks
    assert (breaks.asked, breaks.declined, breaks.left_seconds) == (False, True, 600)
    with pytest.raises(Refused):
        pausing.decline_break(work, sitting, "jeszcze raz to samo")
    work.drop()
    pausing.ask_for_break(work, sitting)
    work.commit()
    assert seat(work, made).breaks == Breaks(600, asked=True)


def test_the_desks_own_pause_costs_no_break(work: OwnWork, made: MadeExam) -> None:
    pausing.pause(work, made.sittings, "alarm")
    work.commit()
    let_time_pass(work, made.sittings[0], 900)
    pausing.resume(work, made.sittings, "koniec alarmu")
    pausing.ask_for_break(work, made.sittings[0])
    work.commit()
    assert seat(work, made).breaks.left_seconds == 600


def test_nobody_else_has_a_break(work: OwnWork, made: MadeExam) -> None:
    for act in (pausing.ask_for_break, pausing.grant_break):
        with pytest.raises(Refused):
            act(work, made.sittings[1])
        work.drop()
