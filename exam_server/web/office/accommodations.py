"""What was agreed for a candidate of an exam: decided by the office, seen by nobody who judges."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.accommodation import MARK_WORDS, Accommodation, describe
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import exam, people
from exam_server.services.accommodations import decide_accommodation, get_accommodation, list_decisions
from exam_server.services.exam_overview import get_enrolled
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.views import office
from exam_server.web.typed import number_or
from exam_server.web.work import open_work

CANDIDATE = "/exams/<uuid:exam_id>/candidates/<uuid:case_id>"


@office.get(CANDIDATE)
@allow("exam.plan")
def show_candidate(exam_id: UUID, case_id: UUID) -> str:
    """A candidate of the exam, with what was agreed for them and who decided it when."""
    with open_work() as work:
        candidate = get_enrolled(work, exam_id, case_id)
        planned = exam.get_exam(work, exam_id)
        current = get_accommodation(work, case_id)
        decisions = [
            (each, describe(each.accommodation), people.get_name(work, each.decided_by) if each.decided_by else "–")
            for each in list_decisions(work, case_id)
        ]
    return render_template(
        "office/candidate.html",
        candidate=candidate,
        exam=planned,
        current=current,
        decisions=decisions,
        mark_words=MARK_WORDS,
    )


@office.post(f"{CANDIDATE}/accommodation")
@allow("exam.plan")
def decide(exam_id: UUID, case_id: UUID) -> Response:
    given = Accommodation(
        factor_percent=_number("factor_percent", 100),
        break_seconds=60 * _number("break_minutes", 0),
        **{mark: mark in request.form for mark in MARK_WORDS},
    )
    try:
        with open_work() as work:
            changed = decide_accommodation(work, exam_id, case_id, given)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("What was agreed is saved.") if changed else text("Nothing was different."))
    return redirect(url_for("office.show_candidate", exam_id=exam_id, case_id=case_id))


def _number(name: str, empty: int) -> int:
    """A whole number from the form, or -1, which every check refuses."""
    typed = request.form.get(name, "").strip()
    return number_or(typed, 0, 9999, otherwise=-1) if typed else empty
