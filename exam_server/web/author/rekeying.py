"""Changing a key that was found wrong after an exam: what it would do, a proposal, and another person's decision."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from exam_server.core.bank import Item
from exam_server.core.problems import Refused
from exam_server.core.rekeying import TYPED_IN, Ruling
from exam_server.core.scoring import key
from exam_server.core.scoring.choices import choice_words
from exam_server.core.text import Text, text
from exam_server.formats.ruling_fields import is_said, read_ruling, write_ruling
from exam_server.services import rekeying
from exam_server.services.bank import get_item
from exam_server.services.item_editing import list_item_revisions
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.author.ruling_words import places_of, ruling_words
from exam_server.web.language import speak
from exam_server.web.statistics import decimal
from exam_server.web.step_up import asks_proof
from exam_server.web.work import open_work

VERDICTS: dict[str, Text] = {"met": text("met"), "not_met": text("not met"), "open": text("open")}


@author.get("/items/<code>/key")
@allow("bank.rekey")
def show_key(code: str) -> str:
    """The item's rulings; with a ruling in the address also what it would do to whom."""
    number, asked = request.args.get("number", 0, type=int), is_said(_fields(request.args))
    with open_work() as work:
        edition = get_chosen(work)
        filed = get_item(work, edition.code, code)
        number = number or filed.number
        item, holds = rekeying.get_ruled(work, edition.code, code, number)
        ruling, refusals = read_ruling(item, _fields(request.args)) if asked else (holds, ())
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
        item=item,
        places=places_of(item),
        choices=choice_words(item),
        typed_in=item.kind in TYPED_IN,
        authored=key(item),
        texts={option.id: option.text for option in item.options},
        known_orders=_orders(item, ruling, holds),
        decimal=decimal,
        f=_fields(request.args) if refusals else write_ruling(item, ruling),
        refusals=refusals,
        preview=preview,
        rulings=[(each, ruling_words(revised[each.number], each.ruling), _address(revised, each)) for each in rulings],
        verdicts=VERDICTS,
    )


def _orders(item: Item, *rulings: Ruling) -> list[str]:
    """Every order that was ever named, the author's first."""
    own = [option.id for option in item.options]
    found = (" ".join(order) for each in rulings for order in each.orders if sorted(order) == sorted(own))
    return list(dict.fromkeys([" ".join(own), *found]))


def _address(revised: dict[int, Item], each: rekeying.Proposed) -> dict[str, object]:
    return {"number": each.number, **write_ruling(revised[each.number], each.ruling)}


@author.post("/items/<code>/key")
@allow("bank.rekey")
@asks_proof
def propose_ruling(code: str) -> Response:
    number = request.form.get("number", 0, type=int)
    with open_work() as work:
        edition = get_chosen(work)
        item, _ = rekeying.get_ruled(work, edition.code, code, number)
        ruling, refusals = read_ruling(item, _fields(request.form))
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


def _fields(sent: MultiDict[str, str]) -> dict[str, list[str]]:
    return {name: values for name, values in sent.lists()}


def _back(code: str, qualification: str, done: Text) -> Response:
    flash(speak(done), "saved")
    return redirect(url_for("author.show_key", code=code, qualification=qualification))
