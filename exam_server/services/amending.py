"""An amendment day as it comes: items are retired or switched, and leave the forms of exams on that day or later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.amendments import Act, Citing, Due, due_acts, takes_place_after
from exam_server.core.assembly import Substitution
from exam_server.core.bank import Status
from exam_server.core.problems import Refused
from exam_server.core.workflow import after_save
from exam_server.formats.plain import from_plain
from exam_server.services.item_filing import switch_revision
from exam_server.services.law import get_amendment_row
from exam_server.services.substituting import (
    RUNNING,
    Plan,
    changed_meanwhile,
    count_changed,
    lock_seats,
    plan_substitutes,
    put_substitutes,
)
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.services.workflow import add_step
from exam_server.store import draws
from exam_server.store import law as store
from exam_server.store.tables import AmendmentRow, ItemRow


@dataclass(frozen=True)
class Replaced:
    """What the day did at one exam to one item: numbers of the forms that it left, and of those that were begun."""

    title: str
    planned_at: datetime
    item: str
    numbers: tuple[int, ...]
    kept: tuple[int, ...]


def preview_forms(work: Work, keys: Keys, amendment_id: UUID) -> list[Plan]:
    """What the day would do to frozen forms as they and the bank are now; nothing once it was carried out."""
    row = get_amendment_row(work, amendment_id)
    return [] if row.carried_out_at else _plan(work, keys, row, filing=False)


def list_replaced(work: Work, amendment_id: UUID) -> list[Replaced]:
    """What the day did to frozen forms, by exam."""
    row = get_amendment_row(work, amendment_id)
    if row.carried_out_at is None:
        return []
    codes = {item.code for _, item in store.list_amended(work.session, row.id)}
    found = []
    for made, exam in draws.list_substitutions_at(work.session, row.organisation_id, row.carried_out_at):
        withdrawal = from_plain(Substitution, made.content).withdrawal
        if withdrawal.item in codes:
            found.append(Replaced(exam.title, exam.planned_at, withdrawal.item, withdrawal.numbers, tuple(made.kept)))
    return found


def carry_out_due(work: Work, keys: Keys, today: date) -> bool:
    """Carry out the earliest amendment whose day has come, of whatever organisation; the server's upkeep asks again.

    Forms without a substitute keep the item, as the preview says: the day itself doesn't wait. Raises Refused where a
    seat was opened or forms were drawn at the same moment; the next try finds them as they are then.
    """
    due = store.find_due(work.session, today)
    if due is None:
        return False
    work.organisation_id = due.organisation_id
    running = draws.list_running(work.session, work.organisation_id, RUNNING)
    plans, amendment_id = _plan_if_possible(work, keys, due), due.id
    work.record()
    row = store.lock_due(work.session, amendment_id)
    if row is None:
        return False
    if draws.list_running(work.session, work.organisation_id, RUNNING) != running:
        raise changed_meanwhile()
    seats = [lock_seats(work, plan) for plan in plans]
    _change_items(work, row)
    for plan, sittings in zip(plans, seats, strict=True):
        put_substitutes(work, plan, sittings, _reason(row))
    row.carried_out_at = work.now
    lacking = sum(len(plan.lacking) for plan in plans)
    work.note("bank.amendment.carried.out", row.id, exams=len(plans), forms=count_changed(plans), lacking=lacking)
    return True


def _plan(work: Work, keys: Keys, row: AmendmentRow, *, filing: bool = True) -> list[Plan]:
    """Only what is switched or retired leaves, and only forms of exams on the day or later."""
    leaving = [due.code for due in _due(work, row) if due.act != "keep"]
    return plan_substitutes(
        work,
        keys,
        row.qualification,
        leaving,
        lambda exam: takes_place_after(exam.planned_at, row.effective_on),
        filing,
    )


def _plan_if_possible(work: Work, keys: Keys, row: AmendmentRow) -> list[Plan]:
    """Nobody may sit law that is gone in a later draw, even where forms of another installation can't be changed."""
    try:
        return _plan(work, keys, row)
    except Refused:
        return []


def _due(work: Work, row: AmendmentRow) -> Sequence[Due]:
    return due_acts(
        Citing(item.code, cast(Status, item.status), cast(Act, each.act), each.revision_id is not None)
        for each, item in store.list_amended(work.session, row.id)
    )


def _change_items(work: Work, row: AmendmentRow) -> None:
    amended = {item.code: (each, item) for each, item in store.list_amended(work.session, row.id)}
    act_id = work.new_id()
    for due in _due(work, row):
        each, item = amended[due.code]
        _change(work, item, due.act, each.revision_id, _reason(row), act_id)


def _reason(row: AmendmentRow) -> str:
    return f"{row.source}, {row.effective_on}: {row.note}"


def _change(work: Work, item: ItemRow, act: Act, revision_id: UUID | None, reason: str, act_id: UUID) -> None:
    """What was switched has to be reviewed, unless that very content was accepted ahead."""
    before, before_id = item.status, item.revision_id
    if act == "keep":
        return
    if act == "retire":
        item.status = "retired"
    elif revision_id is not None:
        item.status = after_save(cast(Status, before))
        switch_revision(work, item, revision_id)
    add_step(work, item, before, before_id, reason, act_id)
    work.note("bank.item.status.changed", item.id, before=before, after=item.status)
