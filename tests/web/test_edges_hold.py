"""What edges hold on to: one work at a time, a collision isn't a crash, and names stay with who runs the exam."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from exam_server.services import members
from exam_server.services.exam_overview import get_overview
from exam_server.web.access import allow
from exam_server.web.work import open_work
from tests.making import CANDIDATES, OwnWork, make_player, open_exam


def test_a_work_within_a_work_is_an_error_and_not_a_lane_that_waits_for_ever(app: Flask) -> None:
    with app.test_request_context("/"):
        with open_work() as work, pytest.raises(RuntimeError, match="within another"), open_work():
            work.record()
        with open_work() as work:
            work.record()
        assert work.recording is False


def test_two_workers_that_make_the_same_thing_give_a_conflict_and_no_failure(
    make_app: Callable[[str], Flask], sqlite_url: str
) -> None:
    app = make_app(sqlite_url)

    @allow("public")
    def collide() -> str:
        raise IntegrityError("insert", {}, Exception("unique"))

    app.view_functions["public.check_alive"] = collide
    answer = app.test_client().get("/healthz", headers={"Accept": "application/json"})
    assert answer.status_code == 409


def test_the_desk_learns_names_at_its_own_exams_only(work: OwnWork) -> None:
    made = open_exam(work)
    daria, damian = make_player(work, "daria"), make_player(work, "damian")
    members.change_members(work, made.id, {"desk": [daria]})
    work.commit()
    work.act_as(daria, "desk")
    assert {each.name for each in get_overview(work, made.id).candidates} == {
        f"{each.given_names} {each.family_name}" for each in CANDIDATES
    }
    work.act_as(damian, "desk")
    assert {each.name for each in get_overview(work, made.id).candidates} == {""}
