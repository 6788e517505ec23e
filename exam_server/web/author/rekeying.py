"""Changing a key that was found wrong after an exam: what it would do, a proposal, and another person's decision."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.rekeying import Ruling
from exam_server.core.text import Text, text
from exam_server.services import rekeying
from exam_server.services.bank import get_item
from exam_server.services.item_editing import list_item_revisions
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.work import open_work

VERDICTS: dict[str, Text] = {"met": text("met"), "not_met": text("not met"), "open": text("open")}


@author.get("/items/<code>/key")
@allow("bank.rekey")
def show_key(code: str) -> str:
    """The item's rulings; with a ruling in the address also what it would do to whom."""
    number, ruling = request.args.get("number", 0, type=int), _ruling(request.args.getlist("keys"))
    with open_work() as work:
        edition = get_chosen(work)
        filed = get_item(work, edition.code, code)
        number = number or filed.number
        asked = bool(ruling.keys or ruling.everybody)
        preview = rekeying.preview_ruling(work, edition.code, code, number, ruling) if asked else None
        rulings = rekeying.list_rulings(work, edition.code, code)
        options = rekeying.list_options(work, edition.code, code, number)
        revisions = list_item_revisions(work, filed.id)
    return render_template(
        "author/key.html",
        edition=edition,
        code=code,
        number=number,
        revisions=revisions,
        options=options,
        ruling=ruling,
        preview=preview,
        rulings=rulings,
        verdicts=VERDICTS,
    )


@author.post("/items/<code>/key")
@allow("bank.rekey")
def propose_ruling(code: str) -> Response:
    number, ruling = request.form.get("number", 0, type=int), _ruling(request.form.getlist("keys"))
    with open_work() as work:
        edition = get_chosen(work)
        rekeying.propose_ruling(work, edition.code, code, number, ruling, request.form.get("reason", "")[:500])
    return _back(code, edition.code, text("The change is proposed: another person has to confirm it (P7)."))


@author.post("/items/<code>/key/<uuid:ruling_id>/confirm")
@allow("bank.rekey")
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


def _ruling(keys: list[str]) -> Ruling:
    """`*` among the keys stands for everybody; no option has that id."""
    return Ruling(tuple(sorted({each for each in keys if each != "*"})), "*" in keys)


def _back(code: str, qualification: str, done: Text) -> Response:
    flash(speak(done), "saved")
    return redirect(url_for("author.show_key", code=code, qualification=qualification))
