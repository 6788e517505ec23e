"""An exam's statistics for the office: its forms together and each item, on a page and as a file."""

from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from exam_server.core.psychometrics import FormStatistics
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row
from exam_server.services.statistics import measure_exam
from exam_server.services.statistics_files import write_items
from exam_server.web.access import allow
from exam_server.web.language import speak
from exam_server.web.office.views import office
from exam_server.web.printing import send_file
from exam_server.web.statistics import decimal, list_rows, say_result
from exam_server.web.traces import shows_nobody
from exam_server.web.work import open_work


@office.get("/exams/<uuid:exam_id>/statistics")
@allow("exam.plan")
@shows_nobody("figures of items and forms")
def show_statistics(exam_id: UUID) -> str:
    with open_work() as work:
        title = get_row(work, exam_id).title
        measured = measure_exam(work, exam_id)
    return render_template(
        "office/statistics.html",
        exam_id=exam_id,
        title=title,
        measured=measured,
        whole=_facts(measured.whole),
        forms_table=[_cells(number, each) for number, each in enumerate(measured.forms, start=1)],
        form_columns=[speak(text("Form")), *(term for term, _ in _facts(measured.whole))],
        rows=list_rows(measured.items),
        bars=[(each.item.id, each.statistics.mean, decimal(each.statistics.mean)) for each in measured.items],
    )


@office.get("/exams/<uuid:exam_id>/statistics.csv")
@allow("exam.plan")
@shows_nobody("figures of items and forms")
def export_statistics(exam_id: UUID) -> Response:
    with open_work() as work:
        measured = measure_exam(work, exam_id)
    return send_file(write_items(measured.items, speak), "text/csv; charset=utf-8", f"statistics-{exam_id}.csv")


def _facts(form: FormStatistics) -> list[tuple[str, str]]:
    error = "–" if form.error is None else speak(text("{items} items", items=decimal(form.error)))
    return [
        (speak(text("Sittings")), str(form.count)),
        (speak(text("Items of a form")), decimal(form.items, 1)),
        (speak(text("Expected share right")), decimal(form.expected)),
        (speak(text("Seen share right")), f"{decimal(form.mean)} ± {decimal(form.deviation)}"),
        (speak(text("Reliability (alpha, KR-20)")), say_result(form.alpha)),
        (speak(text("Standard error of measurement")), error),
    ]


def _cells(number: int, form: FormStatistics) -> list[str]:
    return [str(number), *(words for _, words in _facts(form))]
