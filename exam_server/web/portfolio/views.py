"""The candidate's home and result: every page is about a case of the person who is logged in."""

from uuid import UUID

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from exam_server.core.case_words import METHOD_WORDS, OWN_REASON_WORDS
from exam_server.core.problems import NotFound
from exam_server.core.stages import STAGE_WORDS
from exam_server.services.own_cases import find_own_released, get_own_case, list_own_cases
from exam_server.services.results import to_own_result
from exam_server.web.access import allow
from exam_server.web.result_files import send_result_sheet
from exam_server.web.work import open_work

portfolio = Blueprint("portfolio", __name__, url_prefix="/candidate")


@portfolio.get("")
@allow("portfolio.own")
def show_home() -> str:
    """What is next in each case, its stages, and how to appeal."""
    with open_work() as work:
        cases = list_own_cases(work)
    return render_template("portfolio/home.html", cases=cases, stage_words=STAGE_WORDS)


@portfolio.get("/cases/<uuid:case_id>/result")
@allow("portfolio.own")
def show_result(case_id: UUID) -> str:
    with open_work() as work:
        own, view = get_own_case(work, case_id), find_own_released(work, case_id)
        result = to_own_result(work, view) if view else None
    return render_template(
        "portfolio/result.html",
        case=own,
        result=result,
        method_words=METHOD_WORDS,
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
