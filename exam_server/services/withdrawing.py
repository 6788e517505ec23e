"""Withdrawing an item at once: it leaves every frozen form that nobody has begun, and the bank gives it out no more."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.assembly import NoSubstitute, Sealed, Substitution, Withdrawal, in_pool, substitute
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.bank import list_items
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.freezing import Values, add_forms, form_values
from exam_server.services.item_uses import recount_uses
from exam_server.services.pool import Entry, drawn_form, stored_items
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.services.workflow import add_step
from exam_server.store import bank as bank_store
from exam_server.store import delivery as exam_store
from exam_server.store import draws as store
from exam_server.store.tables import DrawRow, ExamRow, ItemRow, SittingRow, SubstitutionRow

RUNNING = ("frozen", "open")
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


@dataclass(frozen=True)
class _Plan:
    """What is to be done at an exam, as it was read; `before` are the rows of the forms that change, by number."""

    exam_id: UUID
    title: str
    withdrawal: Withdrawal
    kept: tuple[int, ...]
    before: Mapping[int, UUID]
    after: Sequence[Values]


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
    plans = _plan_all(work, keys, qualification, code)
    work.record()
    item = _find_item(work, qualification, code)
    if store.list_running(work.session, work.organisation_id, RUNNING) != running:
        raise _changed_meanwhile()
    seats = [_lock(work, plan) for plan in plans]
    before, item.status = item.status, OUT_OF_USE
    add_step(work, item, before, item.revision_id, reason, work.new_id())
    for plan, sittings in zip(plans, seats, strict=True):
        _carry_out(work, plan, sittings, reason)
    changed = sum(len(plan.withdrawal.numbers) for plan in plans)
    work.note("bank.item.withdrawn", item.id, exams=len(plans), forms=changed)
    return [Effect(plan.exam_id, plan.title, plan.withdrawal.numbers, plan.kept) for plan in plans]


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


def _plan_all(work: Work, keys: Keys, qualification: str, code: str) -> list[_Plan]:
    plans: list[_Plan] = []
    lacking: list[str] = []
    for draw, exam in store.list_draws(work.session, work.organisation_id, qualification):
        if exam.state in RUNNING:
            try:
                plans += _plan(work, keys, qualification, code, draw, exam)
            except NoSubstitute as refusal:
                lacking += [f"{exam.title}, {number}: {', '.join(cells)}" for number, cells in refusal.lacking]
    if lacking:
        raise Refused(
            text("The item {item} wasn't withdrawn, and nothing was changed.", item=code),
            text("In these forms nothing can take its place (form: cells): {forms}.", forms="; ".join(lacking)),
            text("Plan the exam anew on a bank that has more items for these cells."),
        )
    return plans


def _plan(work: Work, keys: Keys, qualification: str, code: str, draw: DrawRow, exam: ExamRow) -> Iterator[_Plan]:
    """The plan of an exam, nothing where no form holds the item. Raises NoSubstitute."""
    rows = exam_store.list_forms(work.session, exam.id)
    holding = [row for row in rows if any(entry["id"] == code for entry in row.items)]
    begun = _begun(work, exam.id)
    changing = [row for row in holding if row.id not in begun]
    if not holding:
        return
    sealed = from_plain(Sealed, draw.sealed)
    done = [from_plain(Substitution, row.content).withdrawal for row in store.list_substitutions(work.session, exam.id)]
    numbers = tuple(row.number for row in changing)
    withdrawal = Withdrawal(
        code, _unusable(work, qualification, sealed, [*(each.item for each in done), code]), numbers
    )
    forms = [drawn_form(keys, row) for row in rows] if changing else []
    forms = [*substitute(sealed.blueprint, sealed.pool, exam.seed, forms, [*done, withdrawal])] if changing else []
    after = [form for form in forms if form.number in numbers]
    items = stored_items(work, keys, qualification, after)
    yield _Plan(
        exam.id,
        exam.title,
        withdrawal,
        kept=tuple(row.number for row in holding if row.id in begun),
        before={row.number: row.id for row in changing},
        after=[
            form_values(work, exam.id, form, row.revision + 1, _merged(row.items, new))
            for row, form, new in zip(changing, after, items, strict=True)
        ],
    )


def _begun(work: Work, exam_id: UUID) -> set[UUID]:
    """The forms that somebody has seen. Who was absent or sent away may still be put back, and hasn't."""
    sittings = exam_store.list_sittings(work.session, exam_id)
    return {row.test_form_id for row, _, _ in sittings if row.started_at is not None}


def _unusable(work: Work, qualification: str, sealed: Sealed, withdrawn: Collection[str]) -> tuple[str, ...]:
    """What of the pool the bank doesn't give out any more, whatever became of it, and all that was withdrawn."""
    usable = {filed.item.id for filed in list_items(work, qualification) if in_pool(sealed.blueprint, filed.item)}
    return tuple(sorted({item.id for item in sealed.pool} - usable | set(withdrawn)))


def _merged(before: Sequence[Entry], after: Sequence[Entry]) -> list[Entry]:
    """Items that stay keep the stimulus revision that they were frozen with."""
    return [old if old["id"] == new["id"] else new for old, new in zip(before, after, strict=True)]


def _lock(work: Work, plan: _Plan) -> list[SittingRow]:
    """The sittings of the forms that change, which nobody can begin now. Raises Refused where somebody has since."""
    exam = get_exam_row(work, plan.exam_id)
    current = {row.number: row.id for row in store.list_form_digests(work.session, plan.exam_id)}
    sittings = store.lock_sittings_of(work.session, plan.before.values())
    begun = any(row.started_at is not None for row in sittings)
    if begun or exam.state not in RUNNING or any(current[number] != form for number, form in plan.before.items()):
        raise _changed_meanwhile()
    return list(sittings)


def _changed_meanwhile() -> Refused:
    return Refused(
        text("Nothing was changed."),
        text("A seat was opened or forms were drawn at the same moment."),
        text("Withdraw the item again."),
    )


def _carry_out(work: Work, plan: _Plan, sittings: Sequence[SittingRow], reason: str) -> None:
    add_forms(work, plan.after)
    recount_uses(work, plan.exam_id)
    new = {plan.before[form["number"]]: form for form in plan.after}
    store.change_forms(
        work.session,
        {row.id: (new[row.test_form_id]["id"], new[row.test_form_id]["digest"]) for row in sittings},
    )
    step = len(store.list_substitutions(work.session, plan.exam_id)) + 1
    work.session.add(
        SubstitutionRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            exam_id=plan.exam_id,
            number=step,
            content=to_plain(Substitution(plan.withdrawal, tuple(form["digest"] for form in plan.after))),
            kept=list(plan.kept),
            reason=reason,
            made_at=work.now,
            made_by=work.actor.account_id,
        )
    )
    work.session.flush()
    work.note("exam.forms.substituted", plan.exam_id, step=step, forms=len(plan.after), kept=len(plan.kept))
