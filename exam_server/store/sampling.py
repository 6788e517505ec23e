"""What a sample may be drawn of: cases, decisions that hold, and certificates."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from exam_server.store.tables import (
    CaseRow,
    CertificateRow,
    DecisionConfirmationRow,
    DecisionRow,
    ExamRow,
    RegisterEntryRow,
    StageRow,
)


class CaseUnit(NamedTuple):
    """A case under its code; `exam`: the title of an exam that it sat, empty without any."""

    id: UUID
    code: str
    exam: str


class DecisionUnit(NamedTuple):
    """A decision that holds, with its case and exam."""

    id: UUID
    case_id: UUID
    code: str
    criterion: str
    verdict: str
    exam: str


class CertificateUnit(NamedTuple):
    """A certificate under its number, with its case and that one's exam; `entries`: its kinds in the register."""

    id: UUID
    case_id: UUID
    cited: str
    year: int
    exam: str
    entries: tuple[str, ...]


def list_certificates(session: Session, organisation_id: UUID) -> list[CertificateUnit]:
    """Every one that was ever issued: what was replaced or revoked is checked too."""
    query = select(CertificateRow.id, CertificateRow.case_id, CertificateRow.cited, CertificateRow.year)
    query = query.where(CertificateRow.organisation_id == organisation_id).order_by(CertificateRow.id)
    entered = select(RegisterEntryRow.certificate_id, RegisterEntryRow.kind)
    entered = entered.where(RegisterEntryRow.organisation_id == organisation_id).order_by(RegisterEntryRow.position)
    entries: dict[UUID, tuple[str, ...]] = {}
    for certificate_id, kind in session.execute(entered):
        entries[certificate_id] = (*entries.get(certificate_id, ()), kind)
    exams = _exams(session, organisation_id)
    return [
        CertificateUnit(id, case_id, cited, year, exams.get(case_id, ""), entries.get(id, ()))
        for id, case_id, cited, year in session.execute(query)
    ]


def list_cases(session: Session, organisation_id: UUID) -> list[CaseUnit]:
    query = select(CaseRow.id, CaseRow.code).where(
        CaseRow.organisation_id == organisation_id, CaseRow.rehearsal.is_(False)
    )
    exams = _exams(session, organisation_id)
    return [CaseUnit(id, code, exams.get(id, "")) for id, code in session.execute(query.order_by(CaseRow.id))]


def list_decisions(session: Session, organisation_id: UUID) -> list[DecisionUnit]:
    """Confirmed decisions that no later confirmed one took the place of."""
    later, confirmed = aliased(DecisionRow), aliased(DecisionConfirmationRow)
    replaced = (
        select(later.supersedes).join(confirmed, confirmed.decision_id == later.id).where(later.supersedes.is_not(None))
    )
    query = (
        select(DecisionRow.id, CaseRow.id, CaseRow.code, DecisionRow.criterion, DecisionConfirmationRow.verdict)
        .join(DecisionConfirmationRow, DecisionConfirmationRow.decision_id == DecisionRow.id)
        .join(CaseRow, CaseRow.id == DecisionRow.case_id)
        .where(DecisionRow.organisation_id == organisation_id, DecisionRow.id.not_in(replaced))
        .order_by(DecisionRow.id)
    )
    exams = _exams(session, organisation_id)
    return [
        DecisionUnit(id, case_id, code, criterion, verdict, exams.get(case_id, ""))
        for id, case_id, code, criterion, verdict in session.execute(query)
    ]


def _exams(session: Session, organisation_id: UUID) -> dict[UUID, str]:
    """By case the title of its newest exam."""
    query = (
        select(StageRow.case_id, ExamRow.title)
        .join(ExamRow, ExamRow.id == StageRow.exam_id)
        .where(StageRow.organisation_id == organisation_id)
        .order_by(ExamRow.planned_at)
    )
    return {case_id: title for case_id, title in session.execute(query)}
