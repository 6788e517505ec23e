"""Everything that an exam's day is planned from, as the planner takes it; times become minutes from the first hour."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.circuit import CircuitCandidate, CircuitDay, CircuitPlayer, CircuitStation, Slot, Span
from exam_server.core.commission import Seat, is_demanded, smallest_commission
from exam_server.core.composing import PoolMember
from exam_server.services.appointing import make_seats
from exam_server.services.commission import list_barred_at
from exam_server.services.composing import PoolSeat, to_member
from exam_server.services.day_settings import DaySettings
from exam_server.services.exam import COMMISSION, list_members
from exam_server.services.exam_commission import get_exam_commission
from exam_server.services.exam_rows import get_row
from exam_server.services.legal_day import day_of
from exam_server.services.people import list_holders
from exam_server.services.qualification import get_edition
from exam_server.services.stations import Due, list_due, list_stations
from exam_server.services.variants import list_met
from exam_server.services.work import Work
from exam_server.store import day as store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import CaseRow, EncounterRow, ExamRow, ScenarioRevisionRow

NOBODY = UUID(int=0)
NEVER = 100_000
"""Minutes, beyond any day: somebody who isn't there any more."""


@dataclass(frozen=True)
class DayInputs:
    """`slots`: the plan by now; `begun`: what of it can't be moved any more. `due`: by candidate and station."""

    day: CircuitDay
    origin: datetime
    now: int
    slots: tuple[Slot, ...]
    begun: frozenset[tuple[UUID, UUID]]
    due: Mapping[tuple[UUID, UUID], Due]

    def moment(self, minute: int) -> datetime:
        return self.origin + timedelta(minutes=minute)


def gather_inputs(work: Work, exam_id: UUID, settings: DaySettings) -> DayInputs:
    """The exam's stations, candidates, members and cast, conflicts and absences, and the plan by now."""
    exam = get_row(work, exam_id)
    origin, content = settings.hours[0][0], get_edition(work, exam.edition_id).content
    due = {(each.stage.case_id, each.station.id): each for each in list_due(work, exam_id)}
    rows = [row for row, _ in simulation_store.list_encounters(work.session, exam_id)]
    begun = frozenset((row.case_id, row.station_id) for row in rows if row.state != "planned")
    slots = tuple(_list_slots(work, exam_id, rows, origin))
    timed = {slot.encounter for slot in slots}
    # What was held without a plan has no place in it.
    wanted = [key for key in due if key not in begun or key in timed]
    busy, gone = _absences(work, exam_id, origin)
    wanted = [key for key in wanted if str(key[0]) not in gone or key in begun]
    members, only = _members(work, exam)
    day = CircuitDay(
        rule=replace(content.commission, minimum=smallest_commission(content)),
        windows=tuple(Span(_minute(origin, start), _minute(origin, end)) for start, end in settings.hours),
        stations=tuple(
            CircuitStation(each.id, each.title, each.rooms, each.minutes, each.talk_minutes,
                           tuple(variant.code for variant in each.variants))
            for each in list_stations(work, exam_id)
        ),
        candidates=tuple(_candidates(work, exam, wanted, only)),
        members=tuple(members),
        players=tuple(_players(work, exam_id, settings)),
        change=settings.change,
        rest=settings.rest,
        derole=settings.derole,
        longest=settings.longest,
        busy=busy,
        prompters=tuple(_prompters(work, exam_id)) if settings.prompted else (),
    )  # fmt: skip
    return DayInputs(day, origin, max(0, _minute(origin, work.now)), slots, begun & timed, due)


