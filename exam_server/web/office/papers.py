"""The papers of an exam: what can be printed, when it's needed, and the files."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.services.exam import get_exam
from exam_server.services.exam_overview import get_overview
from exam_server.services.papers.reader import note_paper
from exam_server.services.papers.twins import get_twins, print_room
from exam_server.services.papers.twins import print_twins as print_twin_file
from exam_server.services.readings import list_papers
from exam_server.web.access import allow
from exam_server.web.flashes import flash_refusal
from exam_server.web.office.views import office
from exam_server.web.paper_files import send_paper
from exam_server.web.printing import current_reader, send_pdf, stream_archive
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@office.get("/exams/<uuid:exam_id>/papers")
@allow("exam.plan")
def show_papers(exam_id: UUID) -> str:
    with open_work() as work:
        overview = get_overview(work, exam_id)
        waiting = [each for each in list_papers(work, exam_id) if each.open]
    seats = [each for each in overview.candidates if each.seat]
    return render_template("office/papers.html", exam=overview.exam, overview=overview, seats=seats, waiting=waiting)


@office.get("/exams/<uuid:exam_id>/papers/twins")
@allow("exam.plan")
def print_twins(exam_id: UUID) -> Response:
    """The paper twins of the room, or of one seat (`seat`); `large` (0 or 1) overrules what was agreed for each."""
    only, large = request.args.get("seat", type=whole_number), request.args.get("large", type=whole_number)
    try:
        with open_work() as work:
            made_at = work.now
            twins = get_twins(work, exam_id, only, None if large is None else bool(large))
            note_paper(work, exam_id, "twins", count=len(twins.forms), seat=only, large=large)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam", exam_id=exam_id))
    name = f"papers-{made_at:%Y%m%d-%H%M%S}"
    if len(twins.parts) == 1:
        return send_pdf(print_twin_file(twins, current_reader(), made_at), name)
    return stream_archive(print_room(twins, current_reader(), made_at), name)


@office.get("/exams/<uuid:exam_id>/papers/<name>.pdf")
@allow("exam.plan")
def print_paper(exam_id: UUID, name: str) -> Response:
    back = url_for("office.show_papers", exam_id=exam_id)
    return send_paper(exam_id, name, lambda work: get_exam(work, exam_id), back)
