"""Fees by qualification: decided by the body with a reason and a day, and public (L11, P3)."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from exam_server.core.fees import FEE_SERVICES, Fee, FeeService, current_fees, require_fee
from exam_server.core.problems import NotFound
from exam_server.services.legal_day import legal_day
from exam_server.services.people import Names
from exam_server.services.qualification import find_edition
from exam_server.services.work import Work
from exam_server.store import fees as store
from exam_server.store.tables import FeeRow


@dataclass(frozen=True)
class DecidedFee:
    """A decision with its reason and who made it."""

    fee: Fee
    reason: str
    decided_by: str


def decide_fee(
    work: Work, qualification: str, service: str, set_number: int, amount: int | None, holds_from: date, reason: str
) -> UUID:
    """Record what a service costs from a day on. Raises Refused as `require_fee` (L11), and NotFound."""
    edition = find_edition(work, qualification)
    sets = {0, *(each.number for each in edition.content.sets)} if edition and service in ("set", "resit") else {0}
    if edition is None or service not in FEE_SERVICES or set_number not in sets:
        raise NotFound(qualification)
    reason = reason.strip()
    work.record()
    row = FeeRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        qualification=qualification,
        service=service,
        set_number=set_number,
        amount=require_fee(amount, holds_from, legal_day(work), reason),
        holds_from=holds_from,
        reason=reason,
        decided_at=work.now,
        decided_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("fee.decided", row.id, service=service, amount=row.amount, holds_from=holds_from.isoformat())
    return row.id


def list_decided_fees(work: Work, qualification: str) -> list[DecidedFee]:
    """Every decision, the newest first."""
    names = Names(work)
    rows = store.list_fees(work.session, work.organisation_id, qualification)
    return [DecidedFee(_fee(row), row.reason, names.of(row.decided_by)) for row in reversed(rows)]


def list_fees(work: Work, qualification: str) -> list[Fee]:
    """Every decision, oldest first."""
    return [_fee(row) for row in store.list_fees(work.session, work.organisation_id, qualification)]


def list_current_fees(work: Work, qualification: str) -> tuple[Fee, ...]:
    """What holds today, in the order of services and sets."""
    return current_fees(list_fees(work, qualification), legal_day(work))


def _fee(row: FeeRow) -> Fee:
    return Fee(cast(FeeService, row.service), row.set_number, row.amount, row.holds_from, row.decided_at)
