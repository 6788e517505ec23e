"""What the desk does to the clock of one seat: pauses, breaks, and time given back."""

from uuid import UUID

from werkzeug.wrappers import Response

from exam_server.core.text import Text, text
from exam_server.services import compensations, pausing, silences
from exam_server.services.desk import find_seat_number
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.desk.acts import act, given_number, given_reason
from exam_server.web.desk.seat_acts import SEAT, act_at
from exam_server.web.desk.views import desk
from exam_server.web.language import speak

TO_CONFIRM = text("Time for seat {seat} is proposed: another person has to confirm it.")


@desk.post(f"{SEAT}/pause")
@allow("desk.run")
def pause(exam_id: UUID, sitting_id: UUID) -> Response:
    def do(work: Work) -> Text:
        seat = find_seat_number(work, exam_id, sitting_id)
        outcome = pausing.pause(work, [sitting_id], given_reason())
        return text("The clock of seat {seat} stands still.", seat=seat) if outcome.done else unchanged(seat)

    return act(exam_id, do)


@desk.post(f"{SEAT}/resume")
@allow("desk.run")
def resume(exam_id: UUID, sitting_id: UUID) -> Response:
    def do(work: Work) -> Text:
        seat = find_seat_number(work, exam_id, sitting_id)
        outcome = pausing.resume(work, [sitting_id], given_reason())
        return text("The clock of seat {seat} runs again.", seat=seat) if outcome.done else unchanged(seat)

    return act(exam_id, do)


def unchanged(seat: int) -> Text:
    return text("Nothing changed at seat {seat}: its state is another one by now.", seat=seat)


@desk.post(f"{SEAT}/break")
@allow("desk.run")
def grant_break(exam_id: UUID, sitting_id: UUID) -> Response:
    done = text("Seat {seat} has a break: the clock stands still as long as was agreed.")
    return act_at(exam_id, sitting_id, done, lambda work: pausing.grant_break(work, sitting_id))


@desk.post(f"{SEAT}/break/decline")
@allow("desk.run")
def decline_break(exam_id: UUID, sitting_id: UUID) -> Response:
    reason, done = given_reason(), text("Seat {seat}: the break is declined, and the candidate is told.")
    return act_at(exam_id, sitting_id, done, lambda work: pausing.decline_break(work, sitting_id, reason))


@desk.post(f"{SEAT}/compensation")
@allow("desk.run")
def propose_compensation(exam_id: UUID, sitting_id: UUID) -> Response:
    minutes, reason = given_number("minutes"), given_reason()
    done = text("{minutes} min for seat {seat}: another person has to confirm them.", minutes=minutes)
    return act_at(
        exam_id,
        sitting_id,
        done,
        lambda work: compensations.propose_compensation(work, sitting_id, 60 * minutes, reason),
    )


@desk.post(f"{SEAT}/extra-time")
@allow("desk.run")
def propose_extra_time(exam_id: UUID, sitting_id: UUID) -> Response:
    """A time factor that is agreed while the test runs comes as time given back, and takes two people (P7)."""
    percent, reason = given_number("percent"), given_reason()
    return act_at(
        exam_id,
        sitting_id,
        TO_CONFIRM,
        lambda work: compensations.propose_extra_time(work, sitting_id, percent, reason),
    )


@desk.post(f"{SEAT}/silence")
@allow("desk.run")
def propose_for_present_silence(exam_id: UUID, sitting_id: UUID) -> Response:
    reason = given_reason() or speak(text("time without contact, measured"))
    return act_at(
        exam_id, sitting_id, TO_CONFIRM, lambda work: silences.propose_for_present_silence(work, sitting_id, reason)
    )


@desk.post(f"{SEAT}/compensation/<uuid:event_id>/confirm")
@allow("desk.run")
def confirm_compensation(exam_id: UUID, sitting_id: UUID, event_id: UUID) -> Response:
    done = text("The time of seat {seat} is confirmed.")
    return act_at(exam_id, sitting_id, done, lambda work: compensations.confirm_compensation(work, exam_id, event_id))


@desk.post(f"{SEAT}/compensation/<uuid:event_id>/decline")
@allow("desk.run")
def decline_compensation(exam_id: UUID, sitting_id: UUID, event_id: UUID) -> Response:
    reason, done = given_reason(), text("The time of seat {seat} is declined.")
    return act_at(
        exam_id, sitting_id, done, lambda work: compensations.decline_compensation(work, exam_id, event_id, reason)
    )
