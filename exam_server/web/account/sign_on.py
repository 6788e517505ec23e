"""The door through an identity provider: there, back with its answer, and binding accounts to whom it knows.

The browser's cookies of this site don't come along from another one: hence the page in between, which sends the answer
on from here.
"""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound
from exam_server.core.sign_on import TROUBLE_WORDS, Answer, Provider, request_address
from exam_server.core.text import Text, text
from exam_server.services import sign_on
from exam_server.services.sign_on_apart import ENDPOINTS
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.account.entering import entrance, leave_session, let_in
from exam_server.web.account.views import account
from exam_server.web.acting import act_and_say
from exam_server.web.answers import local_address
from exam_server.web.cookies import FLOW_COOKIE, drop_cookie, read_cookie, set_cookie
from exam_server.web.flashes import flash_refused
from exam_server.web.step_up import asks_full_proof
from exam_server.web.work import house, open_work

LONGEST = 4000
BROUGHT = ("state", "code", "error", "iss")


@account.get("/sign-on")
@allow("public")
def begin_sign_on() -> Response:
    """To the provider; what its answer is held against stays in this browser."""
    provider = _provider()
    endpoint = ENDPOINTS.find(provider.issuer)
    if not endpoint:
        flash_refused(TROUBLE_WORDS["silent"])
        return redirect(url_for("account.log_in", next=request.args.get("next")))
    with open_work() as work:
        flow = sign_on.begin_flow(work.now, local_address(request.args.get("next", "")))
    response = redirect(request_address(endpoint, provider, flow, _back()))
    set_cookie(response, FLOW_COOKIE, sign_on.pack_flow(house().keys, flow))
    return response


@account.get("/sign-on/back")
@allow("public")
def come_back() -> str:
    """What the provider's address brought, as a form of our own that sends itself."""
    _provider()
    brought = {name: request.args.get(name, "")[:LONGEST] for name in BROUGHT}
    return render_template("account/sign_on.html", brought=brought)


@account.post("/sign-on/finish")
@allow("public")
def finish_sign_on() -> Response:
    provider = _provider()
    state, code, error, issuer = (request.form.get(name, "")[:LONGEST] for name in BROUGHT)
    flow = sign_on.read_flow(house().keys, read_cookie(FLOW_COOKIE))
    with open_work() as work:
        back = sign_on.Return(flow, Answer(state, code, error, issuer), _back())
        outcome = sign_on.log_in(work, entrance(), provider, back)
        if outcome.token:
            leave_session(work)
    if outcome.refusal is not None:
        flash_refused(outcome.refusal)
        response = redirect(url_for("account.log_in"))
    else:
        response = let_in(outcome, flow.wanted if flow else "")
    drop_cookie(response, FLOW_COOKIE)
    return response


@account.post("/<uuid:account_id>/sign-on")
@allow("account.manage")
@asks_full_proof
def bind_sign_on(account_id: UUID) -> Response:
    """An empty identifier unbinds."""
    issuer, subject = _provider().issuer, request.form.get("subject", "").strip()

    def bind(work: Work) -> Text:
        if not subject:
            sign_on.unbind(work, account_id, issuer)
            return text("The account isn't bound any more.")
        sign_on.bind(work, account_id, issuer, subject)
        return text("Whoever the provider knows by this identifier comes in with this account.")

    act_and_say(bind)
    return redirect(url_for("account.show_account", account_id=account_id))


def _provider() -> Provider:
    """Raises NotFound where the installation has none."""
    provider = house().settings.sign_on
    if provider is None:
        raise NotFound("sign-on")
    return provider


def _back() -> str:
    return house().settings.address + url_for("account.come_back")
