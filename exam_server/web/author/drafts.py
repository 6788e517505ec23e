"""Drafts of authors' forms: kept by the page while somebody types, taken up again or dropped."""

from uuid import UUID

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import drafts
from exam_server.services.drafts import Form, Subject
from exam_server.web.access import allow
from exam_server.web.author.form_fields import clean_fields
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.work import open_work

LARGEST_NUMBER = 2**31 - 1


@author.put("/drafts/<uuid:draft_id>")
@allow("bank.write")
def keep_draft(draft_id: UUID) -> Response:
    """Keep what is typed as the author's own draft; who else is at it, and the number of the current revision."""
    subject, code, based_on, fields = _draft()
    with open_work() as work:
        edition = get_chosen(work)
        form = Form(edition.code, subject, code, based_on)
        saved_at = drafts.keep_draft(work, draft_id, form, fields)
        others = drafts.list_others(work, form)
        number = drafts.current_number(work, form)
    return jsonify(
        saved_at=saved_at.isoformat(),
        number=number,
        others=[{"name": each.name, "saved_at": each.saved_at.isoformat()} for each in others],
    )


def _draft() -> tuple[Subject, str, int, dict[str, str]]:
    """What the page sent. Raises Refused where it's no draft."""
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    subject, code, based_on, fields = (sent.get(name) for name in ("subject", "code", "based_on", "fields"))
    is_number = isinstance(based_on, int) and not isinstance(based_on, bool) and 0 <= based_on <= LARGEST_NUMBER
    if not (
        subject in ("item", "stimulus")
        and isinstance(code, str)
        and len(code) <= 200
        and is_number
        and isinstance(fields, dict)
        and all(isinstance(value, str) for value in fields.values())
    ):
        raise Refused(
            text("The draft wasn't kept on the server."),
            text("What the page sent is no draft."),
            text("Reload the page; what you typed is kept in this browser."),
        )
    return ("item" if subject == "item" else "stimulus"), code, int(based_on or 0), clean_fields(fields)


@author.post("/drafts/<uuid:draft_id>/drop")
@allow("bank.write")
def drop_draft(draft_id: UUID) -> Response:
    with open_work() as work:
        draft = drafts.drop_draft(work, draft_id)
    flash(speak(text("The draft was dropped.")), "saved")
    form, chosen = draft.form, draft.form.qualification
    if form.subject == "stimulus":
        return redirect(url_for("author.list_stimuli", qualification=chosen))
    if form.subject == "scenario":
        return redirect(url_for("author.list_scenarios", qualification=chosen))
    if form.code:
        return redirect(url_for("author.edit_item_form", code=form.code, qualification=chosen))
    return redirect(url_for("author.write_item_form", qualification=chosen))
