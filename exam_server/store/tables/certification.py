"""Certificates, the entries of their register, and apart from both who holds them: what a retention erases (L4, L5)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class SourceConfirmationRow(Owned, Base):
    """Somebody authorised compared an edition with the announcement that binds it. Append-only: the newest counts."""

    __tablename__ = "source_confirmation"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    number: Mapped[str]
    published_on: Mapped[date]
    note: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class CertificateActRow(Owned, Base):
    """What one person prepared and another one carries out (P7): issue, duplicate, replace or revoke, with its reason.

    `certificate_id` is that of what is to be followed; `trace_hash` of what the first person saw. Of who ends it,
    exactly one is named.
    """

    __tablename__ = "certificate_act"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    certificate_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str]
    place: Mapped[str]
    signatory: Mapped[str]
    reason: Mapped[str]
    trace_hash: Mapped[str]
    prepared_at: Mapped[datetime]
    prepared_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    dropped_at: Mapped[datetime | None]
    dropped_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class CertificateRow(Owned, Base):
    """One certificate without its holder, never changed; `trace` says by ids and hashes what it rests on (L19).

    `number` counts without a gap within the body's year; `cited` is how it's written; `token_hash` finds the page that
    its QR code leads to; `replaces` is the certificate in whose place it was issued.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "number"),
        UniqueConstraint("organisation_id", "cited"),
        UniqueConstraint("token_hash"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    year: Mapped[int]
    number: Mapped[int]
    cited: Mapped[str]
    document: Mapped[str]
    qualification: Mapped[str]
    prk_level: Mapped[int | None]
    validity: Mapped[str]
    body: Mapped[str]
    seat: Mapped[str]
    place: Mapped[str]
    issued_on: Mapped[date]
    signatory: Mapped[str]
    trace: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    trace_hash: Mapped[str]
    token_hash: Mapped[str]
    replaces: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    made_at: Mapped[datetime]


class HolderRow(Owned, Base):
    """Who holds a certificate: the columns that a retention erases as a row, so that nothing else changes (L5).

    `salt` makes the register's commitment to them; `token` is what the QR code of a further duplicate shows.
    """

    __tablename__ = "certificate_holder"
    __table_args__ = (UniqueConstraint("certificate_id"),)

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    given_names: Mapped[str]
    family_name: Mapped[str]
    born_on: Mapped[date]
    salt: Mapped[str]
    token: Mapped[str]


class CertificateFileRow(Owned, Base):
    """A file that was made of a certificate, the first one or a duplicate: it names the holder and goes with them."""

    __tablename__ = "certificate_file"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), index=True)
    kind: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    file_hash: Mapped[str]
    made_at: Mapped[datetime]


class RegisterEntryRow(Owned, Base):
    """An entry of the body's register, append-only (L4): what a certificate's issue, duplicate or end was.

    `validated`: per stage its kind, days, place and who carried it out (L10); `recognised`: what wasn't verified again
    (L9); `commitment` binds the entry to its holder without naming them; `record_hash` covers all of the entry.
    """

    __tablename__ = "register_entry"
    __table_args__ = (UniqueConstraint("organisation_id", "position"),)

    position: Mapped[int]
    kind: Mapped[str]
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), index=True)
    on_day: Mapped[date]
    place: Mapped[str]
    validator: Mapped[str]
    validated: Mapped[list[Any]]
    recognised: Mapped[list[Any]]
    reason: Mapped[str]
    commitment: Mapped[str]
    record_hash: Mapped[str]
    prepared_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
