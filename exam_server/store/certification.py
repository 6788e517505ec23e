"""Queries over certificates, their register, and who holds them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    CertificateActRow,
    CertificateFileRow,
    CertificateRow,
    HolderRow,
    OrganisationRow,
    RegisterEntryRow,
    SourceConfirmationRow,
)


def find_source(session: Session, edition_id: UUID) -> SourceConfirmationRow | None:
    """What binds an edition, as it was confirmed last."""
    return next(iter(list_sources(session, edition_id)), None)


def list_sources(session: Session, edition_id: UUID) -> Sequence[SourceConfirmationRow]:
    """Everything that was confirmed of an edition, the newest first."""
    query = select(SourceConfirmationRow).where(SourceConfirmationRow.edition_id == edition_id)
    return session.scalars(query.order_by(SourceConfirmationRow.made_at.desc(), SourceConfirmationRow.id.desc())).all()


def list_certificates(session: Session, case_id: UUID) -> Sequence[CertificateRow]:
    """A case's certificates, oldest first."""
    query = select(CertificateRow).where(CertificateRow.case_id == case_id)
    return session.scalars(query.order_by(CertificateRow.made_at, CertificateRow.id)).all()


def find_by_number(session: Session, organisation_id: UUID, cited: str) -> tuple[CertificateRow, HolderRow] | None:
    """A certificate that has its holder, by its number as it's written."""
    query = select(CertificateRow, HolderRow).join(HolderRow, HolderRow.certificate_id == CertificateRow.id)
    query = query.where(CertificateRow.organisation_id == organisation_id, CertificateRow.cited == cited)
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def find_by_token(session: Session, organisation_id: UUID, token_hash: str) -> CertificateRow | None:
    query = select(CertificateRow).where(CertificateRow.token_hash == token_hash)
    return session.scalars(query.where(CertificateRow.organisation_id == organisation_id)).first()


def lock_register(session: Session, organisation_id: UUID) -> None:
    """Let nobody else number certificates or entries of the body until the transaction ends."""
    session.get(OrganisationRow, organisation_id, with_for_update=True, populate_existing=True)


def highest_number(session: Session, organisation_id: UUID, year: int) -> int:
    query = select(func.max(CertificateRow.number)).where(CertificateRow.year == year)
    return session.scalar(query.where(CertificateRow.organisation_id == organisation_id)) or 0


def highest_position(session: Session, organisation_id: UUID) -> int:
    query = select(func.max(RegisterEntryRow.position)).where(RegisterEntryRow.organisation_id == organisation_id)
    return session.scalar(query) or 0


def list_entries(session: Session, organisation_id: UUID) -> Sequence[tuple[RegisterEntryRow, CertificateRow]]:
    """The whole register, oldest first."""
    query = select(RegisterEntryRow, CertificateRow)
    query = query.join(CertificateRow, CertificateRow.id == RegisterEntryRow.certificate_id)
    query = query.where(RegisterEntryRow.organisation_id == organisation_id).order_by(RegisterEntryRow.position)
    return [(entry, certificate) for entry, certificate in session.execute(query)]


def list_entries_of(session: Session, certificate_ids: Collection[UUID]) -> Sequence[RegisterEntryRow]:
    """The entries of these certificates, oldest first."""
    query = select(RegisterEntryRow).where(RegisterEntryRow.certificate_id.in_(certificate_ids))
    return session.scalars(query.order_by(RegisterEntryRow.position)).all()


def list_certified(session: Session, organisation_id: UUID) -> dict[UUID, CertificateRow]:
    """By case its newest certificate, whatever became of it."""
    query = select(CertificateRow).where(CertificateRow.organisation_id == organisation_id)
    return {row.case_id: row for row in session.scalars(query.order_by(CertificateRow.made_at, CertificateRow.id))}


def list_holders(session: Session, organisation_id: UUID) -> dict[UUID, HolderRow]:
    """By certificate who holds it; of those whose data is erased there is nobody."""
    query = select(HolderRow).where(HolderRow.organisation_id == organisation_id)
    return {row.certificate_id: row for row in session.scalars(query)}


def find_holder(session: Session, certificate_id: UUID) -> HolderRow | None:
    return session.scalars(select(HolderRow).where(HolderRow.certificate_id == certificate_id)).first()


def list_files(session: Session, certificate_id: UUID) -> Sequence[CertificateFileRow]:
    """A certificate's files, oldest first."""
    query = select(CertificateFileRow).where(CertificateFileRow.certificate_id == certificate_id)
    return session.scalars(query.order_by(CertificateFileRow.made_at, CertificateFileRow.id)).all()


def list_pending_acts(session: Session, organisation_id: UUID) -> dict[UUID, CertificateActRow]:
    """By case what somebody prepared and nobody has ended yet."""
    query = select(CertificateActRow).where(CertificateActRow.organisation_id == organisation_id)
    query = query.where(CertificateActRow.done_at.is_(None), CertificateActRow.dropped_at.is_(None))
    return {row.case_id: row for row in session.scalars(query.order_by(CertificateActRow.prepared_at))}


def find_pending_act(session: Session, case_id: UUID, *, locked: bool = False) -> CertificateActRow | None:
    """What waits for a second person; `locked` against other writers."""
    query = select(CertificateActRow).where(CertificateActRow.case_id == case_id)
    query = query.where(CertificateActRow.done_at.is_(None), CertificateActRow.dropped_at.is_(None))
    return session.scalars(query.with_for_update() if locked else query).first()


class DueHolder(NamedTuple):
    """A holder whose data may be erased; `issued_on` is when the retention began (L5)."""

    id: UUID
    certificate_id: UUID
    case_id: UUID
    cited: str
    issued_on: date


def list_holders_due(session: Session, organisation_id: UUID, before: date) -> list[DueHolder]:
    """Holders of certificates that were issued before a day, oldest first."""
    columns = (HolderRow.id, CertificateRow.id, CertificateRow.case_id, CertificateRow.cited, CertificateRow.issued_on)
    query = select(*columns).join(CertificateRow, CertificateRow.id == HolderRow.certificate_id)
    query = query.where(HolderRow.organisation_id == organisation_id, CertificateRow.issued_on < before)
    return [DueHolder(*row) for row in session.execute(query.order_by(CertificateRow.issued_on, HolderRow.id))]


def erase_holders(session: Session, ids: Collection[UUID]) -> int:
    """Erase these holders and every file that names them; certificates and register entries stay. Gives how many."""
    own = select(HolderRow.certificate_id).where(HolderRow.id.in_(ids))
    certificates = session.scalars(own).all()
    session.execute(delete(CertificateFileRow).where(CertificateFileRow.certificate_id.in_(certificates)))
    session.execute(delete(HolderRow).where(HolderRow.certificate_id.in_(certificates)))
    return len(certificates)


def find_last_words(session: Session, organisation_id: UUID) -> tuple[str, str]:
    """Place and signatory of what was prepared last: what the next one most likely says too."""
    query = select(CertificateActRow.place, CertificateActRow.signatory)
    query = query.where(CertificateActRow.organisation_id == organisation_id, CertificateActRow.place != "")
    found = session.execute(query.order_by(CertificateActRow.prepared_at.desc()).limit(1)).first()
    return (found[0], found[1]) if found else ("", "")
