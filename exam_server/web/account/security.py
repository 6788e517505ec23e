"""Everybody's own security page: second factors, where they are logged in, and their password."""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, validators

from exam_server.core.passwords import MINIMUM_LENGTH
from exam_server.core.people import may
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import factors, passkeys, sessions
from exam_server.services.factor_resets import list_asked
from exam_server.services.own_contact import get_own_contact
from exam_server.web.access import allow
from exam_server.web.account.views import account
from exam_server.web.cookies import SESSION_COOKIE, read_cookie, set_session
from exam_server.web.flashes import flash_done
from exam_server.web.forms import PageForm
from exam_server.web.passkey_site import find_own_site
from exam_server.web.step_up import asks_full_proof, asks_proof
from exam_server.web.work import house, open_work


class ChangeForm(PageForm):
    """The password now is the proof's field, so that it isn't typed twice."""

    proof_password = PasswordField(validators=[validators.InputRequired(), validators.Length(max=500)])
    new = PasswordField(validators=[validators.InputRequired(), validators.Length(max=500)])


@account.get("/security")
@allow("account.own")
def show_security() -> str:
    return render_security()


@account.post("/security/password")
@allow("account.own")
@asks_full_proof
def change_password() -> Response | tuple[str, int]:
    """By the password that held; whoever else is logged in with this account has to log in again."""
    form = ChangeForm.from_request()
    if not form.submitted():
        return render_security(form), 422
    try:
        with open_work() as work:
            renewal = sessions.change_password(
                work,
                house().keys,
                house().login_door,
                read_cookie(SESSION_COOKIE),
                form.data["proof_password"],
                form.data["new"],
            )
    except Refused as refused:
        return render_security(form, ("new", refused.why)), 422
    if renewal.refusal is not None:
        return render_security(form, ("proof_password", renewal.refusal)), 422
    set_session(renewal.token)
    return _done(text("Your password is changed. All your other log-ins have ended."))


@account.post("/security/sessions/<uuid:session_id>/end")
@allow("account.own")
@asks_proof
def end_session(session_id: UUID) -> Response:
    with open_work() as work:
        sessions.end_own(work, session_id)
    return _done(text("That log-in has ended."))


@account.post("/security/sessions/end-others")
@allow("account.own")
@asks_proof
def end_other_sessions() -> Response:
    with open_work() as work:
        ended = sessions.end_others(work)
    return _done(text("Log-ins that ended: {count}. You stay logged in here.", count=ended))


def render_security(form: ChangeForm | None = None, refusal: tuple[str, Text] | None = None) -> str:
    """`refusal`: the field that was refused, and why."""
    with open_work() as work:
        own_passkeys, contact = passkeys.list_own(work), get_own_contact(work)
        held, own = sessions.list_own(work, house().limits), factors.get_own(work)
        waiting = len(list_asked(work)) if may(work.actor.roles, "account.reset") and not work.actor.must_set_up else 0
    return render_template(
        "account/security.html",
        form=form or ChangeForm(),
        refusal=refusal,
        sessions=held,
        own=own,
        contact=contact,
        passkeys=own_passkeys,
        passkeys_here=find_own_site() is not None,
        waiting=waiting,
        minimum_length=MINIMUM_LENGTH,
    )


def _done(words: Text) -> Response:
    flash_done(words)
    return redirect(url_for("account.show_security"))
