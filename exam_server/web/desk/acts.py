"""What the desk does to the whole room; each act leads back to the board, which says what came of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import Text, text
from exam_server.services import board, compensations, incidents, pausing, silences, starting
from exam_server.services import desk as service
from exam_server.services.bulk import Outcome
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.desk.views import desk, kept_choices
from exam_server.web.language import speak
from exam_server.web.typed import number_or
from exam_server.web.work import house

EXAM = "/exams/<uuid:exam_id>"
LONGEST_REASON = 2000


def act(exam_id: UUID, do: Callable[[Work], Text]) -> Response:
    """Do it and say so on the board; a refusal is said there too."""

    def enter_and_do(work: Work) -> Text:
        service.enter_exam(work, exam_id)
        return do(work)

    act_and_say(enter_and_do)
    kept: dict[str, Any] = kept_choices()
    return redirect(url_for("desk.show_board", exam_id=exam_id, **kept))


def act_on_many(exam_id: UUID, done: str, do: Callable[[Work], Outcome]) -> Response:
    """An act on many seats: how many it reached, and for the rest each seat with the reason."""
    outcome = Outcome()

    def take(work: Work) -> Text:
        nonlocal outcome
        outcome = do(work)
        return Text(done, {"count": outcome.count})

    response = act(exam_id, take)
    flash_outcome(outcome)
    return response


def flash_outcome(outcome: Outcome) -> None:
    """Say which seats stay as they are, and why."""
    if outcome.refused:
        flash(speak(text("Left as they are: {seats}", seats=_name_refused(outcome))), "info")


def _name_refused(outcome: Outcome) -> str:
    """Seats by reason: “7, 9 (The test has been handed in.); 12 (…)”."""
    by_reason: dict[str, list[str]] = {}
    for seat, why in outcome.refused:
        by_reason.setdefault(speak(why), []).append(str(seat))
    return "; ".join(f"{', '.join(seats)} ({reason})" for reason, seats in by_reason.items())


def given_reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON]


def given_number(name: str) -> int:
    """A whole number of at most four digits from the form; 0 for anything else."""
    return number_or(request.form.get(name, ""), 0, 9999, otherwise=0)


def given_incident() -> tuple[str, str, int]:
    """Code, note and seconds of an incident from the form."""
    return request.form.get("incident", ""), request.form.get("note", ""), 60 * given_number("lasted")


def given_ids(name: str) -> list[UUID]:
    try:
        return [UUID(value) for value in request.form.getlist(name)]
    except ValueError:
        abort(400)


@desk.post(f"{EXAM}/open")
@allow("desk.run")
def open_exam(exam_id: UUID) -> Response:
    lead = house().settings.start_lead_seconds

    def do(work: Work) -> Text:
        count = starting.open_exam(work, exam_id, lead)
        return text("The test opens in {seconds} s, for everybody at once: {count}.", seconds=lead, count=count)

    return act(exam_id, do)


@desk.post(f"{EXAM}/pause")
@allow("desk.run")
def pause_all(exam_id: UUID) -> Response:
    done = text("Paused: {count}.").template
    return act_on_many(exam_id, done, lambda work: pausing.pause(work, _everybody(work, exam_id), given_reason()))


@desk.post(f"{EXAM}/resume")
@allow("desk.run")
def resume_all(exam_id: UUID) -> Response:
    done = text("Resumed: {count}.").template
    return act_on_many(exam_id, done, lambda work: pausing.resume(work, _everybody(work, exam_id), given_reason()))


@desk.post(f"{EXAM}/silences/propose")
@allow("desk.run")
def propose_for_silences(exam_id: UUID) -> Response:
    """One tap: the reason is the measure itself, in words."""
    gaps, reason = given_ids("gap"), given_reason() or speak(text("time without contact, measured"))
    done = text("Time proposed: {count}. Another person has to confirm it.").template
    return act_on_many(exam_id, done, lambda work: silences.propose_for_silences(work, exam_id, gaps, reason))


@desk.post(f"{EXAM}/silences/leave")
@allow("desk.run")
def leave_silences(exam_id: UUID) -> Response:
    gaps, done = given_ids("gap"), text("Left without giving time: {count}.").template
    return act_on_many(exam_id, done, lambda work: silences.leave_silences(work, exam_id, gaps, given_reason()))


@desk.post(f"{EXAM}/compensations/confirm")
@allow("desk.run")
def confirm_compensations(exam_id: UUID) -> Response:
    """Confirms what the page showed, and nothing that was proposed since."""
    events, done = given_ids("event"), text("Time confirmed: {count}.").template
    return act_on_many(exam_id, done, lambda work: compensations.confirm_compensations(work, exam_id, events))


@desk.post(f"{EXAM}/incidents")
@allow("desk.run")
def note_incident(exam_id: UUID) -> Response:
    def do(work: Work) -> Text:
        code, note, seconds = given_incident()
        incidents.note_incident(work, exam_id, code, note, seconds=seconds)
        return text("The incident is noted.")

    return act(exam_id, do)


@desk.post(f"{EXAM}/room")
@allow("desk.run")
def arrange_room(exam_id: UUID) -> Response:
    def do(work: Work) -> Text:
        service.arrange_room(work, exam_id, _given_size("rows"), _given_size("columns"))
        return text("The arrangement of the room is saved.")

    return act(exam_id, do)


def _given_size(name: str) -> int:
    """-1, which no room has, for what is no number: taken for nothing it would undo the arrangement."""
    return given_number(name) or (-1 if request.form.get(name, "").strip() not in ("", "0") else 0)


@desk.post(f"{EXAM}/announcement")
@allow("desk.run")
def announce(exam_id: UUID) -> Response:
    announcement = request.form.get("announcement", "")

    def do(work: Work) -> Text:
        service.announce(work, exam_id, announcement)
        return text("The announcement is on every screen.") if announcement.strip() else text("It was taken away.")

    return act(exam_id, do)


@desk.post(f"{EXAM}/close")
@allow("desk.run")
def close_exam(exam_id: UUID) -> Response:
    def do(work: Work) -> Text:
        service.close_exam(work, exam_id)
        return text("The exam is closed. The office marks it now.")

    return act(exam_id, do)


def _everybody(work: Work, exam_id: UUID) -> list[UUID]:
    """Those whose clock runs or stands: the others needn't be told apart one by one."""
    return [seat.sitting_id for seat in board.show_board(work, exam_id).seats if seat.has_started]
