"""Accounts: making them, one-time set-up links, whose a session is, and logging out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from exam_server.core.people import ROLES, Role
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.password_rules import require_good
from exam_server.services.passwords import hash_password
from exam_server.services.terms import holding_today
from exam_server.services.tokens import new_token, token_hash
from exam_server.services.work import Actor, Work
from exam_server.store import people as store
from exam_server.store.login import find_login
from exam_server.store.tables import (
    AccountRoleRow,
    AccountRow,
    LoginSessionRow,
    OrganisationRow,
    PersonRow,
    SetupLinkRow,
)

TOUCH_AFTER = timedelta(seconds=60)
TOO_OFTEN = text("Too many failed attempts. Try again in a few minutes.")


@dataclass(frozen=True)
class Colleague:
    """An account as lists show it."""

    account_id: UUID
    login: str
    name: str
    roles: tuple[Role, ...]
    disabled: bool


@dataclass(frozen=True)
class SessionLimits:
    idle: timedelta
    absolute: timedelta


def find_organisation_id(work: Work) -> UUID | None:
    row = store.find_organisation(work.session)
    return row.id if row else None


def find_organisation_name(work: Work) -> str:
    """The awarding body's name; empty before there is one."""
    row = store.find_organisation(work.session)
    return row.name if row else ""


def make_organisation(work: Work, name: str, seat: str = "") -> UUID:
    """The awarding body itself; the work's organisation from now on."""
    work.record()
    row = OrganisationRow(id=work.new_id(), name=name, seat=seat, created_at=work.now)
    work.session.add(row)
    work.session.flush()
    work.organisation_id = row.id
    work.note("people.organisation.made", row.id)
    return row.id


def make_person(work: Work, given_names: str, family_name: str, born_on: date | None = None, email: str = "") -> UUID:
    work.record()
    row = PersonRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        given_names=given_names,
        family_name=family_name,
        born_on=born_on,
        email=email,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def make_account(work: Work, login: str, given_names: str, family_name: str, roles: Collection[Role]) -> UUID:
    """An account without a password, which a one-time link sets. Raises Refused if the log-in is taken."""
    login = login.strip().lower()
    work.record()
    if store.find_account(work.session, login) is not None:
        raise Refused(
            text("The account wasn't made."),
            text("The log-in {login} is taken.", login=login),
            text("Choose another one."),
        )
    if unknown := set(roles) - set(ROLES):
        raise ValueError(f"unknown roles: {unknown}")
    person_id = make_person(work, given_names, family_name)
    account = AccountRow(
        id=work.new_id(), organisation_id=work.organisation_id, person_id=person_id, login=login, created_at=work.now
    )
    work.session.add(account)
    work.session.flush()
    for role in roles:
        work.session.add(AccountRoleRow(account_id=account.id, role=role, organisation_id=work.organisation_id))
    work.note("people.account.made", account.id, roles=",".join(sorted(roles)))
    return account.id


def make_setup_link(work: Work, account_id: UUID, valid_for: timedelta) -> str:
    """The token of a link that sets a password once. Raises Refused for a closed account."""
    work.record()
    if work.session.get_one(AccountRow, account_id).disabled_at is not None:
        raise Refused(
            text("The link wasn't made."),
            text("The account is closed."),
            text("The administrator opens it again on its page."),
        )
    token = new_token()
    work.session.add(
        SetupLinkRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            account_id=account_id,
            token_hash=token_hash(token),
            expires_at=work.now + valid_for,
        )
    )
    work.note("people.setup_link.made", account_id)
    return token


def is_setup_link_valid(work: Work, token: str) -> bool:
    return _find_open_link(work, token) is not None


def _find_open_link(work: Work, token: str) -> tuple[SetupLinkRow, AccountRow] | None:
    """A link that can still be spent, and its account; none of a closed one."""
    link = store.find_setup_link(work.session, token_hash(token), lock=work.recording)
    if link is None or link.used_at is not None or link.expires_at <= work.now:
        return None
    account = work.session.get_one(AccountRow, link.account_id)
    return (link, account) if account.disabled_at is None else None


