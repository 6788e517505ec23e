"""One account as the administrator keeps it: its roles, its open sessions, and closing it."""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField

from exam_server.core.people import ROLE_WORDS, STAFF
from exam_server.core.sign_on import LONGEST_SUBJECT
from exam_server.core.text import Text, text
from exam_server.services import accounts
from exam_server.services.factor_resets import find_asked
from exam_server.services.sign_on import find_own_subject
from exam_server.web.access import allow
from exam_server.web.account.views import STAFF_ROLES, account
from exam_server.web.flashes import flash_done
from exam_server.web.forms import PageForm
from exam_server.web.step_up import asks_proof
from exam_server.web.work import house, open_work


class RolesForm(PageForm):
    roles = SelectMultipleField(choices=STAFF_ROLES)


@account.get("/<uuid:account_id>")
@allow("account.manage")
def show_account(account_id: UUID) -> str:
    with open_work() as work:
        kept = accounts.get_account(work, account_id, house().limits)
        asked = find_asked(work, account_id)
        provider = house().settings.sign_on
        subject = find_own_subject(work, account_id, provider.issuer) if provider else ""
    return render_template(
        "account/account.html",
        kept=kept,
        asked=asked,
        role_names=ROLE_WORDS,
        staff_roles=STAFF_ROLES,
        staff=STAFF,
        provider=provider,
        subject=subject,
        longest_subject=LONGEST_SUBJECT,
    )


@account.post("/<uuid:account_id>/roles")
@allow("account.manage")
@asks_proof
def change_roles(account_id: UUID) -> Response:
    """Roles that don't exist are left out, as if they hadn't been ticked."""
    form = RolesForm.from_request()
    with open_work() as work:
        accounts.change_roles(work, account_id, form.data["roles"] or [])
    return _done(account_id, text("The roles hold from now on."))


@account.post("/<uuid:account_id>/close")
@allow("account.manage")
@asks_proof
def close_account(account_id: UUID) -> Response:
    with open_work() as work:
        accounts.close_account(work, account_id)
    return _done(account_id, text("The account is closed. Nobody is logged in with it any more."))


@account.post("/<uuid:account_id>/reopen")
@allow("account.manage")
def reopen_account(account_id: UUID) -> Response:
    with open_work() as work:
        accounts.reopen_account(work, account_id)
    return _done(account_id, text("The account is open again, with the password that it had."))


@account.post("/<uuid:account_id>/sessions")
@allow("account.manage")
@asks_proof
def log_out_everywhere(account_id: UUID) -> Response:
    """Who does it to themselves has to log in again, too."""
    with open_work() as work:
        accounts.log_out_everywhere(work, account_id)
    return _done(account_id, text("Nobody is logged in with this account any more."))


def _done(account_id: UUID, words: Text) -> Response:
    flash_done(words)
    return redirect(url_for("account.show_account", account_id=account_id))
