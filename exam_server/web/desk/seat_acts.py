"""What the desk does to one seat."""

from uuid import UUID

from flask import abort, request
from werkzeug.wrappers import Response

from exam_server.core.identity import DOCUMENT_WORDS
from exam_server.core.text import Text, text
from exam_server.services import board, compensations, endings, pausing, seating
from exam_server.services.board import Seat
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.desk.acts import act, given_reason
from exam_server.web.desk.views import desk

SEAT = "/exams/<uuid:exam_id>/seats/<uuid:sitting_id>"


def unchanged(seat: Seat) -> Text:
    return text("Nothing changed at seat {seat}: its state is another one by now.", seat=seat.seat)


@desk.post(f"{SEAT}/admit")
@allow("desk.run")
def admit(exam_id: UUID, sitting_id: UUID) -> Response:
    """Keeps the kind of the document that was shown, from a closed list: its number has no place to go."""
    document = request.form.get("document", "")
    if document not in DOCUMENT_WORDS:
        abort(400)

    def do(work: Work) -> Text:
        seat = board.get_seat(work, exam_id, sitting_id)
        seating.admit(work, sitting_id, document)
        return text("Seat {seat} is admitted.", seat=seat.seat)

    return act(exam_id, do)


@desk.post(f"{SEAT}/pause")
@allow("desk.run")
def pause(exam_id: UUID, sitting_id: UUID) -> Response:
    def do(work: Work) -> Text:
        seat = board.get_seat(work, exam_id, sitting_id)
        done = pausing.pause(work, [sitting_id], given_reason())
        return text("The clock of seat {seat} stands still.", seat=seat.seat) if done else unchanged(seat)

    return act(exam_id, do)


@desk.post(f"{SEAT}/resume")
@allow("desk.run")
def resume(exam_id: UUID, sitting_id: UUID) -> Response:
    def do(work: Work) -> Text:
        seat = board.get_seat(work, exam_id, sitting_id)
        done = pausing.resume(work, [sitting_id], given_reason())
        return text("The clock of seat {seat} runs again.", seat=seat.seat) if done else unchanged(seat)

    return act(exam_id, do)


@desk.post(f"{SEAT}/compensation")
@allow("desk.run")
def propose_compensation(exam_id: UUID, sitting_id: UUID) -> Response:
    minutes = request.form.get("minutes", "")
    seconds = int(minutes) * 60 if minutes.isascii() and minutes.isdigit() and len(minutes) <= 4 else 0

    def do(work: Work) -> Text:
        seat = board.get_seat(work, exam_id, sitting_id)
        compensations.propose_compensation(work, sitting_id, seconds, given_reason())
        return text(
            "{minutes} min for seat {seat}: another person has to confirm them.", minutes=minutes, seat=seat.seat
        )

    return act(exam_id, do)


@desk.post(f"{SEAT}/compensation/<uuid:event_id>/confirm")
@allow("desk.run")
def confirm_compensation(exam_id: UUID, sitting_id: UUID, event_id: UUID) -> Response:
    def do(work: Work) -> Text:
        seat = board.get_seat(work, exam_id, sitting_id)
        if event_id not in {proposal.event_id for proposal in seat.proposals}:
            return text("The time of seat {seat} was confirmed before.", seat=seat.seat)
        compensations.confirm_compensation(work, event_id)
        return text("The time of seat {seat} is confirmed.", seat=seat.seat)

    return act(exam_id, do)


@desk.post(f"{SEAT}/readmission")
@allow("desk.run")
def allow_readmission(exam_id: UUID, sitting_id: UUID) -> Response:
    def do(work: Work) -> Text:
        seat = board.get_seat(work, exam_id, sitting_id)
        seating.allow_readmission(work, sitting_id, given_reason())
        return text("The ticket of seat {seat} opens one more computer.", seat=seat.seat)

    return act(exam_id, do)


@desk.post(f"{SEAT}/end")
@allow("desk.run")
def end_sitting(exam_id: UUID, sitting_id: UUID) -> Response:
    def do(work: Work) -> Text:
        seat = board.get_seat(work, exam_id, sitting_id)
        endings.end_sitting(work, sitting_id, given_reason())
        return text("The test at seat {seat} is ended.", seat=seat.seat)

    return act(exam_id, do)
