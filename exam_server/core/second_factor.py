"""What a log-in still lacks, who needs a second factor and from when, and who may let a lost one be reset (P3, P7)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from exam_server.core.people import ROLES, Role
from exam_server.core.policy import Policy, PolicyKind, factor_kind, value_on
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

Proof = Literal["password", "code", "recovery_code", "passkey", "sign_on", "strong_sign_on"]
BY_THEMSELVES: frozenset[Proof] = frozenset({"passkey", "strong_sign_on"})
Standing = Literal["refused", "half", "bound", "open"]
"""`half`: waits for the second factor and opens nothing. `bound`: opens the page alone on which one is set up."""
DEMANDED_OF: frozenset[Role] = frozenset({"administrator", "office", "chair"})
"""Until the body decides otherwise."""
GRACE_DAYS = 14
RECOVERY_CODES = 10
SHORTEST_REASON, LONGEST_REASON = 5, 2000


ROLE_OF: Mapping[PolicyKind, Role] = {factor_kind(role): role for role in ROLES}
DEFAULTS: Mapping[PolicyKind, int] = {
    "factor_grace_days": GRACE_DAYS,
    **{kind: int(role in DEMANDED_OF) for kind, role in ROLE_OF.items()},
}


def judge(given: Collection[Proof], has_factor: bool, is_due: bool) -> Standing:
    """What a log-in is after these proofs.

    A passkey checks who holds it by itself, so that it counts as both; a sign-on elsewhere stands for the password,
    and for both where the installation says so of how they proved themselves there.
    """
    if BY_THEMSELVES.intersection(given):
        return "open"
    if not {"password", "sign_on"}.intersection(given):
        return "refused"
    if has_factor:
        return "open" if {"code", "recovery_code"}.intersection(given) else "half"
    return "bound" if is_due else "open"


def is_full(given: Collection[Proof], has_factor: bool) -> bool:
    """Whether these proofs are all that a log-in asks for: of an account with a second factor, both."""
    return judge(given, has_factor, is_due=False) == "open"


def is_demanded(roles: Iterable[Role], decided: Collection[Policy], on: date) -> bool:
    """Whether one of the roles needs a second factor on a day (P3)."""
    return any(value_on(decided, factor_kind(role), on, DEFAULTS[factor_kind(role)]) for role in roles)


def due_at(asked_at: datetime, grace_days: int) -> datetime:
    """When the time to set one up ends, of somebody whom a log-in first asked for it at `asked_at`."""
    return asked_at + timedelta(days=grace_days)


def require_reason(reason: str, what: Text) -> None:
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        why = text("It needs a reason, of {limit} characters at most.", limit=LONGEST_REASON)
        raise Refused(what, why, text("Say what happened."))


def require_second_person(asked_by: UUID | None, owner: UUID, confirming: UUID | None, what: Text) -> None:
    """Whoever asked for it and whose it is don't confirm it (P7)."""
    if confirming is None or confirming == asked_by:
        raise Refused(
            what, text("Whoever asked for it doesn't confirm it."), text("Let somebody else confirm it."), "P7"
        )
    if confirming == owner:
        raise Refused(what, text("It's your own account."), text("Let somebody else confirm it."), "P7")
