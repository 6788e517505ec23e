"""The desk's page for tablet files: one is chosen, and it's said what became of each log in it."""

from uuid import UUID

from flask import render_template, request

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.tablet_file import NOT_IMPORTED
from exam_server.services import desk as service
from exam_server.services.tablet_files import BroughtFile, bring_file
from exam_server.web.access import allow
from exam_server.web.desk.views import desk
from exam_server.web.work import house, open_work

ADDRESS = "/exams/<uuid:exam_id>/tablet-file"


@desk.get(ADDRESS)
@allow("desk.run")
def show_tablet_file(exam_id: UUID) -> str:
    return _page(exam_id)


@desk.post(ADDRESS)
@allow("desk.run")
def import_tablet_file(exam_id: UUID) -> str | tuple[str, int]:
    """Whose tablet it was, the file itself says; what it held is never shown here."""
    file = request.files.get("file")
    content = file.read() if file else b""
    try:
        with open_work() as work:
            service.enter_exam(work, exam_id)
            if not content:
                raise Refused(NOT_IMPORTED, text("No file was chosen."), text("Choose the file on the USB stick."))
            brought = bring_file(work, house().keys, exam_id, content)
    except Refused as refused:
        return _page(exam_id, refusal=refused), 422
    return _page(exam_id, brought)


def _page(exam_id: UUID, brought: BroughtFile | None = None, refusal: Refused | None = None) -> str:
    with open_work() as work:
        exam = service.enter_exam(work, exam_id)
    return render_template("desk/tablet_file.html", exam=exam, brought=brought, refusal=refusal)
