"""Adding candidates: one by one, or from a list that is taken whole or not at all."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import exam
from exam_server.services.enrolment import enrol_from_csv
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.forms import CandidateForm
from exam_server.web.office.views import office, render_exam
from exam_server.web.work import open_work


@office.post("/exams/<uuid:exam_id>/candidates")
@allow("exam.plan")
def add_candidate(exam_id: UUID) -> Response | tuple[str, int]:
    form = CandidateForm.from_request()
    if not form.submitted():
        return render_exam(exam_id, form), 422
    try:
        with open_work() as work:
            added = exam.add_candidates(work, exam_id, [form.entry()])
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("The candidate is added.") if added else text("The candidate was there already."))
    return redirect(url_for("office.show_exam", exam_id=exam_id, _anchor="candidates"))


@office.post("/exams/<uuid:exam_id>/candidates/list")
@allow("exam.plan")
def upload_candidates(exam_id: UUID) -> Response | str | tuple[str, int]:
    """Take a CSV list; while an error stands nobody of it is added, and the page lists what is wrong by line."""
    file = request.files.get("file")
    content = file.read() if file else b""
    try:
        with open_work() as work:
            enrolment = enrol_from_csv(work, exam_id, content)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam", exam_id=exam_id))
    if not enrolment.is_filed:
        return render_exam(exam_id, CandidateForm(), enrolment), 422
    flash_done(text("Candidates added: {added}. There before: {known}.", added=enrolment.added, known=enrolment.known))
    if enrolment.problems:
        return render_exam(exam_id, CandidateForm(), enrolment)
    return redirect(url_for("office.show_exam", exam_id=exam_id, _anchor="candidates"))
