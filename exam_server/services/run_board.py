"""The chair's look at the runs of an exam: who is connected, whose sheet is sealed, what is missing; never a level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.rating import Sheet, missing
from exam_server.core.simulation.pausing import Pause, pauses_of, standing_pause
from exam_server.core.simulation.phase_clock import PhaseClock, phase_clock
from exam_server.core.simulation.products import products_of
from exam_server.core.simulation.record import RunState
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.walk import fold
from exam_server.services.day_settings import find_settings
from exam_server.services.exam import get_exam
from exam_server.services.people import Names
from exam_server.services.rating import sheets_of
from exam_server.services.run_contacts import Tablet, list_tablets
from exam_server.services.sealing import SecondSeal, list_second_seals
from exam_server.services.simulation import PLAYERS, get_scenario, list_events, rated_criteria, seconds_of
from exam_server.services.tablets import DeviceStanding, list_devices
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, StationRow

LEADS = ("chair",)


@dataclass(frozen=True)
class LedExam:
    """An exam with simulations that the actor leads."""

    id: UUID
    title: str
    place: str
    planned_at: datetime
    encounters: int
    running: int
    to_seal: int


@dataclass(frozen=True)
class OnBoard:
    """Somebody of an encounter. `role`: role_player, prompter or assessor; `tablet`: None where none was heard of.

    Of an assessor: whether their sheet is sealed, how much is missing before it can be, their tablets with entries that
    the server knows of and hasn't got (`behind`), and seals that came for a sheet that was sealed already (`twice`).
    """

    name: str
    role: str
    tablet: Tablet | None
    sealed: bool = False
    lacking: int = 0
    behind: tuple[DeviceStanding, ...] = ()
    twice: tuple[SecondSeal, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether nothing has come of them yet, or nothing for a while."""
        return self.tablet is None or not self.tablet.connected


@dataclass(frozen=True)
class BoardRow:
    """One encounter, the candidate by code; `products`: what the candidate hasn't handed in yet."""

    id: UUID
    number: int
    candidate_code: str
    station: str
    room: str
    planned_at: datetime | None
    state: str
    standing: str
    run_seconds: int
    clock: PhaseClock
    pause: Pause | None
    people: tuple[OnBoard, ...]
    products: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Whose page should be open and can't be heard: before the seal, while it goes on or is being sealed."""
        goes_on = self.state in ("briefing", "running")
        due = (each for each in self.people if goes_on or (self.state == "ended" and each.role == "assessor"))
        return tuple(each.name for each in due if each.is_silent and not each.sealed)

    @property
    def incidents(self) -> int:
        """Seals that another tablet gave a second time."""
        return sum(len(each.twice) for each in self.people)

    @property
    def sealed(self) -> int:
        return sum(each.sealed for each in self.people)

    @property
    def assessors(self) -> int:
        return sum(each.role == "assessor" for each in self.people)


@dataclass(frozen=True)
class RunBoard:
    exam_id: UUID
    title: str
    place: str
    as_of: datetime
    rows: tuple[BoardRow, ...]


def list_led_runs(work: Work) -> list[LedExam]:
    """The exams with simulations that the actor leads, the latest first."""
    account_id = work.actor.account_id
    exams = exam_store.list_exams(work.session, work.organisation_id)
    led = [row for row in exams if account_id and exam_store.is_member(work.session, row.id, account_id, LEADS)]
    found = []
    for row in led:
        states = [each.state for each, _ in store.list_encounters(work.session, row.id)]
        if states:
            found.append(
                LedExam(
                    row.id,
                    row.title,
                    row.place,
                    row.planned_at,
                    len(states),
                    states.count("running"),
                    states.count("ended"),
                )
            )
    return found


def show_board(work: Work, exam_id: UUID) -> RunBoard:
    """Every encounter of an exam as it stands now. Raises NotFound for who doesn't lead the exam."""
    account_id = work.actor.account_id
    if account_id is None or not exam_store.is_member(work.session, exam_id, account_id, LEADS):
        raise NotFound(str(exam_id))
    exam, names = get_exam(work, exam_id), Names(work)
    rows = store.list_encounters(work.session, exam_id)
    tablets = list_tablets(work, [row.id for row, _ in rows])
    settings = find_settings(work, exam_id)
    prompted = settings is None or settings.prompted
    players = [
        (member.account_id, member.role)
        for member, _, _ in exam_store.list_members(work.session, exam_id)
        if member.role in PLAYERS and (prompted or member.role != "prompter")
    ]
    shown = tuple(
        _row(work, row, case.code, number, _players(row, tablets.get(row.id, []), players, names), tablets, names)
        for number, (row, case) in enumerate(rows, start=1)
    )
    return RunBoard(exam.id, exam.title, exam.place, work.now, shown)


def _row(
    work: Work,
    row: EncounterRow,
    code: str,
    number: int,
    players: Sequence[OnBoard],
    tablets: dict[UUID, list[Tablet]],
    names: Names,
) -> BoardRow:
    scenario, log = get_scenario(work, row), list_events(work, row)
    state, pauses = fold(scenario, log, seconds_of(row, work.now)), pauses_of(log)
    return BoardRow(
        id=row.id,
        number=number,
        candidate_code=code,
        station=work.session.get_one(StationRow, row.station_id).title,
        room=row.room,
        planned_at=row.planned_at,
        state=row.state,
        standing=state.standing,
        run_seconds=state.run_seconds,
        clock=phase_clock(scenario, state, pauses),
        pause=standing_pause(pauses),
        people=(*players, *_assessors(work, row, scenario, tablets.get(row.id, []), names)),
        products=_missing_products(row, scenario, state),
    )


def _players(
    row: EncounterRow, tablets: Sequence[Tablet], members: Sequence[tuple[UUID, str]], names: Names
) -> list[OnBoard]:
    """Who plays and prompts: those whose pages were heard of, else who is planned, else all whom the exam has."""
    heard = [each for each in tablets if each.card in PLAYERS]
    met = [OnBoard(names.of(each.account_id), each.card, each) for each in heard]
    unmet = {role for _, role in members} - {each.card for each in heard}
    planned = {"role_player": row.role_player_id, "prompter": row.prompter_id}
    return met + [
        OnBoard(names.of(account_id), role, None)
        for account_id, role in members
        if role in unmet and planned[role] in (None, account_id)
    ]


def _assessors(
    work: Work, row: EncounterRow, scenario: Scenario, tablets: Sequence[Tablet], names: Names
) -> list[OnBoard]:
    points = {point.id: point.criterion for point in scenario.observation_points}
    rated = rated_criteria(work, row)
    contacts = {tablet.account_id: tablet for tablet in tablets if tablet.card == "sheet"}
    sheets = sheets_of(work, row)
    devices = list_devices(work, row, [UUID(each) for each in sheets])
    second = list_second_seals(work, row)

    def person(account: str, sheet: Sheet) -> OnBoard:
        id = UUID(account)
        lacking = 0 if sheet.sealed else len({each.criterion for each in missing(sheet, rated, points)})
        behind = tuple(each for each in devices[id] if each.missing)
        twice = tuple(each for each in second if each.account_id == id)
        return OnBoard(names.of(id), "assessor", contacts.get(id), sheet.sealed, lacking, behind, twice)

    return sorted((person(*each) for each in sheets.items()), key=lambda each: each.name)


def _missing_products(row: EncounterRow, scenario: Scenario, state: RunState) -> tuple[str, ...]:
    if row.started_at is None:
        return ()
    return tuple(each.title for each in products_of(scenario) if each.id not in state.products)
