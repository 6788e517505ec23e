"""Logging in and out, setting a password, the own security page, the own data, and the list of accounts."""

from exam_server.web.account import (
    authenticator,
    contact,
    entering,
    keeping,
    own_data,
    passkeys,
    pin,
    resets,
    security,
    sign_on,
)
from exam_server.web.account.views import account

__all__ = [
    "account",
    "authenticator",
    "contact",
    "entering",
    "keeping",
    "own_data",
    "passkeys",
    "pin",
    "resets",
    "security",
    "sign_on",
]
