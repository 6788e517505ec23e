"""Organisations, people, their accounts with roles, log-in sessions, set-up links and throttles."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class OrganisationRow(Base):
    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    seat: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class PersonRow(Owned, Base):
    """The data minimum of a person; everything else hangs on a case or an account.

    `language`: in which they're written to; empty: the installation's.
    """

    __tablename__ = "person"

    given_names: Mapped[str]
    family_name: Mapped[str]
    born_on: Mapped[date | None]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]


class PersonCorrectionRow(Owned, Base):
    """Append-only: by field what stood in a person's data before a correction, and why it was made."""

    __tablename__ = "person_correction"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    before: Mapped[dict[str, Any]]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class AccountRow(Owned, Base):
    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("login"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    login: Mapped[str]
    password_hash: Mapped[str] = mapped_column(default="")
    disabled_at: Mapped[datetime | None]
    factor_asked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AccountRoleRow(Base):
    __tablename__ = "account_role"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))


class LoginSessionRow(Owned, Base):
    """A server-side session; only the hash of its token is kept, and of its browser the name alone.

    `proved_at`: when its owner last gave the password or a second factor; `fully_proved_at`: all that a log-in asks
    for.
    """

    __tablename__ = "login_session"
    __table_args__ = (UniqueConstraint("token_hash"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(default="", server_default="")
    proved_at: Mapped[datetime | None]
    fully_proved_at: Mapped[datetime | None]
    must_set_up: Mapped[bool] = mapped_column(default=False, server_default=false())


class SetupLinkRow(Owned, Base):
    """A one-time link by which a person sets the password of an account."""

    __tablename__ = "setup_link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ThrottleRow(Base):
    """Failures within a window, per account or ticket and for everybody; keys are keyed digests, never names."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    window_started_at: Mapped[datetime]


class FailedAttemptRow(Base):
    """An attempt that failed, kept for a day: at which door, under which throttle's key, and whose account it names."""

    __tablename__ = "failed_attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    door: Mapped[str]
    key: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
