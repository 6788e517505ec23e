"""What closes the room of an exam: the addresses from which it's taken."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import closed_room, exam
from exam_server.web.access import allow
from exam_server.web.client import client_address
from exam_server.web.flashes import flash_done, refusal_words
from exam_server.web.office.views import office
from exam_server.web.work import open_work


@office.get("/exams/<uuid:exam_id>/room")
@allow("exam.plan")
def show_room(exam_id: UUID) -> str:
    with open_work() as work:
        ranges = closed_room.get_ranges(work, exam_id)
    return _render(exam_id, "\n".join(ranges))


@office.post("/exams/<uuid:exam_id>/room/addresses")
@allow("exam.plan")
def set_addresses(exam_id: UUID) -> Response | tuple[str, int]:
    typed = request.form.get("ranges", "")
    try:
        with open_work() as work:
            count = closed_room.set_ranges(work, exam_id, typed)
    except Refused as refused:
        return _render(exam_id, typed, refusal_words(refused)), 422
    flash_done(
        text("The test is taken from these addresses alone: {count}.", count=count)
        if count
        else text("The test can be taken from anywhere.")
    )
    return redirect(url_for("office.show_room", exam_id=exam_id))


def _render(exam_id: UUID, typed: str, error: str = "") -> str:
    """The page with what's saved, or with what was typed and what is wrong with it."""
    with open_work() as work:
        planned = exam.get_exam(work, exam_id)
    is_over = planned.state in ("closed", "released")
    return render_template(
        "office/closed_room.html", exam=planned, typed=typed, error=error, is_over=is_over, own=client_address()
    )
