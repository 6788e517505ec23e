"""Acts that make tickets: they're shown in the answer to the act itself, once, because nobody keeps them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.services import exam, freezing, run_seats
from exam_server.services.exam import Exam
from exam_server.services.freezing import SeatCard
from exam_server.services.papers.reader import file_hash, get_head, note_paper
from exam_server.services.papers.seat_cards import check_cards, list_marks, print_cards
from exam_server.services.ticket_codes import draw_qr, ticket_address
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.flashes import flash_refusal
from exam_server.web.office.forms import CandidateForm, uuid_or_abort
from exam_server.web.office.views import office, render_exam
from exam_server.web.printing import current_reader, send_pdf
from exam_server.web.work import house, open_work


@office.post("/exams/<uuid:exam_id>/freeze")
@allow("exam.plan")
def freeze_exam(exam_id: UUID) -> Response | str:
    """Draw and freeze the forms; a blueprint that can't be filled is refused with the names of its cells."""
    return _show_cards(exam_id, lambda work: freezing.freeze_exam(work, house().keys, exam_id))


@office.post("/exams/<uuid:exam_id>/tickets")
@allow("exam.plan")
def renew_tickets(exam_id: UUID) -> Response | str:
    return _show_cards(exam_id, lambda work: freezing.renew_tickets(work, house().keys, exam_id))


@office.post("/exams/<uuid:exam_id>/candidates/late")
@allow("exam.plan")
def add_late_candidate(exam_id: UUID) -> Response | str | tuple[str, int]:
    form = CandidateForm.from_request()
    if not form.submitted():
        return render_exam(exam_id, form), 422
    entry = form.entry()
    return _show_cards(exam_id, lambda work: [freezing.add_late_candidate(work, house().keys, exam_id, entry)])


@office.post("/exams/<uuid:exam_id>/run-tickets")
@allow("exam.plan")
def make_run_tickets(exam_id: UUID) -> Response | str:
    """New ones each time; those before stop working."""
    try:
        with open_work() as work:
            cards = run_seats.make_run_tickets(work, house().keys, exam_id)
            planned = exam.get_exam(work, exam_id)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam", exam_id=exam_id))
    page = house().settings.address + url_for("candidate.enter_ticket")
    # segno's drawing of an address: its characters went in, path data comes out.
    drawn = [(card, Markup(draw_qr(ticket_address(page, card.ticket)))) for card in cards]  # noqa: S704
    return render_template("office/run_tickets.html", exam=planned, cards=drawn, address=page)


def _show_cards(exam_id: UUID, make: Callable[[Work], Sequence[SeatCard]]) -> Response | str:
    try:
        with open_work() as work:
            cards = make(work)
            planned: Exam = exam.get_exam(work, exam_id)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam", exam_id=exam_id))
    page = _ticket_page()
    # segno's drawing of an address: its characters went in, path data comes out.
    drawn = [(card, Markup(draw_qr(ticket_address(page, card.ticket)))) for card in cards]  # noqa: S704
    return render_template("office/tickets.html", exam=planned, cards=drawn, address=page)


@office.post("/exams/<uuid:exam_id>/cards.pdf")
@allow("exam.plan")
def print_seat_cards(exam_id: UUID) -> Response:
    """The cards of the tickets that the page before sends back; they pass through and stay nowhere."""
    prefix = "ticket-"
    names = [name for name in request.form if name.startswith(prefix)]
    tickets = {uuid_or_abort(name.removeprefix(prefix)): request.form[name] for name in names}
    try:
        with open_work() as work:
            cards = check_cards(work, house().keys, exam_id, tickets)
            head, marks, made_at = get_head(work, exam_id), list_marks(work, exam_id), work.now
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.show_exam", exam_id=exam_id))
    content = print_cards(cards, marks, head, _ticket_page(), current_reader(), made_at)
    with open_work() as work:
        note_paper(work, exam_id, "seat_cards", file=file_hash(content), count=len(cards))
    return send_pdf(content, f"cards-{made_at:%Y%m%d-%H%M%S}")


def _ticket_page() -> str:
    return house().settings.address + url_for("candidate.enter_ticket")
