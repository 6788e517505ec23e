"""Withdrawing an item at once: it leaves every frozen form that nobody has begun, and the bank gives it out no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.assembly import Substitution
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain
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
from exam_server.store import bank as bank_store
from exam_server.store import draws as store
from exam_server.store.tables import ItemRow

OUT_OF_USE = "retired"


@dataclass(frozen=True)
class Effect:
    """What a withdrawal did at one exam: numbers of the forms that were changed, and of those that stay as begun."""

    exam_id: UUID
    title: str
    changed: tuple[int, ...]
    kept: tuple[int, ...]


@dataclass(frozen=True)
class Withdrawn:
    """A withdrawal at an exam as the office sees it."""

    at: datetime
    item: str
    changed: tuple[int, ...]
    kept: tuple[int, ...]
    reason: str


def withdraw_item(work: Work, keys: Keys, qualification: str, code: str, reason: str) -> list[Effect]:
    """Take an item out of use at once, and put substitutes into all frozen forms that nobody has begun.

    Gives what happened at each exam that it touched. Raises Refused for an unknown item and without a reason; where a
    form has no substitute (forms and cells are named) and where a seat was opened meanwhile nothing is changed at all.
    """
    code, reason = code.strip(), reason.strip()
    if not reason:
        raise Refused(text("Nothing was changed."), text("The reason is missing."), text("Write a reason."))
    _find_item(work, qualification, code)
    running = store.list_running(work.session, work.organisation_id, RUNNING)
    plans = plan_substitutes(work, keys, qualification, [code])
    _require_all(plans, code)
    work.record()
    item = _find_item(work, qualification, code)
    if store.list_running(work.session, work.organisation_id, RUNNING) != running:
        raise changed_meanwhile()
    seats = [lock_seats(work, plan) for plan in plans]
    before, item.status = item.status, OUT_OF_USE
    add_step(work, item, before, item.revision_id, reason, work.new_id())
    for plan, sittings in zip(plans, seats, strict=True):
        put_substitutes(work, plan, sittings, reason)
    work.note("bank.item.withdrawn", item.id, exams=len(plans), forms=count_changed(plans))
    return [
        Effect(plan.exam_id, plan.title, step.withdrawal.numbers, step.kept) for plan in plans for step in plan.steps
    ]


def _require_all(plans: Sequence[Plan], code: str) -> None:
    lacking = [f"{plan.title}, {each.number}: {', '.join(each.cells)}" for plan in plans for each in plan.lacking]
    if lacking:
        raise Refused(
            text("The item {item} wasn't withdrawn, and nothing was changed.", item=code),
            text("In these forms nothing can take its place (form: cells): {forms}.", forms="; ".join(lacking)),
            text("Plan the exam anew on a bank that has more items for these cells."),
        )


def list_withdrawals(work: Work, exam_id: UUID) -> list[Withdrawn]:
    """What was withdrawn from an exam's forms so far."""
    found = []
    for row in store.list_substitutions(work.session, exam_id):
        withdrawal = from_plain(Substitution, row.content).withdrawal
        found.append(Withdrawn(row.made_at, withdrawal.item, withdrawal.numbers, tuple(row.kept), row.reason))
    return found


def _find_item(work: Work, qualification: str, code: str) -> ItemRow:
    item = bank_store.find_item(work.session, work.organisation_id, qualification, code)
    if item is None:
        raise Refused(
            text("Nothing was changed."),
            text("The bank has no item {item}.", item=code),
            text("Check the item's id with an author."),
        )
    return item
