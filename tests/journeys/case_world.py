"""The people, exams and browsers of the journeys of cases: a small qualification under the real form's own rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.core.plan import Plan, PlanLine, use
from exam_server.core.simulation.identity import revision_hash
from exam_server.formats.scenario_yaml import write_scenario
from exam_server.services import bank, desk, exam, freezing, marking, people, qualification, seating, starting
from exam_server.services.exam import ExamPlan
from exam_server.services.room_checks import sign_made_up_room
from exam_server.store import delivery as exam_store
from exam_server.web.access import SESSION_COOKIE
from tests import making
from tests.cases import sit
from tests.core.small_script import SMALL
from tests.deciding import PARTS
from tests.filed import file_items
from tests.making import CANDIDATES, CODE, ITEMS, KEYS, OwnWork, make_player, open_own_work
from tests.portfolios import give_account
from tests.proving import appoint, prove
from tests.shipped import shipped_qualification
from tests.visiting import Visitors, open_session

COMMISSION = ("asia", "artur", "czeslawa")
HELD = ("ab", "c", "bd")
KAZIMIERA = CANDIDATES[0]
PLAN = Plan(
    (
        PlanLine("1A1", (use("theory_test"), use("conversation_with_simulation"))),
        PlanLine("1A2", (use("theory_test"), use("conversation_with_simulation"))),
        PlanLine("2A1", (use("conversation_with_simulation"), use("evidence_analysis"), use("theory_test")), PARTS),
        PlanLine("2A2", (use("theory_test"),)),
    )
)
CELLS = {
    "pierwszy": (
        Cell("1a1", criterion="1A1", minimum=2, maximum=2),
        Cell("1a2", criterion="1A2", minimum=2, maximum=2),
    ),
    "drugi": tuple(
        Cell(kind, criterion="2A2", kind=kind, minimum=1, maximum=1)
        for kind in ("multiple_response", "true_false", "matching", "extended_text")
    ),
    "uznany": (Cell("2a1", criterion="2A1", minimum=1),),
}


@dataclass
class World:
    """One installation with its people; a browser of their own for everybody who is asked for."""

    app: Flask
    visitors: Visitors
    chromium: Browser
    address: str
    edition_id: UUID = making.NOBODY
    pages: dict[str, Page] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def accounts(self) -> dict[str, UUID]:
        return self.visitors.accounts

    @contextmanager
    def work(self) -> Iterator[OwnWork]:
        with open_own_work(self.app.extensions["exam_house"].database) as work:
            yield work

    def go(self, login: str, path: str) -> Page:
        """Somebody's own browser at an address of the server."""
        if login not in self.pages:
            cookie = self.visitors.as_player(login).get_cookie(SESSION_COOKIE)
            assert cookie is not None
            self.pages[login] = self._open(cookie.value)
        self.pages[login].goto(self.address + path)
        return self.pages[login]

    def go_as_candidate(self, case_id: UUID, path: str) -> Page:
        """The candidate's browser, logged in with an account of their own."""
        name = str(case_id)
        if name not in self.pages:
            with self.work() as work:
                account_id = give_account(work, case_id, KAZIMIERA.email).account_id
                assert account_id is not None
                self.pages[name] = self._open(open_session(work, account_id))
        self.pages[name].goto(self.address + path)
        return self.pages[name]

    def _open(self, token: str) -> Page:
        context = self.chromium.new_context(locale="pl-PL", viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.contexts.append(context)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def settle(world: World) -> None:
    """The qualification, its bank and script, and the people: three who make a legal commission, two of the office."""
    shipped = shipped_qualification()
    rules = {name: getattr(shipped, name) for name in ("commission", "advisor", "conflict", "appeal", "prerequisites")}
    content = replace(making.QUALIFICATION, validity=shipped.validity, **rules)
    with world.work() as work:
        world.accounts.update({login: make_player(work, login) for login in (*COMMISSION, "robert", "pola", "olga")})
        world.accounts["oskar"] = people.make_account(work, "oskar", "Oskar", "Organizujący", ["office"])
        work.commit()
        world.edition_id = qualification.adopt_edition(work, CODE, content, PLAN)
        file_items(work, CODE, ITEMS)
        bank.load_scenario(work, CODE, SMALL.id, "Mała próba", write_scenario(SMALL), revision_hash(SMALL))
        work.commit()
        for login, held in zip(COMMISSION, HELD, strict=True):
            prove(work, world.accounts[login], held, code=CODE)


def add_member(world: World, work: OwnWork, login: str, name: str, roles: Sequence[Role], held: str = "") -> None:
    """Somebody more who might sit in a commission, with what they prove, if anything."""
    given, family = name.split()
    world.accounts[login] = people.make_account(work, login, given, family, roles)
    work.commit()
    if held:
        prove(work, world.accounts[login], held, code=CODE)


def plan_exam(
    world: World, work: OwnWork, *sets: str, place: str = "Gdynia", day: int = 1, simulated: bool = False,
    edition_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """An exam whose test asks about these cells; no candidate and no commission yet."""
    cells = tuple(cell for each in sets for cell in CELLS[each])
    blueprint = Blueprint("-".join(sets), f"Test {' '.join(sets)}", 20, 4 * len(sets), cells, difficulty_band=1.0)
    bank.load_blueprint(work, CODE, blueprint)
    work.commit()
    members: dict[Role, list[UUID]] = {
        "assessor": [world.accounts["asia"], world.accounts["artur"]],
        "chair": [world.accounts["czeslawa"]],
        "role_player": [world.accounts["robert"]],
        "prompter": [world.accounts["pola"]],
    }
    planned = ExamPlan(
        edition_id or world.edition_id,
        f"Egzamin {' '.join(sets)}, {place}",
        place,
        datetime(2027, 3, day, 9, tzinfo=UTC),
        next(each.id for each in bank.list_blueprints(work, CODE) if each.blueprint.id == blueprint.id),
        bank.list_scenarios(work, CODE)[0].id if simulated else None,
        members,
    )
    exam_id = exam.make_exam(work, planned)
    work.commit()
    return exam_id


def enrol(work: OwnWork, exam_id: UUID, entry: CandidateEntry = KAZIMIERA) -> UUID:
    """Gives the case."""
    exam.add_candidates(work, exam_id, [entry])
    work.commit()
    return exam_store.list_exam_stages(work.session, exam_id)[0].case_id


def appoint_commission(world: World, work: OwnWork, exam_id: UUID) -> None:
    appoint(work, exam_id, [world.accounts[login] for login in COMMISSION], world.accounts["czeslawa"])


def hold_test(
    world: World, work: OwnWork, exam_id: UUID, wrong: Mapping[str, int], sign: Callable[[UUID], None] | None = None
) -> None:
    """The test of an exam with one candidate, from the draw to the marks. `wrong`: criterion → items that go wrong.

    `sign`: signs for the room in a browser; else it's taken as signed.
    """
    making.contribute_as_chair(work, exam_id, world.accounts["czeslawa"])
    [card] = freezing.freeze_exam(work, KEYS, exam_id)
    seating.admit(work, card.sitting_id, "dowód osobisty")
    work.commit()
    browser = world.visitors.with_ticket(card.ticket)
    if sign is None:
        sign_made_up_room(work, exam_id)
        work.commit()
    else:
        work.drop()
        sign(exam_id)
    starting.open_exam(work, exam_id)
    work.commit()
    sit(work, browser, card, wrong)
    work.act_as(world.accounts["olga"], "office")
    desk.close_exam(work, exam_id)
    work.commit()
    marking.mark_exam(work, exam_id)
    work.commit()
