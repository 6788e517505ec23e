"""Queries over what a commission recognised of earlier achievements."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    RecognitionConfirmationRow,
    RecognitionRow,
    RecognitionVoteRow,
    RecognitionWithdrawalRow,
)


def list_recognitions(session: Session, case_id: UUID) -> Sequence[RecognitionRow]:
    """Every proposal of a case, oldest first."""
    query = select(RecognitionRow).where(RecognitionRow.case_id == case_id)
    return session.scalars(query.order_by(RecognitionRow.proposed_at, RecognitionRow.id)).all()


def list_votes(session: Session, case_id: UUID) -> Sequence[RecognitionVoteRow]:
    """Every vote on a case's proposals, oldest first."""
    query = select(RecognitionVoteRow).join(RecognitionRow, RecognitionRow.id == RecognitionVoteRow.recognition_id)
    query = query.where(RecognitionRow.case_id == case_id)
    return session.scalars(query.order_by(RecognitionVoteRow.voted_at, RecognitionVoteRow.id)).all()


def list_confirmations(session: Session, case_id: UUID) -> dict[UUID, RecognitionConfirmationRow]:
    """The confirmations of a case's proposals, by proposal."""
    of = RecognitionConfirmationRow.recognition_id
    query = select(RecognitionConfirmationRow).join(RecognitionRow, RecognitionRow.id == of)
    return {row.recognition_id: row for row in session.scalars(query.where(RecognitionRow.case_id == case_id))}


def list_recognised(session: Session, case_id: UUID) -> set[str]:
    """The criteria that were recognised, and so aren't verified again."""
    return {code for _, code in list_recognised_of(session, [case_id])}


def list_recognised_of(session: Session, case_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Case and criterion of everything that was recognised in these cases and not taken back."""
    of = RecognitionConfirmationRow.recognition_id
    query = select(RecognitionRow.case_id, RecognitionRow.criteria).join(
        RecognitionConfirmationRow, RecognitionRow.id == of
    )
    query = query.where(RecognitionRow.case_id.in_(case_ids), RecognitionConfirmationRow.accepted)
    query = query.where(RecognitionRow.id.not_in(_taken_back()))
    return {(case_id, code) for case_id, criteria in session.execute(query) for code in criteria}


def list_steps_back(session: Session, case_id: UUID) -> Sequence[RecognitionWithdrawalRow]:
    """Everything that was done to take back recognitions of a case, oldest first."""
    of = RecognitionWithdrawalRow.recognition_id
    query = select(RecognitionWithdrawalRow).join(RecognitionRow, RecognitionRow.id == of)
    query = query.where(RecognitionRow.case_id == case_id)
    return session.scalars(query.order_by(RecognitionWithdrawalRow.made_at, RecognitionWithdrawalRow.id)).all()


def _taken_back() -> "Select[Any]":
    return select(RecognitionWithdrawalRow.recognition_id).where(RecognitionWithdrawalRow.step == "confirmed")
