"""Papers of an exam for whichever room hands them out."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.services.papers.making import gather_paper
from exam_server.services.papers.reader import file_hash, note_paper
from exam_server.services.work import Work
from exam_server.web.flashes import flash_refusal
from exam_server.web.printing import current_reader, send_pdf
from exam_server.web.work import open_work


def send_paper(exam_id: UUID, name: str, enter: Callable[[Work], object], back: str) -> Response:
    """The named paper as PDF, for who may `enter` the exam; a refusal is shown at `back`.

    Its hash goes into the trail once it's made, so that no transaction waits for it.
    """
    try:
        with open_work() as work:
            enter(work)
            make, made_at = gather_paper(work, exam_id, name), work.now
    except Refused as refused:
        flash_refusal(refused)
        return redirect(back)
    content = make(current_reader(), made_at)
    with open_work() as work:
        note_paper(work, exam_id, name, file=file_hash(content))
    return send_pdf(content, f"{name}-{made_at:%Y%m%d-%H%M%S}")
