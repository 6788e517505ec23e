"""Passkeys on the own security page and at the door: the browser asks for one, its answer arrives as JSON."""

import json
from collections.abc import Callable
from uuid import UUID

from flask import jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.passkeys import LONGEST_NAME
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.formats.passkey_answer import Answer, read_answer
from exam_server.services import passkeys
from exam_server.services.passkeys import Site
from exam_server.services.work import Work
from exam_server.web.access import allow, csrf_token
from exam_server.web.account.authenticator import show_codes
from exam_server.web.account.entering import entrance, leave_session, let_in
from exam_server.web.account.views import account
from exam_server.web.acting import act_and_say
from exam_server.web.cookies import SESSION_COOKIE, read_cookie, set_session
from exam_server.web.flashes import flash_done, flash_refused
from exam_server.web.language import speak
from exam_server.web.passkey_site import find_own_site
from exam_server.web.step_up import asks_full_proof
from exam_server.web.work import house, open_work


@account.get("/passkey")
@allow("public")
def give_challenge() -> Response:
    """What a browser asks a passkey to sign; nothing of it is kept here."""
    site = _site()
    with open_work() as work:
        challenge = passkeys.make_challenge(house().keys, csrf_token(), work.now)
    return jsonify(challenge=challenge, site=site.name)


@account.post("/login/passkey")
@allow("public")
def log_in_by_passkey() -> Response:
    """A passkey checks who holds it by itself: it stands for the password and the second factor."""
    site, answer = _site(), _read_answer()
    with open_work() as work:
        outcome = passkeys.log_in(work, entrance(), site, csrf_token(), answer)
        if outcome.token:
            leave_session(work)
    if outcome.refusal is not None:
        return _refuse(outcome.refusal)
    return _led_by(let_in(outcome))


@account.post("/security/passkey-proof")
@allow("account.own")
def prove_by_passkey() -> Response:
    """The fresh proof that a grave act asks for; its page sends the act once more."""
    site, answer = _site(), _read_answer()
    with open_work() as work:
        renewal = passkeys.prove(work, house().keys, site, csrf_token(), answer, read_cookie(SESSION_COOKIE))
    if renewal.refusal is not None:
        return _refuse(renewal.refusal)
    set_session(renewal.token)
    return jsonify(proved=True)


@account.post("/security/passkeys/new")
@allow("account.own")
@asks_full_proof
def begin_passkey() -> str:
    """The page on which the browser makes one."""
    site = _site()
    with open_work() as work:
        owner = passkeys.get_new_owner(work)
    return render_template("account/passkey.html", site=site, owner=owner, longest=LONGEST_NAME)


@account.post("/security/passkeys")
@allow("account.own")
@asks_full_proof
def add_passkey() -> Response | str | tuple[str, int]:
    """The form of that page: a name, and the browser's answer as JSON in a field."""
    site, answer = _site(), read_answer(_loads(request.form.get("answer", "")))
    try:
        if answer is None:
            raise Refused(passkeys.NOT_ADDED, text("The browser gave no answer."), text("Try again."))
        with open_work() as work:
            codes = passkeys.add(work, house().keys, site, csrf_token(), answer, request.form.get("name", ""))
    except Refused as refused:
        flash_refused(refused.why)
        return redirect(url_for("account.show_security"))
    if codes:
        return show_codes(codes)
    flash_done(text("The passkey is added."))
    return redirect(url_for("account.show_security"))


@account.post("/security/passkeys/<uuid:passkey_id>/name")
@allow("account.own")
def rename_passkey(passkey_id: UUID) -> Response:
    def rename(work: Work) -> Text:
        passkeys.rename(work, passkey_id, request.form.get("name", ""))
        return text("The passkey has a new name.")

    return _act(rename)


@account.post("/security/passkeys/<uuid:passkey_id>/remove")
@allow("account.own")
@asks_full_proof
def remove_passkey(passkey_id: UUID) -> Response:
    def remove(work: Work) -> Text:
        passkeys.remove(work, passkey_id)
        return text("The passkey is removed: it opens nothing any more.")

    return _act(remove)


def _act(do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("account.show_security"))


def _site() -> Site:
    """Raises NotFound where this server can have no passkeys."""
    site = find_own_site()
    if site is None:
        raise NotFound("passkeys")
    return site


def _read_answer() -> Answer:
    answer = read_answer(request.get_json(silent=True))
    if answer is None:
        raise Refused(text("The passkey wasn't taken."), text("The browser gave no answer."), text("Try again."))
    return answer


def _loads(words: str) -> object:
    try:
        return json.loads(words)
    except ValueError:
        return None


def _refuse(why: Text) -> Response:
    return make_response(jsonify(why=speak(why)), 422)


def _led_by(led: Response) -> Response:
    """The cookies of a redirect, with its address in the answer: a script follows it."""
    response = jsonify(next=led.location)
    for cookie in led.headers.getlist("Set-Cookie"):
        response.headers.add("Set-Cookie", cookie)
    return response
