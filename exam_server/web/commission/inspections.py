"""The office opens inspections of a case, and reads what was looked at."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services import inspecting
from exam_server.services.case import get_case
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.commission.views import commission
from exam_server.web.typed import number_or
from exam_server.web.work import house, open_work


@commission.get("/cases/<uuid:case_id>/inspections")
@allow("case.release")
def list_inspections(case_id: UUID) -> str:
    with open_work() as work:
        found, view = inspecting.list_inspections(work, case_id), get_case(work, case_id)
    minutes = house().settings.inspection_minutes
    return render_template("commission/inspections.html", inspections=found, case=view, minutes=minutes)


@commission.post("/cases/<uuid:case_id>/inspections")
@allow("case.release")
def open_inspection(case_id: UUID) -> Response:
    minutes = number_or(request.form.get("minutes", ""), 0, 9999, otherwise=0)
    with acting(text("The inspection is open for {minutes} min.", minutes=minutes)) as work:
        inspecting.open_inspection(work, case_id, minutes)
    return redirect(url_for("commission.list_inspections", case_id=case_id))
