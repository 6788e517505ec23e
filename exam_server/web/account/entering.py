"""The door for accounts: the password, the second factor, and what the browser holds in between."""

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField, validators

from exam_server.core.browsers import name_browser
from exam_server.core.text import text
from exam_server.services import people
from exam_server.services.logging_in import Entrance, Login, complete, find_half, log_in
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.account.views import account
from exam_server.web.answers import local_address
from exam_server.web.cookies import HALF_COOKIE, SESSION_COOKIE, drop_cookie, read_cookie, set_cookie
from exam_server.web.flashes import flash_note, flash_refused
from exam_server.web.forms import PageForm
from exam_server.web.passkey_site import find_own_site
from exam_server.web.work import house, open_work


class LoginForm(PageForm):
    login = StringField(validators=[validators.InputRequired(), validators.Length(max=120)])
    password = PasswordField(validators=[validators.InputRequired(), validators.Length(max=500)])


class CodeForm(PageForm):
    code = StringField(validators=[validators.InputRequired(), validators.Length(max=40)])


@account.route("/login", methods=["GET", "POST"], endpoint="log_in")
@allow("public")
def enter_password() -> Response | str | tuple[str, int]:
    form = LoginForm.from_request()
    if not form.submitted():
        return render_template("account/log_in.html", form=form, refusal=None, **_shared())
    with open_work() as work:
        outcome = log_in(work, entrance(), form.data["login"], form.data["password"])
        if outcome.token:
            leave_session(work)
    if outcome.refusal is not None:
        return render_template("account/log_in.html", form=form, refusal=outcome.refusal, **_shared()), 422
    return let_in(outcome)


@account.route("/login/code", methods=["GET", "POST"])
@allow("public")
def enter_code() -> Response | str | tuple[str, int]:
    """The second step; without a first one it leads back to it."""
    form, half = CodeForm.from_request(), read_cookie(HALF_COOKIE)
    with open_work() as work:
        waits = bool(half) and find_half(work, half) is not None
    if not waits:
        return _begin_anew()
    if not form.submitted():
        return render_template("account/code.html", form=form, refusal=None, **_shared())
    with open_work() as work:
        outcome = complete(work, entrance(), half, form.data["code"])
        if outcome.token:
            leave_session(work)
    if outcome.token:
        return let_in(outcome)
    if not outcome.half:
        return _begin_anew()
    return render_template("account/code.html", form=form, refusal=outcome.refusal, **_shared()), 422


def _shared() -> dict[str, object]:
    provider = house().settings.sign_on
    return {"passkeys_here": find_own_site() is not None, "provider": provider.name if provider else ""}


def entrance() -> Entrance:
    shared = house()
    return Entrance(shared.keys, shared.login_door, shared.limits, name_browser(request.user_agent.string))


def leave_session(work: Work) -> None:
    """What this browser held before: nobody finds it open again, whoever that was."""
    people.log_out(work, read_cookie(SESSION_COOKIE))


def let_in(outcome: Login, wanted: str = "") -> Response:
    """To the page that was asked for, with a session; or on to the second factor, with half a log-in."""
    wanted = local_address(wanted or request.args.get("next", ""))
    if outcome.half:
        response = redirect(url_for("account.enter_code", next=wanted))
        set_cookie(response, HALF_COOKIE, outcome.half)
        return response
    session.pop("visit", None)
    for notice in outcome.notices:
        flash_note(notice)
    response = redirect(wanted)
    drop_cookie(response, HALF_COOKIE)
    set_cookie(response, SESSION_COOKIE, outcome.token)
    return response


def _begin_anew() -> Response:
    flash_refused(text("Begin with your password again."))
    response = redirect(url_for("account.log_in", next=request.args.get("next")))
    drop_cookie(response, HALF_COOKIE)
    return response
