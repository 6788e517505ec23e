"""What the desk sees: its exams, the board of seats with its refresh, and one seat with its actions."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template

from exam_server.core.identity import DOCUMENT_WORDS
from exam_server.services import board, people
from exam_server.services import desk as service
from exam_server.services.board import Seat
from exam_server.services.desk import DeskExam
from exam_server.services.exam_rows import EXAM_STATES
from exam_server.web.access import allow
from exam_server.web.desk.tiles import count_states, make_tile
from exam_server.web.work import open_work

desk = Blueprint("desk", __name__, url_prefix="/desk")


@desk.get("/")
@allow("desk.run")
def choose_exam() -> str:
    with open_work() as work:
        exams = service.list_own_exams(work)
    return render_template("desk/exams.html", exams=exams, states=EXAM_STATES)


@desk.get("/exams/<uuid:exam_id>")
@allow("desk.run")
def show_board(exam_id: UUID) -> str:
    return _render("desk/board.html", *_read_board(exam_id))


@desk.get("/exams/<uuid:exam_id>/seats")
@allow("desk.run")
def refresh_board(exam_id: UUID) -> str:
    """The parts of the board that change by themselves; nothing in them can hold the focus."""
    return _render("desk/_seats_now.html", *_read_board(exam_id))


@desk.get("/exams/<uuid:exam_id>/seats/<uuid:sitting_id>")
@allow("desk.run")
def show_seat(exam_id: UUID, sitting_id: UUID) -> str:
    with open_work() as work:
        exam = service.enter_exam(work, exam_id)
        seat = board.get_seat(work, exam_id, sitting_id)
        names = {each.event_id: people.get_name(work, each.proposed_by) for each in seat.proposals if each.proposed_by}
        now = work.now
    return render_template(
        "desk/seat.html", exam=exam, tile=make_tile(seat, now), names=names, documents=DOCUMENT_WORDS, now=now
    )


def _read_board(exam_id: UUID) -> tuple[DeskExam, list[Seat], datetime]:
    with open_work() as work:
        return service.enter_exam(work, exam_id), board.show_board(work, exam_id), work.now


def _render(template: str, exam: DeskExam, seats: list[Seat], now: datetime) -> str:
    return render_template(
        template,
        exam=exam,
        state=EXAM_STATES[exam.state],
        tiles=[make_tile(seat, now) for seat in seats],
        counts=count_states(seats),
        admitted=sum(seat.state == "admitted" for seat in seats),
        now=now,
    )
