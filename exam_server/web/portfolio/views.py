"""The candidate's home and result: every page is about a case of the person who is logged in."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from exam_server.core.case_words import OWN_REASON_WORDS, OWN_SOURCE_WORDS
from exam_server.core.problems import NotFound
from exam_server.core.stages import STAGE_WORDS
from exam_server.core.text import text
from exam_server.services.enrolling import list_own_enrolments, withdraw_own
from exam_server.services.own_cases import find_own_released, get_own_case, list_own_cases
from exam_server.services.results import to_own_result
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.result_files import send_result_sheet
from exam_server.web.work import house, open_work

portfolio = Blueprint("portfolio", __name__, url_prefix="/candidate")


@portfolio.get("")
@allow("portfolio.own")
def show_home() -> str:
    """What is next in each case, its stages, how to appeal, and what the account's owner enrolled for."""
    with open_work() as work:
        cases, enrolments = list_own_cases(work, house().settings.appeal_days), list_own_enrolments(work)
    return render_template("portfolio/home.html", cases=cases, enrolments=enrolments, stage_words=STAGE_WORDS)


@portfolio.post("/enrolments/<uuid:enrolment_id>/withdraw")
@allow("portfolio.own")
def withdraw_enrolment(enrolment_id: UUID) -> Response:
    with acting(text("You've taken your enrolment back.")) as work:
        withdraw_own(work, enrolment_id)
    return redirect(url_for("portfolio.show_home"))


@portfolio.get("/cases/<uuid:case_id>/result")
@allow("portfolio.own")
def show_result(case_id: UUID) -> str:
    with open_work() as work:
        own = get_own_case(work, case_id, house().settings.appeal_days)
        view = find_own_released(work, case_id)
        result = to_own_result(work, view) if view else None
    return render_template(
        "portfolio/result.html",
        case=own,
        result=result,
        stage_words=STAGE_WORDS,
        source_words=OWN_SOURCE_WORDS,
        reason_words=OWN_REASON_WORDS,
    )


@portfolio.get("/cases/<uuid:case_id>/result.pdf")
@allow("portfolio.own")
def print_result(case_id: UUID) -> Response:
    with open_work() as work:
        view, made_at = find_own_released(work, case_id), work.now
    if view is None:
        raise NotFound("result")
    return send_result_sheet(view, made_at)
