"""For how long somebody from outside may read everything: a term from a day until a day (L18)."""

from datetime import date
from typing import NamedTuple

from exam_server.core.people import Role
from exam_server.core.problems import Refused
from exam_server.core.text import text

TERMED: frozenset[Role] = frozenset({"auditor"})
LONGEST_DAYS = 366


class Term(NamedTuple):
    """Both days included."""

    valid_from: date
    valid_until: date


def roles_on(day: date, roles: frozenset[Role], term: Term | None) -> frozenset[Role]:
    """What an account may be on a day: outside its term it's no auditor (L18); without a term nothing is taken away."""
    if term is None or term.valid_from <= day <= term.valid_until:
        return roles
    return roles - TERMED


def require_term(term: Term, today: date, reason: str) -> None:
    """Raises Refused for a term that ends before it begins or before today, is longer than a year, or has no reason."""
    days = (term.valid_until - term.valid_from).days
    if days < 0 or term.valid_until < today:
        why, remedy = text("It ends before it begins, or lies in the past."), text("Correct the days.")
    elif days > LONGEST_DAYS:
        why, remedy = text("It's longer than a year."), text("Set a shorter one; it can be set anew.")
    elif not 1 <= len(reason) <= 1_000:
        why, remedy = text("It needs a reason, of {limit} characters at most.", limit=1_000), text("Write why.")
    else:
        return
    raise Refused(text("The term wasn't set."), why, remedy, "L18")
