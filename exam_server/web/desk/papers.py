"""Papers at the desk: which seats wrote on paper, and typing them in, each person alone."""

import re
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.delivery import STATE_WORDS, PresentedItem
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import desk as service
from exam_server.services import paper_use, people, readings, transcription
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.desk.acts import flash_outcome, given_ids, given_reason
from exam_server.web.desk.views import desk
from exam_server.web.flashes import flash_done, flash_note, flash_refusal
from exam_server.web.paper_files import send_paper
from exam_server.web.typed import number_within
from exam_server.web.work import open_work

BETWEEN_LETTERS = re.compile(r"[\s,;.-]")
PAPERS = "/exams/<uuid:exam_id>/papers"


@desk.get(PAPERS)
@allow("desk.run")
def show_papers(exam_id: UUID) -> str:
    with open_work() as work:
        exam = service.enter_exam(work, exam_id)
        seats = readings.list_papers(work, exam_id)
        names = {account: people.get_name(work, account) for seat in seats for account in seat.typed_by}
    return render_template("desk/papers.html", exam=exam, seats=seats, names=names, state_words=STATE_WORDS)


@desk.post(PAPERS)
@allow("desk.run")
def declare_papers(exam_id: UUID) -> Response:
    """The ticked seats wrote on paper; the reason is one for all of them."""
    seats, reason = given_ids("seat"), given_reason()
    try:
        with open_work() as work:
            service.enter_exam(work, exam_id)
            outcome = paper_use.declare_papers(work, exam_id, seats, reason)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("Papers declared: {count}.", count=outcome.count))
        flash_outcome(outcome)
    return _to_papers(exam_id)


@desk.post(f"{PAPERS}/<uuid:sitting_id>/withdraw")
@allow("desk.run")
def withdraw_paper(exam_id: UUID, sitting_id: UUID) -> Response:
    with acting(text("The declaration is taken back.")) as work:
        service.enter_exam(work, exam_id)
        paper_use.withdraw_paper(work, exam_id, sitting_id, given_reason())
    return _to_papers(exam_id)


@desk.get(f"{PAPERS}/<uuid:sitting_id>")
@allow("desk.run")
def show_sheet(exam_id: UUID, sitting_id: UUID) -> Response | str:
    try:
        with open_work() as work:
            return _render_sheet(work, exam_id, sitting_id)
    except Refused as refused:
        flash_refusal(refused)
        return _to_papers(exam_id)


@desk.post(f"{PAPERS}/<uuid:sitting_id>")
@allow("desk.run")
def type_paper(exam_id: UUID, sitting_id: UUID) -> Response | tuple[str, int]:
    """Take a reading; a refused one comes back with everything that was typed."""
    given: dict[int, object] = {}
    try:
        with open_work() as work:
            service.enter_exam(work, exam_id)
            sheet = readings.get_sheet(work, exam_id, sitting_id)
            given = {item.position: _given_response(item) for item in sheet.items}
            outcome = transcription.type_paper(work, exam_id, sitting_id, request.form.get("code", ""), given)
    except Refused as refused:
        return _keep_typed(exam_id, sitting_id, given, refused)
    (flash_done if outcome.receipt is not None else flash_note)(outcome.words)
    return _to_papers(exam_id)


def _keep_typed(
    exam_id: UUID, sitting_id: UUID, given: dict[int, object], refused: Refused
) -> Response | tuple[str, int]:
    try:
        with open_work() as work:
            return _render_sheet(work, exam_id, sitting_id, given, refused), 422
    except Refused as error:
        # There is nothing to correct: this person can't type this paper.
        flash_refusal(error)
        return _to_papers(exam_id)


@desk.get(f"{PAPERS}/<name>.pdf")
@allow("desk.run")
def print_paper(exam_id: UUID, name: str) -> Response:
    return send_paper(exam_id, name, lambda work: service.enter_exam(work, exam_id), _papers(exam_id))


def _render_sheet(
    work: Work,
    exam_id: UUID,
    sitting_id: UUID,
    given: dict[int, object] | None = None,
    refused: Refused | None = None,
) -> str:
    exam = service.enter_exam(work, exam_id)
    sheet = readings.get_sheet(work, exam_id, sitting_id)
    return render_template(
        "desk/paper.html",
        exam=exam,
        sheet=sheet,
        shown=sheet.own if given is None else given,
        is_known=bool(sheet.own) or given is not None,
        typed_code=request.form.get("code", ""),
        refused=refused,
    )


def _given_response(item: PresentedItem) -> object:
    """What the controls of an item's kind hold, as JSON would have it; core checks it."""
    name = f"item-{item.position}"
    given = request.form.get(name, "")
    if item.kind in ("numeric", "short_text", "extended_text"):
        return given.replace("\r\n", "\n")
    if item.kind == "multiple_response":
        return [_number(value) for value in request.form.getlist(name)]
    if item.kind == "matching":
        return [_number(request.form.get(f"{name}-{left.position}", "")) for left in item.lefts]
    if item.kind == "inline_choice":
        return [_number(request.form.get(f"{name}-{gap.position}", "")) for gap in item.gaps]
    if item.kind == "gap_text":
        return [request.form.get(f"{name}-{gap.position}", "") for gap in item.gaps]
    return _order(given) if item.kind == "ordering" else _number(given)


def _order(letters: str) -> list[int] | str:
    """“B, A, C” as positions; anything but letters and what parts them stays as it is, for core to refuse."""
    wanted = BETWEEN_LETTERS.sub("", letters.upper())
    if wanted and not (wanted.isascii() and wanted.isalpha()):
        return letters
    return [ord(letter) - ord("A") + 1 for letter in wanted]


def _number(typed: str) -> int | str | None:
    """A position, None for nothing; anything else stays as it is, for core to refuse."""
    number = number_within(typed, 0, 9999)
    return (typed or None) if number is None else number


def _papers(exam_id: UUID) -> str:
    return url_for("desk.show_papers", exam_id=exam_id)


def _to_papers(exam_id: UUID) -> Response:
    return redirect(_papers(exam_id))
