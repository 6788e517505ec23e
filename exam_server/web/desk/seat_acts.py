"""What the desk does to one seat: identity, place, incidents, and closing it."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, request
from werkzeug.wrappers import Response

from exam_server.core.identity import DOCUMENT_WORDS
from exam_server.core.text import Text, text
from exam_server.services import endings, incidents, seating, seb_checks
from exam_server.services.desk import find_seat_number
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.desk.acts import act, given_incident, given_number, given_reason
from exam_server.web.desk.views import desk

SEAT = "/exams/<uuid:exam_id>/seats/<uuid:sitting_id>"


def act_at(exam_id: UUID, sitting_id: UUID, done: Text, do: Callable[[Work], object]) -> Response:
    """Do something at a seat of this exam; `done` is said with the seat's number."""

    def take(work: Work) -> Text:
        seat = find_seat_number(work, exam_id, sitting_id)
        do(work)
        return Text(done.template, {**done.values, "seat": seat})

    return act(exam_id, take)


@desk.post(f"{SEAT}/admit")
@allow("desk.run")
def admit(exam_id: UUID, sitting_id: UUID) -> Response:
    """Keeps the kind of the document that was shown, from a closed list: its number has no place to go."""
    document = request.form.get("document", "")
    if document not in DOCUMENT_WORDS:
        abort(400)
    done = text("Seat {seat} is admitted.")
    return act_at(exam_id, sitting_id, done, lambda work: seating.admit(work, sitting_id, document))


@desk.post(f"{SEAT}/identity/refuse")
@allow("desk.run")
def refuse_identity(exam_id: UUID, sitting_id: UUID) -> Response:
    code, document = request.form.get("refusal", ""), request.form.get("shown", "")
    done = text("Seat {seat}: the refused identity is noted.")
    return act_at(exam_id, sitting_id, done, lambda work: seating.refuse_identity(work, sitting_id, code, document))


@desk.post(f"{SEAT}/move")
@allow("desk.run")
def move_seat(exam_id: UUID, sitting_id: UUID) -> Response:
    number, reason = given_number("seat"), given_reason()
    done = text("Seat {seat} moved to {number}: the ticket opens the computer there.", number=number)
    return act_at(exam_id, sitting_id, done, lambda work: seating.move_seat(work, sitting_id, number, reason))


@desk.post(f"{SEAT}/readmission")
@allow("desk.run")
def allow_readmission(exam_id: UUID, sitting_id: UUID) -> Response:
    reason, done = given_reason(), text("The ticket of seat {seat} opens one more computer.")
    return act_at(exam_id, sitting_id, done, lambda work: seating.allow_readmission(work, sitting_id, reason))


@desk.post(f"{SEAT}/incidents")
@allow("desk.run")
def note_seat_incident(exam_id: UUID, sitting_id: UUID) -> Response:
    code, note, seconds = given_incident()
    done = text("Seat {seat}: the incident is noted.")
    return act_at(
        exam_id,
        sitting_id,
        done,
        lambda work: incidents.note_incident(work, exam_id, code, note, sitting_id, seconds=seconds),
    )


@desk.post(f"{SEAT}/unlock")
@allow("desk.run")
def unlock_seat(exam_id: UUID, sitting_id: UUID) -> Response:
    reason, done = given_reason(), text("Seat {seat} is unlocked.")
    return act_at(exam_id, sitting_id, done, lambda work: seb_checks.unlock(work, sitting_id, reason))


@desk.post(f"{SEAT}/without-seb")
@allow("desk.run")
def exempt_seat(exam_id: UUID, sitting_id: UUID) -> Response:
    reason, done = given_reason(), text("Seat {seat} does without Safe Exam Browser.")
    return act_at(exam_id, sitting_id, done, lambda work: seb_checks.exempt(work, sitting_id, reason))


@desk.post(f"{SEAT}/end")
@allow("desk.run")
def end_sitting(exam_id: UUID, sitting_id: UUID) -> Response:
    reason, done = given_reason(), text("The test at seat {seat} is ended.")
    return act_at(exam_id, sitting_id, done, lambda work: endings.end_sitting(work, sitting_id, reason))


@desk.post(f"{SEAT}/close")
@allow("desk.run")
def close_seat(exam_id: UUID, sitting_id: UUID) -> Response:
    """Absent, withdrawn or excluded, with a reason of the list for that state."""
    state, code, reason = request.form.get("state", ""), request.form.get("code", ""), given_reason()
    done = text("Seat {seat} is closed.")
    return act_at(exam_id, sitting_id, done, lambda work: endings.close_seat(work, sitting_id, state, code, reason))


@desk.post(f"{SEAT}/take-back")
@allow("desk.run")
def take_back(exam_id: UUID, sitting_id: UUID) -> Response:
    reason, done = given_reason(), text("Seat {seat} isn't closed any more.")
    return act_at(exam_id, sitting_id, done, lambda work: endings.take_back(work, sitting_id, reason))
