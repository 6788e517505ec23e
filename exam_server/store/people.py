"""Queries over people, accounts, log-in sessions, set-up links and throttles."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from exam_server.store.base import Instant
from exam_server.store.tables import (
    AccountRoleRow,
    AccountRow,
    LoginSessionRow,
    OrganisationRow,
    PersonCorrectionRow,
    PersonRow,
    SetupLinkRow,
    ThrottleRow,
)

_MAKE_THROTTLE = text(
    'insert into throttle ("key", failures, window_started_at) values (:key, 0, :now) on conflict ("key") do nothing'
).bindparams(bindparam("now", type_=Instant()))


def find_organisation(session: Session) -> OrganisationRow | None:
    """The installation's first organisation."""
    return session.scalars(select(OrganisationRow).order_by(OrganisationRow.created_at).limit(1)).first()


def find_account(session: Session, login: str) -> AccountRow | None:
    return session.scalars(select(AccountRow).where(AccountRow.login == login)).first()


def count_accounts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AccountRow)) or 0


def list_accounts(session: Session, organisation_id: UUID) -> Sequence[tuple[AccountRow, PersonRow]]:
    query = (
        select(AccountRow, PersonRow)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(AccountRow.organisation_id == organisation_id)
        .order_by(PersonRow.family_name, PersonRow.given_names)
    )
    return session.execute(query).all()


def list_names(session: Session, organisation_id: UUID, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """Given names and family name of these accounts' people, by account; who isn't there is left out."""
    query = (
        select(AccountRow.id, PersonRow.given_names, PersonRow.family_name)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(AccountRow.organisation_id == organisation_id, AccountRow.id.in_(account_ids))
    )
    return {id: f"{given} {family}" for id, given, family in session.execute(query)}


def list_roles(session: Session, account_id: UUID) -> Sequence[str]:
    return session.scalars(select(AccountRoleRow.role).where(AccountRoleRow.account_id == account_id)).all()


def list_role_holders(session: Session, organisation_id: UUID, role: str) -> Sequence[tuple[AccountRow, PersonRow]]:
    query = (
        select(AccountRow, PersonRow)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .join(AccountRoleRow, AccountRoleRow.account_id == AccountRow.id)
        .where(AccountRow.organisation_id == organisation_id, AccountRoleRow.role == role)
        .order_by(PersonRow.family_name, PersonRow.given_names)
    )
    return session.execute(query).all()


def list_login_sessions(session: Session, account_id: UUID) -> Sequence[LoginSessionRow]:
    query = select(LoginSessionRow).where(
        LoginSessionRow.account_id == account_id, LoginSessionRow.revoked_at.is_(None)
    )
    return session.scalars(query.order_by(LoginSessionRow.created_at.desc())).all()


def end_all_login_sessions(session: Session, now: datetime) -> int:
    """Of everybody; gives how many still held."""
    held = LoginSessionRow.revoked_at.is_(None), LoginSessionRow.expires_at > now
    count = session.scalar(select(func.count()).select_from(LoginSessionRow).where(*held)) or 0
    session.execute(update(LoginSessionRow).where(LoginSessionRow.revoked_at.is_(None)).values(revoked_at=now))
    return count


def find_setup_link(session: Session, token_hash: str, lock: bool) -> SetupLinkRow | None:
    """`lock`: nobody else spends it meanwhile."""
    query = select(SetupLinkRow).where(SetupLinkRow.token_hash == token_hash)
    return session.scalars(query.with_for_update() if lock else query).first()


def find_throttle(session: Session, key: str) -> ThrottleRow | None:
    return session.get(ThrottleRow, key)


def lock_throttle(session: Session, key: str, now: datetime) -> ThrottleRow:
    """Nobody else counts meanwhile; a row that isn't there couldn't be locked, so it's made first, at zero."""
    session.execute(_MAKE_THROTTLE, {"key": key, "now": now})
    return session.get_one(ThrottleRow, key, with_for_update=True, populate_existing=True)


def drop_throttle(session: Session, key: str) -> None:
    session.execute(delete(ThrottleRow).where(ThrottleRow.key == key))


def list_corrections(session: Session, person_id: UUID) -> Sequence[PersonCorrectionRow]:
    """The corrections of somebody's data, oldest first."""
    query = select(PersonCorrectionRow).where(PersonCorrectionRow.person_id == person_id)
    return session.scalars(query.order_by(PersonCorrectionRow.made_at, PersonCorrectionRow.id)).all()