def set_password(work: Work, token: str, password: str) -> None:
    """Spend a set-up link. Ends all sessions of the account. Raises Refused for a spent link or a weak password."""
    valid = _find_open_link(work, token)
    require_good(work, valid[1].id if valid else None, password, text("The password wasn't set."))
    hashed = hash_password(password)
    work.record()
    found = _find_open_link(work, token)
    if found is None:
        raise Refused(
            text("The password wasn't set."),
            text("The link was used before or is too old."),
            text("Ask the office for a new link."),
        )
    link, account = found
    work.organisation_id = account.organisation_id
    link.used_at, account.password_hash = work.now, hashed
    end_sessions(work, account.id)
    work.note("people.password.set", account.id)


def find_actor(work: Work, token: str, limits: SessionLimits) -> tuple[Actor, UUID] | None:
    """Who holds the token of a live session, and their organisation; notes at most once a minute that it was seen."""
    found = find_login(work.session, token_hash(token))
    if found is None:
        return None
    ended = found.revoked_at is not None or found.disabled_at is not None
    if ended or work.now >= found.expires_at or work.now >= found.seen_at + limits.idle:
        return None
    roles = holding_today(work, found.account_id, found.roles)
    if not roles:
        return None
    actor = Actor(
        found.account_id,
        found.person_id,
        roles,
        session_id=found.session_id,
        proved_at=found.proved_at,
        fully_proved_at=found.fully_proved_at,
        must_set_up=found.must_set_up,
    )
    if work.now >= found.seen_at + TOUCH_AFTER:
        _touch(work, found.session_id)
    return actor, found.organisation_id


def _touch(work: Work, session_id: UUID) -> None:
    work.record()
    work.session.get_one(LoginSessionRow, session_id).seen_at = work.now


def own_id(work: Work) -> UUID:
    """The actor's account. Raises Refused for who has none (a candidate's seat)."""
    if work.actor.account_id is None:
        raise Refused(
            text("This needs an account."), text("You aren't logged in with one."), text("Log in with your account.")
        )
    return work.actor.account_id


def log_out(work: Work, token: str) -> None:
    found = find_login(work.session, token_hash(token))
    if found is not None and found.revoked_at is None:
        work.record()
        work.session.get_one(LoginSessionRow, found.session_id).revoked_at = work.now
        work.note("people.session.ended", found.account_id)


def end_sessions(work: Work, account_id: UUID) -> None:
    """Revoke every live session of an account."""
    work.record()
    for row in store.list_login_sessions(work.session, account_id):
        row.revoked_at = work.now


def list_colleagues(work: Work) -> list[Colleague]:
    return [
        _colleague(work, account, person) for account, person in store.list_accounts(work.session, work.organisation_id)
    ]


def list_holders(work: Work, role: Role) -> list[Colleague]:
    """Accounts that have `role`, by name."""
    rows = store.list_role_holders(work.session, work.organisation_id, role)
    return [_colleague(work, account, person) for account, person in rows]


def _colleague(work: Work, account: AccountRow, person: PersonRow) -> Colleague:
    roles = tuple(cast(Role, role) for role in sorted(store.list_roles(work.session, account.id)))
    name = f"{person.given_names} {person.family_name}"
    return Colleague(account.id, account.login, name, roles, account.disabled_at is not None)


def get_name(work: Work, account_id: UUID) -> str:
    """A colleague's name. Raises NotFound outside the organisation."""
    account = work.session.get(AccountRow, account_id)
    if account is None or account.organisation_id != work.organisation_id:
        raise NotFound(str(account_id))
    person = work.session.get_one(PersonRow, account.person_id)
    return f"{person.given_names} {person.family_name}"


class Names:
    """Names of staff by account, each looked up once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[UUID, str] = {}

    def of(self, account_id: UUID | None) -> str:
        if account_id is None:
            return ""
        if account_id not in self._known:
            self._known[account_id] = get_name(self._work, account_id)
        return self._known[account_id]


def is_fresh(work: Work) -> bool:
    """Whether nobody has an account yet."""
    return store.count_accounts(work.session) == 0


def find_account_id(work: Work, login: str) -> UUID | None:
    account = store.find_account(work.session, login)
    return account.id if account is not None and account.organisation_id == work.organisation_id else None


def has_password(work: Work, account_id: UUID) -> bool:
    """Whether the account's owner has used a set-up link."""
    return bool(work.session.get_one(AccountRow, account_id).password_hash)
