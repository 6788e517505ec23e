"""Whether the body asks an account for a second factor, and by when it has to have one (P3)."""

from collections.abc import Collection
from datetime import datetime

from exam_server.core.people import Role
from exam_server.core.second_factor import GRACE_DAYS, due_at, is_demanded
from exam_server.services.legal_day import legal_day
from exam_server.services.policies import get_value, list_policies
from exam_server.services.work import Work
from exam_server.store.tables import AccountRow


def is_demanded_of(work: Work, roles: Collection[Role]) -> bool:
    return is_demanded(roles, list_policies(work), legal_day(work))


def ask_for_factor(work: Work, account: AccountRow, roles: Collection[Role]) -> datetime | None:
    """By when the account has to have a second factor, from the first time on; None: needs none. Within `record()`."""
    if not is_demanded_of(work, roles):
        return None
    account.factor_asked_at = account.factor_asked_at or work.now
    days = get_value(work, "factor_grace_days", legal_day(work), GRACE_DAYS)
    return due_at(account.factor_asked_at, days)
