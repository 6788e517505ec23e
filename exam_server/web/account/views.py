"""Logging out, setting a password by a one-time link, and accounts."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectMultipleField, StringField, validators

from exam_server.core.passwords import MINIMUM_LENGTH
from exam_server.core.people import ROLE_WORDS, ROLES, STAFF
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import people
from exam_server.services.attempts import list_tried_doors
from exam_server.services.libraries import find_unchanged_since
from exam_server.services.secret_age import find_too_old
from exam_server.web.access import allow
from exam_server.web.cookies import SESSION_COOKIE, drop_cookie, read_cookie
from exam_server.web.forms import PageForm
from exam_server.web.language import speak
from exam_server.web.step_up import asks_full_proof
from exam_server.web.work import house, open_work

account = Blueprint("account", __name__, url_prefix="/account")
# The stubs of WTForms know pairs only, which WTForms itself deprecates.
STAFF_ROLES: Any = [role for role in ROLES if role in STAFF]
LABELS: dict[str, Text] = {
    "given_names": text("Given names"),
    "family_name": text("Family name"),
    "login": text("Log-in"),
    "roles": text("Roles"),
}
DOOR_WORDS: dict[str, Text] = {
    "login": text("Accounts: every way of logging in"),
    "ticket": text("Tickets"),
    "pin": text("PINs for seals"),
}


class PasswordForm(PageForm):
    password = PasswordField(validators=[validators.InputRequired(), validators.Length(max=500)])


class AccountForm(PageForm):
    given_names = StringField(validators=[validators.InputRequired(), validators.Length(max=120)])
    family_name = StringField(validators=[validators.InputRequired(), validators.Length(max=120)])
    login = StringField(validators=[validators.InputRequired(), validators.Length(max=120)])
    roles = SelectMultipleField(choices=STAFF_ROLES)


@account.post("/logout")
@allow("account.own")
def log_out() -> Response:
    with open_work() as work:
        people.log_out(work, read_cookie(SESSION_COOKIE))
    response = redirect(url_for("public.show_start"))
    drop_cookie(response, SESSION_COOKIE)
    return response


@account.route("/setup/<token>", methods=["GET", "POST"])
@allow("public")
def set_password(token: str) -> Response | str | tuple[str, int]:
    """The one-time link of a new account. GET changes nothing, so a mail scanner can't spend it."""
    form = PasswordForm.from_request()
    with open_work() as work:
        valid = people.is_setup_link_valid(work, token)
    if not form.submitted():
        return _show_password(form, valid)
    try:
        with open_work() as work:
            people.set_password(work, token, form.data["password"])
    except Refused as refused:
        return _show_password(form, valid, refused), 422
    flash(speak(text("The password is set. You can log in now.")))
    return redirect(url_for("account.log_in"))


def _show_password(form: PasswordForm, valid: bool, refused: Refused | None = None) -> str:
    return render_template(
        "account/set_password.html", form=form, valid=valid, refused=refused, minimum_length=MINIMUM_LENGTH
    )


@account.route("/", methods=["GET", "POST"])
@allow("account.manage")
def list_accounts() -> str:
    """All accounts, and a form for one more; its one-time link is shown once."""
    form = AccountForm.from_request()
    if not form.submitted():
        return _show_accounts(form)
    with open_work() as work:
        new = people.make_account(
            work, form.data["login"], form.data["given_names"], form.data["family_name"], form.data["roles"]
        )
        token = people.make_setup_link(work, new, _link_lifetime())
    return _show_accounts(AccountForm(), token)


@account.post("/<uuid:account_id>/link")
@allow("account.manage")
@asks_full_proof
def renew_link(account_id: UUID) -> str:
    """A new one-time link for somebody who has none left or forgot the password."""
    with open_work() as work:
        people.get_name(work, account_id)
        token = people.make_setup_link(work, account_id, _link_lifetime())
    return _show_accounts(AccountForm(), token)


def _link_lifetime() -> timedelta:
    return timedelta(hours=house().settings.setup_link_hours)


def _show_accounts(form: AccountForm, token: str = "") -> str:
    doors = house().login_door, house().ticket_door, house().pin_door
    with open_work() as work:
        colleagues = people.list_colleagues(work)
        tried = list_tried_doors(work, house().keys, doors)
        secret_since = find_too_old(work)
        libraries_since = find_unchanged_since(Path(sys.prefix), work.now)
    link = house().settings.address + url_for("account.set_password", token=token) if token else ""
    labels = {name: speak(label) for name, label in LABELS.items()}
    return render_template(
        "account/accounts.html",
        form=form,
        colleagues=colleagues,
        tried=tried,
        link=link,
        secret_since=secret_since,
        libraries_since=libraries_since,
        role_names=ROLE_WORDS,
        door_names=DOOR_WORDS,
        labels=labels,
    )
