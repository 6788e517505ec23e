"""A day of six candidates at two stations: its people, its clock that a test moves on, and its runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask.testing import FlaskClient

from exam_server.core.candidates import CandidateEntry
from exam_server.core.clock import anchor_at
from exam_server.core.people import Role
from exam_server.core.simulation.identity import revision_hash
from exam_server.core.simulation.script import ObservationPoint, Scenario
from exam_server.formats.scenario_yaml import read_scenario
from exam_server.services import bank, exam, qualification, simulation
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.stations import add_station
from exam_server.store import simulation as store
from exam_server.store.database import Database
from exam_server.store.machine_clock import MachineClock
from exam_server.store.tables import CaseRow, EncounterRow, PersonRow
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import MadeEncounter, Tablet, give_pin
from tests.journeys.day_tablet import DayTablet
from tests.journeys.simulation_truth import CANDIDATES, Candidate, Happening, Shown, play, truth_of
from tests.making import OwnWork, make_player, open_own_work
from tests.proving import COMMISSION, seat_legally
from tests.served import SwitchedServer
from tests.shipped import CODE, ROOT, shipped_plan, shipped_qualification
from tests.visiting import Visitors, holder_csrf

STATIONS = ("z1-pawel-nocna-zmiana", "z2a-bozena-suwnica")
PAUSE = 60


class SteeredClock(MachineClock):
    """A machine's clocks that stand still at a whole second, and go on as far as a test says."""

    def __init__(self, database: Database) -> None:
        start = database.machine.read()
        self._wall, self._since_boot, self.boot_id = start.wall.replace(microsecond=0), start.since_boot, start.boot_id
        self.passed = timedelta()
        database.machine, database.anchor = self, anchor_at(self.read())

    def wall(self) -> datetime:
        return self._wall + self.passed

    def since_boot(self) -> timedelta:
        return self._since_boot + self.passed


@dataclass(frozen=True)
class Run:
    """One candidate's encounter, what happens in it and what that shows."""

    id: UUID
    case_id: UUID
    candidate: Candidate
    scenario: Scenario
    happenings: tuple[Happening, ...]
    truth: Mapping[str, Shown]

    def room_second(self, second: int) -> int:
        """A running second on the room's clock, which goes on while the run stands."""
        return second + (PAUSE if 0 < self.candidate.pauses_at <= second else 0)

    def by_the_rooms_clock(self) -> Iterator[tuple[int, Happening]]:
        """Everything that the prompter taps after the start, with the second of the room's clock."""
        stands = self.candidate.pauses_at
        for each in self.happenings:
            if 0 < stands <= each.second:
                yield stands, Happening(stands, "pause", "equipment", note="tablet aktora")
                yield stands + PAUSE, Happening(stands, "resume")
                stands = 0
            yield self.room_second(each.second), each

    def taps(self) -> Iterator[tuple[int, ObservationPoint, int, str]]:
        """What an attentive assessor taps when a criterion is shown first: second, point, value and counter."""
        for code, shown in self.truth.items():
            point = next(each for each in self.scenario.observation_points if each.criterion == code)
            if shown.taken:
                value = (shown.level or 0) if point.kind == "scale" else 1
                yield shown.taken[0], point, value, point.counters[0] if point.kind == "counter" else ""


