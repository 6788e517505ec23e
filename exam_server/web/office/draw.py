"""The office's part in a draw: its contribution, and items that have to leave the forms at once."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services.contributing import contribute
from exam_server.services.withdrawing import order_withdrawal
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.office.views import office
from exam_server.web.traces import shows_nobody
from exam_server.web.withdrawals import orders_at_exam, qualification_of
from exam_server.web.work import open_work


@office.post("/exams/<uuid:exam_id>/contribution")
@allow("exam.plan")
def contribute_for_office(exam_id: UUID) -> Response:
    with acting(text("The office's contribution is kept; its commitment is published.")) as work:
        contribute(work, exam_id, "office", request.form.get("words", ""))
    return _to_draw(exam_id)


@office.post("/exams/<uuid:exam_id>/withdraw")
@allow("exam.plan")
def withdraw(exam_id: UUID) -> Response:
    """From the bank of this exam's qualification; every exam that has the item in its forms is touched."""
    item, reason = request.form.get("item", ""), request.form.get("reason", "")[:2000]
    with acting(text("The withdrawal is ordered and is being carried out; the page says how far it is.")) as work:
        order_withdrawal(work, qualification_of(work, exam_id), item, reason)
    return _to_draw(exam_id)


@office.get("/exams/<uuid:exam_id>/withdrawals")
@allow("exam.plan")
@shows_nobody("orders about items")
def show_orders(exam_id: UUID) -> str:
    """The fragment of the exam's page that says how far withdrawals are."""
    with open_work() as work:
        orders = orders_at_exam(work, exam_id)
    return render_template("_parts/orders.html", **orders, apart=True)


def _to_draw(exam_id: UUID) -> Response:
    return redirect(url_for("office.show_exam", exam_id=exam_id, _anchor="draw"))
