"""How a text behind an evidence record was read: each marker's levels and reasons, and what they came to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.commission import Barred
from exam_server.services.commission import list_barred_of
from exam_server.services.people import get_name
from exam_server.services.work import Work
from exam_server.store import written as store
from exam_server.store.case import list_cases_by_id
from exam_server.store.tables import MarkGivenRow, MarkingShareRow, SittingRow, WrittenPieceRow, WrittenResultRow


@dataclass(frozen=True)
class MarkerView:
    """One marker's sealed levels with reasons, by element; `left`: takes no part in the case any more (S2, S8, S10)."""

    name: str
    sealed_at: datetime
    sheet_hash: str
    levels: tuple[int, ...]
    reasons: tuple[str, ...]
    left: bool
    replaced: bool


@dataclass(frozen=True)
class ReadingView:
    """A settled text: its pseudonym, what its markers' levels came to by which rule, and each marker's own.

    `counts`: not settled again, or opened anew, since one of its markers was excluded.
    """

    code: str
    criteria: tuple[str, ...]
    levels: tuple[int, ...]
    by_rule: str
    settled_at: datetime
    content_hash: str
    markers: tuple[MarkerView, ...]
    counts: bool


def list_readings(work: Work, sitting: SittingRow) -> dict[str, ReadingView]:
    """The settled texts of a sitting by the hash of their result; nothing of those that are still being read (P5)."""
    return _show(work, sitting.case_id, store.list_results(work.session, sitting.id))


def list_product_readings(work: Work, case_id: UUID, product_id: UUID) -> dict[str, ReadingView]:
    """As `list_readings`, of a product of a simulation."""
    return _show(work, case_id, store.list_product_results(work.session, product_id))


def _show(
    work: Work, case_id: UUID, results: Sequence[tuple[WrittenPieceRow, WrittenResultRow]]
) -> dict[str, ReadingView]:
    barred = list_barred_of(work, list_cases_by_id(work.session, [case_id]))[case_id]
    found = {}
    newest = {piece.id: result.id for piece, result in results if piece.settled_at}
    for piece, result in results:
        used = set(result.shares)
        rows = [row for row in store.list_shares(work.session, [piece.id]) if str(row.id) in used]
        given: dict[UUID, list[MarkGivenRow]] = defaultdict(list)
        for mark in store.list_given(work.session, [row.id for row in rows]):
            given[mark.share_id].append(mark)
        found[result.content_hash] = ReadingView(
            piece.code,
            tuple(piece.criteria),
            tuple(result.levels),
            result.by_rule,
            result.settled_at,
            result.content_hash,
            tuple(_marker(work, row, given[row.id], barred) for row in rows),
            newest.get(piece.id) == result.id,
        )
    return found


def _marker(work: Work, row: MarkingShareRow, given: Sequence[MarkGivenRow], barred: Barred) -> MarkerView:
    return MarkerView(
        name=get_name(work, row.account_id),
        sealed_at=row.sealed_at or row.taken_at,
        sheet_hash=row.sheet_hash,
        levels=tuple(mark.level for mark in given),
        reasons=tuple(mark.reason for mark in given),
        left=row.account_id in barred.discounted,
        replaced=row.account_id in barred.kept,
    )
