"""What closes the room of an exam: the addresses from which it's taken, and the browser in which."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import closed_room, exam, seb
from exam_server.web.access import allow
from exam_server.web.client import client_address
from exam_server.web.flashes import flash_done, refusal_words
from exam_server.web.office.views import office
from exam_server.web.step_up import needs_no_proof
from exam_server.web.traces import shows_nobody
from exam_server.web.work import house, open_work


@office.get("/exams/<uuid:exam_id>/room")
@allow("exam.plan")
@shows_nobody("addresses and settings of a room")
def show_room(exam_id: UUID) -> str:
    return _render(exam_id)


@office.post("/exams/<uuid:exam_id>/room/addresses")
@allow("exam.plan")
def set_addresses(exam_id: UUID) -> Response | tuple[str, int]:
    typed = request.form.get("ranges", "")
    try:
        with open_work() as work:
            count = closed_room.set_ranges(work, exam_id, typed)
    except Refused as refused:
        return _render(exam_id, ranges=typed, ranges_error=refusal_words(refused)), 422
    flash_done(
        text("The test is taken from these addresses alone: {count}.", count=count)
        if count
        else text("The test can be taken from anywhere.")
    )
    return _back(exam_id)


@office.post("/exams/<uuid:exam_id>/room/seb")
@allow("exam.plan")
def require_seb(exam_id: UUID) -> Response | tuple[str, int]:
    """Make the settings, or make them again for the server as it's now."""
    password, typed = request.form.get("quit_password", ""), request.form.get("exam_keys", "")
    try:
        with open_work() as work:
            seb.require_seb(work, exam_id, _place(), password, typed)
    except Refused as refused:
        return _render(exam_id, exam_keys=typed, seb_error=refusal_words(refused)), 422
    flash_done(text("The test is taken in Safe Exam Browser. Give its settings file out to the computers."))
    return _back(exam_id)


@office.post("/exams/<uuid:exam_id>/room/any-browser")
@allow("exam.plan")
@needs_no_proof("it can be required again")
def release_seb(exam_id: UUID) -> Response:
    with open_work() as work:
        seb.release_seb(work, exam_id)
    flash_done(text("The test is taken in any browser."))
    return _back(exam_id)


@office.post("/exams/<uuid:exam_id>/room/seb-file")
@allow("exam.plan")
def send_seb_file(exam_id: UUID) -> Response | tuple[str, int]:
    """To staff alone: whoever reads the settings can make other browsers look like Safe Exam Browser."""
    try:
        with open_work() as work:
            content = seb.make_seb_file(work, exam_id, request.form.get("password", ""))
    except Refused as refused:
        return _render(exam_id, file_error=refusal_words(refused)), 422
    response = make_response(content)
    response.content_type = "application/seb"
    response.headers["Content-Disposition"] = f'attachment; filename="exam-{exam_id.hex[-6:]}.seb"'
    return response


def _place() -> seb.Place:
    from exam_server.services.certificates import find_authority

    settings = house().settings
    return seb.Place(settings.address, find_authority(settings.instance) if settings.tls == "auto" else None)


def _back(exam_id: UUID) -> Response:
    return redirect(url_for("office.show_room", exam_id=exam_id))


def _render(exam_id: UUID, **typed: str) -> str:
    """The page with what's saved, or with what was typed and what is wrong with it."""
    with open_work() as work:
        planned = exam.get_exam(work, exam_id)
        ranges = closed_room.get_ranges(work, exam_id)
        found = seb.find_seb(work, exam_id, _place())
    saved = {"ranges": "\n".join(ranges), "exam_keys": "\n".join(found.exam_keys) if found else ""}
    return render_template(
        "office/closed_room.html",
        exam=planned,
        is_over=planned.state in ("closed", "released"),
        own=client_address(),
        seb=found,
        address=house().settings.address,
        typed=saved | typed,
    )
