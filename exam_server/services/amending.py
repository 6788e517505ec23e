"""An amendment day as it comes: items are retired or switched, and leave the forms of exams on that day or later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.amendments import Act, Citing, due_acts
from exam_server.core.amendments import Due as DueAct
from exam_server.core.assembly import Substitution
from exam_server.core.bank import Status
from exam_server.core.problems import Refused
from exam_server.core.workflow import after_save
from exam_server.formats.plain import from_plain
from exam_server.services.item_filing import switch_revision
from exam_server.services.law import get_amendment_row
from exam_server.services.searching import Due, end_search
from exam_server.services.substituting import (
    Errand,
    Plan,
    changed_meanwhile,
    count_changed,
    errand_of,
    lock_all_seats,
    put_substitutes,
)
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


def preview_errand(work: Work, amendment_id: UUID) -> Errand | None:
    """What to ask for what the day would do to frozen forms as they and the bank are now; None once it was done."""
    row = get_amendment_row(work, amendment_id)
    return None if row.carried_out_at else _errand(work, row, filing=False)


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


def find_due(work: Work, today: date) -> Due | None:
    """The earliest amendment whose day has come, of whatever organisation; the work becomes that organisation's."""
    row = store.find_due(work.session, today)
    if row is None:
        return None
    work.organisation_id = row.organisation_id
    return Due(row.id, _errand(work, row))


def carry_out(work: Work, due: Due, plans: Sequence[Plan]) -> bool:
    """Retire or switch the items, and file their substitutes; False where another process has done it.

    Forms without a substitute keep the item, as the preview says: the day itself doesn't wait. Raises MovedOn where a
    seat was opened, forms were drawn or something else was chosen since the plans were made.
    """
    work.organisation_id = due.errand.organisation_id
    work.record()
    row = store.lock_due(work.session, due.subject_id)
    if row is None:
        return False
    if _errand(work, row).codes != due.errand.codes:
        raise changed_meanwhile()
    seats = lock_all_seats(work, due.errand, plans)
    _change_items(work, row)
    for plan, sittings in zip(plans, seats, strict=True):
        put_substitutes(work, plan, sittings, _reason(row))
    row.carried_out_at = work.now
    end_search(work, row.id)
    lacking = sum(len(plan.lacking) for plan in plans)
    work.note("bank.amendment.carried.out", row.id, exams=len(plans), forms=count_changed(plans), lacking=lacking)
    return True


def carry_out_without_forms(work: Work, due: Due, refused: Refused) -> None:
    """Nobody may sit law that is gone in a later draw, even if frozen forms can't be changed: the page names them."""
    carry_out(work, due, ())


def _errand(work: Work, row: AmendmentRow, *, filing: bool = True) -> Errand:
    """Only what is switched or retired leaves, and only forms of exams on the day or later."""
    leaving = [each.code for each in _due(work, row) if each.act != "keep"]
    return errand_of(work, row.qualification, leaving, row.effective_on, filing)


def _due(work: Work, row: AmendmentRow) -> Sequence[DueAct]:
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
