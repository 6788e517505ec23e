"""The preceding qualification of a form: the body's decision with its reason, and what each candidate showed (S13)."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services.candidate_cases import get_edition_id
from exam_server.services.candidate_file import decide_condition, note_preceding
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done
from exam_server.web.office.views import office
from exam_server.web.work import open_work

CASE = "/candidates/<uuid:case_id>"


@office.post(f"{CASE}/condition")
@allow("candidate.manage")
def decide_on_condition(case_id: UUID) -> Response:
    """The decision is on the case's edition, and so on everybody who has it."""
    with acting(text("The decision is recorded with your name and the time.")) as work:
        edition_id = get_edition_id(work, case_id)
        decide_condition(work, edition_id, request.form.get("policy", ""), request.form.get("reason", ""))
    return redirect(url_for("office.show_candidate_case", case_id=case_id, _anchor="conditions"))


@office.post(f"{CASE}/preceding")
@allow("candidate.manage")
def note_preceding_shown(case_id: UUID) -> Response:
    with open_work() as work:
        note_preceding(work, case_id, request.form.get("shown") == "yes")
    flash_done(text("That is noted."))
    return redirect(url_for("office.show_candidate_case", case_id=case_id, _anchor="conditions"))
