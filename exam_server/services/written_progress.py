"""How far the reading of an exam's written responses and products is, for the office: who has what, never a level."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.core.written import places
from exam_server.services.exam_rows import get_row
from exam_server.services.people import get_name
from exam_server.services.work import Work
from exam_server.services.written_queue import Readable, gather
from exam_server.store import written as store
from exam_server.store.tables import MarkingShareRow


@dataclass(frozen=True)
class CriterionProgress:
    """Texts of one criterion: how many there are, are settled, wait for a further reader, and differ (for a third)."""

    criterion: str
    texts: int
    settled: int
    free: int
    third: int


@dataclass(frozen=True)
class Held:
    """A text that a member has taken and not sealed."""

    share_id: UUID
    code: str
    criteria: tuple[str, ...]
    reader: str
    taken_at: datetime


@dataclass(frozen=True)
class ReaderProgress:
    reader: str
    sealed: int
    taken: int


@dataclass(frozen=True)
class Progress:
    """`unreadable`: texts that nobody may read until their candidate's commission is legal and two of it may (S2)."""

    texts: int
    settled: int
    unreadable: int
    criteria: tuple[CriterionProgress, ...]
    readers: tuple[ReaderProgress, ...]
    held: tuple[Held, ...]


def show_progress(work: Work, exam_id: UUID) -> Progress:
    """Raises NotFound outside the organisation."""
    get_row(work, exam_id)
    readable = gather(work, store.list_exam_pieces(work.session, exam_id))
    waiting = [each for each in readable if each.piece.settled_at is None]
    return Progress(
        texts=len(readable),
        settled=len(readable) - len(waiting),
        unreadable=sum(not each.check.is_legal or len(each.members) < 2 for each in waiting),
        criteria=tuple(_by_criterion(readable)),
        readers=tuple(_by_reader(work, readable)),
        held=tuple(_held(work, each, row) for each in waiting for row in each.rows if row.sealed_at is None),
    )


def free_share(work: Work, exam_id: UUID, share_id: UUID) -> None:
    """Give a text that a member holds and hasn't sealed to others; their draft stays. Raises NotFound, Refused."""
    work.record()
    get_row(work, exam_id)
    row = work.session.get(MarkingShareRow, share_id)
    of_exam = {piece.id for piece in store.list_exam_pieces(work.session, exam_id)}
    if row is None or row.piece_id not in of_exam:
        raise NotFound(str(share_id))
    # Behind the piece, as who seals takes it: else a share could be sealed and freed at once.
    store.lock_piece(work.session, row.piece_id)
    work.session.refresh(row)
    if row.sealed_at is not None or row.left_at is not None:
        raise Refused(
            text("The text wasn't freed."),
            text("Its marks are sealed, or it was put back before."),
            text("Reload the page to see where the reading stands."),
        )
    row.left_at = work.now
    work.note("written.share.freed", row.piece_id)


def _by_criterion(readable: Sequence[Readable]) -> list[CriterionProgress]:
    found: dict[str, list[Readable]] = defaultdict(list)
    for each in readable:
        for criterion in each.piece.criteria:
            found[criterion].append(each)
    return [_progress(code, found[code]) for code in sorted(found)]


def _progress(criterion: str, readable: Sequence[Readable]) -> CriterionProgress:
    waiting = [each for each in readable if each.piece.settled_at is None]
    return CriterionProgress(
        criterion=criterion,
        texts=len(readable),
        settled=len(readable) - len(waiting),
        free=sum(places(each.shares, each.rule) > 0 for each in waiting),
        third=sum(sum(share.sealed for share in each.shares) >= 2 for each in waiting),
    )


def _by_reader(work: Work, readable: Sequence[Readable]) -> list[ReaderProgress]:
    found: dict[UUID, list[MarkingShareRow]] = defaultdict(list)
    for each in readable:
        for row in each.rows:
            found[row.account_id].append(row)
    made = [
        ReaderProgress(
            get_name(work, account),
            sealed=sum(row.sealed_at is not None for row in rows),
            taken=sum(row.sealed_at is None for row in rows),
        )
        for account, rows in found.items()
    ]
    return sorted(made, key=lambda each: each.reader)


def _held(work: Work, readable: Readable, row: MarkingShareRow) -> Held:
    piece = readable.piece
    return Held(row.id, piece.code, tuple(piece.criteria), get_name(work, row.account_id), row.taken_at)
