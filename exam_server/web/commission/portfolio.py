"""The files that a candidate handed in, for the commission, the office and the auditor."""

from uuid import UUID

from werkzeug.wrappers import Response

from exam_server.services.documents import get_handed_in_document
from exam_server.web.access import allow
from exam_server.web.commission.views import commission
from exam_server.web.document_files import folder, send_document, send_picture
from exam_server.web.work import open_work

DOCUMENT = "/cases/<uuid:case_id>/documents/<uuid:piece_id>"


@commission.get(f"{DOCUMENT}/file")
@allow("case.read")
def download_document(case_id: UUID, piece_id: UUID) -> Response:
    with open_work() as work:
        found = get_handed_in_document(work, folder(), case_id, piece_id)
    return send_document(*found)


@commission.get(f"{DOCUMENT}/picture")
@allow("case.read")
def show_document_picture(case_id: UUID, piece_id: UUID) -> Response:
    with open_work() as work:
        found = get_handed_in_document(work, folder(), case_id, piece_id)
    return send_picture(*found)
