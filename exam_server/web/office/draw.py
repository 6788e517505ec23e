"""The office's part in a draw: its contribution, and items that have to leave the forms at once."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.contributing import contribute
from exam_server.services.exam import get_exam
from exam_server.services.qualification import get_edition
from exam_server.services.withdrawing import Effect, withdraw_item
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.views import office
from exam_server.web.work import house, open_work


@office.post("/exams/<uuid:exam_id>/contribution")
@allow("exam.plan")
def contribute_for_office(exam_id: UUID) -> Response:
    try:
        with open_work() as work:
            contribute(work, exam_id, "office", request.form.get("words", ""))
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("The office's contribution is kept; its commitment is published."))
    return _to_draw(exam_id)


@office.post("/exams/<uuid:exam_id>/withdraw")
@allow("exam.plan")
def withdraw(exam_id: UUID) -> Response:
    """From the bank of this exam's qualification; every exam that has the item in its forms is touched."""
    item, reason = request.form.get("item", ""), request.form.get("reason", "")
    try:
        with open_work() as work:
            code = get_edition(work, get_exam(work, exam_id).edition_id).code
            effects = withdraw_item(work, house().keys, code, item, reason)
    except Refused as refused:
        flash_refusal(refused)
    else:
        for message in _told(effects):
            flash_done(message)
    return _to_draw(exam_id)


def _told(effects: list[Effect]) -> list[Text]:
    if not effects:
        return [text("The item is out of use. No frozen form had it.")]
    told = [
        text(
            "{title}: forms changed: {changed}; forms already begun that keep the item: {kept}.",
            title=each.title,
            changed=_listed(each.changed),
            kept=_listed(each.kept),
        )
        for each in effects
    ]
    return (
        [*told, text("Print the paper copies of the changed forms anew.")] if any(e.changed for e in effects) else told
    )


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "–"


def _to_draw(exam_id: UUID) -> Response:
    return redirect(url_for("office.show_exam", exam_id=exam_id, _anchor="draw"))
