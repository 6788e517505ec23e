"""Withdrawing an item at once: it leaves every frozen form that nobody has begun, and the bank gives it out no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.assembly import Substitution
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.searching import Due, Progress, end_search, show_search
from exam_server.services.substituting import Plan, count_changed, errand_of, lock_all_seats, put_substitutes
from exam_server.services.work import Actor, Work
from exam_server.services.workflow import add_step
from exam_server.store import bank as bank_store
from exam_server.store import draws as store
from exam_server.store import searching as orders
from exam_server.store.shelf import Shelf
from exam_server.store.tables import ItemRow, WithdrawalOrderRow

OUT_OF_USE = "retired"
SHOWN = timedelta(days=1)


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


@dataclass(frozen=True)
class Outcome:
    """What came of an order: what it did at each exam, or (`refused`: what, why, remedy) that nothing was changed."""

    effects: tuple[Effect, ...] = ()
    refused: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Order:
    """A withdrawal as somebody ordered it; without an `outcome` it's still looked for substitutes."""

    item: str
    ordered_at: datetime
    outcome: Outcome | None
    progress: Progress | None


def order_withdrawal(work: Work, qualification: str, code: str, reason: str) -> UUID:
    """Order an item out of use at once, and out of all frozen forms that nobody has begun.

    The server carries it out by itself, in seconds. Raises Refused for an unknown item, without a reason, and while an
    order for the item waits.
    """
    code, reason = code.strip(), reason.strip()
    if not reason:
        raise Refused(text("Nothing was changed."), text("The reason is missing."), text("Write a reason."))
    work.record()
    item = _find_item(work, qualification, code)
    shelf = Shelf(work.organisation_id, qualification)
    if any(order.ended_at is None for order in orders.list_orders(work.session, shelf, work.now, code)):
        raise Refused(
            text("Nothing was changed."),
            text("The item {item} is being withdrawn already.", item=code),
            text("Wait a moment; this page says when it's done."),
        )
    row = WithdrawalOrderRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        qualification=qualification,
        item=code,
        reason=reason,
        ordered_at=work.now,
        ordered_by=work.actor.account_id,
        outcome={},
    )
    work.session.add(row)
    work.session.flush()
    work.note("bank.item.withdrawal.ordered", item.id)
    return row.id


def find_due(work: Work) -> Due | None:
    """The earliest order that waits, of whatever organisation; the work becomes that organisation's."""
    row = orders.find_order(work.session)
    if row is None:
        return None
    work.organisation_id = row.organisation_id
    return Due(row.id, errand_of(work, row.qualification, [row.item]))


def carry_out(work: Work, due: Due, plans: Sequence[Plan]) -> Outcome:
    """Take the item out of use and file its substitutes, in the name of who ordered it.

    Raises Refused where a form has no substitute (forms and cells are named), and MovedOn where a seat was opened or
    forms were drawn since the plans were made; nothing is changed at all then.
    """
    (code,) = due.errand.codes
    _require_all(plans, code)
    work.organisation_id = due.errand.organisation_id
    work.record()
    order = orders.lock_order(work.session, due.subject_id)
    if order is None:
        return Outcome()
    seats = lock_all_seats(work, due.errand, plans)
    work.actor = Actor(order.ordered_by)
    item = _find_item(work, order.qualification, code)
    before, item.status = item.status, OUT_OF_USE
    add_step(work, item, before, item.revision_id, order.reason, work.new_id())
    for plan, sittings in zip(plans, seats, strict=True):
        put_substitutes(work, plan, sittings, order.reason)
    work.note("bank.item.withdrawn", item.id, exams=len(plans), forms=count_changed(plans))
    effects = (
        Effect(plan.exam_id, plan.title, step.withdrawal.numbers, step.kept) for plan in plans for step in plan.steps
    )
    return _end(work, order, Outcome(tuple(effects)))


def give_up(work: Work, due: Due, refused: Refused) -> None:
    """The order ends without any change; its page says why."""
    work.organisation_id = due.errand.organisation_id
    work.record()
    order = orders.lock_order(work.session, due.subject_id)
    if order is not None:
        work.actor = Actor(order.ordered_by)
        _end(work, order, Outcome(refused=(refused.what, refused.why, refused.remedy)))
        work.note("bank.item.withdrawal.refused", order.id)


def _end(work: Work, order: WithdrawalOrderRow, outcome: Outcome) -> Outcome:
    order.ended_at, order.outcome = work.now, to_plain(outcome)
    end_search(work, order.id)
    return outcome


def list_orders(work: Work, qualification: str, code: str = "") -> list[Order]:
    """A bank's orders (or those for one item) that wait or ended within a day, the latest first."""
    shelf = Shelf(work.organisation_id, qualification)
    rows = orders.list_orders(work.session, shelf, work.now - SHOWN, code)
    return [_order(work, row) for row in rows]


def _order(work: Work, row: WithdrawalOrderRow) -> Order:
    outcome = from_plain(Outcome, row.outcome) if row.ended_at else None
    return Order(row.item, row.ordered_at, outcome, show_search(work, row.id))


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
