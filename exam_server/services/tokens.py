"""Secrets handed to browsers and what is kept of them: keyed digests, never the secrets."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Seat:
    """One admission (`epoch`) of a sitting, and its exam."""

    sitting_id: UUID
    epoch: int
    exam_id: UUID


@dataclass(frozen=True)
class Keys:
    """Derives one key per purpose from the installation's secret.

    `answer_file_key`: the public half of the key for answer files, where somebody made it already; else empty.
    """

    secret: bytes
    answer_file_key: str = ""

    def digest(self, purpose: str, value: str) -> str:
        """Keyed HMAC-SHA-256 of a value, hexadecimal; different purposes never give the same digest."""
        return hmac.digest(self.secret, f"{purpose}\n{value}".encode(), "sha256").hex()

    def answer_file_seed(self) -> bytes:
        """64 bytes that the key for answer files is made of."""
        return bytes.fromhex(self.digest("answer-file-key", "1") + self.digest("answer-file-key", "2"))

    def audit_head_seed(self) -> bytes:
        """32 bytes that the key for the heads of the audit chain is made of."""
        return bytes.fromhex(self.digest("audit-head-key", "1"))

    def badge_seed(self) -> bytes:
        """32 bytes that the key for holders' badges is made of."""
        return bytes.fromhex(self.digest("badge-key", "1"))

    def answer_file_salt(self, sitting_id: UUID, epoch: int) -> str:
        """What the page of one admission seals answer files with, and nobody else has."""
        return self.digest("answer-file", f"{sitting_id.hex}.{epoch}")

    def device_token(self, visit: str = "") -> str:
        """What tells one browser from another for as long as it keeps it; only this installation makes them.

        A visit always gets the same one: it may ask twice, or not hear the answer that brought it.
        """
        body = self.digest("device-of-visit", visit)[:32] if visit else secrets.token_urlsafe(16)
        return f"{body}.{self.digest('device', body)}"

    def genuine_device(self, token: str, visit: str = "") -> str:
        """The token if this installation made it, else that of the visit, else a new one."""
        return token if token and self.is_device_token(token) else self.device_token(visit)

    def is_device_token(self, token: str) -> bool:
        body, _, signature = token.rpartition(".")
        return hmac.compare_digest(self.digest("device", body).encode(), signature.encode())

    def seat_token(self, seat: Seat, device: str) -> str:
        """What a candidate's browser holds for one admission of a sitting; worth nothing elsewhere."""
        body = f"{seat.sitting_id.hex}.{seat.epoch}.{seat.exam_id.hex}"
        return f"{body}.{self._seat_signature(body, device)}"

    def read_seat_token(self, token: str, device: str) -> Seat | None:
        """What a genuine token names, brought by the device that it was made for; None for anything else."""
        body, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._seat_signature(body, device).encode(), signature.encode()):
            return None
        sitting, epoch, exam = body.split(".")
        return Seat(UUID(hex=sitting), int(epoch), UUID(hex=exam))

    def run_token(self, seat_id: UUID, epoch: int, device: str) -> str:
        """What the browser of a candidate who comes for simulations alone holds, worth nothing elsewhere."""
        body = f"{seat_id.hex}.{epoch}"
        return f"{body}.{self._seat_signature(body, device, 'run-seat')}"

    def read_run_token(self, token: str, device: str) -> tuple[UUID, int] | None:
        """The seat and the epoch that a genuine token names; None for anything else."""
        body, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._seat_signature(body, device, "run-seat").encode(), signature.encode()):
            return None
        seat, epoch = body.split(".")
        return UUID(hex=seat), int(epoch)

    def _seat_signature(self, body: str, device: str, purpose: str = "seat") -> str:
        return self.digest(purpose, f"{body}\n{device}")


def new_token() -> str:
    """256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def renewed_token(token: str) -> str:
    """Another secret for the same log-in; what hangs on its lasting part (forms that are open in other tabs) holds."""
    return f"{lasting_part(token)}.{new_token()}"


def lasting_part(token: str) -> str:
    return token.partition(".")[0]


def token_hash(token: str) -> str:
    """Enough for a random token of 256 bits: what is stored doesn't give the token."""
    return hashlib.sha256(token.encode()).hexdigest()
