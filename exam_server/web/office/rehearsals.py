"""Making a rehearsal for bots that come over the network, and taking it away again."""

from uuid import UUID

from flask import abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services import exam, rehearsing
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done
from exam_server.web.office.views import office
from exam_server.web.work import house, open_work


@office.post("/rehearsals")
@allow("exam.plan")
def make_rehearsal() -> Response:
    """JSON for `exam-server rehearse-room`: the tickets of a rehearsal's made-up candidates, given this once."""
    seats, like = _wanted()
    with open_work() as work:
        exam_id = rehearsing.make_rehearsal(work, seats, like)
    with open_work() as work:
        tickets = rehearsing.freeze_rehearsal(work, house().keys, exam_id)
        made = exam.get_exam(work, exam_id)
    return jsonify(exam=str(exam_id), title=made.title, tickets=tickets)


@office.post("/exams/<uuid:exam_id>/removal")
@allow("exam.plan")
def remove_rehearsal(exam_id: UUID) -> Response:
    with open_work() as work:
        rehearsing.remove_rehearsal(work, exam_id)
    flash_done(text("The rehearsal is removed."))
    return redirect(url_for("office.list_exams"))


def _wanted() -> tuple[int, UUID | None]:
    body = request.get_json()
    seats, like = (body.get("seats"), body.get("exam")) if isinstance(body, dict) else (None, None)
    if type(seats) is not int or not isinstance(like, str | None):
        abort(400)
    try:
        return seats, UUID(like) if like else None
    except ValueError:
        abort(400)
