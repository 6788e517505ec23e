"""Queries over appointed commissions, recusals and advisors."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccountRow,
    CaseAdvisorRow,
    CommissionRow,
    CommissionSeatRow,
    EncounterAssessorRow,
    EncounterRow,
    MarkingShareRow,
    PersonRow,
    RecusalRow,
    SettlementRow,
    StageRow,
    WrittenPieceRow,
)

OfCase = RecusalRow | CaseAdvisorRow


def find_commission(session: Session, exam_id: UUID) -> CommissionRow | None:
    """The exam's commission as it was appointed last."""
    query = select(CommissionRow).where(CommissionRow.exam_id == exam_id).order_by(CommissionRow.number.desc())
    return session.scalars(query.limit(1)).first()


def list_seats(session: Session, commission_id: UUID) -> Sequence[tuple[CommissionSeatRow, PersonRow]]:
    """All seats of a commission, replacements for single cases too; who leads comes first."""
    query = (
        select(CommissionSeatRow, PersonRow)
        .join(AccountRow, AccountRow.id == CommissionSeatRow.account_id)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(CommissionSeatRow.commission_id == commission_id)
        .order_by(CommissionSeatRow.leads.desc(), PersonRow.family_name, PersonRow.given_names, CommissionSeatRow.id)
    )
    return session.execute(query).all()


def list_seats_of_case(session: Session, case_id: UUID) -> Sequence[tuple[CommissionSeatRow, PersonRow]]:
    """Every seat that anybody ever had in a commission of a case's exams, for all or for this case, oldest first."""
    exams = select(StageRow.exam_id).where(StageRow.case_id == case_id, StageRow.exam_id.is_not(None))
    query = (
        select(CommissionSeatRow, PersonRow)
        .join(CommissionRow, CommissionRow.id == CommissionSeatRow.commission_id)
        .join(AccountRow, AccountRow.id == CommissionSeatRow.account_id)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(CommissionRow.exam_id.in_(exams))
        .where(or_(CommissionSeatRow.case_id.is_(None), CommissionSeatRow.case_id == case_id))
    )
    return [(seat, person) for seat, person in session.execute(query.order_by(CommissionSeatRow.id))]


def list_recusals(session: Session, case_ids: Collection[UUID]) -> Sequence[RecusalRow]:
    query = select(RecusalRow).where(RecusalRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(RecusalRow.made_at, RecusalRow.id)).all()


def list_advisors(session: Session, case_ids: Collection[UUID]) -> Sequence[CaseAdvisorRow]:
    query = select(CaseAdvisorRow).where(CaseAdvisorRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(CaseAdvisorRow.taken_on, CaseAdvisorRow.id)).all()


def list_judged_by_advisors(session: Session) -> set[tuple[UUID, UUID]]:
    """Organisation and case of all that an advisor of the case has read to the end, settled or rated, also where they
    have left it by now; in any organisation.
    """
    own = (MarkingShareRow.account_id == CaseAdvisorRow.account_id) & MarkingShareRow.sealed_at.is_not(None)
    read = (
        select(CaseAdvisorRow.organisation_id, CaseAdvisorRow.case_id)
        .join(WrittenPieceRow, WrittenPieceRow.case_id == CaseAdvisorRow.case_id)
        .join(MarkingShareRow, (MarkingShareRow.piece_id == WrittenPieceRow.id) & own)
    )
    settled = select(CaseAdvisorRow, SettlementRow.ballots).join(
        SettlementRow, SettlementRow.case_id == CaseAdvisorRow.case_id
    )
    begun = (EncounterRow.state != "planned") | EncounterAssessorRow.left_at.is_not(None)
    rated = (
        select(CaseAdvisorRow.organisation_id, CaseAdvisorRow.case_id)
        .join(EncounterRow, (EncounterRow.case_id == CaseAdvisorRow.case_id))
        .join(EncounterAssessorRow, EncounterAssessorRow.encounter_id == EncounterRow.id)
        .where(EncounterAssessorRow.account_id == CaseAdvisorRow.account_id, begun)
    )
    found = {
        (organisation_id, case_id) for query in (read, rated) for organisation_id, case_id in session.execute(query)
    }
    for advisor, ballots in session.execute(settled):
        if str(advisor.account_id) in {each["member"] for each in ballots}:
            found.add((advisor.organisation_id, advisor.case_id))
    return found
