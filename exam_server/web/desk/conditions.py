"""The conditions of the room at the desk: looked at, kept, signed before the start; deviations later (S7)."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.room_check import ANSWER_WORDS, ANSWERS, LONGEST_NOTE, Answer, Given
from exam_server.core.text import Text, text
from exam_server.services import desk as service
from exam_server.services import room_checks
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.desk.views import desk
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.language import speak
from exam_server.web.traces import shows_nobody
from exam_server.web.work import open_work

CONDITIONS = "/exams/<uuid:exam_id>/conditions"


@desk.get(CONDITIONS)
@allow("desk.run")
@shows_nobody("a checklist of the room")
def show_conditions(exam_id: UUID) -> str:
    with open_work() as work:
        exam = service.enter_exam(work, exam_id)
        check = room_checks.show_room_check(work, exam_id)
    tried = "tried" in request.args
    return render_template(
        "desk/conditions.html",
        exam=exam,
        check=check,
        answers=ANSWER_WORDS,
        said=[(answer, speak(words)) for answer, words in ANSWER_WORDS.items()],
        longest=LONGEST_NOTE,
        tried=tried,
    )


@desk.post(CONDITIONS)
@allow("desk.run")
def keep_conditions(exam_id: UUID) -> Response:
    """Keep the answers; sign them too where that button was used."""
    signs = request.form.get("act") == "sign"
    try:
        with open_work() as work:
            service.enter_exam(work, exam_id)
            given = _given([each.code for each in room_checks.show_room_check(work, exam_id).found])
            room_checks.fill_room_check(work, exam_id, given)
        if signs:
            # The answers are kept by now, so that a refusal loses nothing.
            with open_work() as work:
                room_checks.sign_room_check(work, exam_id)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("desk.show_conditions", exam_id=exam_id, tried=1 if signs else None))
    if signs:
        flash_done(text("Signed: room and equipment fit the exam."))
    else:
        flash_done(text("Kept. The exam can start once it's signed."))
    return redirect(url_for("desk.show_conditions", exam_id=exam_id))


@desk.post(f"{CONDITIONS}/deviations")
@allow("desk.run")
def note_deviation(exam_id: UUID) -> Response:
    code, note = request.form.get("code", ""), request.form.get("note", "")
    with open_work() as work:
        service.enter_exam(work, exam_id)

    def do(work: Work) -> Text:
        room_checks.note_deviation(work, exam_id, code, note)
        return text("The deviation is noted; what was signed stays.")

    act_and_say(do)
    return redirect(url_for("desk.show_conditions", exam_id=exam_id))


def _given(codes: list[str]) -> dict[str, Given]:
    """The form's answers; a condition that the form doesn't name stays as it is."""
    return {
        code: Given(_answer(request.form.get(f"answer-{code}", "")), request.form[f"note-{code}"].strip())
        for code in codes
        if f"note-{code}" in request.form
    }


def _answer(given: str) -> Answer | None:
    return next((each for each in ANSWERS if each == given), None)
