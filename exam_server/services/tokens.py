"""Secrets handed to browsers and what is kept of them: keyed digests, never the secrets."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Keys:
    """Derives one key per purpose from the installation's secret."""

    secret: bytes

    def digest(self, purpose: str, value: str) -> str:
        """Keyed HMAC-SHA-256 of a value, hexadecimal; different purposes never give the same digest."""
        return hmac.new(self.secret, f"{purpose}\n{value}".encode(), hashlib.sha256).hexdigest()

    def seat_token(self, sitting_id: UUID, epoch: int) -> str:
        """What a candidate's browser holds for one admission of a sitting."""
        body = f"{sitting_id.hex}.{epoch}"
        return f"{body}.{self.digest('seat', body)}"

    def read_seat_token(self, token: str) -> tuple[UUID, int] | None:
        """The sitting and epoch that a genuine token names; None for anything else."""
        body, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self.digest("seat", body).encode(), signature.encode()):
            return None
        sitting, _, epoch = body.partition(".")
        return UUID(hex=sitting), int(epoch)


def new_token() -> str:
    """256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Enough for a random token of 256 bits: what is stored doesn't give the token."""
    return hashlib.sha256(token.encode()).hexdigest()
