"""What was written in a sitting or a simulation as pieces for their markers, and what came of those that were read."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from exam_server.core.written import CODE_BYTES, RULE, WrittenRule, piece_code
from exam_server.formats.plain import content_hash
from exam_server.services.work import Work
from exam_server.store import written as store
from exam_server.store.tables import EncounterRow, ProductRow, SittingRow, WrittenPieceRow


@dataclass(frozen=True)
class WrittenText:
    """A response that waits for its markers: its place, the item's revision, what it's about, the text and its hash."""

    position: int
    revision_id: UUID
    criteria: tuple[str, ...]
    words: str
    response_hash: str


@dataclass(frozen=True)
class ReadResult:
    """What the markers' levels came to; `content_hash` covers levels, rule and the sealed shares."""

    levels: tuple[int, ...]
    content_hash: str


def text_hash(response: object) -> str:
    """What a text is known by: marks are of it, and of no later one in the same place."""
    return content_hash(response)


def rule_of(piece: WrittenPieceRow) -> WrittenRule:
    """When the markers of a piece agree, and what suffices: each element of a product has a threshold of its own."""
    return replace(RULE, thresholds=tuple(piece.thresholds))


def list_read(work: Work, sitting_id: UUID) -> Mapping[tuple[int, str], ReadResult]:
    """The results that count of a sitting's texts, by position and the text's hash."""
    return {
        (piece.position, piece.response_hash): ReadResult(tuple(result.levels), result.content_hash)
        for piece, result in store.list_results(work.session, sitting_id)
        if piece.settled_at is not None
    }


def keep_pieces(work: Work, row: SittingRow, waiting: Sequence[WrittenText]) -> None:
    """Let exactly these texts of a sitting wait, within `record()`: new ones get a code, others don't wait any more."""
    kept = {(each.position, each.response_hash): each for each in store.list_pieces(work.session, row.id)}
    wanted = {(each.position, each.response_hash): each for each in waiting}
    for key, piece in kept.items():
        if piece.settled_at is None:
            piece.closed_at = None if key in wanted else piece.closed_at or work.now
    new = [each for key, each in wanted.items() if key not in kept]
    for each in new:
        piece = _begin(work, row.organisation_id, each.words, each.criteria)
        piece.exam_id, piece.case_id, piece.sitting_id = row.exam_id, row.case_id, row.id
        piece.position, piece.revision_id, piece.response_hash = each.position, each.revision_id, each.response_hash
        work.session.add(piece)
    if new:
        work.session.flush()
        work.note("sitting.written.opened", row.id, count=len(new))


def open_product(work: Work, encounter: EncounterRow, product: ProductRow, thresholds: Mapping[str, int]) -> None:
    """Let a product wait for its markers, within `record()`; `thresholds`: what suffices for each of its criteria."""
    piece = _begin(work, product.organisation_id, product.words, tuple(thresholds))
    piece.exam_id, piece.case_id, piece.product_id = encounter.exam_id, encounter.case_id, product.id
    piece.thresholds, piece.response_hash = list(thresholds.values()), text_hash(product.words)
    work.session.add(piece)
    work.session.flush()
    work.note("encounter.product.opened", encounter.id, piece=str(piece.id))


def _begin(work: Work, organisation_id: UUID, words: str, criteria: Sequence[str]) -> WrittenPieceRow:
    return WrittenPieceRow(
        id=work.new_id(),
        organisation_id=organisation_id,
        position=0,
        words=words,
        criteria=list(criteria),
        thresholds=[],
        code=_free_code(work, organisation_id),
        opened_at=work.now,
    )


def _free_code(work: Work, organisation_id: UUID) -> str:
    while True:
        code = piece_code(secrets.token_bytes(CODE_BYTES))
        if store.find_piece(work.session, organisation_id, code) is None:
            return code
