"""Resets of lost second factors: asked for on an account's page, decided by another person on a page of their own."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import Text, text
from exam_server.services import factor_resets
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.account.views import account
from exam_server.web.acting import act_and_say
from exam_server.web.step_up import asks_full_proof, asks_proof
from exam_server.web.work import open_work


@account.post("/<uuid:account_id>/factor-reset")
@allow("account.manage")
@asks_proof
def ask_factor_reset(account_id: UUID) -> Response:
    def ask(work: Work) -> Text:
        factor_resets.ask_reset(work, account_id, request.form.get("reason", ""))
        return text("The reset is asked for. It's carried out when another person confirms it.")

    act_and_say(ask)
    return redirect(url_for("account.show_account", account_id=account_id))


@account.get("/resets")
@allow("account.reset")
def list_resets() -> str:
    with open_work() as work:
        asked = factor_resets.list_asked(work)
    return render_template("account/resets.html", asked=asked)


@account.post("/resets/<uuid:reset_id>/confirm")
@allow("account.reset")
@asks_full_proof
def confirm_factor_reset(reset_id: UUID) -> Response:
    return _decide(reset_id, True, text("The second factors are reset, and every log-in of the account has ended."))


@account.post("/resets/<uuid:reset_id>/decline")
@allow("account.reset")
def decline_factor_reset(reset_id: UUID) -> Response:
    return _decide(reset_id, False, text("The reset is declined. Nothing was changed."))


def _decide(reset_id: UUID, confirmed: bool, words: Text) -> Response:
    def decide(work: Work) -> Text:
        factor_resets.decide_reset(work, reset_id, confirmed)
        return words

    act_and_say(decide)
    return redirect(url_for("account.list_resets"))
