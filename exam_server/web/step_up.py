"""Acts that can't be undone ask first for a fresh proof of who does them; what was typed comes along."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, make_response, render_template, request
from werkzeug.wrappers import Response

from exam_server.core.fresh_proof import is_fresh
from exam_server.core.text import Text, text
from exam_server.services import sessions
from exam_server.services.factors import has_app, has_passkey
from exam_server.services.people import has_password, own_id
from exam_server.services.work import Work
from exam_server.web.answers import local_address
from exam_server.web.cookies import SESSION_COOKIE, read_cookie, set_session
from exam_server.web.errors import ProofNeeded, wants_json
from exam_server.web.passkey_site import find_own_site
from exam_server.web.work import house, open_work

View = TypeVar("View", bound=Callable[..., object])
DECLARED, FULLY = "__exam_proof__", "__exam_full_proof__"
PASSWORD, CODE = "proof_password", "proof_code"
OWN_FIELDS = frozenset({PASSWORD, CODE, "csrf_token"})
BOTH_NEEDED = text("Your account has a second factor: give its code beside the password.")
GRAVE_VERBS = ("erase", "purge", "release", "reset", "restore", "revoke")
"""A view that is called so has to say whether it asks for a proof."""


def asks_proof(view: View) -> View:
    """Declare, below `@allow`, that a view's unsafe requests need a proof of the last ten minutes.

    The page that asks sends the typed fields along once more; files it can't keep.
    """
    setattr(view, DECLARED, True)
    return view


def asks_full_proof(view: View) -> View:
    """Declare that a view decides who gets into an account: the proof is all that a log-in asks for, both factors of
    an account that has two.
    """
    setattr(view, FULLY, True)
    return asks_proof(view)


def needs_no_proof(why: str) -> Callable[[View], View]:
    """Declare that a view with a grave name doesn't ask, and why."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, why)
        return view

    return declare


def does_ask(app: Flask, endpoint: str) -> bool:
    return getattr(app.view_functions[endpoint], DECLARED, None) is True


def does_ask_fully(app: Flask, endpoint: str) -> bool:
    return hasattr(app.view_functions[endpoint], FULLY)


def is_undeclared(name: str, view: Callable[..., object]) -> bool:
    """Whether a view is called like a grave act but doesn't say whether it asks."""
    verb = name.rpartition(".")[2].partition("_")[0]
    return verb in GRAVE_VERBS and not hasattr(view, DECLARED)


def require_fresh_proof() -> Response | None:
    """None where the act may go on: nothing asks, the proof is fresh, or it came with this very request."""
    if request.endpoint is None or request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    if not does_ask(current_app, request.endpoint):
        return None
    fully = does_ask_fully(current_app, request.endpoint)
    given = request.form.get(PASSWORD, ""), request.form.get(CODE, "")
    with open_work() as work:
        if is_fresh(g.actor.fully_proved_at if fully else g.actor.proved_at, work.now):
            return None
        renewal = _prove(work, *given) if any(given) else None
        if renewal is not None and renewal.token and (renewal.is_full or not fully):
            return None
        offered = _offered(work)
    return _ask((renewal.refusal or BOTH_NEEDED) if renewal else None, {**offered, "fully": fully})


def _offered(work: Work) -> dict[str, bool]:
    """What the actor can prove with."""
    account_id = own_id(work)
    return {
        "has_password": has_password(work, account_id),
        "has_app": has_app(work, account_id),
        "has_passkey": has_passkey(work, account_id),
    }


def _prove(work: Work, password: str, code: str) -> sessions.Renewal:
    renewal = sessions.prove(work, house().keys, house().login_door, read_cookie(SESSION_COOKIE), password, code)
    if renewal.token:
        set_session(renewal.token)
    return renewal


def _ask(refusal: Text | None, offered: Mapping[str, bool]) -> Response:
    if wants_json() or request.files:
        raise ProofNeeded
    page = render_template(
        "account/prove.html",
        refusal=refusal,
        refused_field=CODE if refusal in (sessions.NO_CODE, BOTH_NEEDED) else PASSWORD,
        passkeys_here=find_own_site() is not None,
        **offered,
        target=request.full_path.rstrip("?"),
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in OWN_FIELDS],
        back=local_address(urlsplit(request.referrer or "").path),
    )
    return make_response(page, 422 if refusal else 403)