@dataclass
class Day:
    """The server, its clock, and a tablet of their own for each of the commission."""

    visitors: Visitors
    server: SwitchedServer
    clock: SteeredClock
    make_tablet: Callable[["Day", str], DayTablet]
    exam_id: UUID = UUID(int=0)
    runs: list[Run] = field(default_factory=list)
    tablets: dict[str, DayTablet] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _prompter: FlaskClient | None = None
    _cards: dict[UUID, Tablet] = field(default_factory=dict)

    @contextmanager
    def work(self) -> Iterator[OwnWork]:
        with open_own_work(self.visitors.app.extensions["exam_house"].database) as work:
            yield work

    def tablet(self, login: str) -> DayTablet:
        """A new tablet of somebody."""
        self.tablets[login] = self.make_tablet(self, login)
        return self.tablets[login]

    def session(self, login: str) -> str:
        """The cookie of somebody's log-in."""
        cookie = self.visitors.as_player(login).get_cookie(SESSION_COOKIE)
        assert cookie is not None
        return str(cookie.value)

    def go_on(self, until: datetime) -> None:
        """The server's clock and the tablets' own move on together."""
        step = until - self.clock.wall()
        assert step >= timedelta(), "time doesn't run back"
        self.clock.passed += step
        for tablet in self.tablets.values():
            if step:
                tablet.pass_time(step)

    def wait(self, seconds: int) -> None:
        self.go_on(self.clock.wall() + timedelta(seconds=seconds))

    def tap_run(self, run: Run, *happenings: tuple[Happening, datetime]) -> None:
        """The prompter's taps at their moments, posted at once by the end point of their page."""
        client = self._prompter = self._prompter or self.visitors.as_player("pola")
        made = MadeEncounter(run.id, self.exam_id, self.visitors.accounts, run.scenario)
        card = self._cards.setdefault(run.id, Tablet(made, "pola", f"card-{run.id.hex[-12:]}"))
        for each, at in happenings:
            said = {"reference": each.reference, "topic": each.topic, "note": each.note}
            card.write(int(at.timestamp() * 1000), "event", event=each.kind, **said)
        headers = {"X-CSRF-Token": holder_csrf(client)}
        answer = client.put(f"/roleplay/encounters/{run.id}/log", json=card.body(), headers=headers).get_json()
        assert (answer["acknowledged"], answer["declined"]) == (len(card.entries), []), (run, answer)
        card.sent = len(card.entries)


def make_day(day: Day, candidates: Sequence[Candidate] = CANDIDATES) -> None:
    """The exam with its two stations, a legal commission with PINs and tablets, and every candidate's encounters."""
    accounts = day.visitors.accounts
    with day.work() as work:
        accounts.update({login: make_player(work, login) for login in (*COMMISSION, "robert", "pola")})
        edition_id = qualification.adopt_edition(work, CODE, shipped_qualification(), shipped_plan())
        work.commit()
        scripts = dict(_load_script(work, name) for name in STATIONS)
        day.exam_id = exam.make_exam(work, _plan(edition_id, next(iter(scripts)), accounts))
        add_station(work, day.exam_id, list(scripts)[1:])
        work.commit()
        entries = [
            CandidateEntry(each.given_names, "Dzienna", email=f"{each.given_names}@example.org") for each in candidates
        ]
        exam.add_candidates(work, day.exam_id, entries)
        sign_made_up_room(work, day.exam_id)
        work.commit()
        seat_legally(work, day.exam_id, accounts)
        work.act_as(None)
        simulation.plan_encounters(work, day.exam_id)
        work.commit()
        rows = store.list_encounters(work.session, day.exam_id)
        day.runs = [_run(work, row, case, scripts[row.scenario_revision_id]) for row, case in rows]
        for login in COMMISSION:
            give_pin(work, MadeEncounter(UUID(int=0), day.exam_id, accounts, next(iter(scripts.values()))), login)
    for login in COMMISSION:
        day.tablet(login)


def _load_script(work: OwnWork, name: str) -> tuple[UUID, Scenario]:
    source = (ROOT / "scenarios" / CODE / name / "scenario.yaml").read_text(encoding="utf-8")
    scenario, problems = read_scenario(source, "scenario.yaml")
    assert scenario is not None, problems
    bank.load_scenario(work, CODE, scenario.id, scenario.about.title, source, revision_hash(scenario))
    work.commit()
    found = next(each for each in bank.list_scenarios(work, CODE) if each.code == name)
    return found.id, scenario


def _plan(edition_id: UUID, scenario_id: UUID, accounts: Mapping[str, UUID]) -> exam.ExamPlan:
    members: dict[Role, list[UUID]] = {
        "assessor": [accounts["asia"], accounts["artur"]],
        "chair": [accounts["czeslawa"]],
        "role_player": [accounts["robert"]],
        "prompter": [accounts["pola"]],
    }
    planned_at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    return exam.ExamPlan(edition_id, "Dzień symulacji", "Gdynia", planned_at, None, scenario_id, members)


def _run(work: OwnWork, row: EncounterRow, case: CaseRow, scenario: Scenario) -> Run:
    person = work.session.get_one(PersonRow, case.person_id)
    candidate = next(each for each in CANDIDATES if each.given_names == person.given_names)
    happenings = play(scenario, candidate)
    return Run(row.id, case.id, candidate, scenario, tuple(happenings), truth_of(scenario, happenings))
