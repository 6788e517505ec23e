"""The candidate's portfolio: adding documents and declarations, saying what they show, handing in."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.portfolio import DOCUMENT_WORDS
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.document_door import KINDS
from exam_server.services.documents import get_own_document, keep_document
from exam_server.services.own_cases import get_own_case
from exam_server.services.portfolio import (
    LIMITS,
    add_declaration,
    add_document,
    get_own_portfolio,
    get_piece,
    hand_in,
    map_piece,
    take_back,
)
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.document_files import folder, read_words, send_document, send_picture
from exam_server.web.flashes import flash_done
from exam_server.web.portfolio.views import portfolio
from exam_server.web.work import open_work

PORTFOLIO = "/cases/<uuid:case_id>/portfolio"
PIECE = f"{PORTFOLIO}/<uuid:piece_id>"
ACCEPTED = ",".join(KINDS)


@portfolio.get(PORTFOLIO)
@allow("portfolio.own")
def show_portfolio(case_id: UUID) -> str:
    return _show_portfolio(case_id)


def _show_portfolio(case_id: UUID, refused: Refused | None = None, typed: str = "") -> str:
    with open_work() as work:
        own, view = get_own_case(work, case_id), get_own_portfolio(work, case_id)
    return render_template(
        "portfolio/portfolio.html",
        case=own,
        view=view,
        refused=refused,
        typed=typed,
        limits=LIMITS,
        accepted=ACCEPTED,
        document_words=DOCUMENT_WORDS,
    )


@portfolio.post(f"{PORTFOLIO}/documents")
@allow("portfolio.own")
def bring_document(case_id: UUID) -> Response | tuple[str, int]:
    file = request.files.get("file")
    with open_work() as work:
        view = get_own_portfolio(work, case_id)
    try:
        if not view.takes_more or file is None or not file.filename:
            raise _nothing_chosen()
        read = keep_document(folder(), file.filename, file.read())
        with open_work() as work:
            made = add_document(work, case_id, request.form.get("title", ""), read)
    except Refused as refused:
        return _show_portfolio(case_id, refused, "document"), 422
    flash_done(text("The document is kept. Say now what it shows."))
    return redirect(url_for("portfolio.show_piece", case_id=case_id, piece_id=made))


def _nothing_chosen() -> Refused:
    return Refused(
        text("No document was taken."),
        text("No file was chosen, or no stage takes documents now."),
        text("Choose a file."),
    )


@portfolio.post(f"{PORTFOLIO}/declarations")
@allow("portfolio.own")
def declare(case_id: UUID) -> Response | tuple[str, int]:
    try:
        with open_work() as work:
            made = add_declaration(work, case_id, request.form.get("title", ""), request.form.get("words", ""))
    except Refused as refused:
        return _show_portfolio(case_id, refused, "declaration"), 422
    flash_done(text("The declaration is kept. Say now what it shows."))
    return redirect(url_for("portfolio.show_piece", case_id=case_id, piece_id=made))


@portfolio.get(PIECE)
@allow("portfolio.own")
def show_piece(case_id: UUID, piece_id: UUID) -> str:
    return _show_piece(case_id, piece_id)


def _show_piece(case_id: UUID, piece_id: UUID, refused: Refused | None = None) -> str:
    """A piece with what it's said to show; a text is read from its file."""
    words = ""
    with open_work() as work:
        own, view = get_own_case(work, case_id), get_own_portfolio(work, case_id)
        piece = get_piece(work, case_id, piece_id)
        if piece.document_kind == "text":
            words = read_words(*get_own_document(work, folder(), case_id, piece_id))
    return render_template(
        "portfolio/piece.html",
        case=own,
        view=view,
        piece=piece,
        words=words,
        refused=refused,
        ticked=request.form.getlist("target"),
        document_words=DOCUMENT_WORDS,
    )


@portfolio.get(f"{PIECE}/file")
@allow("portfolio.own")
def download(case_id: UUID, piece_id: UUID) -> Response:
    with open_work() as work:
        found = get_own_document(work, folder(), case_id, piece_id)
    return send_document(*found)


@portfolio.get(f"{PIECE}/picture")
@allow("portfolio.own")
def show_picture(case_id: UUID, piece_id: UUID) -> Response:
    with open_work() as work:
        found = get_own_document(work, folder(), case_id, piece_id)
    return send_picture(*found)


@portfolio.post(f"{PIECE}/mappings")
@allow("portfolio.own")
def say_what_it_shows(case_id: UUID, piece_id: UUID) -> Response | tuple[str, int]:
    """`target`: a criterion's code, or code and part with a colon between them."""
    targets = [(code, part) for code, _, part in (each.partition(":") for each in request.form.getlist("target"))]
    try:
        with open_work() as work:
            count = map_piece(work, case_id, piece_id, targets, request.form.get("why", ""))
    except Refused as refused:
        return _show_piece(case_id, piece_id, refused), 422
    flash_done(text("Criteria assigned: {count}.", count=count))
    return redirect(url_for("portfolio.show_piece", case_id=case_id, piece_id=piece_id))


@portfolio.post(f"{PORTFOLIO}/take-back")
@allow("portfolio.own")
def take_piece_back(case_id: UUID) -> Response:
    given = request.form.get("piece", "")
    with acting(text("That was taken back.")) as work:
        take_back(work, case_id, _id(given))
    return redirect(url_for("portfolio.show_portfolio", case_id=case_id))


def _id(given: str) -> UUID:
    """What the form names; what isn't an id names nothing."""
    try:
        return UUID(given)
    except ValueError:
        return UUID(int=0)


@portfolio.post(f"{PORTFOLIO}/hand-in")
@allow("portfolio.own")
def hand_in_portfolio(case_id: UUID) -> Response:
    with acting(text("Your portfolio is handed in. What you add from now on is marked as an addition.")) as work:
        hand_in(work, case_id)
    return redirect(url_for("portfolio.show_portfolio", case_id=case_id))
