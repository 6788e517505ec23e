"""Queries over second factors, half log-ins and resets of factors; `lock`: nobody else uses the row meanwhile."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import FactorResetRow, HalfLoginRow, PasskeyRow, RecoveryCodeRow, SignOnRow, TotpRow


def find_totp(session: Session, account_id: UUID, lock: bool = False) -> TotpRow | None:
    """The authenticator app that was confirmed."""
    query = select(TotpRow).where(TotpRow.account_id == account_id, TotpRow.confirmed_at.is_not(None))
    return session.scalars(query.with_for_update() if lock else query).first()


def find_new_totp(session: Session, account_id: UUID) -> TotpRow | None:
    """The one that is being set up."""
    query = select(TotpRow).where(TotpRow.account_id == account_id, TotpRow.confirmed_at.is_(None))
    return session.scalars(query.with_for_update()).first()


def delete_totp(session: Session, account_id: UUID, confirmed: bool) -> None:
    is_confirmed = TotpRow.confirmed_at.is_not(None) if confirmed else TotpRow.confirmed_at.is_(None)
    session.execute(delete(TotpRow).where(TotpRow.account_id == account_id, is_confirmed))


def list_recovery_codes(session: Session, account_id: UUID, shelf: str) -> Sequence[RecoveryCodeRow]:
    """Those of a shelf that weren't used."""
    query = select(RecoveryCodeRow).where(
        RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.shelf == shelf, RecoveryCodeRow.used_at.is_(None)
    )
    return session.scalars(query).all()


def find_recovery_code(session: Session, code_id: UUID) -> RecoveryCodeRow | None:
    """One that wasn't used, locked."""
    query = select(RecoveryCodeRow).where(RecoveryCodeRow.id == code_id, RecoveryCodeRow.used_at.is_(None))
    return session.scalars(query.with_for_update()).first()


def count_recovery_codes(session: Session, account_id: UUID) -> int:
    """Those that weren't used."""
    query = select(func.count()).select_from(RecoveryCodeRow)
    query = query.where(RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None))
    return session.scalar(query) or 0


def delete_recovery_codes(session: Session, account_id: UUID) -> None:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))


def list_passkeys(session: Session, account_id: UUID) -> Sequence[PasskeyRow]:
    """Oldest first."""
    query = select(PasskeyRow).where(PasskeyRow.account_id == account_id)
    return session.scalars(query.order_by(PasskeyRow.made_at, PasskeyRow.id)).all()


def find_passkey(session: Session, credential_id: str, lock: bool = False) -> PasskeyRow | None:
    query = select(PasskeyRow).where(PasskeyRow.credential_id == credential_id)
    return session.scalars(query.with_for_update() if lock else query).first()


def delete_passkeys(session: Session, account_id: UUID) -> None:
    session.execute(delete(PasskeyRow).where(PasskeyRow.account_id == account_id))


def find_half(session: Session, token_hash: str, lock: bool = False) -> HalfLoginRow | None:
    query = select(HalfLoginRow).where(HalfLoginRow.token_hash == token_hash)
    return session.scalars(query.with_for_update() if lock else query).first()


def delete_halves(session: Session, account_id: UUID) -> None:
    session.execute(delete(HalfLoginRow).where(HalfLoginRow.account_id == account_id))


def delete_derived(session: Session) -> int:
    """What follows from the installation's secret: everybody's apps, recovery codes, half log-ins. How many apps."""
    count = session.scalar(select(func.count()).select_from(TotpRow).where(TotpRow.confirmed_at.is_not(None))) or 0
    for table in (TotpRow, RecoveryCodeRow, HalfLoginRow):
        session.execute(delete(table))
    return count


def find_sign_on(session: Session, issuer: str, subject: str) -> SignOnRow | None:
    return session.scalars(select(SignOnRow).where(SignOnRow.issuer == issuer, SignOnRow.subject == subject)).first()


def find_sign_on_of(session: Session, account_id: UUID, issuer: str) -> SignOnRow | None:
    query = select(SignOnRow).where(SignOnRow.account_id == account_id, SignOnRow.issuer == issuer)
    return session.scalars(query).first()


def delete_sign_on(session: Session, account_id: UUID, issuer: str) -> bool:
    """Whether there was one."""
    row = find_sign_on_of(session, account_id, issuer)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def list_open_resets(session: Session, organisation_id: UUID) -> Sequence[FactorResetRow]:
    """Those that nobody decided yet, oldest first."""
    query = select(FactorResetRow).where(
        FactorResetRow.organisation_id == organisation_id, FactorResetRow.decided_at.is_(None)
    )
    return session.scalars(query.order_by(FactorResetRow.asked_at, FactorResetRow.id)).all()


def find_untold_reset(session: Session, account_id: UUID) -> FactorResetRow | None:
    """The newest reset that was carried out and of which the owner wasn't told."""
    query = select(FactorResetRow).where(
        FactorResetRow.account_id == account_id, FactorResetRow.confirmed.is_(True), FactorResetRow.told_at.is_(None)
    )
    return session.scalars(query.order_by(FactorResetRow.asked_at.desc())).first()
