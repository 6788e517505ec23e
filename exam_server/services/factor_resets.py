"""Resets of lost second factors: the administrator says why, another person confirms, the owner is told (P7)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.second_factor import require_reason, require_second_person
from exam_server.core.text import Text, text
from exam_server.services.factors import drop_all, has_factor
from exam_server.services.notices import queue_for_account
from exam_server.services.people import Names, end_sessions, get_name
from exam_server.services.work import Work
from exam_server.store import factors as store
from exam_server.store.tables import FactorResetRow

NOT_ASKED = text("The reset wasn't asked for.")
NOT_DECIDED = text("The reset wasn't decided.")


@dataclass(frozen=True)
class AskedReset:
    """A reset that waits for a second person; `may_decide`: whether the actor is one."""

    id: UUID
    account_id: UUID
    owner: str
    reason: str
    asked_at: datetime
    asked_by: str
    may_decide: bool


def ask_reset(work: Work, account_id: UUID, reason: str) -> None:
    """Raises Refused for one's own account, without a factor or a reason, and where somebody asked already."""
    reason = reason.strip()
    work.record()
    get_name(work, account_id)
    require_reason(reason, NOT_ASKED)
    if account_id == work.actor.account_id or work.actor.account_id is None:
        raise Refused(NOT_ASKED, text("It's your own account."), text("Ask another administrator."), "P7")
    if not has_factor(work, account_id):
        raise Refused(NOT_ASKED, text("There is no second factor."), text("Nothing needs to be reset."))
    if find_asked(work, account_id) is not None:
        raise Refused(NOT_ASKED, text("Somebody asked for it already."), text("Let somebody else confirm it."))
    row = FactorResetRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        account_id=account_id,
        reason=reason,
        asked_at=work.now,
        asked_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note("people.factor_reset.asked", account_id, reset=str(row.id))


def find_asked(work: Work, account_id: UUID) -> AskedReset | None:
    return next((each for each in list_asked(work) if each.account_id == account_id), None)


def list_asked(work: Work) -> list[AskedReset]:
    """Those that wait for a second person, oldest first."""
    names, actor = Names(work), work.actor.account_id
    return [
        AskedReset(
            row.id,
            row.account_id,
            names.of(row.account_id),
            row.reason,
            row.asked_at,
            names.of(row.asked_by),
            actor is not None and actor not in (row.asked_by, row.account_id),
        )
        for row in store.list_open_resets(work.session, work.organisation_id)
    ]


def decide_reset(work: Work, reset_id: UUID, confirmed: bool) -> None:
    """By another person than who asked and whose it is (P7): every factor goes, and every log-in ends.

    Whoever asked may take it back, which is to decline it. Raises NotFound.
    """
    work.record()
    row = work.session.get(FactorResetRow, reset_id, with_for_update=True)
    if row is None or row.organisation_id != work.organisation_id or row.decided_at is not None:
        raise NotFound(str(reset_id))
    if confirmed:
        require_second_person(row.asked_by, row.account_id, work.actor.account_id, NOT_DECIDED)
        drop_all(work, row.account_id)
        end_sessions(work, row.account_id)
        queue_for_account(work, "factor_reset", row.account_id)
    row.confirmed, row.decided_at, row.decided_by = confirmed, work.now, work.actor.account_id
    tag = "people.factor_reset.confirmed" if confirmed else "people.factor_reset.declined"
    work.note(tag, row.account_id, reset=str(row.id))


def tell_of_reset(work: Work, account_id: UUID) -> Text | None:
    """Once, to the owner who logs in: that the factors were reset, by whom; within `record()`."""
    row = store.find_untold_reset(work.session, account_id)
    if row is None:
        return None
    row.told_at = work.now
    names = Names(work)
    return text(
        "Your second factor was reset on {day}: {asked} asked for it, {confirmed} confirmed. "
        "If you know nothing of it, tell the administrator now.",
        day=row.decided_at.date() if row.decided_at else "",
        asked=names.of(row.asked_by),
        confirmed=names.of(row.decided_by),
    )
