"""For how long somebody from outside may read everything here (L18)."""

from datetime import date
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import Text, text
from exam_server.services import terms
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.office.views import office
from exam_server.web.step_up import asks_proof
from exam_server.web.typed import typed_day
from exam_server.web.work import open_work


@office.get("/auditors")
@allow("auditor.admit")
def list_auditors() -> str:
    with open_work() as work:
        auditors, today = terms.list_auditors(work), legal_day(work)
    return render_template("office/auditors.html", auditors=auditors, today=today)


@office.post("/auditors/<uuid:account_id>/term")
@allow("auditor.admit")
@asks_proof
def set_auditor_term(account_id: UUID) -> Response:
    given = request.form
    first, last = _day(given.get("valid_from", "")), _day(given.get("valid_until", ""))

    def do(work: Work) -> Text:
        terms.set_term(work, account_id, first, last, given.get("reason", ""))
        return text("The term is set. Outside of it the account opens nothing of an auditor's.")

    act_and_say(do)
    return redirect(url_for("office.list_auditors"))


def _day(written: str) -> date:
    """What isn't a day lies in the past, where no term can end."""
    try:
        return typed_day(written)
    except ValueError:
        return date.min
