"""The candidate's self-assessment, criterion by criterion, with what the advisor thinks."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.advising import LEVEL_WORDS, LONGEST, VIEW_WORDS
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.advising import get_own_assessment, save_assessment
from exam_server.services.own_cases import get_own_case
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.portfolio.views import portfolio
from exam_server.web.statements import chosen_set, read_statements
from exam_server.web.work import open_work

ASSESSMENT = "/cases/<uuid:case_id>/self-assessment"


@portfolio.get(ASSESSMENT)
@allow("portfolio.own")
def show_assessment(case_id: UUID) -> str:
    """One set of outcomes at a time."""
    with open_work() as work:
        own, assessment = get_own_case(work, case_id), get_own_assessment(work, case_id)
    numbers = [each.number for each in assessment.sets]
    return render_template(
        "portfolio/assessment.html",
        case=own,
        assessment=assessment,
        number=chosen_set(numbers, request.args.get("set", "")),
        level_words=LEVEL_WORDS,
        view_words=VIEW_WORDS,
        longest=LONGEST,
    )


@portfolio.post(ASSESSMENT)
@allow("portfolio.own")
def assess(case_id: UUID) -> Response:
    try:
        with open_work() as work:
            count = save_assessment(work, case_id, read_statements(request.form))
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("Saved for criteria: {count}.", count=count))
    return redirect(url_for("portfolio.show_assessment", case_id=case_id, set=request.form.get("set")))
