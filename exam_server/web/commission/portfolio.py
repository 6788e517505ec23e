"""What a candidate handed in, as the commission, the office and the auditor read it."""

from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from exam_server.core.portfolio import DOCUMENT_WORDS
from exam_server.services import case as cases
from exam_server.services.documents import get_handed_in_document
from exam_server.services.portfolio import list_mappings
from exam_server.web.access import allow
from exam_server.web.commission.views import commission
from exam_server.web.document_files import folder, send_document, send_picture
from exam_server.web.work import open_work

DOCUMENT = "/cases/<uuid:case_id>/documents/<uuid:piece_id>"


@commission.get("/cases/<uuid:case_id>/portfolio")
@allow("case.read")
def show_portfolio(case_id: UUID) -> str:
    """By criterion: which piece is said to show it, and how."""
    with open_work() as work:
        view = cases.get_case(work, case_id)
        mappings = list_mappings(work, case_id)
    texts = {row.criterion: row.text for row in view.rows}
    return render_template(
        "commission/portfolio.html", case=view, mappings=mappings, texts=texts, document_words=DOCUMENT_WORDS
    )


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
