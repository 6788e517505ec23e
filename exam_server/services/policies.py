"""The awarding body's own decisions as they stand: what holds on a day, and who decided what and why (P3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from exam_server.core.policy import POLICY_KINDS, Policy, PolicyKind, value_on
from exam_server.services.legal_day import legal_day
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import policy as store
from exam_server.store.tables import PolicyRow


@dataclass(frozen=True)
class Recorded:
    """A decision with its reason and who made it."""

    policy: Policy
    reason: str
    decided_by: str


@dataclass(frozen=True)
class Standing:
    """What holds today, and every decision on it, the newest first."""

    kind: PolicyKind
    value: int
    history: tuple[Recorded, ...]


def get_value(work: Work, kind: PolicyKind, on: date, default: int) -> int:
    """What holds on a day; `default` until the body decides."""
    return value_on(list_policies(work), kind, on, default)


def list_policies(work: Work) -> list[Policy]:
    """Every decision of the body, oldest first."""
    return [_policy(row) for row in store.list_policies(work.session, work.organisation_id)]


def list_standing(work: Work, defaults: Mapping[PolicyKind, int]) -> list[Standing]:
    """Every kind of decision as it stands today."""
    names, today = Names(work), legal_day(work)
    rows = store.list_policies(work.session, work.organisation_id)
    recorded = [Recorded(_policy(row), row.reason, names.of(row.decided_by)) for row in reversed(rows)]
    policies = [each.policy for each in recorded]
    return [
        Standing(
            kind,
            value_on(policies, kind, today, defaults[kind]),
            tuple(each for each in recorded if each.policy.kind == kind),
        )
        for kind in POLICY_KINDS
    ]


def _policy(row: PolicyRow) -> Policy:
    return Policy(cast(PolicyKind, row.kind), row.value, row.holds_from, row.decided_at)
