"""Who advises a case: assigned by the office once the years are proved (S8)."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services.advisors import assign_advisor
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import office


@office.post("/candidates/<uuid:case_id>/advisor")
@allow("candidate.manage")
def assign_case_advisor(case_id: UUID) -> Response:
    account_id = uuid_or_abort(request.form.get("advisor", ""))
    with acting(text("The advisor is assigned. They can't sit in this candidate's commission (S8).")) as work:
        assign_advisor(work, case_id, account_id, "knows" in request.form)
    return redirect(url_for("office.show_candidate_case", case_id=case_id, _anchor="advisor"))
