"""Grounds of an accommodation on a page of their own: recorded, and read for a purpose that is kept."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.grounds import LONGEST_PURPOSE, LONGEST_WORDS
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import grounds
from exam_server.services.candidate_cases import get_candidate_case
from exam_server.services.documents import keep_document
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.document_files import HEADERS, folder
from exam_server.web.flashes import flash_refusal
from exam_server.web.office.views import office
from exam_server.web.work import open_work

GROUNDS = "/candidates/<uuid:case_id>/grounds"


@office.get(GROUNDS)
@allow("accommodation.manage")
def show_grounds(case_id: UUID) -> str:
    """What there is and who read it; what it says isn't here."""
    return _show(case_id)


@office.post(GROUNDS)
@allow("accommodation.manage")
def record_ground(case_id: UUID) -> Response:
    file, words = request.files.get("file"), request.form.get("words", "")
    with open_work() as work:
        grounds.list_lines(work, case_id)

    def do(work: Work) -> Text:
        read = keep_document(folder(), file.filename, file.read()) if file and file.filename else None
        grounds.record_ground(work, case_id, words, read)
        return text("The grounds are kept, apart from what was agreed.")

    act_and_say(do)
    return redirect(url_for("office.show_grounds", case_id=case_id))


@office.post(f"{GROUNDS}/reading")
@allow("accommodation.manage")
def read_grounds(case_id: UUID) -> Response | str:
    """The grounds on this one page; the reading is logged."""
    purpose = request.form.get("purpose", "")
    try:
        with open_work() as work:
            found = grounds.read_grounds(work, case_id, purpose)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_grounds", case_id=case_id))
    return _show(case_id, found, purpose)


@office.post(f"{GROUNDS}/<uuid:ground_id>/document")
@allow("accommodation.manage")
def fetch_ground(case_id: UUID, ground_id: UUID) -> Response:
    """The document of one as a download; logged as a reading of its own."""
    try:
        with open_work() as work:
            file = grounds.read_ground_file(work, folder(), case_id, ground_id, request.form.get("purpose", ""))
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_grounds", case_id=case_id))
    response = Response(file.content, mimetype=file.media_type, headers=HEADERS)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def _show(case_id: UUID, found: list[grounds.ReadGround] | None = None, purpose: str = "") -> str:
    with open_work() as work:
        lines, viewed = grounds.list_lines(work, case_id), grounds.list_viewed(work, case_id)
        case = get_candidate_case(work, case_id)
    return render_template(
        "office/grounds.html",
        case=case,
        lines=lines,
        viewed=viewed,
        found=found,
        purpose=purpose,
        longest_words=LONGEST_WORDS,
        longest_purpose=LONGEST_PURPOSE,
    )
