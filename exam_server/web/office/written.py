"""How far the reading of an exam's written responses is: who has how many, and never a level."""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services import written_progress
from exam_server.services.exam import get_exam
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.office.views import office
from exam_server.web.work import open_work


@office.get("/exams/<uuid:exam_id>/written")
@allow("exam.plan")
def show_reading(exam_id: UUID) -> str:
    with open_work() as work:
        exam = get_exam(work, exam_id)
        progress = written_progress.show_progress(work, exam_id)
    return render_template("office/written.html", exam=exam, progress=progress)


@office.post("/exams/<uuid:exam_id>/written/<uuid:share_id>/free")
@allow("exam.plan")
def free_text(exam_id: UUID, share_id: UUID) -> Response:
    """Take a text from a member who doesn't get to it."""
    with acting(text("The text is free for another member.")) as work:
        written_progress.free_share(work, exam_id, share_id)
    return redirect(url_for("office.show_reading", exam_id=exam_id))
