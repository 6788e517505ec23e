"""Codes of an authenticator app (RFC 6238: HMAC-SHA-1, six digits, thirty seconds), each of which is taken once."""

import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1
"""How many steps the telephone's clock may be ahead or behind."""


def step_at(now: datetime) -> int:
    """How many steps of thirty seconds have passed since 1970."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The six digits of a step (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def find_step(secret: bytes, typed: str, now: datetime, taken: int | None) -> int | None:
    """The step whose code was typed: next to now's at most, and later than the last one that was taken."""
    here = step_at(now)
    steps = (step for step in range(here - DRIFT, here + DRIFT + 1) if taken is None or step > taken)
    given = typed.encode()
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), given)), None)


def tidy_code(typed: str) -> str:
    """What was typed without the spaces that apps show within a code."""
    return "".join(typed.split())


def key_text(secret: bytes) -> str:
    """The secret as apps take it when nothing can be scanned: base 32 in groups of four."""
    text = b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def key_address(secret: bytes, issuer: str, login: str) -> str:
    """The address that apps scan (`otpauth:`)."""
    label = f"{quote(issuer, safe='')}:{quote(login, safe='')}"
    return f"otpauth://totp/{label}?secret={key_text(secret).replace(' ', '')}&issuer={quote(issuer, safe='')}"
