"""When the time of each kind of personal data runs out, gathered from everything that starts a clock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exam_server.core.appeals import APPEAL_MOVES, appeal_until
from exam_server.core.policy import PolicyKind, value_on
from exam_server.core.retention import LEGAL_YEARS, RULES, Clock, DataKind, due_on, is_kept_again, latest
from exam_server.core.stages import STAGE_METHODS
from exam_server.services.appealing import list_with_open_appeals
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.policies import list_policies
from exam_server.services.work import Work
from exam_server.store import retention as store
from exam_server.store.retention import StageDays

OVER = frozenset({None, "closed", "released"})


@dataclass(frozen=True)
class Entry:
    """Data of one subject with their clock; `label` is a code, a number or a name, `person_id` whose they are."""

    clock: Clock
    label: str
    person_id: UUID | None


@dataclass(frozen=True)
class CaseDays:
    """A case: the last day to appeal, or (nothing is released) the last day on which something was to be.

    `all_told`: each stage that verifies is released, so that `starts_on` is the end of the last term to appeal.
    """

    person_id: UUID
    code: str
    starts_on: date
    has_exam: bool
    has_appeal: bool
    all_told: bool


class Clocks:
    """One look at everything: what was erased already has no clock, until something new of it comes."""

    def __init__(self, work: Work, appeal_days: int) -> None:
        self._work, self._appeal_days = work, appeal_days
        self._policies, self._today = list_policies(work), legal_day(work)
        self._erased = _list_erased(work)
        self._held = {(row.kind, row.subject_id) for row in store.list_holds(work.session, work.organisation_id)}
        self._inspected = store.list_inspected(work.session, work.organisation_id, work.now)
        self._issued = store.list_issue_days(work.session, work.organisation_id)
        self._appealed = list_with_open_appeals(work)
        self._cases = self._fold_cases()

    def entries(self) -> list[Entry]:
        """Everything that is kept, kind by kind; names last, since they wait for all the rest."""
        kept = [
            *self._of_cases(),
            *self._of_protocols(),
            *self._of_holders(),
            *self._of_enrolments(),
            *self._of_papers(),
        ]
        kept += [*self._of_accounts(), *self._of_contacts()]
        return [*kept, *self._of_people(kept)]

    def years_of(self, kind: DataKind) -> int:
        rule = RULES[kind]
        return self._value(rule.policy, rule.years, self._today) if rule.policy else rule.years

    def _value(self, kind: PolicyKind, default: int, on: date) -> int:
        return value_on(self._policies, kind, on, default)

    def _fold_cases(self) -> dict[UUID, CaseDays]:
        stages: dict[UUID, list[StageDays]] = defaultdict(list)
        for each in store.list_stage_days(self._work.session, self._work.organisation_id):
            stages[each.case_id].append(each)
        return {case_id: self._fold(found) for case_id, found in stages.items()}

    def _fold(self, stages: list[StageDays]) -> CaseDays:
        told = [day_of(each.released_at) for each in stages if each.released_at]
        later = [day_of(each.told_at) for each in stages if each.told_at]
        ends = [self._last_day(day) for day in (*told, *later)]
        planned = [day for each in stages if each.released_at is None for day in _days_of(each)]
        first = stages[0]
        starts_on = max([*ends, *planned, day_of(first.made_at)])
        is_over = all(each.state in OVER for each in stages)
        has_appeal = first.case_id in self._appealed
        all_told = bool(told) and all(each.released_at for each in stages if each.kind in STAGE_METHODS)
        return CaseDays(first.person_id, first.code, starts_on, not is_over, has_appeal, all_told)

    def _last_day(self, told_on: date) -> date:
        """As `appeal_terms` has it: by what the body had decided by the day of telling."""
        days = self._value("appeal_days", self._appeal_days, told_on)
        return appeal_until(told_on, days, moves=bool(self._value("appeal_moves", APPEAL_MOVES, told_on)))

    def _entry(
        self, kind: DataKind, subject_id: UUID, starts_on: date | None, label: str, case_id: UUID | None = None
    ) -> Iterator[Entry]:
        """None of what was erased. `case_id`: what stands against erasing this case stands against it too."""
        erased_on = self._erased.get((kind, subject_id))
        if erased_on is not None and not is_kept_again(kind, starts_on, erased_on):
            return
        case = self._cases.get(case_id) if case_id else None
        clock = Clock(
            kind,
            subject_id,
            starts_on,
            self.years_of(kind),
            has_appeal=case_id in self._appealed,
            has_exam=case is not None and case.has_exam,
            is_inspected=case_id in self._inspected,
            is_held=(kind, subject_id) in self._held,
        )
        yield Entry(clock, label, case.person_id if case else None)

    def _of_cases(self) -> Iterator[Entry]:
        grounds = store.list_with_grounds(self._work.session, self._work.organisation_id)
        for case_id, case in self._cases.items():
            for entry in self._entry("work", case_id, case.starts_on, case.code, case_id):
                yield self._certified(entry, case_id)
            if case_id in grounds:
                for entry in self._entry("grounds", case_id, case.starts_on, case.code, case_id):
                    yield self._untold(entry, case)

    def _untold(self, entry: Entry, case: CaseDays) -> Entry:
        """Grounds of a case of which something was never told wait as long as its work: a result may rest on them."""
        years = max(entry.clock.years, 0 if case.all_told else self.years_of("work"))
        return Entry(entry.clock._replace(years=years), entry.label, entry.person_id)

    def _certified(self, entry: Entry, case_id: UUID) -> Entry:
        """What a certificate rests on is kept as long as its holder, and never shorter than what was not met (L5)."""
        issued_on = self._issued.get(case_id)
        holder = Clock("work", case_id, issued_on, LEGAL_YEARS, "L5")
        if issued_on is None or latest([entry.clock, holder]) != due_on(holder):
            return entry
        clock = entry.clock._replace(starts_on=issued_on, years=LEGAL_YEARS, rule="L5")
        return Entry(clock, entry.label, entry.person_id)

    def _of_holders(self) -> Iterator[Entry]:
        for row_id, case_id, cited, issued_on in store.list_holder_days(self._work.session, self._work.organisation_id):
            yield from self._entry("holder", row_id, issued_on, cited, case_id)

    def _of_protocols(self) -> Iterator[Entry]:
        for row_id, case_id, cited, made_at in store.list_protocol_days(self._work.session, self._work.organisation_id):
            starts_on = max(day_of(made_at), self._issued.get(case_id, date.min))
            yield from self._entry("protocol", row_id, starts_on, cited, case_id)

    def _of_enrolments(self) -> Iterator[Entry]:
        for row_id, code, ended_at in store.list_caseless(self._work.session, self._work.organisation_id):
            yield from self._entry("enrolment", row_id, day_of(ended_at), code)

    def _of_papers(self) -> Iterator[Entry]:
        session, organisation_id = self._work.session, self._work.organisation_id
        seats, names = store.list_last_seats(session, organisation_id), self._names()
        for person_id, entered_at in store.list_newest_papers(session, organisation_id).items():
            last = max(entered_at, seats.get(person_id, entered_at))
            for entry in self._entry("papers", person_id, day_of(last), names[person_id]):
                yield Entry(entry.clock, entry.label, person_id)

    def _of_accounts(self) -> Iterator[Entry]:
        for row_id, person_id, login, closed_at in store.list_account_days(
            self._work.session, self._work.organisation_id
        ):
            for entry in self._entry("account", row_id, day_of(closed_at) if closed_at else None, login):
                yield Entry(entry.clock, entry.label, person_id)

    def _of_contacts(self) -> Iterator[Entry]:
        cases = self._by_person()
        for person in store.list_people(self._work.session, self._work.organisation_id):
            if person.has_contact and person.id in cases:
                starts_on = max(each.starts_on for each in cases[person.id])
                for entry in self._entry("contact", person.id, starts_on, person.name):
                    yield Entry(self._with_cases(entry.clock, cases[person.id]), entry.label, person.id)

    def _of_people(self, kept: Iterable[Entry]) -> Iterator[Entry]:
        """A name stays as long as anything else of the person, and as protocols of exams at which they sat (L7).

        Of who has nothing, as long as a closed account.
        """
        of_person: dict[UUID, list[Clock]] = defaultdict(list)
        for entry in kept:
            if entry.person_id is not None:
                of_person[entry.person_id].append(entry.clock)
        for person_id, sat_at in store.list_last_seats(self._work.session, self._work.organisation_id).items():
            of_person[person_id].append(Clock("protocol", None, day_of(sat_at), LEGAL_YEARS))
        cases = self._by_person()
        for person in store.list_people(self._work.session, self._work.organisation_id):
            clocks = of_person.get(person.id, [])
            days = self._years_later(person.made_at.date()) if not clocks and person.id not in cases else None
            last = latest(clocks) if clocks else (days or self._today)
            # What is due on a day may be erased on that day: with no years of its own, the clock starts the day before.
            starts_on = date.fromordinal(last.toordinal() - 1) if last else None
            for entry in self._entry("identity", person.id, starts_on, person.name) if person.is_named else ():
                yield Entry(self._with_cases(entry.clock, cases.get(person.id, [])), entry.label, person.id)

    def _years_later(self, day: date) -> date:
        clock = Clock("identity", None, day, self.years_of("account"))
        return latest([clock]) or day

    def _with_cases(self, clock: Clock, cases: Iterable[CaseDays]) -> Clock:
        found = list(cases)
        has_appeal = any(each.has_appeal for each in found)
        return clock._replace(has_exam=any(each.has_exam for each in found), has_appeal=has_appeal)

    def _by_person(self) -> dict[UUID, list[CaseDays]]:
        found: dict[UUID, list[CaseDays]] = defaultdict(list)
        for case in self._cases.values():
            found[case.person_id].append(case)
        return found

    def _names(self) -> dict[UUID, str]:
        return {each.id: each.name for each in store.list_people(self._work.session, self._work.organisation_id)}


def _list_erased(work: Work) -> dict[tuple[str, UUID], date]:
    """When each subject was erased last: the row of what was erased keeps the first time, the orders know them all."""
    found = {
        (row.kind, row.subject_id): day_of(row.erased_at)
        for row in store.list_erased(work.session, work.organisation_id)
    }
    for order in store.list_orders(work.session, work.organisation_id):
        if order.confirmed and order.decided_at:
            day = day_of(order.decided_at)
            for kind, subject_id in order.subjects:
                key = (kind, UUID(subject_id))
                found[key] = max(day, found.get(key, day))
    return found


def _days_of(stage: StageDays) -> Iterator[date]:
    if stage.opened_at:
        yield day_of(stage.opened_at)
    if stage.planned_at:
        yield day_of(stage.planned_at)
    if stage.planned_on:
        yield stage.planned_on
