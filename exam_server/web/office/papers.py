"""The papers of an exam: what can be printed, when it's needed, and the files."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound, Refused
from exam_server.services.exam_overview import get_overview
from exam_server.services.papers import twins
from exam_server.services.papers.reader import get_head, note_paper
from exam_server.web.access import allow
from exam_server.web.flashes import flash_refusal
from exam_server.web.office.views import office
from exam_server.web.printing import current_reader, send_pdf, stream_archive
from exam_server.web.work import open_work


@office.get("/exams/<uuid:exam_id>/papers")
@allow("exam.plan")
def show_papers(exam_id: UUID) -> str:
    with open_work() as work:
        overview = get_overview(work, exam_id)
    return render_template(
        "office/papers.html", exam=overview.exam, seats=[each for each in overview.candidates if each.seat]
    )


@office.get("/exams/<uuid:exam_id>/papers/twins")
@allow("exam.plan")
def print_twins(exam_id: UUID) -> Response:
    """The paper twins of the whole room, or those of one seat (`sitting`); `large` asks for large print."""
    large = "large" in request.args
    only = request.args.get("seat", type=int)
    try:
        with open_work() as work:
            head, made_at = get_head(work, exam_id), work.now
            forms = twins.list_seat_forms(work, exam_id, only)
            if not forms:
                raise NotFound(str(only))
            note_paper(work, exam_id, "twins", count=len(forms), large=large, seat=only)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam", exam_id=exam_id))
    name = f"papers-{made_at:%Y%m%d-%H%M%S}"
    if len(forms) <= twins.SEATS_IN_A_FILE:
        return send_pdf(twins.print_twins(forms, head, current_reader(), large, made_at), name)
    return stream_archive(twins.print_room(forms, head, current_reader(), large, made_at), name)
