"""The candidate's appeals: filing one against a told result, where each stands, its letters."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.appealing import file_own, withdraw_appeal
from exam_server.services.own_appeals import find_own, list_own_appealable, list_own_appeals
from exam_server.services.own_cases import get_own_case
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.appeal_files import send_enclosed, send_letter
from exam_server.web.appeal_filing import APPEAL_WORDS, choose_stage, read_enclosed, read_filing
from exam_server.web.flashes import flash_done, refusal_words
from exam_server.web.portfolio.views import portfolio
from exam_server.web.work import house, open_work

APPEALS = "/cases/<uuid:case_id>/appeals"
APPEAL = f"{APPEALS}/<uuid:appeal_id>"


@portfolio.get(APPEALS)
@allow("portfolio.own")
def list_appeals(case_id: UUID) -> str:
    """What was filed, where it stands, and the form for another one, which `?criterion=` and `?position=` fill in."""
    return _page(case_id)


def _page(case_id: UUID, refused: Refused | None = None) -> str:
    with open_work() as work:
        days = house().settings.appeal_days
        own, appeals = get_own_case(work, case_id, days), list_own_appeals(work, case_id)
        stages = list_own_appealable(work, case_id, days)
    return render_template(
        "portfolio/appeals.html",
        case=own,
        appeals=appeals,
        stages=stages,
        stage=choose_stage(stages),
        refused=refusal_words(refused) if refused else "",
        typed=request.values,
        **APPEAL_WORDS,
    )


@portfolio.post(APPEALS)
@allow("portfolio.own")
def file_appeal(case_id: UUID) -> Response | tuple[str, int]:
    try:
        with open_work() as work:
            get_own_case(work, case_id)
        filing = read_filing()
        documents = read_enclosed()
        with open_work() as work:
            file_own(work, case_id, filing, documents, house().settings.appeal_days)
    except Refused as refused:
        return _page(case_id, refused), 422
    flash_done(text("Your appeal is filed. Below you see where it stands; the office answers."))
    return redirect(url_for("portfolio.list_appeals", case_id=case_id))


@portfolio.post(f"{APPEAL}/withdrawal")
@allow("portfolio.own")
def withdraw_own_appeal(case_id: UUID, appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        withdraw_appeal(work, case_id, appeal_id)
        return text("You've taken your appeal back.")

    act_and_say(act)
    return redirect(url_for("portfolio.list_appeals", case_id=case_id))


@portfolio.get(f"{APPEAL}/<kind>.pdf")
@allow("portfolio.own")
def print_appeal_letter(case_id: UUID, appeal_id: UUID, kind: str) -> Response:
    return send_letter(lambda work: find_own(work, case_id, appeal_id), kind)


@portfolio.get(f"{APPEAL}/files/<uuid:document_id>")
@allow("portfolio.own")
def download_enclosed(case_id: UUID, appeal_id: UUID, document_id: UUID) -> Response:
    return send_enclosed(lambda work: find_own(work, case_id, appeal_id), document_id)
