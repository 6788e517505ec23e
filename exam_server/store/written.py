"""Queries over written responses, the shares of their markers and what they come to."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    CaseRow,
    MarkGivenRow,
    MarkingShareRow,
    SittingRow,
    WrittenPieceRow,
    WrittenResultRow,
)


def list_pieces(session: Session, sitting_id: UUID) -> Sequence[WrittenPieceRow]:
    query = select(WrittenPieceRow).where(WrittenPieceRow.sitting_id == sitting_id)
    return session.scalars(query.order_by(WrittenPieceRow.position, WrittenPieceRow.opened_at)).all()


def list_waiting(session: Session, sitting_id: UUID) -> Sequence[WrittenPieceRow]:
    """What of a sitting still waits for a marker."""
    query = select(WrittenPieceRow).where(
        WrittenPieceRow.sitting_id == sitting_id,
        WrittenPieceRow.closed_at.is_(None),
        WrittenPieceRow.settled_at.is_(None),
    )
    return session.scalars(query.order_by(WrittenPieceRow.position)).all()


def list_open_pieces(session: Session, exam_ids: Collection[UUID]) -> Sequence[tuple[WrittenPieceRow, SittingRow]]:
    """What still waits for a marker in these exams, with its sitting."""
    query = (
        select(WrittenPieceRow, SittingRow)
        .join(SittingRow, SittingRow.id == WrittenPieceRow.sitting_id)
        .where(
            SittingRow.exam_id.in_(exam_ids),
            WrittenPieceRow.closed_at.is_(None),
            WrittenPieceRow.settled_at.is_(None),
        )
        .order_by(WrittenPieceRow.code)
    )
    return session.execute(query).all()


def list_exam_pieces(session: Session, exam_id: UUID) -> Sequence[tuple[WrittenPieceRow, SittingRow]]:
    """Every piece of an exam that counts, read or not, with its sitting."""
    query = (
        select(WrittenPieceRow, SittingRow)
        .join(SittingRow, SittingRow.id == WrittenPieceRow.sitting_id)
        .where(SittingRow.exam_id == exam_id, WrittenPieceRow.closed_at.is_(None))
        .order_by(WrittenPieceRow.code)
    )
    return session.execute(query).all()


def find_piece(session: Session, organisation_id: UUID, code: str) -> WrittenPieceRow | None:
    query = select(WrittenPieceRow).where(
        WrittenPieceRow.organisation_id == organisation_id, WrittenPieceRow.code == code
    )
    return session.scalars(query).first()


def lock_piece(session: Session, piece_id: UUID) -> WrittenPieceRow:
    """The piece as it stands once nobody else can write it: two members may seal at this moment."""
    return session.get_one(WrittenPieceRow, piece_id, populate_existing=True, with_for_update=True)


def list_shares(session: Session, piece_ids: Collection[UUID]) -> Sequence[MarkingShareRow]:
    """The shares of these pieces that weren't put back, as they stand now."""
    query = select(MarkingShareRow).where(MarkingShareRow.piece_id.in_(piece_ids), MarkingShareRow.left_at.is_(None))
    ordered = query.order_by(MarkingShareRow.taken_at, MarkingShareRow.id)
    return session.scalars(ordered, execution_options={"populate_existing": True}).all()


def find_share(session: Session, piece_id: UUID, account_id: UUID) -> MarkingShareRow | None:
    """A member's share of a piece, also one that was put back."""
    query = select(MarkingShareRow).where(
        MarkingShareRow.piece_id == piece_id, MarkingShareRow.account_id == account_id
    )
    return session.scalars(query).first()


def list_given(session: Session, share_ids: Collection[UUID]) -> Sequence[MarkGivenRow]:
    """The sealed marks of these shares, by element."""
    query = select(MarkGivenRow).where(MarkGivenRow.share_id.in_(share_ids))
    return session.scalars(query.order_by(MarkGivenRow.share_id, MarkGivenRow.element)).all()


def list_results(session: Session, sitting_id: UUID) -> Sequence[tuple[WrittenPieceRow, WrittenResultRow]]:
    """Every result of a sitting's pieces, with those that don't count any more; the newest of a piece comes last."""
    query = (
        select(WrittenPieceRow, WrittenResultRow)
        .join(WrittenResultRow, WrittenResultRow.piece_id == WrittenPieceRow.id)
        .where(WrittenPieceRow.sitting_id == sitting_id)
        .order_by(WrittenPieceRow.position, WrittenResultRow.number)
    )
    return session.execute(query).all()


def list_settled_of(session: Session, case_id: UUID) -> Sequence[tuple[WrittenPieceRow, SittingRow]]:
    """The settled pieces of a case's sittings."""
    query = (
        select(WrittenPieceRow, SittingRow)
        .join(SittingRow, SittingRow.id == WrittenPieceRow.sitting_id)
        .where(SittingRow.case_id == case_id, WrittenPieceRow.settled_at.is_not(None))
        .order_by(WrittenPieceRow.code)
    )
    return session.execute(query).all()


def list_results_of(session: Session, piece_id: UUID) -> Sequence[WrittenResultRow]:
    """A piece's results, oldest first."""
    query = select(WrittenResultRow).where(WrittenResultRow.piece_id == piece_id)
    return session.scalars(query.order_by(WrittenResultRow.number)).all()


def list_cases(session: Session, case_ids: Collection[UUID]) -> Sequence[CaseRow]:
    return session.scalars(select(CaseRow).where(CaseRow.id.in_(case_ids)).order_by(CaseRow.id)).all()


def count_sealed(session: Session, account_id: UUID, piece_ids: Collection[UUID]) -> int:
    """How many of these pieces an account has sealed its marks of."""
    query = select(func.count()).where(
        MarkingShareRow.account_id == account_id,
        MarkingShareRow.sealed_at.is_not(None),
        MarkingShareRow.piece_id.in_(piece_ids),
    )
    return session.scalar(query) or 0
