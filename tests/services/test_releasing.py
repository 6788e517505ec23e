"""Results are released once every test that somebody sat is marked."""

import pytest

from exam_server.core.problems import Refused
from exam_server.services import desk, marking, moderation, releasing
from exam_server.store.tables import ExamRow
from tests.encounters import act_as, make_encounter, seal_all
from tests.making import OwnWork, open_exam


def test_results_are_not_released_before_the_tests_are_marked(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused, match="released"):
        releasing.release_results(work, made.id)
    work.drop()
    marking.mark_exam(work, made.id)
    work.commit()
    assert releasing.release_results(work, made.id) == 3


def test_a_simulation_that_is_not_concluded_stays_back_and_is_released_later(work: OwnWork) -> None:
    made = make_encounter(work)
    work.record()
    work.session.get_one(ExamRow, made.exam_id).state = "closed"
    work.commit()
    assert releasing.release_results(work, made.exam_id) == 0
    work.commit()
    seal_all(work, made)
    act_as(work, made, "czeslawa")
    moderation.conclude(work, made.id)
    work.commit()
    assert releasing.release_results(work, made.exam_id) == 1
