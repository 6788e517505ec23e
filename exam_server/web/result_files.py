"""Results as files for a browser, for whichever room hands them out."""

from datetime import datetime

from flask import Response, current_app, make_response

from exam_server.services.case import CaseView
from exam_server.services.printing import Reader, note_export, print_result, write_case_grid
from exam_server.web.language import current_language, speak
from exam_server.web.work import open_work


def send_result_sheet(view: CaseView, made_at: datetime) -> Response:
    """The PDF of a case; its hash goes into the trail once it's made, so that no transaction waits for it."""
    show_time = current_app.jinja_env.filters["as_datetime"]
    content = print_result(view, Reader(current_language(), speak, show_time), made_at)
    return _send(view, content, "application/pdf", "pdf")


def send_grid(view: CaseView) -> Response:
    return _send(view, write_case_grid(view, speak), "text/csv; charset=utf-8", "csv")


def _send(view: CaseView, content: bytes, content_type: str, kind: str) -> Response:
    with open_work() as work:
        note_export(work, view.id, kind, view.record_hash, content)
    response = make_response(content)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{view.code}-{view.record_hash[:8]}.{kind}"'
    return response
