"""The desk's page for answer files: one is chosen, imported, and said what became of each response in it."""

from uuid import UUID

from flask import render_template, request

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.answer_file import NOT_IMPORTED
from exam_server.services import desk as service
from exam_server.services.answer_files import (
    STATUS_WORDS,
    OpenedFile,
    TakenSave,
    note_import,
    open_file,
    take_file,
)
from exam_server.web.access import allow
from exam_server.web.desk.views import desk
from exam_server.web.work import house, open_work

ADDRESS = "/exams/<uuid:exam_id>/answer-file"
WAIT_SECONDS = 30.0


@desk.get(ADDRESS)
@allow("desk.run")
def show_answer_file(exam_id: UUID) -> str:
    return _page(exam_id)


@desk.post(ADDRESS)
@allow("desk.run")
def import_answer_file(exam_id: UUID) -> str | tuple[str, int]:
    """Whose file it is, the file itself says; one that was imported before is only reported."""
    try:
        with open_work() as work:
            service.enter_exam(work, exam_id)
            opened = open_file(work, house().keys, exam_id, _content())
        taken = [] if opened.imported_at else take_file(house().journal, opened, WAIT_SECONDS)
    except Refused as refused:
        return _page(exam_id, refusal=refused), 422
    if not opened.imported_at:
        with open_work() as work:
            note_import(work, opened, taken)
    return _page(exam_id, opened, taken)


def _content() -> bytes:
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise Refused(NOT_IMPORTED, text("No file was chosen."), text("Choose the file on the USB stick."))
    return content


def _page(
    exam_id: UUID,
    opened: OpenedFile | None = None,
    taken: list[TakenSave] | None = None,
    refusal: Refused | None = None,
) -> str:
    with open_work() as work:
        exam = service.enter_exam(work, exam_id)
    return render_template(
        "desk/answer_file.html", exam=exam, opened=opened, taken=taken, refusal=refusal, status_words=STATUS_WORDS
    )
