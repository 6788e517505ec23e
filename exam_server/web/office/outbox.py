"""The outbox in the office's room: what was sent, what waits or failed and why, and trying again."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.notice_words import NOTICE_WORDS, STATE_WORDS, TROUBLE_WORDS
from exam_server.core.text import text
from exam_server.services.outbox import MOST_SHOWN, count_notices, find_servers_trouble, list_outbox, send_again
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done
from exam_server.web.language import speak
from exam_server.web.office.views import office
from exam_server.web.traces import shows_people
from exam_server.web.work import house, open_work


@office.get("/outbox")
@allow("candidate.manage")
@shows_people
def list_outbox_entries() -> str:
    """By `?state=`; the newest first."""
    state = request.args.get("state", "")
    state = state if state in STATE_WORDS else ""
    with open_work() as work:
        entries, counts = list_outbox(work, state), count_notices(work)
        trouble = find_servers_trouble(work)
    return render_template(
        "office/outbox.html",
        entries=entries,
        state=state,
        counts=counts,
        trouble=trouble,
        most=MOST_SHOWN,
        sends_mail=bool(house().settings.mail_host),
        states=[(name, f"{speak(word)} ({counts.get(name, 0)})") for name, word in STATE_WORDS.items()],
        state_words=STATE_WORDS,
        notice_words=NOTICE_WORDS,
        trouble_words=TROUBLE_WORDS,
    )


@office.post("/outbox/<uuid:notice_id>/again")
@allow("candidate.manage")
def send_notice_again(notice_id: UUID) -> Response:
    with open_work() as work:
        send_again(work, notice_id)
    flash_done(text("It's tried again as soon as possible."))
    return redirect(url_for("office.list_outbox_entries"))
