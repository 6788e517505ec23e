"""Logging in and out, setting a password, the own security page, and the list of accounts."""

<<<<<<< HEAD
from exam_server.web.account import authenticator, entering, keeping, passkeys, resets, security
from exam_server.web.account.views import account

__all__ = ["account", "authenticator", "entering", "keeping", "passkeys", "resets", "security"]
=======
from exam_server.web.account import authenticator, entering, keeping, pin, resets, security
from exam_server.web.account.views import account

__all__ = ["account", "authenticator", "entering", "keeping", "pin", "resets", "security"]
>>>>>>> 6f62d387 (A sheet is sealed with the own PIN, without a network too; the day's packet, another tablet, phases, quick phrases and flags on the sheet)
