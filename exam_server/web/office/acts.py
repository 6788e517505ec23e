"""What the office does around an exam: encounters, marking, release, the results as a list."""

from collections.abc import Callable
from uuid import UUID

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import desk, simulation
from exam_server.services.exam_results import export_results
from exam_server.services.marking import list_markable, mark_exam
from exam_server.services.releasing import release_results
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.views import office
from exam_server.web.step_up import asks_proof
from exam_server.web.work import open_work


@office.post("/exams/<uuid:exam_id>/encounters")
@allow("exam.plan")
def plan_encounters(exam_id: UUID) -> Response:
    return _act(
        exam_id,
        lambda work: text("Encounters planned: {count}.", count=simulation.plan_encounters(work, exam_id)),
    )


@office.post("/exams/<uuid:exam_id>/close")
@allow("exam.plan")
def close_exam(exam_id: UUID) -> Response:
    """For an exam without a test: nobody sits at seats, so no desk closes it."""

    def do(work: Work) -> Text:
        desk.close_exam(work, exam_id)
        return text("The exam is closed.")

    return _act(exam_id, do)


@office.post("/exams/<uuid:exam_id>/mark")
@allow("exam.plan")
def mark(exam_id: UUID) -> Response:
    """Test by test, each in a work of its own: between two of them the saves of another room go on."""
    try:
        flash_done(text("Tests marked: {count}.", count=_mark_each(exam_id)))
    except Refused as refused:
        flash_refusal(refused)
    return redirect(url_for("office.show_exam", exam_id=exam_id))


def _mark_each(exam_id: UUID) -> int:
    with open_work() as work:
        waiting = list_markable(work, exam_id)
    count = 0
    for sitting_id in waiting:
        with open_work() as work:
            count += mark_exam(work, exam_id, [sitting_id])
    return count


@office.post("/exams/<uuid:exam_id>/release")
@allow("case.release")
@asks_proof
def release(exam_id: UUID) -> Response:
    """The first person asks, another one confirms (P7)."""

    def do(work: Work) -> Text:
        count = release_results(work, exam_id)
        if count is None:
            return text("The release is asked for; somebody else confirms it.")
        return text("Results released: {count}.", count=count)

    return _act(exam_id, do)


@office.get("/exams/<uuid:exam_id>/results.csv")
@allow("case.release")
def export(exam_id: UUID) -> Response:
    with open_work() as work:
        content = export_results(work, exam_id)
    response = make_response(content)
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="results-{exam_id}.csv"'
    return response


def _act(exam_id: UUID, do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("office.show_exam", exam_id=exam_id))
