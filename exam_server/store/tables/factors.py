"""Second factors of accounts, what is kept of half a log-in, and resets of lost factors."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class TotpRow(Owned, Base):
    """An authenticator app. Its secret follows from the installation's secret and `salt`: nothing here opens anything.

    `taken_step`: the last step of thirty seconds whose code was taken; no earlier one is taken again.
    """

    __tablename__ = "totp"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    salt: Mapped[str]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    taken_step: Mapped[int | None]


class RecoveryCodeRow(Owned, Base):
    """A code for the day on which the other factor is lost, as a slow hash of its keyed digest; used once.

    `shelf`: the digest's first characters, by which a typed code is looked up.
    """

    __tablename__ = "recovery_code"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    shelf: Mapped[str]
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyRow(Owned, Base):
    """A passkey's public half, under the name that its owner gave it.

    `challenged_at`: when the newest challenge that it answered was made; no older one is taken.
    """

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("credential_id"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    credential_id: Mapped[str]
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    challenged_at: Mapped[datetime]


class HalfLoginRow(Owned, Base):
    """A right password (or sign-on) that waits for the second factor; no session, and only its token's hash is kept."""

    __tablename__ = "half_login"
    __table_args__ = (UniqueConstraint("token_hash"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str]
    given: Mapped[str] = mapped_column(default="password", server_default="password")
    expires_at: Mapped[datetime]


class SignOnRow(Owned, Base):
    """As whom an identity provider knows an account's owner; an administrator says so."""

    __tablename__ = "sign_on"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("account_id", "issuer"))

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    issuer: Mapped[str]
    subject: Mapped[str]
    bound_at: Mapped[datetime]
    bound_by: Mapped[UUID | None]


class FactorResetRow(Owned, Base):
    """Append-only but for its end: somebody asks for the reset of a lost factor, another person decides (P7).

    `told_at`: when the account's owner was told of it.
    """

    __tablename__ = "factor_reset"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID]
    confirmed: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    told_at: Mapped[datetime | None]
