"""An exam's commission as the office sees it: who was appointed, for whom it's legal, what a choice would come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exam_server.core.commission import Barred, CommissionCheck, Seat, check_commission, is_demanded
from exam_server.core.problems import Problem
from exam_server.services.appointing import make_seats
from exam_server.services.commission import (
    check_cases,
    list_barred_at,
    list_exam_cases,
    make_seat,
    read_standing,
)
from exam_server.services.declaring import list_declared_accounts
from exam_server.services.exam_rows import get_row
from exam_server.services.legal_day import legal_day
from exam_server.services.qualification import Edition, get_edition
from exam_server.services.work import Work
from exam_server.store import commission as store
from exam_server.store.tables import CaseRow, ExamRow


@dataclass(frozen=True)
class Appointed:
    """A member as appointed; `case_id`: for that case alone."""

    seat: Seat
    leads: bool
    case_id: UUID | None


@dataclass(frozen=True)
class CandidateCheck:
    """Whether the commission may verify one candidate; `code` stands for the person (P5).

    `replacements`: who sits for this candidate alone, and goes on to.
    """

    case_id: UUID
    code: str
    check: CommissionCheck
    replacements: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExamCommission:
    """`demanded`: whether the edition's form asks anything of a commission; `appointed_on`: None before that."""

    edition: Edition
    demanded: bool
    appointed_on: date | None
    seats: tuple[Appointed, ...]
    candidates: tuple[CandidateCheck, ...]

    @property
    def unlawful(self) -> int:
        """For how many candidates the commission can't take decisions today."""
        return sum(not each.check.is_legal for each in self.candidates)


@dataclass(frozen=True)
class Choice:
    """What a choice of members would come to: what is missing whoever the candidates are, and for each of them."""

    seats: tuple[Seat, ...]
    problems: tuple[Problem, ...]
    candidates: tuple[CandidateCheck, ...]


def get_exam_commission(work: Work, exam_id: UUID) -> ExamCommission:
    exam = get_row(work, exam_id)
    edition = get_edition(work, exam.edition_id)
    row = store.find_commission(work.session, exam_id)
    cases = list_exam_cases(work, exam)
    checks = check_cases(work, edition, exam_id, cases)
    return ExamCommission(
        edition,
        is_demanded(edition.content.commission) and not exam.rehearsal,
        row.appointed_on if row else None,
        tuple(_list_appointed(work, edition, row.id)) if row else (),
        tuple(CandidateCheck(case.id, case.code, checks[case.id]) for case in cases),
    )


def weigh(work: Work, exam_id: UUID, accounts: Sequence[UUID]) -> Choice:
    """Check a choice of members for the exam and each of its candidates, as if they were appointed today.

    Whoever replaces a recused member in one case goes on sitting for it, and counts there (S2).
    """
    exam: ExamRow = get_row(work, exam_id)
    edition = get_edition(work, exam.edition_id)
    rule, today = edition.content.commission, legal_day(work)
    seats = tuple(make_seats(work, edition, list(dict.fromkeys(accounts))))
    cases = list_exam_cases(work, exam)
    barred = list_barred_at(work, exam_id, edition.content, cases)
    row = store.find_commission(work.session, exam_id)
    staying = [each for each in (_list_appointed(work, edition, row.id) if row else ()) if each.case_id]

    def check(case: CaseRow) -> CandidateCheck:
        more = [each.seat for each in staying if each.case_id == case.id and each.seat.account_id not in accounts]
        found = check_commission(rule, [*seats, *more], barred[case.id], today)
        return CandidateCheck(case.id, case.code, found, tuple(each.name for each in more))

    return Choice(seats, check_commission(rule, seats, Barred(), today).problems, tuple(map(check, cases)))


def _list_appointed(work: Work, edition: Edition, commission_id: UUID) -> list[Appointed]:
    rows = store.list_seats(work.session, commission_id)
    declared = list_declared_accounts(work, [row.account_id for row, _ in rows], edition.code)
    return [
        Appointed(
            make_seat(
                row.account_id,
                f"{person.given_names} {person.family_name}",
                read_standing(row),
                declared.get(row.account_id),
                row.proof_text,
            ),
            row.leads,
            row.case_id,
        )
        for row, person in rows
    ]
