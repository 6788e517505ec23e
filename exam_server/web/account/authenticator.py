"""Setting up an authenticator app and recovery codes: secrets are shown in the answer to the act itself, once."""

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services import factors
from exam_server.services.factors import SetUp
from exam_server.services.ticket_codes import draw_qr
from exam_server.web.access import allow
from exam_server.web.account.views import account
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done
from exam_server.web.step_up import asks_full_proof
from exam_server.web.work import house, open_work


@account.post("/security/app")
@allow("account.own")
@asks_full_proof
def begin_app() -> str:
    """The QR code that an app scans, and the field for its first code."""
    with open_work() as work:
        set_up = factors.begin_app(work, house().keys)
    return _show_set_up(set_up)


@account.post("/security/app/confirm")
@allow("account.own")
@asks_full_proof
def confirm_app() -> Response | str | tuple[str, int]:
    try:
        with open_work() as work:
            codes = factors.confirm_app(work, house().keys, request.form.get("code", ""))
    except Refused as refused:
        with open_work() as work:
            set_up = factors.find_set_up(work, house().keys)
        if set_up is None:
            raise NotFound("totp") from refused
        return _show_set_up(set_up, refused.why), 422
    return show_codes(codes) if codes else done(text("The app is set up."))


@account.post("/security/app/remove")
@allow("account.own")
@asks_full_proof
def remove_app() -> Response:
    with acting(text("The app is removed: its codes are worth nothing any more.")) as work:
        factors.remove_app(work)
    return redirect(url_for("account.show_security"))


@account.post("/security/recovery-codes")
@allow("account.own")
@asks_full_proof
def renew_recovery_codes() -> str:
    with open_work() as work:
        codes = factors.renew_recovery_codes(work, house().keys)
    return show_codes(codes)


def done(words: Text) -> Response:
    flash_done(words)
    return redirect(url_for("account.show_security"))


def _show_set_up(set_up: SetUp, why: Text | None = None) -> str:
    # segno's drawing of an address: its characters went in, path data comes out.
    drawn = Markup(draw_qr(set_up.address))  # noqa: S704
    return render_template("account/app.html", set_up=set_up, qr=drawn, why=why)


def show_codes(codes: tuple[str, ...]) -> str:
    return render_template("account/recovery_codes.html", codes=codes)
