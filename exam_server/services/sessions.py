"""A person's own log-ins: where they hold, ending them, a new password, and the fresh proof that grave acts ask for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.second_factor import Proof, is_full
from exam_server.core.text import Text, text
from exam_server.services.factors import has_factor, read_code, take_code
from exam_server.services.password_rules import require_good
from exam_server.services.passwords import hash_password, verify_password
from exam_server.services.people import TOO_OFTEN, SessionLimits, own_id
from exam_server.services.throttling import Door, forget_failures, is_door_closed, note_failure
from exam_server.services.tokens import Keys, renewed_token, token_hash
from exam_server.services.work import Work
from exam_server.store import people as store
from exam_server.store.tables import AccountRow, LoginSessionRow

NO_PASSWORD = text("That's not your password.")
NO_CODE = text("The code doesn't fit, or was used already. Wait for the app's next one.")


@dataclass(frozen=True)
class OpenSession:
    """A log-in that still holds: since when, when its browser last asked for a page (to the minute), and which one.

    `browser` is empty where it isn't known; `is_current`: the one that asks.
    """

    id: UUID
    created_at: datetime
    seen_at: datetime
    browser: str
    is_current: bool


def list_open(work: Work, account_id: UUID, limits: SessionLimits) -> tuple[OpenSession, ...]:
    """The newest first."""
    return tuple(
        OpenSession(each.id, each.created_at, each.seen_at, each.browser, each.id == work.actor.session_id)
        for each in store.list_login_sessions(work.session, account_id)
        if work.now < each.expires_at and work.now < each.seen_at + limits.idle
    )


def list_own(work: Work, limits: SessionLimits) -> tuple[OpenSession, ...]:
    return list_open(work, own_id(work), limits)


def end_own(work: Work, session_id: UUID) -> None:
    """End one of the actor's own log-ins. Raises NotFound for somebody else's."""
    work.record()
    row = work.session.get(LoginSessionRow, session_id)
    if row is None or row.account_id != own_id(work):
        raise NotFound(str(session_id))
    if row.revoked_at is None:
        row.revoked_at = work.now
        work.note("people.session.ended", row.account_id)


def end_others(work: Work) -> int:
    """End all of the actor's log-ins but the one that asks; gives how many those were."""
    work.record()
    rows = [row for row in store.list_login_sessions(work.session, own_id(work)) if row.id != work.actor.session_id]
    for row in rows:
        row.revoked_at = work.now
    if rows:
        work.note("people.other_sessions.ended", own_id(work), count=len(rows))
    return len(rows)


@dataclass(frozen=True)
class Renewal:
    """What a proof came to: the new token of the log-in, since the one before ends with it; or why not.

    `is_full`: it was all that a log-in asks for.
    """

    token: str = ""
    refusal: Text | None = None
    is_full: bool = False


def prove(work: Work, keys: Keys, door: Door, held: str, password: str, code: str = "") -> Renewal:
    """Keep that the actor proved anew who they are, by password, second factor or both; whatever was typed has to fit.

    `held`: the token of the log-in. Failures count as those of a log-in do, and a proof that isn't full forgets none of
    them: else it would give new tries to who guesses codes.
    """
    account = work.session.get_one(AccountRow, own_id(work))
    login = account.login
    if is_door_closed(work, keys, door, login):
        return Renewal(refusal=TOO_OFTEN)
    fits = verify_password(account.password_hash, password) if password or not code else True
    typed = read_code(work, keys, account.id, code) if code else None
    work.record()
    if is_door_closed(work, keys, door, login):
        return Renewal(refusal=TOO_OFTEN)
    # A code is spent only beside a password that fits.
    proof = take_code(work, keys, typed) if typed and fits else None
    if not fits or (typed and proof is None):
        note_failure(work, keys, door, login, own_id(work))
        return Renewal(refusal=NO_CODE if fits else NO_PASSWORD)
    given: tuple[Proof | None, ...] = ("password" if password else None, proof)
    renewal = note_proof(work, tuple(filter(None, given)), held)
    if renewal.is_full:
        forget_failures(work, keys, door, login)
    return renewal


def note_proof(work: Work, given: tuple[Proof, ...], held: str) -> Renewal:
    """The actor's session is fresh from now on, under another token; call it within `record()`."""
    token, full = renewed_token(held), is_full(given, has_factor(work, own_id(work)))
    if work.actor.session_id is not None:
        row = work.session.get_one(LoginSessionRow, work.actor.session_id)
        row.proved_at, row.token_hash = work.now, token_hash(token)
        row.fully_proved_at = work.now if full else row.fully_proved_at
        work.note("people.session.proved", own_id(work), by=",".join(given))
    return Renewal(token, is_full=full)


def change_password(work: Work, keys: Keys, door: Door, held: str, current: str, new: str) -> Renewal:
    """The actor's own password, by the one that held; all other log-ins end.

    Raises Refused for a weak password.
    """
    require_good(work, own_id(work), new, text("The password wasn't changed."))
    hashed = hash_password(new)
    renewal = prove(work, keys, door, held, current)
    if renewal.refusal is None:
        work.session.get_one(AccountRow, own_id(work)).password_hash = hashed
        work.note("people.password.changed", own_id(work))
        end_others(work)
    return renewal
