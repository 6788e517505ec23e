"""Letters of appeals and what was enclosed, for whichever room hands them out."""

from collections.abc import Callable
from uuid import UUID

from werkzeug.wrappers import Response

from exam_server.services.appeal_rows import get_appeal_file
from exam_server.services.papers.appeal_letters import gather_letter, note_letter
from exam_server.services.work import Work
from exam_server.web.document_files import folder, send_document
from exam_server.web.printing import letter_day, letter_reader, send_pdf
from exam_server.web.work import open_work

Enter = Callable[[Work], UUID]
"""Checks who asks, and gives the appeal's id."""


def send_letter(enter: Enter, kind: str) -> Response:
    """The letter as PDF. Its hash goes into the trail once it's made, so that no transaction waits for it."""
    with open_work() as work:
        appeal_id, made_at = enter(work), work.now
        letter = gather_letter(work, appeal_id, kind)
    content = letter.make(letter_reader(), letter_day, made_at)
    with open_work() as work:
        note_letter(work, appeal_id, kind, content)
    return send_pdf(content, letter.name)


def send_enclosed(enter: Enter, document_id: UUID) -> Response:
    """A file that the candidate enclosed, as a download."""
    with open_work() as work:
        found = get_appeal_file(work, folder(), enter(work), document_id)
    return send_document(*found)
