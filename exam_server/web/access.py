"""Who may see what: every view declares a permission, and what isn't declared stops the start."""

import hmac
from collections.abc import Callable, Iterable
from secrets import token_urlsafe
from typing import TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from exam_server.core.people import Permission, find_denial, may
from exam_server.services import people
from exam_server.services.run_seats import find_run_seat
from exam_server.services.seats import actor_of, is_inside
from exam_server.services.tokens import Keys, lasting_part
from exam_server.services.work import Actor
from exam_server.web.client import client_text
from exam_server.web.cookies import DEVICE_COOKIE, RUN_COOKIE, SEAT_COOKIE, SESSION_COOKIE, read_cookie
from exam_server.web.errors import DeniedByRule, FactorNeeded, NoSeat, OutsideRoom, SeatHeld
from exam_server.web.step_up import is_undeclared, require_fresh_proof
from exam_server.web.work import house, open_work

View = TypeVar("View", bound=Callable[..., object])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
DECLARED = "__exam_permission__"
SEATED: frozenset[Permission] = frozenset({"sitting.own", "result.own", "encounter.own"})
"""What a candidate does at a seat: the same person's account doesn't open it."""
WHILE_HELD = frozenset({"candidate.beat", "candidate.read_state"})
WHILE_BOUND: frozenset[Permission] = frozenset({"public", "account.own"})
"""What is open to a log-in that has to set up a second factor first."""


class UndeclaredView(RuntimeError):
    """A view without a permission, or a grave one that says nothing of a proof: the app doesn't start."""


def allow(permission: Permission) -> Callable[[View], View]:
    """Declare who may call a view; put it below the route decorator."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, permission)
        return view

    return declare


def declared_permission(app: Flask, endpoint: str) -> Permission:
    return cast(Permission, getattr(app.view_functions[endpoint], DECLARED))


def guard(app: Flask) -> None:
    """Check every request before its view runs, and every view before the first request."""
    undeclared = [name for name, view in app.view_functions.items() if not hasattr(view, DECLARED)]
    if undeclared:
        raise UndeclaredView(f"views without a declared permission: {', '.join(sorted(undeclared))}")
    grave = [name for name, view in app.view_functions.items() if is_undeclared(name, view)]
    if grave:
        raise UndeclaredView(f"views that don't say whether they ask for a proof: {', '.join(sorted(grave))}")
    app.before_request(_identify)
    app.before_request(_check_origin)
    app.before_request(_check_set_up)
    app.before_request(_check_permission)
    app.before_request(require_fresh_proof)


def find_seat() -> tuple[Actor, UUID] | None:
    """The candidate whose seat this browser holds within the exam's room, and their organisation, whatever the page."""
    token = read_cookie(SEAT_COOKIE)
    seat = house().keys.read_seat_token(token, read_cookie(DEVICE_COOKIE)) if token else None
    if seat is None:
        return None
    standing = house().seats.find(seat)
    if standing is None:
        return None
    g.is_outside = not is_inside(standing, client_text(request.environ, house().proxies))
    g.is_held = standing.is_held
    # A held browser may only ask where it stands; its pages would show the items.
    if g.is_outside or (g.is_held and request.endpoint not in WHILE_HELD):
        return None
    return actor_of(seat), standing.organisation_id


def find_run() -> tuple[Actor, UUID] | None:
    """The candidate of a simulation whose browser this is, within the exam's room."""
    token = read_cookie(RUN_COOKIE)
    if not token:
        return None
    with open_work() as work:
        found = find_run_seat(work, house().keys, token, read_cookie(DEVICE_COOKIE))
    if found is None:
        return None
    g.is_outside = not house().gates.lets_in(found.exam_id, client_text(request.environ, house().proxies))
    return None if g.is_outside else (found.actor, found.organisation_id)


def _identify() -> None:
    g.actor, g.organisation_id = Actor(), None
    if request.endpoint in (None, "static", "public.show_asset", "public.check_alive"):
        return
    if _is_candidates_page() and (read_cookie(SEAT_COOKIE) or read_cookie(RUN_COOKIE)):
        if (seat := find_seat() or find_run()) is not None:
            g.actor, g.organisation_id = seat
    elif token := read_cookie(SESSION_COOKIE):
        with open_work() as work:
            found = people.find_actor(work, token, house().limits)
        if found is not None:
            g.actor, g.organisation_id = found


def _is_candidates_page() -> bool:
    """A browser may hold a seat and a log-in (a demo does): the candidate's pages take the seat, others the log-in."""
    return (request.endpoint or "").startswith("candidate.")


def _check_permission() -> Response | None:
    if request.endpoint is None:
        return None
    permission = declared_permission(current_app, request.endpoint)
    if may(g.actor.roles, permission) and (permission not in SEATED or _is_seated(permission)):
        return None
    if g.get("is_outside") or g.get("is_held"):
        raise OutsideRoom if g.is_outside else SeatHeld
    # Only somebody who looks at a page is sent to a door; a script is told no, also where it takes anything.
    if not g.actor.roles and request.method in SAFE_METHODS and "text/html" in request.headers.get("Accept", ""):
        if permission in SEATED:
            return redirect(url_for("candidate.enter_ticket"))
        return redirect(url_for("account.log_in", next=request.full_path.rstrip("?")))
    if permission in SEATED:
        raise NoSeat
    if (problem := find_denial(permission)) is not None:
        raise DeniedByRule(problem)
    abort(403)


def _check_set_up() -> Response | None:
    """A log-in that has to set up a second factor first gets the page where that's done. Raises FactorNeeded."""
    endpoint = request.endpoint
    if not g.actor.must_set_up or endpoint is None or declared_permission(current_app, endpoint) in WHILE_BOUND:
        return None
    if request.method in SAFE_METHODS and "text/html" in request.headers.get("Accept", ""):
        return redirect(url_for("account.show_security"))
    raise FactorNeeded


def _is_seated(permission: Permission) -> bool:
    """A seat of the test opens the same person's simulation too, but not the other way round."""
    has_run = permission == "encounter.own" and g.actor.run_seat_id is not None
    return g.actor.sitting_id is not None or has_run


def csrf_token() -> str:
    """The token that every unsafe request of this visitor must bring, bound to the session or seat cookie."""
    if "visit" not in session:
        session["visit"] = token_urlsafe(16)
    if g.get("actor") is not None and g.actor.sitting_id is not None:
        # The journal sees the seat alone, so a seat's pages are bound to it even beside a staff log-in.
        return csrf_for(read_cookie(SEAT_COOKIE))
    if g.get("actor") is not None and g.actor.run_seat_id is not None:
        return csrf_for(read_cookie(RUN_COOKIE))
    return csrf_for(lasting_part(read_cookie(SESSION_COOKIE)) or session["visit"])


def csrf_for(holder: str) -> str:
    return house().keys.digest("csrf", holder)


def _check_origin() -> None:
    """One check for every unsafe request, JSON included: the token, and the browser's own word on the origin."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    log_in = lasting_part(read_cookie(SESSION_COOKIE))
    holders = (read_cookie(SEAT_COOKIE), read_cookie(RUN_COOKIE), log_in, session.get("visit", ""))
    if not is_from_own_page(house().keys, given, holders):
        abort(400, "csrf")


def is_from_own_page(keys: Keys, given: str, holders: Iterable[str]) -> bool:
    """Whether a token is that of one of the cookies that the visitor holds."""
    tokens = [keys.digest("csrf", holder) for holder in holders if holder]
    return any(hmac.compare_digest(given.encode(), token.encode()) for token in tokens)
