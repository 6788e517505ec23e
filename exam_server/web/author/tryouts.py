"""A script tried by people before any exam: who plays, prompts and rates; what was tried, and taking it away."""

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import trying_out
from exam_server.services.trying_out import NOT_MADE, Cast
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.work import open_work

STATES: Mapping[str, tuple[str, Text]] = {
    "planned": ("neutral", text("not started")),
    "briefing": ("info", text("candidate is preparing")),
    "running": ("waiting", text("running")),
    "ended": ("saved", text("ended")),
}


@author.get("/scenarios/<code>/tryouts")
@allow("bank.write")
def list_tryouts(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        found = trying_out.list_tryouts(work, edition, code)
        able = trying_out.list_able(work)
    return render_template("author/tryouts.html", code=code, edition=edition, tryouts=found, able=able, states=STATES)


@author.post("/scenarios/<code>/tryouts")
@allow("bank.write")
def make_tryout(code: str) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
    try:
        cast = _read_cast()
        with open_work() as work:
            trying_out.make_tryout(work, edition, code, cast)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("The try-out is ready: each of them finds it in their own list."))
    return redirect(url_for("author.list_tryouts", code=code, qualification=edition.code))


@author.post("/scenarios/<code>/tryouts/<uuid:exam_id>/remove")
@allow("bank.write")
def remove_tryout(code: str, exam_id: UUID) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        trying_out.remove_tryout(work, edition, code, exam_id)
    flash_done(text("The try-out is removed with everything that was noted in it."))
    return redirect(url_for("author.list_tryouts", code=code, qualification=edition.code))


def _read_cast() -> Cast:
    """Who was chosen. Raises Refused where nobody plays, or what was sent isn't the form's."""
    prompter = request.form.get("prompter", "")
    try:
        player = UUID(request.form.get("player", ""))
        assessors = tuple(UUID(each) for each in request.form.getlist("assessor"))
        return Cast(player, UUID(prompter) if prompter else None, assessors)
    except ValueError as error:
        raise Refused(NOT_MADE, text("Nobody was chosen to play."), text("Choose who plays.")) from error
