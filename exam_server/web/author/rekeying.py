"""Changing a key that was found wrong after an exam: what it would do, a proposal, and another person's decision."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.bank import Item
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.ruling_fields import is_said, read_ruling, write_ruling
from exam_server.services import rekeying
from exam_server.services.bank import get_item
from exam_server.services.item_editing import list_item_revisions
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.ruling_words import VERDICTS, field_words, fields_of, ruling_words
from exam_server.web.step_up import asks_proof
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@author.get("/items/<code>/key")
@allow("bank.rekey")
def show_key(code: str) -> str:
    """The item's rulings; with a ruling in the address also what it would do to whom."""
    number, asked = request.args.get("number", 0, type=whole_number), is_said(fields_of(request.args))
    with open_work() as work:
        edition = get_chosen(work)
        filed = get_item(work, edition.code, code)
        number = number or filed.number
        item, holds = rekeying.get_ruled(work, edition.code, code, number)
        ruling, refusals = read_ruling(item, fields_of(request.args)) if asked else (holds, ())
        preview = None
        if asked and not refusals:
            preview = rekeying.preview_ruling(work, edition.code, code, number, ruling)
        rulings = rekeying.list_rulings(work, edition.code, code)
        revised = {each.number: rekeying.get_ruled(work, edition.code, code, each.number)[0] for each in rulings}
        revisions = list_item_revisions(work, filed.id)
    return render_template(
        "author/key.html",
        edition=edition,
        code=code,
        number=number,
        revisions=revisions,
        **field_words(item, ruling, holds, fields_of(request.args) if refusals else None),
        refusals=refusals,
        preview=preview,
        rulings=[(each, ruling_words(revised[each.number], each.ruling), _address(revised, each)) for each in rulings],
        verdicts=VERDICTS,
    )


def _address(revised: dict[int, Item], each: rekeying.Proposed) -> dict[str, object]:
    return {"number": each.number, **write_ruling(revised[each.number], each.ruling)}


@author.post("/items/<code>/key")
@allow("bank.rekey")
@asks_proof
def propose_ruling(code: str) -> Response:
    number = request.form.get("number", 0, type=whole_number)
    with open_work() as work:
        edition = get_chosen(work)
        item, _ = rekeying.get_ruled(work, edition.code, code, number)
        ruling, refusals = read_ruling(item, fields_of(request.form))
        if refusals:
            raise Refused(rekeying.NOT_DONE, refusals[0], text("Choose another ruling."))
        rekeying.propose_ruling(work, edition.code, code, number, ruling, request.form.get("reason", "")[:500])
    return _back(code, edition.code, text("The change is proposed: another person has to confirm it (P7)."))


@author.post("/items/<code>/key/<uuid:ruling_id>/confirm")
@allow("bank.rekey")
@asks_proof
def confirm_ruling(code: str, ruling_id: UUID) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        count = rekeying.confirm_ruling(work, edition.code, code, ruling_id)
    return _back(code, edition.code, text("The key is changed; markings added: {count}.", count=count))


@author.post("/items/<code>/key/<uuid:ruling_id>/decline")
@allow("bank.rekey")
def decline_ruling(code: str, ruling_id: UUID) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        rekeying.decline_ruling(work, edition.code, code, ruling_id)
    return _back(code, edition.code, text("The change isn't carried out."))


def _back(code: str, qualification: str, done: Text) -> Response:
    flash(speak(done), "saved")
    return redirect(url_for("author.show_key", code=code, qualification=qualification))
