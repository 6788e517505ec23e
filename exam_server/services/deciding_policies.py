"""The awarding body decides anew: recorded with reason and author, and what it opens again is opened with it (P3)."""

from datetime import date
from uuid import UUID

from exam_server.core.policy import POLICY_KINDS, require_policy
from exam_server.core.problems import NotFound
from exam_server.services.excluding import follow_policies
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Work
from exam_server.store.tables import PolicyRow


def decide_policy(work: Work, kind: str, value: int, holds_from: date, reason: str) -> UUID:
    """Record a decision of the body. Raises Refused for an impossible value, a past day, or without a reason (P3).

    One on advisors that holds from today opens what they had settled, or lets it hold, at once (S8); of a later day
    the server's upkeep does.
    """
    if kind not in POLICY_KINDS:
        raise NotFound(kind)
    reason = reason.strip()
    work.record()
    today = legal_day(work)
    require_policy(kind, value, holds_from, today, reason)
    row = PolicyRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        kind=kind,
        value=value,
        holds_from=holds_from,
        reason=reason,
        decided_at=work.now,
        decided_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("policy.decided", row.id, kind=kind, value=value, holds_from=holds_from.isoformat())
    if kind == "advisor_excluded" and holds_from == today:
        follow_policies(work)
    return row.id
