"""Sixty tablets that tap beside two hundred sittings: how soon a tap is acknowledged, and whether one is refused."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bench import herd
from bench.day import keep_pace
from bench.figures import Figure, show
from bench.ground import Ground, crowd_note, p50, p95
from bench.room import CODE, ROOT, Room
from bench.serving import served
from exam_server.cli.rehearsal.browser import Browser, Server
from exam_server.core.candidates import CandidateEntry
from exam_server.core.device_log import begin, link
from exam_server.services import bank, exam, people, qualification, simulation
from exam_server.services.opening import new_id, open_database
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.scripts import get_script
from exam_server.services.tokens import Keys, new_token, token_hash
from exam_server.services.work import Actor, Work
from exam_server.settings import load_settings
from exam_server.store import simulation as store
from exam_server.store.base import add_rows
from exam_server.store.tables import LoginSessionRow
from exam_server.web.cookies import SESSION_COOKIE

TABLETS, SITTINGS, ENCOUNTERS = 60, 200, 20
EVERY_SECONDS = 2.0
SECONDS = 30.0


@dataclass
class Tablet:
    """One assessor's tablet at one encounter: it posts each tap by itself, as the page does with a network."""

    browser: Browser
    token: str
    address: str
    point: str
    encounter: str
    account: str
    luck: random.Random
    digest: str = ""
    made: int = 0
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    async def tap(self) -> None:
        self.digest = self.digest or begin(self.encounter, self.account, self.device).digest
        said = {
            "sequence": self.made + 1,
            "kind": "tap",
            "at": int(time.time() * 1000),
            "point": self.point,
            "value": 1,
        }
        entry = json.dumps(said)
        body = {"device": self.device, "previous": self.digest, "made": self.made + 1, "entries": [entry], "pins": []}
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": self.token}
        sent = time.perf_counter()
        answer = await self.browser.send("PUT", self.address, headers, json.dumps(body).encode())
        self.waits.append(time.perf_counter() - sent)
        if answer.status != 200 or json.loads(answer.body)["acknowledged"] != self.made + 1:
            self.refused += 1
            return
        self.made, self.digest = self.made + 1, link(self.digest, entry)

    @property
    def device(self) -> str:
        return f"bench-{self.account[-12:]}"

    async def work(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        await asyncio.sleep(self.luck.uniform(0, EVERY_SECONDS))
        while time.perf_counter() < end:
            await self.tap()
            await asyncio.sleep(self.luck.uniform(0, 2 * EVERY_SECONDS))


async def measure(ground: Ground) -> list[Figure]:
    """Taps come one by one at moments of their own, each tablet one in two seconds; at the end all tap at once."""
    waits, bursts, refused, crowding = [], [], [], []
    for _ in range(ground.rounds):
        room = ground.fresh_room(SITTINGS)
        with served(room.environment) as serving:
            tablets = seat_tablets(room, serving.address)
            bots = herd.seat_bots(room, serving.address)
            await herd.enter(bots)
            await herd.open_exam(room, serving.address)
            await herd.start(bots)
            await asyncio.gather(*(each.tap() for each in tablets))
            for each in tablets:
                each.waits.clear()
            working = [asyncio.create_task(each.work(SECONDS)) for each in tablets]
            pace = await keep_pace(serving, bots, SECONDS)
            await asyncio.gather(*working)
            waits.append(p95([wait for each in tablets for wait in each.waits]) * 1000)
            for each in tablets:
                each.waits.clear()
            await asyncio.gather(*(each.tap() for each in tablets))
            bursts.append(p95([wait for each in tablets for wait in each.waits]) * 1000)
            refused.append(float(sum(each.refused for each in tablets)))
            crowding.append(pace.crowding)
            herd.leave(bots)
            for each in tablets:
                each.browser.close()
    burst = f"all {TABLETS} in one instant: p95 {show(p50(bursts))} ms; {crowd_note(crowding)}"
    return [Figure("tablets", tuple(waits), burst), Figure("tablets-refused", tuple(refused))]


def seat_tablets(room: Room, address: str) -> list[Tablet]:
    """An exam of its own in the room's database: twenty encounters, three assessors' tablets at each, logged in."""
    settings = load_settings({"EXAM_INSTANCE": str(room.instance)}, ROOT)
    database, keys = open_database(settings.database), Keys(settings.key)
    with Session(database.engine) as session:
        work = Work(database, session, Actor(), database.now(session), UUID(int=0), new_id)
        try:
            work.organisation_id = people.find_organisation_id(work) or UUID(int=0)
            made = _fill(work)
            tokens = _log_in(work, [account for account, _, _ in made])
        finally:
            work.finish(commit=True)
    database.engine.dispose()
    server = Server.at(address)
    return [
        Tablet(
            Browser((server,), {SESSION_COOKIE: tokens[account]}),
            keys.digest("csrf", tokens[account]),
            f"/assessor/encounters/{encounter}/log",
            point,
            str(encounter),
            str(account),
            random.Random(f"{herd.SEED} {account}"),
        )
        for account, encounter, point in made
    ]


def _fill(work: Work) -> list[tuple[UUID, UUID, str]]:
    """Account, encounter and observation point of each tablet."""
    edition = qualification.find_edition(work, CODE)
    if edition is None:
        raise LookupError(CODE)
    accounts = [
        people.make_account(work, f"tablet{n}", "Osoba", f"Tabletowa-{n}", ["assessor"]) for n in range(TABLETS)
    ]
    scenario = bank.list_scenarios(work, CODE)[0].id
    plan = exam.ExamPlan(edition.id, "Tablety", "Sala", work.now, None, scenario, {"assessor": accounts})
    exam_id = exam.make_exam(work, plan)
    entries = [CandidateEntry("Osoba", f"Tablet {n}", email=f"t{n}@przyklad.invalid") for n in range(ENCOUNTERS)]
    exam.add_candidates(work, exam_id, entries)
    sign_made_up_room(work, exam_id)
    simulation.plan_encounters(work, exam_id)
    rows = [row for row, _ in store.list_encounters(work.session, exam_id)]
    for row in rows:
        row.state, row.started_at = "running", work.now - timedelta(minutes=1)
    points = [
        each for each in get_script(work, rows[0].scenario_revision_id).observation_points if each.kind == "yes_no"
    ]
    return [(account, rows[number % ENCOUNTERS].id, points[0].id) for number, account in enumerate(accounts)]


def _log_in(work: Work, accounts: Sequence[UUID]) -> dict[UUID, str]:
    """Sessions without the passwords' cost."""
    work.record()
    tokens = {account: new_token() for account in accounts}
    session = {"organisation_id": work.organisation_id, "created_at": work.now, "seen_at": work.now}
    session["expires_at"] = work.now + timedelta(hours=8)
    rows = [
        {"id": work.new_id(), "account_id": account, "token_hash": token_hash(token), **session}
        for account, token in tokens.items()
    ]
    add_rows(work.session, LoginSessionRow, rows)
    return tokens
