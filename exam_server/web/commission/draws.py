"""The chair's part in the draws of the exams that they lead."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services import contributing
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.commission.views import commission
from exam_server.web.work import open_work


@commission.get("/draws")
@allow("draw.contribute")
def list_draws() -> str:
    with open_work() as work:
        lines = contributing.list_led(work)
    return render_template("commission/draws.html", lines=lines)


@commission.post("/exams/<uuid:exam_id>/contribution")
@allow("draw.contribute")
def contribute_as_chair(exam_id: UUID) -> Response:
    """Raises NotFound for an exam that the actor doesn't lead."""
    with acting(text("Your contribution is kept; its commitment is published.")) as work:
        contributing.contribute(work, exam_id, "chair", request.form.get("words", ""))
    return redirect(url_for("commission.list_draws", _anchor=f"exam-{exam_id}"))
