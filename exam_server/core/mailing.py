"""The mail server that notices are handed to, and a letter as it's handed over."""

from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

MailSecurity = Literal["starttls", "tls", "none"]
MAIL_SECURITIES: tuple[MailSecurity, ...] = get_args(MailSecurity)


@dataclass(frozen=True)
class MailServer:
    """How letters leave. `security`: `tls` from the start, `starttls` after it, `none` on this machine alone."""

    host: str
    port: int
    security: MailSecurity
    user: str
    password: str
    sender: str
    reply_to: str


@dataclass(frozen=True)
class Letter:
    """One notice to one address. The id names it for good, so that a letter that came twice is known by it."""

    id: UUID
    to: str
    sender_name: str
    subject: str
    body: str
    language: str
