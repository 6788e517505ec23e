"""A candidate with an account, a case without an exam, and a portfolio in the works."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.plan import Part, Plan, PlanLine, use
from exam_server.services import portfolio, qualification, stages
from exam_server.services.candidate_cases import make_case
from exam_server.services.documents import keep_document
from exam_server.services.work import Actor
from exam_server.store.portfolio import find_account_of
from exam_server.store.tables import AccountRoleRow, AccountRow, CaseRow
from tests.dangerous import make_pdf
from tests.making import CANDIDATES, CODE, QUALIFICATION, OwnWork

EVIDENCE = use("evidence_analysis")
PLAN = Plan(
    (
        PlanLine("1A1", (use("theory_test"),)),
        PlanLine("1A2", (use("theory_test"), EVIDENCE)),
        PlanLine("2A1", (use("conversation_with_simulation"), EVIDENCE), (Part("a", "zaczyna"), Part("b", "kończy"))),
        PlanLine("2A2", (use("theory_test"),)),
    )
)


@dataclass(frozen=True)
class Applicant:
    """A candidate's case, and the account that its person logs in with."""

    case_id: UUID
    stage_id: UUID
    actor: Actor


def make_applicant(work: OwnWork, number: int = 0) -> Applicant:
    """The case's stage of evidence analysis is open; the account is there without an invitation."""
    edition_id = qualification.adopt_edition(work, CODE, QUALIFICATION, PLAN)
    work.commit()
    entry: CandidateEntry = CANDIDATES[number]
    work.act_as(None, "office")
    case_id = make_case(work, edition_id, entry)
    stage_id = stages.open_stage(work, case_id, "evidence_analysis")
    work.commit()
    return Applicant(case_id, stage_id, give_account(work, case_id, entry.email))


def give_account(work: OwnWork, case_id: UUID, login: str) -> Actor:
    """The case's candidate, with an account that needs no invitation."""
    person_id = work.session.get_one(CaseRow, case_id).person_id
    account = find_account_of(work.session, person_id)
    account_id = account.id if account else make_account(work, person_id, login)
    return Actor(account_id, person_id, frozenset({"candidate"}))


def make_account(work: OwnWork, person_id: UUID, login: str) -> UUID:
    """The account of a candidate, without an invitation."""
    work.record()
    shared = {"organisation_id": work.organisation_id}
    row = AccountRow(id=work.new_id(), person_id=person_id, login=login, created_at=work.now, **shared)
    work.session.add(row)
    work.session.flush()
    work.session.add(AccountRoleRow(account_id=row.id, role="candidate", **shared))
    work.commit()
    return row.id


def bring(work: OwnWork, folder: Path, case_id: UUID, body: bytes = b"") -> UUID:
    """A PDF of the actor; `body` makes it another one."""
    read = keep_document(folder, "praca.pdf", make_pdf(b"%" + body + b"\n"))
    made = portfolio.add_document(work, case_id, "Świadectwo pracy", read)
    work.commit()
    return made


def hand_in_one(work: OwnWork, folder: Path, applicant: Applicant) -> UUID:
    """A portfolio of one document that shows criterion 1A2; gives the document."""
    work.actor = applicant.actor
    made = bring(work, folder, applicant.case_id)
    portfolio.map_piece(work, applicant.case_id, made, [("1A2", "")], "Strona 2 wymienia przybory.")
    work.commit()
    portfolio.hand_in(work, applicant.case_id)
    work.commit()
    return made
