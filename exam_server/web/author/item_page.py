"""One item: as candidates see it, with its key below, and its way: moves, reviews, comments, withdrawal."""

from typing import cast
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import AnyOf, Length

from exam_server.core.bank import Status
from exam_server.core.problems import Refused
from exam_server.core.reviewing import ANSWERS, CHECKLIST
from exam_server.core.text import Text, text
from exam_server.core.workflow import Verdict, may_ever_move
from exam_server.services import reviewing, workflow
from exam_server.services.findings import weigh_problems
from exam_server.services.item_list import list_lines
from exam_server.services.item_preview import show_item as show
from exam_server.services.item_way import show_way
from exam_server.services.withdrawing import order_withdrawal
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.author.words import ANSWER_WORDS, FIELDS, PLACES, STATUSES, VERDICTS
from exam_server.web.forms import PageForm
from exam_server.web.items import place_of
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.withdrawals import orders_of_item
from exam_server.web.work import open_work


class StatusForm(PageForm):
    status = StringField(validators=[AnyOf(list(STATUSES))])
    reason = StringField(validators=[Length(max=2000)])


@author.get("/items/<code>")
@allow("bank.read")
def show_item(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        page = show(work, edition.code, code)
        way = show_way(work, edition.code, code)
        findings = weigh_problems(work, page.filed, page.problems)
        (line,) = list_lines(work, [page.filed.id])
        orders = orders_of_item(work, edition.code, code)
    return render_template(
        "author/item.html",
        edition=edition,
        code=code,
        line=line,
        findings=findings,
        content_hash=page.filed.content_hash,
        prefix="finding",
        page=page,
        content=page.filed.item,
        place=place_of(1, 1),
        way=way,
        name_place=name_place,
        verdicts=VERDICTS,
        checklist=CHECKLIST,
        **orders,
    )


def name_place(place: str) -> str:
    """A place of an item in words: the part, its id, and the field of it."""
    part, *names = place.split(".")
    return " ".join([speak(PLACES[part]), *(speak(FIELDS[name]) if name in FIELDS else name for name in names)])


@author.post("/items/<code>/status")
@allow("bank.move")
def set_status(code: str) -> Response:
    form = StatusForm.from_request()
    if not form.submitted():
        raise Refused(
            text("The status wasn't changed."), text("There is no such status."), text("Choose one from the list.")
        )
    status = cast(Status, form.data["status"])
    if not may_ever_move(status, g.actor.roles):
        abort(403)
    with open_work() as work:
        edition = get_chosen(work)
        workflow.move_item(work, edition.code, code, status, form.data["reason"] or "")
    return _back(code, edition.code, text("The status was changed."))


@author.get("/items/<code>/review")
@allow("bank.review")
def write_review(code: str) -> str:
    return _review_page(code)


def _review_page(code: str, refusal: Refused | None = None) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        page = show(work, edition.code, code)
        way = show_way(work, edition.code, code)
    return render_template(
        "author/review.html",
        edition=edition,
        page=page,
        content=page.filed.item,
        place=place_of(1, 1),
        way=way,
        name_place=name_place,
        checklist=CHECKLIST,
        answer_options=[(answer, speak(words)) for answer, words in ANSWER_WORDS.items()],
        verdict_options=[(verdict, speak(words)) for verdict, (_, words) in VERDICTS.items()],
        typed=request.form,
        refusal=refusal,
    )


@author.post("/items/<code>/review")
@allow("bank.review")
def give_review(code: str) -> Response | tuple[str, int]:
    """Whatever stands against it, the page comes back with what was typed."""
    typed = request.form
    try:
        with open_work() as work:
            edition = get_chosen(work)
            number = typed.get("number", 0, type=whole_number)
            reviewing.give_review(work, edition.code, code, number, _opinion())
    except Refused as refusal:
        return _review_page(code, refusal), 422
    return _back(code, edition.code, text("The review was filed."))


def _opinion() -> reviewing.Opinion:
    """What was typed. Raises Refused for an estimate that is no number and for no verdict."""
    typed = request.form
    estimate, verdict = typed.get("angoff", "").strip().rstrip("%").replace(",", "."), typed.get("verdict", "")
    try:
        angoff = float(estimate) / 100 if estimate else None
    except ValueError:
        angoff = -1.0
    if verdict not in VERDICTS:
        raise Refused(text("The review wasn't filed."), text("There is no verdict."), text("Choose one."))
    given = {str(point): typed.get(f"point-{point}", "") for point in CHECKLIST}
    answers = {point: answer for point, answer in given.items() if answer in (*ANSWERS,)}
    return reviewing.Opinion(cast(Verdict, verdict), answers, angoff, typed.get("note", ""))


@author.post("/items/<code>/comments")
@allow("bank.move")
def add_comment(code: str) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        reviewing.add_comment(work, edition.code, code, request.form.get("place", ""), request.form.get("body", ""))
    return _back(code, edition.code, text("The comment was added."))


@author.post("/items/<code>/comments/<uuid:comment_id>/settle")
@allow("bank.move")
def settle_comment(code: str, comment_id: UUID) -> Response:
    with open_work() as work:
        edition = get_chosen(work)
        reviewing.settle_comment(work, edition.code, code, comment_id)
    return _back(code, edition.code, text("The comment is settled."))


@author.post("/items/<code>/withdraw")
@allow("bank.write")
def withdraw(code: str) -> Response:
    """Out of use at once: from the bank and from every frozen form that nobody has begun."""
    with open_work() as work:
        edition = get_chosen(work)
        order_withdrawal(work, edition.code, code, request.form.get("reason", "")[:2000])
    words = text("The withdrawal is ordered and is being carried out; the page says how far it is.")
    return _back(code, edition.code, words)


@author.get("/items/<code>/withdrawals")
@allow("bank.read")
def show_orders(code: str) -> str:
    """The fragment of the item's page that says how far its withdrawal is."""
    with open_work() as work:
        orders = orders_of_item(work, get_chosen(work).code, code)
    return render_template("_parts/orders.html", **orders, apart=True)


def _back(code: str, qualification: str, words: Text) -> Response:
    flash(speak(words), "saved")
    return redirect(url_for("author.show_item", code=code, qualification=qualification))
