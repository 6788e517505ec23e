"""The commission's pages over 200 cases with evidence, and the composer of a day, on both databases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from flask.testing import FlaskClient

from bench import commissions
from bench.ground import Ground, p50, p95
from bench.in_process import ask, logged_in
from bench.postgres import running_postgresql
from bench.room import CODE, ROOT
from exam_server.cli.demo_commission import COMMISSION, appoint_commission, prove_commission
from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.core.qualification import Method
from exam_server.services import bank, exam, people, qualification, simulation
from exam_server.services.content import file_missing
from exam_server.services.qualification import get_plan
from exam_server.services.reading_content import read_content
from exam_server.services.work import Actor, Work
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.base import add_rows
from exam_server.store.tables import EvidenceRow

CASES, REQUESTS, LISTS = 200, 100, 20
LIMIT_MS = 300
PAGES: Mapping[str, str] = {
    "evidence grid": "",
    "agenda": "/agenda",
    "decisions": "/decisions",
    "one criterion": "/decisions/1A1",
}
STAFF: Mapping[str, Sequence[Role]] = {
    "demo-komisja": ["chair"],
    "demo-asesor1": ["assessor"],
    "demo-asesor2": ["assessor"],
    "demo-asesor3": ["assessor"],
    "demo-doradca": ["advisor"],
    "demo-rola": ["role_player"],
    "demo-biuro": ["office"],
    "demo-biuro2": ["office"],
}
SOURCES: Mapping[Method, str] = {
    "theory_test": "sitting",
    "evidence_analysis": "document",
    "conversation_with_simulation": "encounter",
}
VERDICTS = (("met", None),) * 7 + (("not_met", None), ("open", "no_opportunity"), ("open", "too_little_evidence"))


@dataclass(frozen=True)
class Waits:
    """A page's seconds, request by request."""

    page: str
    seconds: tuple[float, ...]

    def __str__(self) -> str:
        return f"{p50(self.seconds) * 1000:,.0f}, {p95(self.seconds) * 1000:,.0f} ms"


async def measure(ground: Ground) -> str:
    """The table of both databases, as Markdown."""
    sqlite = _measure(ground, "cases", f"sqlite:///{ground.folder / 'cases.sqlite'}")
    day = commissions.measure(ground, "day", f"sqlite:///{ground.folder / 'day.sqlite'}")
    with running_postgresql() as server:
        address = server.url.replace("postgresql://", "postgresql+psycopg://", 1)
        postgresql = _measure(ground, "cases-pg", address)
    with running_postgresql() as server:
        address = server.url.replace("postgresql://", "postgresql+psycopg://", 1)
        day_pg = commissions.measure(ground, "day-pg", address)
    rows = [f"| {one.page} | {one} | {other} |" for one, other in zip(sqlite, postgresql, strict=True)]
    head = ("| page, as the chair | SQLite: median and 95 % | PostgreSQL: median and 95 % |", "|---|---|---|")
    slowest = max(p95(each.seconds) for each in (*sqlite[:2], *postgresql[:2])) * 1000
    reached = "reached" if slowest <= LIMIT_MS else "not reached"
    pages = f"Grid and agenda: 95 % within {LIMIT_MS} ms is {reached} ({slowest:.0f} ms)."
    return "\n".join([*head, *rows, "", pages, "", commissions.say(day, day_pg)])


def _measure(ground: Ground, key: str, url: str) -> list[Waits]:
    with logged_in(ground.folder / key, url, fill) as (client, _):
        cases = _list_cases(client)
        addresses = {page: [f"/commission/cases/{each}{rest}" for each in cases] for page, rest in PAGES.items()}
        return [
            *(_wait(client, page, own) for page, own in addresses.items()),
            Waits(f"list of all {CASES} cases", tuple(ask(client, "/commission/cases") for _ in range(LISTS))),
        ]


def _wait(client: FlaskClient, page: str, addresses: Sequence[str]) -> Waits:
    """Each request on another case; the first one, which reads what stays, doesn't count."""
    ask(client, addresses[0])
    return Waits(page, tuple(ask(client, addresses[number * 7 % len(addresses)]) for number in range(1, REQUESTS + 1)))


def _list_cases(client: FlaskClient) -> list[str]:
    page = client.get("/commission/cases").get_data(as_text=True)
    found = {part.split('"')[0] for part in page.split('href="/commission/cases/')[1:]}
    cases = sorted(each for each in found if len(each) == 36)
    if len(cases) != CASES:
        raise RuntimeError(f"{len(cases)} cases instead of {CASES}")
    return cases


def fill(work: Work, cases: int = CASES) -> UUID:
    """An exam whose simulations are agreed, with evidence for four of five uses of the plan; gives the chair."""
    work.organisation_id = people.make_organisation(work, "Pomiar")
    file_missing(work, read_content(ROOT))
    accounts = {login: people.make_account(work, login, "Osoba", login, roles) for login, roles in STAFF.items()}
    exam_id = exam.make_exam(work, _plan(work, accounts))
    entries = [
        CandidateEntry("Osoba", f"Numer {number}", email=f"o{number}@przyklad.invalid") for number in range(cases)
    ]
    exam.add_candidates(work, exam_id, entries)
    prove_commission(work, CODE, accounts, CandidateEntry("Ktoś", "Inny"))
    appoint_commission(work, exam_id, accounts)
    simulation.plan_encounters(work, exam_id)
    for row, _ in simulation_store.list_encounters(work.session, exam_id):
        row.state = "agreed"
    add_rows(work.session, EvidenceRow, list(_evidence(work, exam_id, Random(1))))
    work.actor = Actor()
    return accounts[COMMISSION[0]]


def _plan(work: Work, accounts: Mapping[str, UUID]) -> exam.ExamPlan:
    edition = qualification.find_edition(work, CODE)
    if edition is None:
        raise LookupError(CODE)
    members: dict[Role, list[UUID]] = {
        "chair": [accounts[COMMISSION[0]]],
        "assessor": [accounts[each] for each in COMMISSION[1:]],
        "role_player": [accounts["demo-rola"]],
    }
    scenario = bank.list_scenarios(work, CODE)[0].id
    return exam.ExamPlan(edition.id, "Pomiar", "Sala", work.now, None, scenario, members)


def _evidence(work: Work, exam_id: UUID, chance: Random) -> Iterator[dict[str, object]]:
    lines = get_plan(work, exam.get_exam(work, exam_id).edition_id).content.lines
    shared = {"organisation_id": work.organisation_id, "recorded_at": work.now, "source_hash": "ab" * 32}
    shared |= {"rule_version": "1", "supersedes": None, "part": ""}
    for stage in exam_store.list_exam_stages(work.session, exam_id):
        sources = {method: work.new_id() for method in SOURCES}
        for line in lines:
            for use in line.uses:
                if chance.random() < 0.8:
                    verdict, reason = chance.choice(VERDICTS)
                    own: dict[str, object] = {"id": work.new_id(), "case_id": stage.case_id, "stage_id": stage.id}
                    own |= {"criterion": line.criterion, "method": use.method, "verdict": verdict}
                    own |= {"source_kind": SOURCES[use.method], "source_id": sources[use.method], "open_reason": reason}
                    yield shared | own
