"""What the desk does to the whole room; each act leads back to the board, which says what came of it."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import board, pausing
from exam_server.services import desk as service
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.desk.views import desk
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.work import open_work


def act(exam_id: UUID, do: Callable[[Work], Text]) -> Response:
    """Do it and say so on the board; a refusal is said there too."""
    try:
        with open_work() as work:
            service.enter_exam(work, exam_id)
            done = do(work)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(done)
    return redirect(url_for("desk.show_board", exam_id=exam_id))


def given_reason() -> str:
    return request.form.get("reason", "")[:2000]


@desk.post("/exams/<uuid:exam_id>/open")
@allow("desk.run")
def open_exam(exam_id: UUID) -> Response:
    def do(work: Work) -> Text:
        return text("The test is open. Started now: {count}.", count=service.open_exam(work, exam_id))

    return act(exam_id, do)


@desk.post("/exams/<uuid:exam_id>/pause")
@allow("desk.run")
def pause_all(exam_id: UUID) -> Response:
    def do(work: Work) -> Text:
        return text("Paused: {count}.", count=pausing.pause(work, _everybody(work, exam_id), given_reason()))

    return act(exam_id, do)


@desk.post("/exams/<uuid:exam_id>/resume")
@allow("desk.run")
def resume_all(exam_id: UUID) -> Response:
    def do(work: Work) -> Text:
        return text("Resumed: {count}.", count=pausing.resume(work, _everybody(work, exam_id), given_reason()))

    return act(exam_id, do)


@desk.post("/exams/<uuid:exam_id>/announcement")
@allow("desk.run")
def announce(exam_id: UUID) -> Response:
    announcement = request.form.get("announcement", "")

    def do(work: Work) -> Text:
        service.announce(work, exam_id, announcement)
        return text("The announcement is on every screen.") if announcement.strip() else text("It was taken away.")

    return act(exam_id, do)


@desk.post("/exams/<uuid:exam_id>/close")
@allow("desk.run")
def close_exam(exam_id: UUID) -> Response:
    def do(work: Work) -> Text:
        service.close_exam(work, exam_id)
        return text("The exam is closed. The office marks it now.")

    return act(exam_id, do)


def _everybody(work: Work, exam_id: UUID) -> list[UUID]:
    return [seat.sitting_id for seat in board.show_board(work, exam_id)]
