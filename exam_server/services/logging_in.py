"""Logging in: the password, then the second factor where there is one; half a log-in is no session."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast
from uuid import UUID

from exam_server.core.second_factor import BY_THEMSELVES, Proof, judge
from exam_server.core.text import Text, text
from exam_server.services.factor_demand import ask_for_factor
from exam_server.services.factor_resets import tell_of_reset
from exam_server.services.factors import has_factor, read_code, take_code
from exam_server.services.passwords import verify_password
from exam_server.services.people import TOO_OFTEN, SessionLimits
from exam_server.services.sessions import NO_CODE
from exam_server.services.terms import roles_today
from exam_server.services.throttling import Door, forget_failures, is_door_closed, note_failure
from exam_server.services.tokens import Keys, new_token, token_hash
from exam_server.services.work import Work
from exam_server.store import factors as factor_store
from exam_server.store import people as store
from exam_server.store.tables import AccountRow, HalfLoginRow, LoginSessionRow

HALF_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Login:
    """What a log-in came to: the token of a session, or of half a log-in that waits for the second factor, or why not.

    `notices`: what the owner should know now.
    """

    token: str = ""
    half: str = ""
    refusal: Text | None = None
    notices: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Entrance:
    """What every way in needs: keys, the door that counts failures, the limits of sessions, and which browser asks."""

    keys: Keys
    door: Door
    limits: SessionLimits
    browser: str = ""


def log_in(work: Work, entrance: Entrance, login: str, password: str) -> Login:
    """By a password; failures are counted per account and globally.

    A right password whose factor is still missing forgets none of them: else it would give new tries to who guesses.
    The door is looked at twice: hashing takes a while, in which many tries at once would all pass.
    """
    login = login.strip().lower()
    if is_door_closed(work, entrance.keys, entrance.door, login):
        return Login(refusal=TOO_OFTEN)
    account = store.find_account(work.session, login)
    fits = verify_password(account.password_hash if account else "", password)
    account_id = account.id if account else None
    work.record()
    if is_door_closed(work, entrance.keys, entrance.door, login):
        return Login(refusal=TOO_OFTEN)
    if account_id is None or not fits or work.session.get_one(AccountRow, account_id).disabled_at is not None:
        note_failure(work, entrance.keys, entrance.door, login, account_id)
        return Login(refusal=text("The log-in and the password don't fit together."))
    return go_on(work, entrance, account_id, "password")


def complete(work: Work, entrance: Entrance, half: str, typed: str) -> Login:
    """The second factor of half a log-in: a code of the app, or a recovery code."""
    account_id = find_half(work, half)
    if account_id is None:
        return Login(refusal=text("That took too long."))
    login = work.session.get_one(AccountRow, account_id).login
    if is_door_closed(work, entrance.keys, entrance.door, login):
        return Login(half=half, refusal=TOO_OFTEN)
    code = read_code(work, entrance.keys, account_id, typed)
    work.record()
    row = factor_store.find_half(work.session, token_hash(half), lock=True)
    if row is None:
        return Login(refusal=text("That took too long."))
    work.organisation_id = work.session.get_one(AccountRow, account_id).organisation_id
    proof = take_code(work, entrance.keys, code)
    if proof is None:
        note_failure(work, entrance.keys, entrance.door, login, account_id)
        return Login(half=half, refusal=NO_CODE)
    return go_on(work, entrance, account_id, cast(Proof, row.given), proof)


def find_half(work: Work, token: str) -> UUID | None:
    """Whose half log-in it is, while it lasts and the account is open."""
    row = factor_store.find_half(work.session, token_hash(token))
    if row is None or work.now >= row.expires_at:
        return None
    account = work.session.get_one(AccountRow, row.account_id)
    return account.id if account.disabled_at is None else None


def go_on(work: Work, entrance: Entrance, account_id: UUID, *given: Proof) -> Login:
    """What these proofs come to, within `record()`: a session, one that is bound to the set-up, or half a log-in."""
    account = work.session.get_one(AccountRow, account_id)
    work.organisation_id = account.organisation_id
    roles = roles_today(work, account.id)
    if not roles:
        return Login(refusal=text("This account holds for a time that isn't now. Ask the office (L18)."))
    has = has_factor(work, account.id) or bool(BY_THEMSELVES.intersection(given))
    due = None if has else ask_for_factor(work, account, roles)
    standing = judge(given, has, due is not None and work.now >= due)
    factor_store.delete_halves(work.session, account.id)
    if standing == "half":
        return Login(half=_open_half(work, account, given[0]))
    forget_failures(work, entrance.keys, entrance.door, account.login)
    opened = Login(_open_session(work, account, entrance, given, standing == "bound"))
    told = [tell_of_reset(work, account.id)]
    if due is not None and standing == "open":
        told.append(text("Your role needs a second factor. Set it up under “My account” by {day}.", day=due.date()))
    return replace(opened, notices=tuple(filter(None, told)))


def _open_half(work: Work, account: AccountRow, given: Proof) -> str:
    token = new_token()
    work.session.add(
        HalfLoginRow(
            id=work.new_id(),
            organisation_id=account.organisation_id,
            account_id=account.id,
            token_hash=token_hash(token),
            given=given,
            expires_at=work.now + HALF_LASTS,
        )
    )
    return token


def _open_session(work: Work, account: AccountRow, entrance: Entrance, given: tuple[Proof, ...], bound: bool) -> str:
    token = new_token()
    work.session.add(
        LoginSessionRow(
            id=work.new_id(),
            organisation_id=account.organisation_id,
            account_id=account.id,
            token_hash=token_hash(token),
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + entrance.limits.absolute,
            browser=entrance.browser,
            proved_at=work.now,
            fully_proved_at=work.now,
            must_set_up=bound,
        )
    )
    work.note("people.session.opened", account.id, by=",".join(given))
    return token
