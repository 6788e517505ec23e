"""Dossiers for who checks from outside: a case or an exam in one file, with or without names (L18)."""

from uuid import UUID

from werkzeug.wrappers import Response

from exam_server.web.access import allow
from exam_server.web.auditor.views import auditor
from exam_server.web.dossiers import send_dossier


@auditor.get("/cases/<uuid:case_id>/dossier.zip")
@allow("dossier.read")
def send_case_dossier(case_id: UUID) -> Response:
    return send_dossier(lambda dossier: dossier.write_case(case_id), f"dossier-{str(case_id)[-12:]}")


@auditor.get("/exams/<uuid:exam_id>/dossier.zip")
@allow("dossier.read")
def send_exam_dossier(exam_id: UUID) -> Response:
    return send_dossier(lambda dossier: dossier.write_exam(exam_id), f"dossier-exam-{str(exam_id)[-12:]}")
