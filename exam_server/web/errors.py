"""One page and one JSON shape for everything that fails: what, why, what to do, and an id that is in the log."""

import secrets

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Forbidden, HTTPException

from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.text import Text, text
from exam_server.language import say
from exam_server.services.opening import trouble_of
from exam_server.services.work import Actor
from exam_server.web.language import current_language
from exam_server.web.typed import Unkept

LOG = structlog.get_logger("exam.errors")
Explanation = tuple[Text, Text, Text]

EXPLANATIONS: dict[int, Explanation] = {
    400: (
        text("The request wasn't understood."),
        text("The page may be too old, or its form incomplete."),
        text("Go back, reload the page and try again."),
    ),
    403: (
        text("This page isn't open to you."),
        text("Your role doesn't include it."),
        text("Log in with another account, or ask the office."),
    ),
    404: (
        text("There is no such page."),
        text("The address is wrong, or what it showed isn't there any more."),
        text("Check the address, or begin at the start page."),
    ),
    405: (
        text("This address can't be used like that."),
        text("It takes another kind of request."),
        text("Begin at the start page."),
    ),
    413: (text("The file is too large."), text("The limit is 20 MiB."), text("Send a smaller file.")),
}
NO_SEAT: Explanation = (
    text("This browser has no seat any more."),
    text("The sitting isn't open here, or the ticket was entered elsewhere."),
    text("Enter your ticket again, or raise your hand. What is saved stays saved."),
)
OUTSIDE: Explanation = (
    text("This exam is taken in its room."),
    text("This computer isn't in the room's network."),
    text("Take a computer of the room, or raise your hand: the office can change the addresses. What is saved stays."),
)
HELD: Explanation = (
    text("The desk has to unlock this seat."),
    text("This browser doesn't show the keys of Safe Exam Browser any more. What is saved stays saved."),
    text("Raise your hand. When the desk has unlocked the seat, reload this page."),
)
FACTOR: Explanation = (
    text("This page isn't open to you yet."),
    text("Your role needs a second factor at log-in."),
    text("Set it up under “My account”."),
)
PROOF: Explanation = (
    text("Nothing was done yet."),
    text("This act asks for a proof of who you are, of the last ten minutes."),
    text("Log in again, then do it once more."),
)
UNKEPT: Explanation = (
    text("The request wasn't taken."),
    text("It holds a character that nobody can type and nothing can keep: a NUL, or half of one."),
    text("Go back and type the text anew; where you pasted it from a file, the file may be damaged."),
)
FAILED: Explanation = (
    text("Something went wrong on the server."),
    text("The cause is in the server's log under the id below."),
    text("Try again. If it happens again, tell the administrator the id."),
)
CHANGED: Explanation = (
    text("Your change wasn't saved."),
    text("Somebody else changed the same thing a moment ago."),
    text("Reload the page and look at the new state first."),
)
WHY_NOT_WRITTEN = {
    "full": text("There is no room left on the server's disk."),
    "read_only": text("The server's disk takes no writes."),
}
SOME_REASON = text("The server can't write at the moment.")
LATER = text("Tell the administrator, and try again when there is room. What was saved before stays saved.")
UNCERTAIN: Explanation = (
    text("It isn't certain that your change was saved."),
    SOME_REASON,
    text("Reload the page in a minute and look at the state first: the server starts anew on what its disk has."),
)


def handle_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(Refused, _show_refused)
    app.register_error_handler(NotFound, lambda _: _show(404, EXPLANATIONS[404]))
    app.register_error_handler(StaleDataError, lambda _: _show(409, CHANGED))
    app.register_error_handler(IntegrityError, _show_collision)
    app.register_error_handler(Exception, _show_failure)


class NoSeat(Forbidden):
    """A candidate's address without a candidate's seat."""


class OutsideRoom(Forbidden):
    """A candidate's address, asked for from beyond the exam's ranges."""


class SeatHeld(Forbidden):
    """A candidate's address, asked for by a browser that waits for the desk."""


class FactorNeeded(Forbidden):
    """Asked for by a log-in that has to set up a second factor first."""


class ProofNeeded(Forbidden):
    """A grave act whose proof of who acts isn't fresh, asked for in a way that can't ask back."""


class DeniedByRule(Forbidden):
    """A page that a rule keeps from who asks, whatever their role."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


OWN_WORDS: dict[type[HTTPException], Explanation] = {
    NoSeat: NO_SEAT,
    OutsideRoom: OUTSIDE,
    SeatHeld: HELD,
    ProofNeeded: PROOF,
    FactorNeeded: FACTOR,
    Unkept: UNKEPT,
}


def _show_http(error: HTTPException) -> Response:
    if type(error) in OWN_WORDS:
        return _show(error.code or 403, OWN_WORDS[type(error)])
    if isinstance(error, DeniedByRule):
        what, _, remedy = EXPLANATIONS[403]
        return _show(403, (what, error.problem.message, error.problem.remedy or remedy), error.problem.rule)
    code = error.code or 500
    return _show(code, EXPLANATIONS.get(code, FAILED if code >= 500 else EXPLANATIONS[400]))


def _show_refused(error: Refused) -> Response:
    return _show(422, (error.what, error.why, error.remedy), error.rule)


def _show_failure(error: Exception) -> Response:
    error_id = secrets.token_hex(4)
    # The text of an exception can hold what somebody typed; its type and place can't.
    place = _place(error)
    found = {"error": type(error).__name__, "place": place, "endpoint": request.endpoint}
    LOG.error("request.failed", error_id=error_id, **found, **who_asked())
    unwritten = _explain_unwritten(error)
    return _show(503 if unwritten else 500, unwritten or FAILED, error_id=error_id)


def _explain_unwritten(error: Exception) -> Explanation | None:
    """Of what the disk refused; a full one has kept nothing of the change, and after a failed flush nobody knows."""
    trouble = trouble_of(getattr(error, "orig", None) or error)
    if trouble == "flush":
        return UNCERTAIN
    return (CHANGED[0], WHY_NOT_WRITTEN[trouble], LATER) if trouble in WHY_NOT_WRITTEN else None


def _show_collision(error: IntegrityError) -> Response:
    """Two workers made the same thing at once and the database kept one; what else breaks a rule of it is logged."""
    error_id = secrets.token_hex(4)
    LOG.warning("request.collided", error_id=error_id, place=_place(error), endpoint=request.endpoint, **who_asked())
    return _show(409, CHANGED, error_id=error_id)


def who_asked() -> dict[str, str]:
    """The ids that the log names somebody by: of a log-in's account, or of a candidate's seat. Empty for a stranger."""
    actor = g.get("actor") or Actor()
    held = {"account": actor.account_id, "sitting": actor.sitting_id, "run_seat": actor.run_seat_id}
    return {name: str(id) for name, id in held.items() if id is not None}


def _place(error: BaseException) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rpartition('exam_server')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _show(code: int, explanation: Explanation, rule: str = "", error_id: str = "") -> Response:
    error_id = error_id or secrets.token_hex(4)
    language = current_language()
    what, why, remedy = (say(each, language) for each in explanation)
    shown = {"what": what, "why": why, "remedy": remedy, "rule": rule, "id": error_id}
    if code < 500:
        found = {"status": code, "endpoint": request.endpoint, "rule": rule}
        LOG.info("request.refused", error_id=error_id, **found, **who_asked())
    if wants_json():
        return make_response(jsonify(error=shown), code)
    return make_response(render_template("errors/error.html", code=code, **shown), code)


def wants_json() -> bool:
    """Whether the caller is a script: it sends JSON or asks for it."""
    return request.is_json or request.accept_mimetypes.best == "application/json"
