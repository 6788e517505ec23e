"""Who holds a log-in, in one query: every request of an account asks for it first."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccountRoleRow, AccountRow, LoginSessionRow


class LoginHolder(NamedTuple):
    """A log-in session with its account, whatever has become of both, and the roles that the account was given."""

    session_id: UUID
    expires_at: datetime
    seen_at: datetime
    revoked_at: datetime | None
    proved_at: datetime | None
    fully_proved_at: datetime | None
    must_set_up: bool
    account_id: UUID
    person_id: UUID
    organisation_id: UUID
    disabled_at: datetime | None
    roles: frozenset[str]


# Made once, over tables: what the ORM does anew for each call costs more than the answer.
_session, _account, _role = (row.__table__ for row in (LoginSessionRow, AccountRow, AccountRoleRow))
_holder = (
    select(
        _session.c.id,
        _session.c.expires_at,
        _session.c.seen_at,
        _session.c.revoked_at,
        _session.c.proved_at,
        _session.c.fully_proved_at,
        _session.c.must_set_up,
        _account.c.id,
        _account.c.person_id,
        _account.c.organisation_id,
        _account.c.disabled_at,
        _role.c.role,
    )
    .select_from(_session)
    .join(_account, _account.c.id == _session.c.account_id)
    .outerjoin(_role, _role.c.account_id == _account.c.id)
    .where(_session.c.token_hash == bindparam("token_hash", type_=_session.c.token_hash.type))
)


def find_login(session: Session, token_hash: str) -> LoginHolder | None:
    rows = session.execute(_holder, {"token_hash": token_hash}).all()
    if not rows:
        return None
    roles = frozenset(row[-1] for row in rows if row[-1] is not None)
    return LoginHolder._make((*rows[0][:-1], roles))
