"""Results are released once every test that somebody sat is marked."""

import pytest

from exam_server.core.problems import Refused
from exam_server.services import case, desk, marking
from tests.making import OwnWork, open_exam


def test_results_are_not_released_before_the_tests_are_marked(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused, match="released"):
        case.release_results(work, made.id)
    work.drop()
    marking.mark_exam(work, made.id)
    work.commit()
    assert case.release_results(work, made.id) == 3
