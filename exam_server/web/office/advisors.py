"""Who advises a case: assigned by the office once the years are proved (S8)."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.advisors import assign_advisor
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import office
from exam_server.web.work import open_work


@office.post("/candidates/<uuid:case_id>/advisor")
@allow("candidate.manage")
def assign_case_advisor(case_id: UUID) -> Response:
    account_id = uuid_or_abort(request.form.get("advisor", ""))
    try:
        with open_work() as work:
            assign_advisor(work, case_id, account_id, "knows" in request.form)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("The advisor is assigned. They can't sit in this candidate's commission (S8)."))
    return redirect(url_for("office.show_candidate_case", case_id=case_id, _anchor="advisor"))
