"""Accounts as the administrator keeps them: their roles, where they are logged in, and whether they are closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.people import STAFF, Role
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.factors import has_factor
from exam_server.services.people import SessionLimits, end_sessions, get_name
from exam_server.services.sessions import OpenSession, list_open
from exam_server.services.work import Work
from exam_server.store import people as store
from exam_server.store.tables import AccountRoleRow, AccountRow, OrganisationRow


@dataclass(frozen=True)
class KeptAccount:
    """One account; `is_own`: of whoever looks."""

    account_id: UUID
    name: str
    login: str
    roles: frozenset[Role]
    closed_at: datetime | None
    has_password: bool
    has_factor: bool
    sessions: tuple[OpenSession, ...]
    is_own: bool


def get_account(work: Work, account_id: UUID, limits: SessionLimits) -> KeptAccount:
    """Raises NotFound outside the organisation."""
    row = _get_row(work, account_id)
    return KeptAccount(
        account_id,
        get_name(work, account_id),
        row.login,
        _roles(work, account_id),
        row.disabled_at,
        bool(row.password_hash),
        has_factor(work, account_id),
        list_open(work, account_id, limits),
        account_id == work.actor.account_id,
    )


def change_roles(work: Work, account_id: UUID, roles: Collection[Role]) -> None:
    """Staff's roles; a candidate stays one. They hold from the next request of an open session.

    Raises Refused for an administrator who would no longer be one, and for an account without any role.
    """
    given = frozenset(roles) & STAFF
    _lock(work, account_id)
    before = _roles(work, account_id)
    after = given | (before - STAFF)
    what = text("The roles weren't changed.")
    if not after:
        why = text("An account needs a role.")
        raise Refused(what, why, text("To take away all of them, close the account."))
    if account_id == work.actor.account_id and "administrator" not in after:
        raise _refuse_own(what)
    for role in before - after:
        work.session.delete(work.session.get_one(AccountRoleRow, (account_id, role)))
    for role in after - before:
        work.session.add(AccountRoleRow(account_id=account_id, role=role, organisation_id=work.organisation_id))
    if before != after:
        work.note("people.account.roles_changed", account_id, before=_joined(before), after=_joined(after))


def close_account(work: Work, account_id: UUID) -> None:
    """No more log-ins, and none of those that are open; what the person did stays. Raises Refused for one's own."""
    row = _lock(work, account_id)
    if account_id == work.actor.account_id:
        raise _refuse_own(text("The account wasn't closed."))
    if row.disabled_at is None:
        row.disabled_at = work.now
        end_sessions(work, account_id)
        work.note("people.account.closed", account_id)


def reopen_account(work: Work, account_id: UUID) -> None:
    """The password that it had holds again."""
    row = _lock(work, account_id)
    if row.disabled_at is not None:
        row.disabled_at = None
        work.note("people.account.reopened", account_id)


def log_out_everywhere(work: Work, account_id: UUID) -> None:
    """End every session of an account: a tablet was lost, a browser left open."""
    _lock(work, account_id)
    end_sessions(work, account_id)
    work.note("people.sessions.ended", account_id)


def _lock(work: Work, account_id: UUID) -> AccountRow:
    """One administrator at a time, who still is one: two who close each other at once would leave nobody."""
    work.record()
    work.session.get_one(OrganisationRow, work.organisation_id, with_for_update={"key_share": True})
    acting = work.actor.account_id
    if acting is not None and (_get_row(work, acting).disabled_at or "administrator" not in _roles(work, acting)):
        raise Refused(
            text("Nothing was changed."),
            text("You are no longer an administrator."),
            text("Ask another administrator."),
        )
    return _get_row(work, account_id)


def _get_row(work: Work, account_id: UUID) -> AccountRow:
    row = work.session.get(AccountRow, account_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(account_id))
    return row


def _roles(work: Work, account_id: UUID) -> frozenset[Role]:
    return frozenset(cast(Role, each) for each in store.list_roles(work.session, account_id))


def _joined(roles: Collection[Role]) -> str:
    return ",".join(sorted(roles))


def _refuse_own(what: Text) -> Refused:
    """Whoever may do this is an administrator: as long as nobody shuts themselves out, one is left."""
    return Refused(what, text("It's your own account."), text("Ask another administrator."))
