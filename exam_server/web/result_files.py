"""Results as files for a browser, for whichever room hands them out."""

from datetime import datetime

from flask import Response

from exam_server.services.case import CaseView
from exam_server.services.printing import note_export, print_result, write_case_grid
from exam_server.web.language import speak
from exam_server.web.printing import current_reader, send_file
from exam_server.web.work import open_work


def send_result_sheet(view: CaseView, made_at: datetime) -> Response:
    """The PDF of a case; its hash goes into the trail once it's made, so that no transaction waits for it."""
    return _send(view, print_result(view, current_reader(), made_at), "application/pdf", "pdf")


def send_grid(view: CaseView) -> Response:
    return _send(view, write_case_grid(view, speak), "text/csv; charset=utf-8", "csv")


def _send(view: CaseView, content: bytes, content_type: str, kind: str) -> Response:
    with open_work() as work:
        note_export(work, view.id, kind, view.record_hash, content)
    return send_file(content, content_type, f"{view.code}-{view.record_hash[:8]}.{kind}")
