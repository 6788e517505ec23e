"""Passkeys: for which site they're made, and challenges that hold for a while, for one browser and once."""

from datetime import datetime, timedelta

from exam_server.core.network import find_address
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

CHALLENGE_LASTS = timedelta(minutes=5)
LONGEST_NAME = 60
MOST = 20


def find_site(host: str, is_secure: bool) -> str | None:
    """The name that passkeys are made for; None where browsers make none: for an address, and without HTTPS."""
    if not host or find_address(host) is not None or not (is_secure or host == "localhost"):
        return None
    return host


def is_current(made_at: datetime, taken_at: datetime | None, now: datetime) -> bool:
    """Whether a challenge still holds, and no later one was taken of the same passkey: an answer works once."""
    return timedelta(0) <= now - made_at < CHALLENGE_LASTS and (taken_at is None or made_at > taken_at)


def require_name(name: str, what: Text) -> str:
    """The name without spaces around it. Raises Refused for none, and for a long one."""
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        why = text("Its name must have between 1 and {limit} characters.", limit=LONGEST_NAME)
        raise Refused(what, why, text("Call it so that you know it again, such as “office laptop”."))
    return tidy
