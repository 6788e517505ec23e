"""The audit trail as an auditor reads it, and whether its chain holds."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from exam_server.core.audit_heads import HARM_WORDS
from exam_server.core.text import text
from exam_server.services import audit
from exam_server.services.audit_chain import verify_own_chain, write_own_bundle
from exam_server.services.audit_heads import find_newest_head
from exam_server.services.former_keys import find_former
from exam_server.web.access import allow
from exam_server.web.auditor.facts import put_in_words
from exam_server.web.event_words import say_event
from exam_server.web.language import speak
from exam_server.web.printing import send_file
from exam_server.web.typed import whole_number
from exam_server.web.work import house, open_work

auditor = Blueprint("auditor", __name__, url_prefix="/auditor")


@auditor.get("/trail")
@allow("audit.read")
def show_trail() -> str:
    """Events by `?tag=` and `?subject=`, newest first; `?verify=yes` recomputes the chain."""
    tag, subject = request.args.get("tag", ""), request.args.get("subject", "").strip()
    subject_id, subject_error = _read_id(subject)
    with open_work() as work:
        trail = audit.list_trail(work, tag, subject_id, request.args.get("page", 1, whole_number))
        lag = audit.measure_lag(work)
        signed = find_newest_head(work)
        report = verify_own_chain(work) if request.args.get("verify") == "yes" else None
    return render_template(
        "auditor/trail.html",
        trail=trail,
        lag=lag,
        report=report,
        signed=signed,
        former=find_former(house().settings.instance),
        harm_words=HARM_WORDS,
        tag=tag,
        subject=subject,
        subject_error=subject_error,
        tags=[(each, say_event(each)) for each in trail.tags],
        say_event=say_event,
        put_in_words=put_in_words,
    )


@auditor.get("/bundle")
@allow("audit.read")
def download_bundle() -> Response:
    """The whole chain with its signed heads, to be verified on a machine without this server."""
    file = BytesIO()
    with open_work() as work:
        write_own_bundle(work, file)
        name = f"audit-{work.now:%Y-%m-%d}.jsonl.gz"
    return send_file(file.getvalue(), "application/gzip", name)


def _read_id(given: str) -> tuple[UUID | None, str]:
    if not given:
        return None, ""
    try:
        return UUID(given), ""
    except ValueError:
        return None, speak(text("This isn't an id: it has 32 letters and digits in five groups."))
