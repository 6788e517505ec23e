"""Substitutes in an exam's frozen forms: planned from what was read, then filed while nobody can begin them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import NamedTuple
from uuid import UUID

from exam_server.core.amendments import takes_place_after
from exam_server.core.assembly import (
    NoSubstitute,
    Sealed,
    Substitution,
    TestForm,
    Withdrawal,
    in_pool,
    substitute,
)
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.bank import list_items
from exam_server.services.exam_rows import get_row
from exam_server.services.freezing import Values, add_forms, form_values
from exam_server.services.item_uses import recount_uses
from exam_server.services.pool import Entry, drawn_form, stored_items
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import draws as store
from exam_server.store import law as law_store
from exam_server.store.shelf import Shelf
from exam_server.store.tables import DrawRow, ExamRow, SittingRow, SubstitutionRow

RUNNING = ("frozen", "open")


Tell = Callable[[int, int], None]
"""Hears how many steps of how many are done."""


@dataclass(frozen=True)
class Errand:
    """Items that leave a bank's frozen forms; with `since` only those of exams on that day or later.

    One that isn't for `filing` only asks what would happen. `running`: the exams with frozen forms when it was made; it
    holds as long as they are these.
    """

    organisation_id: UUID
    qualification: str
    codes: tuple[str, ...]
    since: date | None
    filing: bool
    running: tuple[UUID, ...]


@dataclass(frozen=True)
class Step:
    """An item leaves the forms of `withdrawal.numbers`; `kept` are those that were begun, `after` what is filed."""

    withdrawal: Withdrawal
    kept: tuple[int, ...]
    after: tuple[Values, ...]


@dataclass(frozen=True)
class Lacking:
    """A form in which nothing can take an item's place, and the cells that it would leave open."""

    item: str
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is to be done at one exam, as it was read; `before` are the rows of the forms that change, by number."""

    exam_id: UUID
    title: str
    planned_at: datetime
    steps: tuple[Step, ...]
    lacking: tuple[Lacking, ...]
    before: Mapping[int, UUID]


class _Form(NamedTuple):
    """The newest revision of a frozen form, filed or still to be filed."""

    revision: int
    items: list[Entry]
    form: TestForm


def errand_of(
    work: Work, qualification: str, codes: Sequence[str], since: date | None = None, filing: bool = True
) -> Errand:
    """The errand that takes these items out of frozen forms, as exams stand now."""
    running = store.list_running(work.session, work.organisation_id, RUNNING)
    return Errand(work.organisation_id, qualification, tuple(codes), since, filing, tuple(running))


def plan_substitutes(work: Work, keys: Keys, errand: Errand, tell: Tell = lambda done, total: None) -> list[Plan]:
    """How the errand's items leave the frozen forms, one after the other, at each exam that holds one.

    None of them comes in for another. It takes seconds of the processor: the server lets a process of its own do it
    (`substituting_apart`). Raises Refused where the installation's secret has changed.
    """
    draws = [
        (draw, exam)
        for draw, exam in store.list_draws(work.session, work.organisation_id, errand.qualification)
        if exam.state in RUNNING and (errand.since is None or takes_place_after(exam.planned_at, errand.since))
    ]
    steps = len(draws) * (1 + len(errand.codes))
    counter = count(1)
    found = [_Planner(work, keys, errand, *each, lambda: tell(next(counter), steps)).plan() for each in draws]
    return [plan for plan in found if plan is not None]


class _Planner:
    """One exam's forms as withdrawals leave them, step after step."""

    def __init__(
        self, work: Work, keys: Keys, errand: Errand, draw: DrawRow, exam: ExamRow, tell: Callable[[], None]
    ) -> None:
        self.work, self.keys, self.errand, self.exam, self.tell = work, keys, errand, exam, tell
        self.sealed = from_plain(Sealed, draw.sealed)
        self.rows = exam_store.list_forms(work.session, exam.id)
        self.begun = _begun(work, exam.id)
        self.forms: dict[int, _Form] = {}
        self.steps: list[Step] = []
        self.lacking: list[Lacking] = []
        rows = store.list_substitutions(work.session, exam.id)
        self.done = [from_plain(Substitution, row.content).withdrawal for row in rows]

    def plan(self) -> Plan | None:
        held = {entry["id"] for row in self.rows for entry in row.items}
        if held.isdisjoint(self.errand.codes):
            return None
        self.forms = {row.number: _Form(row.revision, row.items, drawn_form(self.keys, row)) for row in self.rows}
        self.tell()
        barred = _barred(self.work, self.errand.qualification, self.sealed) | set(self.errand.codes)
        for code in self.errand.codes:
            self._leave(code, tuple(sorted(barred | {each.item for each in self.done})))
            self.tell()
        changed = {number for step in self.steps for number in step.withdrawal.numbers}
        before = {row.number: row.id for row in self.rows if row.number in changed}
        return Plan(self.exam.id, self.exam.title, self.exam.planned_at, tuple(self.steps), tuple(self.lacking), before)

    def _leave(self, code: str, unusable: tuple[str, ...]) -> None:
        holding = [number for number, each in self.forms.items() if any(item.id == code for item in each.form.items)]
        kept = tuple(row.number for row in self.rows if row.number in holding and row.id in self.begun)
        withdrawal = Withdrawal(code, unusable, tuple(number for number in holding if number not in kept))
        after: Sequence[TestForm] = ()
        if withdrawal.numbers:
            withdrawal, after = self._substituted(withdrawal)
        if withdrawal.numbers or kept:
            self.done.append(withdrawal)
            self.steps.append(Step(withdrawal, kept, tuple(self._file(after))))

    def _substituted(self, withdrawal: Withdrawal) -> tuple[Withdrawal, Sequence[TestForm]]:
        """The forms that change; those without a substitute are noted, and the withdrawal goes on without them."""
        forms = [each.form for each in self.forms.values()]
        try:
            made = substitute(self.sealed.blueprint, self.sealed.pool, self.exam.seed, forms, [*self.done, withdrawal])
        except NoSubstitute as refusal:
            self.lacking += [Lacking(withdrawal.item, number, cells) for number, cells in refusal.lacking]
            lacking = {number for number, _ in refusal.lacking}
            rest = tuple(number for number in withdrawal.numbers if number not in lacking)
            fewer = Withdrawal(withdrawal.item, withdrawal.unusable, rest)
            return self._substituted(fewer) if rest else (fewer, ())
        return withdrawal, [form for form in made if form.number in withdrawal.numbers]

    def _file(self, after: Sequence[TestForm]) -> list[Values]:
        """The changed forms as they're filed; from here on they're the newest."""
        for form in after:
            self.forms[form.number] = self.forms[form.number]._replace(form=form)
        filed = self._stored(after) if self.errand.filing else []
        return [self._filed(form, items) for form, items in zip(after, filed, strict=self.errand.filing)]

    def _stored(self, forms: Sequence[TestForm]) -> list[list[Entry]]:
        return stored_items(self.work, self.keys, self.errand.qualification, forms)

    def _filed(self, form: TestForm, items: list[Entry]) -> Values:
        before = self.forms[form.number]
        newest = _Form(before.revision + 1, _merged(before.items, items), form)
        self.forms[form.number] = newest
        return form_values(self.work, self.exam.id, form, newest.revision, newest.items)


