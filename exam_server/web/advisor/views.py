"""The advisor's cases: what the candidate says of themselves, the advisor's view beside it, and notes apart (S8)."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.advising import LONGEST, VIEW_WORDS
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import advising
from exam_server.services.portfolio import show_portfolio
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.statements import chosen_set, read_statements
from exam_server.web.traces import shows_people
from exam_server.web.work import open_work

advisor = Blueprint("advisor", __name__, url_prefix="/advisor")


@advisor.get("/cases")
@allow("case.advise")
@shows_people
def list_cases() -> str:
    with open_work() as work:
        lines = advising.list_advised(work)
    return render_template("advisor/cases.html", lines=lines)


@advisor.get("/cases/<uuid:case_id>")
@allow("case.advise")
def show_case(case_id: UUID) -> str:
    """One set of outcomes at a time; what the candidate gathers is listed, drafts too."""
    with open_work() as work:
        case, assessment, notes = advising.get_advised(work, case_id)
        portfolio = show_portfolio(work, advising.get_advised_row(work, case_id))
    numbers = [each.number for each in assessment.sets]
    return render_template(
        "advisor/case.html",
        case=case,
        assessment=assessment,
        notes=notes,
        portfolio=portfolio,
        number=chosen_set(numbers, request.args.get("set", "")),
        view_words=VIEW_WORDS,
        longest=LONGEST,
    )


@advisor.post("/cases/<uuid:case_id>/views")
@allow("case.advise")
def give_views(case_id: UUID) -> Response:
    try:
        with open_work() as work:
            count = advising.give_views(work, case_id, read_statements(request.form))
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("Saved for criteria: {count}.", count=count))
    return redirect(url_for("advisor.show_case", case_id=case_id, set=request.form.get("set")))


@advisor.post("/cases/<uuid:case_id>/notes")
@allow("case.advise")
def add_note(case_id: UUID) -> Response:
    with acting(text("The note is kept.")) as work:
        advising.add_note(work, case_id, request.form.get("words", ""))
    return redirect(url_for("advisor.show_case", case_id=case_id, _anchor="notes"))
