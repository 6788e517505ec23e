"""Who looked at whose data: the log of views, by who looked and by whose it was."""

from uuid import UUID

from flask import render_template, request

from exam_server.core.trace_words import ROOM_WORDS, SUBJECT_WORDS
from exam_server.services.traces import list_traces
from exam_server.web.access import allow
from exam_server.web.auditor.views import auditor
from exam_server.web.traces import shows_people
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@auditor.get("/views")
@allow("audit.read")
@shows_people
def list_views() -> str:
    """Newest first, by `?who=` (an account's id) and `?whose=` (the id of a case, person, seat, exam …)."""
    who, whose = _read(request.args.get("who", "")), _read(request.args.get("whose", ""))
    with open_work() as work:
        found = list_traces(work, who, whose, request.args.get("page", 1, whole_number))
    return render_template(
        "auditor/views.html", found=found, who=who, whose=whose, rooms=ROOM_WORDS, subjects=SUBJECT_WORDS
    )


def _read(given: str) -> UUID | None:
    """What isn't an id filters nothing."""
    try:
        return UUID(given.strip())
    except ValueError:
        return None
