"""What the demo's members and advisor prove, so that they are legal, and a training that keeps one member out."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.services import appointing, credentials, declaring, stages, trainings
from exam_server.services.advisors import assign_advisor
from exam_server.services.credentials import ADVISING, GivenDocument, get_person_id
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Actor, Work

CHAIR = "demo-komisja"
COMMISSION = (CHAIR, "demo-asesor1", "demo-asesor2")
TRAINER, ADVISOR = "demo-asesor3", "demo-doradca"
# Credentials, and how many years ago the work that shows them ended.
PROVED: Mapping[str, tuple[tuple[str, ...], int]] = {
    CHAIR: (("a", "b", "d"), 0),
    "demo-asesor1": (("c", "d"), 2),
    "demo-asesor2": (("b",), 1),
    TRAINER: (("c",), 3),
    ADVISOR: ((ADVISING,), 0),
}
OFFICE: frozenset[Role] = frozenset({"office"})


def prove_commission(work: Work, code: str, accounts: Mapping[str, UUID], trained: CandidateEntry) -> None:
    """One of the office enters the documents, the other one verifies them (S5); `trained` took part in a training."""
    actor = work.actor
    for login, (held, years_ago) in PROVED.items():
        person_id = get_person_id(work, accounts[login])
        work.actor = Actor(account_id=accounts["demo-biuro"], roles=OFFICE)
        documents = _enter(work, code, person_id, held, years_ago)
        work.actor = Actor(account_id=accounts["demo-biuro2"], roles=OFFICE)
        for each in documents:
            credentials.verify_document(work, person_id, each)
        if login != ADVISOR:
            declaring.declare(work, person_id, code, legal_day(work))
    day = legal_day(work) - timedelta(days=200)
    training = trainings.make_training(work, "Bilans kompetencji w praktyce", day, day, [accounts[TRAINER]])
    trainings.add_participants(work, training, [trained])
    work.actor = actor


def appoint_commission(work: Work, exam_id: UUID, accounts: Mapping[str, UUID]) -> None:
    actor, work.actor = work.actor, Actor(account_id=accounts["demo-biuro"], roles=OFFICE)
    appointing.appoint(work, exam_id, [accounts[each] for each in COMMISSION], accounts[CHAIR])
    work.actor = actor


def begin_advising(work: Work, case_id: UUID, accounts: Mapping[str, UUID]) -> None:
    """The candidate's first stage, in which the advisor says what they see; both read each other."""
    actor, work.actor = work.actor, Actor(account_id=accounts["demo-biuro"], roles=OFFICE)
    stages.open_stage(work, case_id, "identification")
    assign_advisor(work, case_id, accounts[ADVISOR], knows=True)
    work.actor = actor


def _enter(work: Work, code: str, person_id: UUID, held: Collection[str], years_ago: int) -> list[UUID]:
    """Studies of ten years ago and seven years of work; gives the documents."""
    last = date(legal_day(work).year - years_ago, 1, 31)
    education = credentials.add_education(work, person_id, "Studia magisterskie, Uczelnia Pokazowa", 7)
    diploma = GivenDocument("diploma", "dyplom 17/2012", date(2012, 6, 29), (f"{code}:a",) if "a" in held else ())
    made = [credentials.add_document(work, person_id, education, diploma)]
    experience = tuple(f"{code}:{each}" for each in held if each != "a")
    period = credentials.add_period(
        work, person_id, "Doradca zawodowy, Pracownia Pokazowa", date(last.year - 7, 2, 1), last
    )
    certificate = GivenDocument("work_certificate", "świadectwo pracy 4", last, experience)
    return [*made, credentials.add_document(work, person_id, period, certificate)]
