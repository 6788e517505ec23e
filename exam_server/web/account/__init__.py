"""Logging in and out, setting a password, and the list of accounts."""

from exam_server.web.account import keeping
from exam_server.web.account.views import account

__all__ = ["account", "keeping"]
