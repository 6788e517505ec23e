"""What the candidate allows: each thing by itself, taken back at any time (P4)."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.consents import CONSENT_WORDS
from exam_server.core.text import text
from exam_server.services.candidate_file import get_own_consents, say_consents
from exam_server.services.own_cases import get_own_case
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done
from exam_server.web.portfolio.views import portfolio
from exam_server.web.work import open_work

CONSENTS = "/cases/<uuid:case_id>/consents"


@portfolio.get(CONSENTS)
@allow("portfolio.own")
def show_consents(case_id: UUID) -> str:
    with open_work() as work:
        own, said = get_own_case(work, case_id), get_own_consents(work, case_id)
    return render_template("portfolio/consents.html", case=own, said=said, words=CONSENT_WORDS)


@portfolio.post(CONSENTS)
@allow("portfolio.own")
def save_consents(case_id: UUID) -> Response:
    with open_work() as work:
        changed = say_consents(work, case_id, request.form.getlist("consent"))
    flash_done(text("Your choice is kept.") if changed else text("Nothing was different."))
    return redirect(url_for("portfolio.show_consents", case_id=case_id))
