"""Queries over written responses and products, the shares of their markers and what they come to."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    CaseRow,
    EncounterRow,
    MarkGivenRow,
    MarkingShareRow,
    ProductRow,
    StageRow,
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


def list_open_pieces(session: Session, exam_ids: Collection[UUID]) -> Sequence[WrittenPieceRow]:
    """What still waits for a marker in these exams."""
    query = select(WrittenPieceRow).where(
        WrittenPieceRow.exam_id.in_(exam_ids),
        WrittenPieceRow.closed_at.is_(None),
        WrittenPieceRow.settled_at.is_(None),
    )
    return session.scalars(query.order_by(WrittenPieceRow.code)).all()


def list_exam_pieces(session: Session, exam_id: UUID) -> Sequence[WrittenPieceRow]:
    """Every piece of an exam that counts, read or not."""
    query = select(WrittenPieceRow).where(WrittenPieceRow.exam_id == exam_id, WrittenPieceRow.closed_at.is_(None))
    return session.scalars(query.order_by(WrittenPieceRow.code)).all()


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
    return _list_results(session, WrittenPieceRow.sitting_id == sitting_id)


def list_product_results(session: Session, product_id: UUID) -> Sequence[tuple[WrittenPieceRow, WrittenResultRow]]:
    """As `list_results`, of a product."""
    return _list_results(session, WrittenPieceRow.product_id == product_id)


def _list_results(session: Session, pieces: ColumnElement[bool]) -> Sequence[tuple[WrittenPieceRow, WrittenResultRow]]:
    query = (
        select(WrittenPieceRow, WrittenResultRow)
        .join(WrittenResultRow, WrittenResultRow.piece_id == WrittenPieceRow.id)
        .where(pieces)
        .order_by(WrittenPieceRow.position, WrittenResultRow.number)
    )
    return session.execute(query).all()


def list_settled_by(session: Session, case_ids: Collection[UUID]) -> Sequence[tuple[WrittenPieceRow, set[UUID]]]:
    """The settled pieces of these cases, each with the accounts whose shares its newest result rests on."""
    query = (
        select(WrittenPieceRow, WrittenResultRow.shares)
        .join(WrittenResultRow, WrittenResultRow.piece_id == WrittenPieceRow.id)
        .where(WrittenPieceRow.case_id.in_(case_ids), WrittenPieceRow.settled_at.is_not(None))
        .order_by(WrittenPieceRow.code, WrittenResultRow.number)
    )
    newest = {piece: set(map(UUID, shares)) for piece, shares in session.execute(query)}
    shares = select(MarkingShareRow.id, MarkingShareRow.account_id)
    rows = session.execute(shares.where(MarkingShareRow.piece_id.in_([piece.id for piece in newest])))
    reader = {share_id: account_id for share_id, account_id in rows}
    return [(piece, {reader[each] for each in found}) for piece, found in newest.items()]


def list_reopened(session: Session, case_ids: Collection[UUID], besides: Collection[UUID]) -> Sequence[WrittenPieceRow]:
    """The texts of these cases that were settled once and wait again; without those `besides`."""
    once = select(WrittenResultRow.id).where(WrittenResultRow.piece_id == WrittenPieceRow.id).exists()
    query = select(WrittenPieceRow).where(
        WrittenPieceRow.case_id.in_(case_ids),
        WrittenPieceRow.id.not_in(besides),
        WrittenPieceRow.closed_at.is_(None),
        WrittenPieceRow.settled_at.is_(None),
        once,
    )
    return session.scalars(query.order_by(WrittenPieceRow.code)).all()


def list_results_of(session: Session, piece_id: UUID) -> Sequence[WrittenResultRow]:
    """A piece's results, oldest first."""
    query = select(WrittenResultRow).where(WrittenResultRow.piece_id == piece_id)
    return session.scalars(query.order_by(WrittenResultRow.number)).all()


def list_products(session: Session, encounter_id: UUID) -> Sequence[ProductRow]:
    """What was written in an encounter, drafts too, by the product's id in the script."""
    query = select(ProductRow).where(ProductRow.encounter_id == encounter_id).order_by(ProductRow.product)
    return session.scalars(query, execution_options={"populate_existing": True}).all()


def list_released_products(session: Session, case_id: UUID) -> Sequence[tuple[ProductRow, EncounterRow]]:
    """What was written in a case's simulations before these were released, drafts too, in the order of the starts."""
    query = (
        select(ProductRow, EncounterRow)
        .join(EncounterRow, EncounterRow.id == ProductRow.encounter_id)
        .join(StageRow, StageRow.id == EncounterRow.stage_id)
        .where(EncounterRow.case_id == case_id, ProductRow.saved_at <= StageRow.released_at)
    )
    return session.execute(query.order_by(EncounterRow.started_at, ProductRow.product)).all()


def find_piece_of_product(session: Session, product_id: UUID) -> WrittenPieceRow | None:
    return session.scalars(select(WrittenPieceRow).where(WrittenPieceRow.product_id == product_id)).first()


def lock_cases(session: Session, case_ids: Collection[UUID]) -> Sequence[CaseRow]:
    """These cases, each held against whoever seals marks of its texts."""
    query = select(CaseRow).where(CaseRow.id.in_(case_ids)).order_by(CaseRow.id)
    return session.scalars(query.with_for_update()).all()
