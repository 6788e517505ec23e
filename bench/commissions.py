"""The composer's page over a day of sixty candidates in three places, from a pool of sixty members."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from bench.ground import Ground
from bench.in_process import ask, logged_in
from bench.room import CODE, ROOT
from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.services import bank, credentials, declaring, exam, people, qualification, trainings
from exam_server.services.content import file_missing
from exam_server.services.credentials import GivenDocument, get_person_id
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.reading_content import read_content
from exam_server.services.work import Actor, Work

MEMBERS, CANDIDATES, PLACES, TIMES = 60, 60, ("Gdynia", "Toruń", "Łódź"), 5
LIMIT_SECONDS = 5
VERIFIER = UUID(int=1)


def measure(ground: Ground, key: str, url: str) -> tuple[float, ...]:
    """Seconds of the whole page, time by time; four commissions sit in each place."""
    with logged_in(ground.folder / key, url, fill) as (client, _):
        day = client.get("/office/commissions").get_data(as_text=True).split('href="/office/commissions/')[1][:10]
        return tuple(ask(client, f"/office/commissions/{day}?rooms=4") for _ in range(TIMES))


def say(sqlite: Sequence[float], postgresql: Sequence[float]) -> str:
    slowest = max(*sqlite, *postgresql)
    reached = "reached" if slowest < LIMIT_SECONDS else "not reached"
    return (
        f"Commissions of a day for {CANDIDATES} candidates in {len(PLACES)} places from a pool of {MEMBERS} members, "
        f"the slowest of {TIMES} pages: {max(sqlite):.1f} s on SQLite, {max(postgresql):.1f} s on PostgreSQL; "
        f"{LIMIT_SECONDS} s is {reached}."
    )


def fill(work: Work, members: int = MEMBERS, candidates: int = CANDIDATES) -> UUID:
    """Members who prove two credentials each, exams in three places, some candidates trained by members; the office."""
    work.organisation_id = people.make_organisation(work, "Pomiar")
    file_missing(work, read_content(ROOT))
    office = people.make_account(work, "biuro", "Osoba", "Biurowa", ["office"])
    accounts = [_member(work, number) for number in range(members)]
    edition = qualification.find_edition(work, CODE)
    if edition is None:
        raise LookupError(CODE)
    blueprint = bank.list_blueprints(work, CODE)[0].id
    each = candidates // len(PLACES)
    for number, place in enumerate(PLACES):
        entries = [
            CandidateEntry("Osoba", f"Numer {number}-{one}", email=f"o{number}-{one}@przyklad.invalid")
            for one in range(each)
        ]
        plan = exam.ExamPlan(edition.id, f"Pomiar {place}", place, work.now + timedelta(days=9), blueprint, None, {})
        exam.add_candidates(work, exam.make_exam(work, plan), entries)
        _train(work, accounts, entries[:5], number)
    work.actor = Actor()
    return office


def _member(work: Work, number: int) -> UUID:
    """Two credentials in turn; every fourth may lead."""
    role: Role = "chair" if number % 4 == 0 else "assessor"
    account_id = people.make_account(work, f"czlonek{number}", "Osoba", f"Członkowska-{number}", [role])
    held = Random(number).sample("abcd", 2)
    person_id, last = get_person_id(work, account_id), legal_day(work) - timedelta(days=1)
    education = credentials.add_education(work, person_id, "Studia magisterskie", 7)
    own = (f"{CODE}:a",) if "a" in held else ()
    made = [credentials.add_document(work, person_id, education, GivenDocument("diploma", "d", date(2008, 6, 2), own))]
    period = credentials.add_period(work, person_id, "Praca", date(last.year - 8, 1, 2), last)
    shown = tuple(f"{CODE}:{letter}" for letter in held if letter != "a")
    made.append(credentials.add_document(work, person_id, period, GivenDocument("contract", "u", last, shown)))
    actor, work.actor = work.actor, Actor(account_id=VERIFIER)
    for document in made:
        credentials.verify_document(work, person_id, document)
    declaring.declare(work, person_id, CODE, legal_day(work))
    work.actor = actor
    return account_id


def _train(work: Work, accounts: Sequence[UUID], entries: Sequence[CandidateEntry], number: int) -> None:
    """Three members trained these candidates (S10)."""
    day = day_of(work.now) - timedelta(days=200 + number)
    training = trainings.make_training(work, f"Szkolenie {number}", day, day, accounts[number * 3 : number * 3 + 3])
    trainings.add_participants(work, training, entries)
