"""Safe Exam Browser at the door: it shows its keys, and gets the seat or hears which check failed; its way out."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound
from exam_server.core.seb import CONFIG_HEADER, EXAM_HEADER, FAILURES, Evidence, browsers_address
from exam_server.services import seb_checks
from exam_server.services.admissions import Visitor
from exam_server.web.access import allow
from exam_server.web.candidate.views import candidate, give_seat
from exam_server.web.client import client_address
from exam_server.web.cookies import DEVICE_COOKIE, read_cookie
from exam_server.web.work import house, open_work

LONGEST = 2000


@candidate.get("/ticket/check/<nonce>")
@allow("public")
def check_seb(nonce: str) -> str:
    """Collects what the script interface says and sends it on; without a script a button does, for old clients."""
    with open_work() as work:
        if not seb_checks.is_open(work, nonce, _visitor()):
            raise NotFound(nonce)
    return render_template("candidate/seb_check.html", nonce=nonce, failure=None)


@candidate.post("/ticket/check/<nonce>")
@allow("public")
def answer_check(nonce: str) -> Response | tuple[str, int]:
    """The check's address is used once; a client sends its headers with this request too."""
    path = url_for("candidate.answer_check", nonce=nonce)
    with open_work() as work:
        result = seb_checks.finish_check(
            work,
            house().keys,
            nonce,
            _visitor(),
            browsers_address(house().settings.address, path),
            _evidence(),
            request.form.get("client", ""),
        )
    if result.failure is None:
        return give_seat(result.token, read_cookie(DEVICE_COOKIE))
    why, remedy = FAILURES[result.failure]
    page = render_template(
        "candidate/seb_check.html",
        nonce=result.nonce,
        failure=result.failure,
        why=why,
        remedy=remedy,
        shown=_given("page"),
        expected=house().settings.address,
    )
    return page, 422


@candidate.get("/leave")
@allow("public")
def leave_seb() -> str:
    """The address that ends Safe Exam Browser; another browser shows that nothing is left to do."""
    return render_template("candidate/leave.html")


def _visitor() -> Visitor:
    return Visitor(read_cookie(DEVICE_COOKIE), client_address())


def _evidence() -> Evidence:
    return Evidence(
        config_header=request.headers.get(CONFIG_HEADER, ""),
        exam_header=request.headers.get(EXAM_HEADER, ""),
        page=_given("page"),
        config_script=_given("config_key"),
        exam_script=_given("exam_key"),
    )


def _given(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]
