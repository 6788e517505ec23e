"""Commissions for all exams of one day: who sits where, whom they verify, and what keeps it from being possible."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from exam_server.core.commission import is_demanded
from exam_server.core.composing import DayCandidate, PoolMember
from exam_server.core.composing_day import DayComposition, DayExam
from exam_server.core.composing_day import compose_day as compose
from exam_server.services.commission import list_barred_at, list_exam_cases
from exam_server.services.composing import PoolSeat, list_pool, to_member
from exam_server.services.exam import Exam, get_exam
from exam_server.services.exam_commission import get_exam_commission
from exam_server.services.exam_rows import get_row
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.qualification import Edition
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store.tables import ExamRow


@dataclass(frozen=True)
class ExamOfDay:
    """An exam of the day; `codes` of its candidates by case. `kept`: its commission is appointed and left as it is.

    `members`: who sits in it by appointment; `unlawful`: for how many candidates they may not decide today (S2).
    """

    exam: Exam
    edition: Edition
    demanded: bool
    codes: Mapping[UUID, str]
    kept: bool
    members: tuple[UUID, ...]
    unlawful: int


@dataclass(frozen=True)
class DayMember:
    """Somebody of the pool: by qualification what they prove today, and how many candidates they'd verify."""

    account_id: UUID
    name: str
    leads: bool
    away: bool
    seats: Mapping[str, PoolSeat]
    exams: tuple[UUID, ...]
    load: int


@dataclass(frozen=True)
class DayView:
    """A day with its exams, the pool as a matrix, and what is proposed or stands in the way."""

    day: date
    exams: tuple[ExamOfDay, ...]
    editions: tuple[Edition, ...]
    members: tuple[DayMember, ...]
    composition: DayComposition

    @property
    def candidates(self) -> int:
        return sum(len(each.codes) for each in self.exams)

    @property
    def codes(self) -> dict[UUID, str]:
        return {case_id: code for each in self.exams for case_id, code in each.codes.items()}

    @property
    def names(self) -> dict[UUID, str]:
        return {each.account_id: each.name for each in self.members}

    def leaders_of(self, members: Collection[UUID]) -> list[UUID]:
        return [each.account_id for each in self.members if each.leads and each.account_id in members]

    @property
    def apart(self) -> tuple[str, ...]:
        """The places that lack members together, as the office wrote them."""
        written = {place_of(each.exam): each.exam.place for each in self.exams}
        return tuple(written[place] for place in self.composition.apart)


def list_days(work: Work) -> list[tuple[date, int]]:
    """The days from today on that have exams, and how many."""
    days = [day_of(row.planned_at) for row in _list_exams(work)]
    return [(day, days.count(day)) for day in sorted(set(days)) if day >= legal_day(work)]


def compose_day(work: Work, day: date, rooms: int = 1, away: Collection[UUID] = (), *, anew: bool = False) -> DayView:
    """Legal commissions for all candidates of a day, from everybody who isn't away (S2, S3, S8, S10).

    Appointed commissions stay as they are and their members in their place, unless all is composed `anew`.
    """
    exams = tuple(_exam_of_day(work, row, anew) for row in _list_exams(work) if day_of(row.planned_at) == day)
    editions = {each.edition.id: each.edition for each in exams if each.demanded}
    pools = {id: list_pool(work, edition) for id, edition in editions.items()}
    taken = {member: place_of(each.exam) for each in exams if each.kept for member in each.members}
    wanted = [_day_exam(work, each, pools[each.edition.id], away) for each in exams if each.demanded and not each.kept]
    composition = compose(wanted, rooms, taken)
    members = _list_members(exams, editions, pools, composition, away)
    return DayView(day, exams, tuple(editions.values()), members, composition)


def place_of(exam: Exam) -> str:
    """Where an exam is; however it's typed, one place is the same."""
    return " ".join(exam.place.casefold().split())


def _list_exams(work: Work) -> list[ExamRow]:
    """Exams that still may get a commission, the earliest first."""
    rows = exam_store.list_exams(work.session, work.organisation_id)
    return [row for row in rows[::-1] if not row.rehearsal and row.state != "released"]


def _exam_of_day(work: Work, row: ExamRow, anew: bool) -> ExamOfDay:
    standing = get_exam_commission(work, row.id)
    return ExamOfDay(
        get_exam(work, row.id),
        standing.edition,
        is_demanded(standing.edition.content.commission),
        {each.case_id: each.code for each in standing.candidates},
        standing.appointed_on is not None and not anew,
        tuple(dict.fromkeys(each.seat.account_id for each in standing.seats)),
        standing.unlawful,
    )


def _day_exam(work: Work, each: ExamOfDay, pool: Collection[PoolSeat], away: Collection[UUID]) -> DayExam:
    rule = each.edition.content.commission
    cases = list_exam_cases(work, get_row(work, each.exam.id))
    barred = list_barred_at(work, each.exam.id, each.edition.content, cases)
    candidates = tuple(DayCandidate(case.id, barred[case.id].everybody) for case in cases)
    members = tuple(_to_member(each, one, away, legal_day(work)) for one in pool)
    return DayExam(each.exam.id, place_of(each.exam), rule, members, candidates)


def _to_member(each: ExamOfDay, one: PoolSeat, away: Collection[UUID], today: date) -> PoolMember:
    found = to_member(each.edition.content.commission, one, one.seat.credentials, today)
    return replace(found, usable=found.usable and one.seat.account_id not in away)


def _list_members(
    exams: Collection[ExamOfDay],
    editions: Mapping[UUID, Edition],
    pools: Mapping[UUID, Collection[PoolSeat]],
    composition: DayComposition,
    away: Collection[UUID],
) -> tuple[DayMember, ...]:
    seats: dict[UUID, dict[str, PoolSeat]] = {}
    for id, edition in editions.items():
        for one in pools[id]:
            seats.setdefault(one.seat.account_id, {})[edition.code] = one
    sits = _places(exams, composition)
    loads = {each.exam.id: len(each.codes) for each in exams if each.kept}
    found = [
        DayMember(
            account_id,
            next(iter(own.values())).seat.name,
            any(one.leads for one in own.values()),
            account_id in away,
            own,
            tuple(sits.get(account_id, ())),
            composition.loads.get(account_id, 0) + sum(loads.get(id, 0) for id in sits.get(account_id, ())),
        )
        for account_id, own in seats.items()
    ]
    return tuple(sorted(found, key=lambda each: each.name.split()[::-1]))


def _places(exams: Collection[ExamOfDay], composition: DayComposition) -> dict[UUID, list[UUID]]:
    """By member the exams in which they sit or are proposed."""
    found: dict[UUID, list[UUID]] = {}
    for each in exams:
        proposed = composition.exams.get(each.exam.id)
        members = each.members if each.kept else [
            member for one in (proposed.commissions if proposed else ()) for member in one.members
        ]  # fmt: skip
        for member in dict.fromkeys(members):
            found.setdefault(member, []).append(each.exam.id)
    return found