def _begun(work: Work, exam_id: UUID) -> set[UUID]:
    """The forms that somebody has seen. Who was absent or sent away may still be put back, and hasn't."""
    sittings = exam_store.list_sittings(work.session, exam_id)
    return {row.test_form_id for row, _, _ in sittings if row.started_at is not None}


def _barred(work: Work, qualification: str, sealed: Sealed) -> set[str]:
    """What of the pool the bank doesn't give out any more, whatever became of it, or says by now otherwise by law."""
    usable = {filed.item.id for filed in list_items(work, qualification) if in_pool(sealed.blueprint, filed.item)}
    amended = law_store.list_switched(work.session, Shelf(work.organisation_id, qualification))
    return {item.id for item in sealed.pool} - usable | set(amended)


def _merged(before: Sequence[Entry], after: Sequence[Entry]) -> list[Entry]:
    """Items that stay keep the stimulus revision that they were frozen with."""
    return [old if old["id"] == new["id"] else new for old, new in zip(before, after, strict=True)]


def lock_all_seats(work: Work, errand: Errand, plans: Sequence[Plan]) -> list[list[SittingRow]]:
    """The sittings of each plan's forms, which nobody can begin now. Raises Refused where exams or seats moved on."""
    if tuple(store.list_running(work.session, work.organisation_id, RUNNING)) != errand.running:
        raise changed_meanwhile()
    return [_lock_seats(work, plan) for plan in plans]


def _lock_seats(work: Work, plan: Plan) -> list[SittingRow]:
    exam = get_row(work, plan.exam_id)
    current = {row.number: row.id for row in store.list_form_digests(work.session, plan.exam_id)}
    sittings = store.lock_sittings_of(work.session, plan.before.values())
    begun = any(row.started_at is not None for row in sittings)
    if begun or exam.state not in RUNNING or any(current[number] != form for number, form in plan.before.items()):
        raise changed_meanwhile()
    return list(sittings)


class MovedOn(Refused):
    """A seat was opened or forms were drawn since the plans were made: they have to be made anew."""


def changed_meanwhile() -> MovedOn:
    return MovedOn(
        text("Nothing was changed."),
        text("A seat was opened or forms were drawn at the same moment."),
        text("Withdraw the item again."),
    )


def put_substitutes(work: Work, plan: Plan, sittings: Sequence[SittingRow], reason: str) -> None:
    """File the forms of a plan and give them to the seats that `lock_seats` locked; a record for each item."""
    numbers = {form_id: number for number, form_id in plan.before.items()}
    newest: dict[int, Values] = {}
    first = len(store.list_substitutions(work.session, plan.exam_id)) + 1
    for number, step in enumerate(plan.steps, start=first):
        add_forms(work, step.after)
        newest |= {form["number"]: form for form in step.after}
        work.session.add(_record(work, plan, number, step, reason))
        work.note("exam.forms.substituted", plan.exam_id, step=number, forms=len(step.after), kept=len(step.kept))
    moved = {row.id: newest[numbers[row.test_form_id]] for row in sittings}
    store.change_forms(work.session, {id: (form["id"], form["digest"]) for id, form in moved.items()})
    work.session.flush()
    recount_uses(work, plan.exam_id)


def _record(work: Work, plan: Plan, number: int, step: Step, reason: str) -> SubstitutionRow:
    return SubstitutionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=plan.exam_id,
        number=number,
        content=to_plain(Substitution(step.withdrawal, tuple(form["digest"] for form in step.after))),
        kept=list(step.kept),
        reason=reason,
        made_at=work.now,
        made_by=work.actor.account_id,
    )


def count_changed(plans: Collection[Plan]) -> int:
    return sum(len(step.withdrawal.numbers) for plan in plans for step in plan.steps)
