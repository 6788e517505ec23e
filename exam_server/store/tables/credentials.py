"""What people prove before they advise or sit in a commission, what they declare, and trainings."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class Entered:
    """Who entered a row and when; a row that was wrong is withdrawn, never changed."""

    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]


class CredentialPeriodRow(Owned, Entered, Base):
    """Work of a person from `first_on` to `last_on`, both included; no end: it goes on."""

    __tablename__ = "credential_period"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date | None]


class MemberEducationRow(Owned, Entered, Base):
    """A finished level of the PRK."""

    __tablename__ = "member_education"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str]
    level: Mapped[int]


class CredentialDocumentRow(Owned, Entered, Base):
    """What proves a period or an education. `shows`: credentials as `qualification:code`; counts once verified (S5)."""

    __tablename__ = "credential_document"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    period_id: Mapped[UUID | None] = mapped_column(ForeignKey("credential_period.id"))
    education_id: Mapped[UUID | None] = mapped_column(ForeignKey("member_education.id"))
    kind: Mapped[str]
    title: Mapped[str]
    issued_on: Mapped[date]
    shows: Mapped[list[Any]] = mapped_column(JSON)
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None]


class CredentialFileRow(Owned, Base):
    """A scan of a document; its bytes lie under `content_hash` in the folder of evidence. `source_hash`: as it came."""

    __tablename__ = "credential_file"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("credential_document.id"), index=True)
    file_name: Mapped[str]
    kind: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    content_hash: Mapped[str]
    source_hash: Mapped[str]
    brought_at: Mapped[datetime]
    brought_by: Mapped[UUID | None]


class MemberDeclarationRow(Owned, Base):
    """A person's signed declaration to apply the rules of validation of a qualification (S6)."""

    __tablename__ = "member_declaration"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    qualification: Mapped[str]
    signed_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class DeclarationWithdrawalRow(Owned, Base):
    """A declaration doesn't hold from `withdrawn_on` on; the declaration itself stays."""

    __tablename__ = "declaration_withdrawal"
    __table_args__ = (UniqueConstraint("declaration_id"),)

    declaration_id: Mapped[UUID] = mapped_column(ForeignKey("member_declaration.id"))
    withdrawn_on: Mapped[date]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class TrainingRow(Owned, Base):
    """A training that the body held (S10)."""

    __tablename__ = "training"

    title: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class TrainingPartRow(Owned, Base):
    """Who ran a training or took part in it (`part`: trainer, participant); `declared_on`: when they said so."""

    __tablename__ = "training_part"
    __table_args__ = (UniqueConstraint("training_id", "person_id", "part"),)

    training_id: Mapped[UUID] = mapped_column(ForeignKey("training.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str]
    declared_on: Mapped[date | None]
