"""The people, exams and browsers of the journeys of cases: a small qualification under the real form's own rules."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.services import bank, desk, exam, freezing, marking, people, qualification, seating, starting
from exam_server.services.exam import ExamPlan
from exam_server.services.room_checks import sign_made_up_room
from exam_server.store import delivery as exam_store
from exam_server.web.access import SESSION_COOKIE
from tests import making
from tests.cases import sit
from tests.deciding import PLAN
from tests.filed import file_items
from tests.making import BLUEPRINT, CANDIDATES, CODE, ITEMS, KEYS, OwnWork, make_player, open_own_work
from tests.portfolios import give_account
from tests.proving import prove
from tests.shipped import shipped_qualification
from tests.visiting import Visitors, open_session

COMMISSION = ("asia", "artur", "czeslawa")
HELD = ("ab", "c", "bd")
KAZIMIERA = CANDIDATES[0]


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
    refused: set[str] = field(default_factory=set)
    """The rules that a page refused something by until now."""

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
                account_id = give_account(work, case_id, f"{name}@example.org").account_id
                assert account_id is not None
                self.pages[name] = self._open(open_session(work, account_id))
        self.pages[name].goto(self.address + path)
        return self.pages[name]

    def visit(self, name: str) -> Page:
        """A new browser of somebody who isn't logged in yet."""
        self.pages[name] = self._open()
        return self.pages[name]

    def _open(self, token: str = "") -> Page:
        context = self.chromium.new_context(locale="pl-PL", viewport={"width": 1366, "height": 768})
        if token:
            context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.contexts.append(context)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def gather_people(world: World) -> None:
    """Who works at an exam: three who'll make a commission, two of the office, and who plays the client."""
    with world.work() as work:
        world.accounts.update({login: make_player(work, login) for login in (*COMMISSION, "robert", "pola", "olga")})
        world.accounts["oskar"] = people.make_account(work, "oskar", "Oskar", "Organizujący", ["office"])
        work.commit()


def settle(world: World) -> None:
    """The small qualification, its bank and script, and the people, who have proved what a commission needs."""
    shipped = shipped_qualification()
    rules = {name: getattr(shipped, name) for name in ("commission", "advisor", "conflict", "appeal", "prerequisites")}
    content = replace(making.QUALIFICATION, validity=shipped.validity, **rules)
    gather_people(world)
    with world.work() as work:
        world.edition_id = qualification.adopt_edition(work, CODE, content, PLAN)
        file_items(work, CODE, ITEMS)
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


def plan_exam(world: World, work: OwnWork) -> UUID:
    """An exam with a test; no candidate and no commission yet."""
    bank.load_blueprint(work, CODE, BLUEPRINT)
    work.commit()
    members: dict[Role, list[UUID]] = {
        "assessor": [world.accounts["asia"], world.accounts["artur"]],
        "chair": [world.accounts["czeslawa"]],
    }
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    blueprint_id = bank.list_blueprints(work, CODE)[0].id
    planned = ExamPlan(world.edition_id, "Egzamin z herbaty", "Gdynia", at, blueprint_id, None, members)
    exam_id = exam.make_exam(work, planned)
    work.commit()
    return exam_id


def enrol(work: OwnWork, exam_id: UUID, entry: CandidateEntry = KAZIMIERA) -> UUID:
    """Gives the case."""
    exam.add_candidates(work, exam_id, [entry])
    work.commit()
    return exam_store.list_exam_stages(work.session, exam_id)[0].case_id


def hold_test(world: World, work: OwnWork, exam_id: UUID) -> None:
    """The test of an exam with one candidate, from the draw to the marks; everything is right."""
    making.contribute_as_chair(work, exam_id, world.accounts["czeslawa"])
    [card] = freezing.freeze_exam(work, KEYS, exam_id)
    seating.admit(work, card.sitting_id, "dowód osobisty")
    sign_made_up_room(work, exam_id)
    work.commit()
    browser = world.visitors.with_ticket(card.ticket)
    starting.open_exam(work, exam_id)
    work.commit()
    sit(work, browser, card, {})
    work.act_as(world.accounts["olga"], "office")
    desk.close_exam(work, exam_id)
    work.commit()
    marking.mark_exam(work, exam_id)
    work.commit()
