"""Members with documents: what a commission needs, entered by the office and verified by somebody else."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from exam_server.services import appointing, credentials, declaring
from exam_server.services.credentials import GivenDocument, get_person_id
from exam_server.services.declaring import list_declared_accounts
from exam_server.services.legal_day import legal_day
from tests.making import OwnWork
from tests.shipped import CODE

VERIFIER = UUID(int=77)
COMMISSION = ("asia", "artur", "czeslawa")


def prove(
    work: OwnWork, account_id: UUID, held: str, *, code: str = CODE, last_on: date | None = None, level: int = 7
) -> UUID:
    """Education of a level (with credential a, if held), and ten years up to yesterday that show the other letters."""
    person_id, today = get_person_id(work, account_id), legal_day(work)
    actor = work.actor
    work.act_as(None, "office")
    shown = {each: f"{code}:{each}" for each in held}
    education = credentials.add_education(work, person_id, "studia magisterskie", level)
    given = [
        (education, GivenDocument("diploma", "dyplom", date(2005, 6, 1), (*shown.values(),) if "a" in held else ()))
    ]
    if experience := tuple(words for letter, words in shown.items() if letter != "a"):
        last = last_on or today - timedelta(days=1)
        period = credentials.add_period(work, person_id, "praca", date(last.year - 10, 1, 1), last)
        given.append((period, GivenDocument("work_certificate", "świadectwo pracy", last, experience)))
    documents = [credentials.add_document(work, person_id, of, document) for of, document in given]
    work.act_as(VERIFIER, "office")
    for each in documents:
        credentials.verify_document(work, person_id, each)
    declaring.declare(work, person_id, code, today)
    work.actor = actor
    work.commit()
    return person_id


def prove_all(work: OwnWork, accounts: Sequence[UUID], held: Sequence[str] = ("ab", "c", "bd")) -> None:
    """Together they hold everything that the shipped qualification asks for."""
    for account_id, letters in zip(accounts, held, strict=True):
        prove(work, account_id, letters)


def seat_legally(work: OwnWork, exam_id: UUID, accounts: Mapping[str, UUID]) -> None:
    """Make the cast's three the exam's commission, as the shipped qualification asks for it: proved and appointed."""
    members = [accounts[login] for login in COMMISSION]
    if not list_declared_accounts(work, members, CODE):
        prove_all(work, members)
    appoint(work, exam_id, members, accounts["czeslawa"])


def appoint(work: OwnWork, exam_id: UUID, accounts: Sequence[UUID], chair_id: UUID) -> None:
    actor = work.actor
    work.act_as(None, "office")
    appointing.appoint(work, exam_id, accounts, chair_id)
    work.commit()
    work.actor = actor