def _minute(origin: datetime, moment: datetime) -> int:
    return int((moment - origin).total_seconds() // 60)


def _list_slots(work: Work, exam_id: UUID, rows: Sequence[EncounterRow], origin: datetime) -> Iterator[Slot]:
    """The plan as it was confirmed; who was recused since is missing in it."""
    teams: dict[UUID, list[UUID]] = defaultdict(list)
    leaders: dict[UUID, UUID] = {}
    for each in store.list_teams(work.session, exam_id):
        teams[each.encounter_id].append(each.account_id)
        if each.chair:
            leaders[each.encounter_id] = each.account_id
    codes = {row.scenario_revision_id: "" for row in rows}
    codes = {id: work.session.get_one(ScenarioRevisionRow, id).code for id in codes}
    for row in rows:
        if row.planned_at is not None and row.role_player_id is not None:
            team = tuple(sorted(teams[row.id], key=str))
            leader = leaders.get(row.id, NOBODY)
            code = codes[row.scenario_revision_id]
            at = _minute(origin, row.planned_at)
            people = (team, leader, row.role_player_id, at, row.prompter_id)
            yield Slot(row.case_id, row.station_id, code, row.room, *people)


def _absences(work: Work, exam_id: UUID, origin: datetime) -> tuple[dict[str, tuple[Span, ...]], set[str]]:
    """When people and rooms aren't there, and the candidates who don't come any more."""
    busy: dict[str, tuple[Span, ...]] = {}
    gone = set()
    for row in store.list_absences(work.session, exam_id):
        if row.kind == "candidate" and row.until is None:
            gone.add(row.subject)
            continue
        end = _minute(origin, row.until) if row.until else NEVER
        busy[row.subject] = (*busy.get(row.subject, ()), Span(_minute(origin, row.since), end))
    return busy, gone


def _candidates(
    work: Work, exam: ExamRow, wanted: Sequence[tuple[UUID, UUID]], only: Mapping[UUID, frozenset[UUID]]
) -> Iterator[CircuitCandidate]:
    """`only`: members who sit for some cases alone."""
    stations: dict[UUID, list[UUID]] = defaultdict(list)
    for case_id, station_id in wanted:
        stations[case_id].append(station_id)
    cases = [work.session.get_one(CaseRow, each) for each in stations]
    barred = list_barred_at(work, exam.id, get_edition(work, exam.edition_id).content, cases)
    met = list_met(work, exam.id, list(stations))
    for case in sorted(cases, key=lambda each: each.code):
        kept_out = barred[case.id].everybody
        others = frozenset(member for member, own in only.items() if case.id not in own)
        yield CircuitCandidate(case.id, case.code, tuple(stations[case.id]), kept_out | others, frozenset(met[case.id]))


def _members(work: Work, exam: ExamRow) -> tuple[list[PoolMember], dict[UUID, frozenset[UUID]]]:
    """Who is appointed, or else would be of the exam's members today; and who of them sits for which cases alone."""
    commission = get_exam_commission(work, exam.id)
    rule, chairs = commission.edition.content.commission, {each.account_id for each in list_holders(work, "chair")}
    accounts = list(dict.fromkeys(each.account_id for each in list_members(work, exam.id) if each.role in COMMISSION))
    if not is_demanded(rule):
        return [PoolMember(each, frozenset(), each in chairs) for each in accounts], {}
    seats: dict[UUID, Seat] = {}
    only: dict[UUID, set[UUID]] = defaultdict(set)
    for each in commission.seats:
        seats[each.seat.account_id] = each.seat
        if each.case_id is not None:
            only[each.seat.account_id].add(each.case_id)
    everywhere = {each.seat.account_id for each in commission.seats if each.case_id is None}
    if commission.appointed_on is None:
        seats = {each.account_id: each for each in make_seats(work, commission.edition, accounts)}
    day = day_of(exam.planned_at)
    members = [to_member(rule, PoolSeat(seat, id in chairs), seat.credentials, day) for id, seat in seats.items()]
    return members, {id: frozenset(own) for id, own in only.items() if id not in everywhere}


def _players(work: Work, exam_id: UUID, settings: DaySettings) -> Iterator[CircuitPlayer]:
    for each in list_members(work, exam_id):
        if each.role == "role_player":
            own = settings.plays.get(str(each.account_id))
            yield CircuitPlayer(each.account_id, None if own is None else frozenset(map(UUID, own)))


def _prompters(work: Work, exam_id: UUID) -> Iterator[UUID]:
    yield from (each.account_id for each in list_members(work, exam_id) if each.role == "prompter")
