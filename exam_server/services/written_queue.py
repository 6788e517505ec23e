"""Who may read which written response now: the queues of a member, by criterion, and the shares of each text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import LEVELS
from exam_server.core.text import text
from exam_server.core.written import GivenMark, Share, in_reading_order, may_take
from exam_server.services.commission import check_cases
from exam_server.services.exam import COMMISSION
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import written as store
from exam_server.store.tables import ExamRow, MarkGivenRow, MarkingShareRow, SittingRow, WrittenPieceRow


@dataclass(frozen=True)
class Queue:
    """What waits of one criterion: texts of all whom the member may verify, and what of them is for this member.

    `free`: texts that the member can take; `taken`: taken and not sealed yet; `sealed`: read by the member, while
    others still have to.
    """

    criterion: str
    text: str
    waiting: int
    free: int
    taken: int
    sealed: int


@dataclass(frozen=True)
class Readable:
    """A text with who of its commission reads it; shares of members who left the case count for nothing (S2)."""

    piece: WrittenPieceRow
    sitting: SittingRow
    members: frozenset[UUID]
    rows: tuple[MarkingShareRow, ...]
    shares: tuple[Share, ...]

    def share_of(self, account_id: UUID) -> MarkingShareRow | None:
        return next((row for row in self.rows if row.account_id == account_id), None)


def reader_of(work: Work) -> UUID:
    if work.actor.account_id is None:
        raise NotFound("member")
    return work.actor.account_id


def list_queues(work: Work) -> list[Queue]:
    """The actor's queues in the order of the criteria's codes, without any name, seat or exam (P5)."""
    reader = reader_of(work)
    found: dict[str, list[Readable]] = defaultdict(list)
    readable = list_readable(work)
    for each in readable:
        for criterion in each.piece.criteria:
            found[criterion].append(each)
    texts = _criterion_texts(work, readable)
    return [_queue(code, texts.get(code, ""), found[code], reader) for code in sorted(found)]


def take_next(work: Work, criterion: str) -> str:
    """The code of the text of this criterion that the actor reads next: one taken before, else a free one, now taken.

    Raises Refused where nothing of it waits for the actor any more.
    """
    work.record()
    reader = reader_of(work)
    readable = {each.piece.code: each for each in list_readable(work) if criterion in each.piece.criteria}
    order = in_reading_order({code: str(each.piece.revision_id) for code, each in readable.items()})
    own = [code for code in order if (row := readable[code].share_of(reader)) and row.sealed_at is None]
    if own:
        return own[0]
    for code in order:
        if _take(work, readable[code], reader):
            return code
    raise Refused(
        text("There is nothing to read."),
        text("Of {criterion} no text waits for you now.", criterion=criterion),
        text("Choose another criterion."),
    )


def _take(work: Work, readable: Readable, reader: UUID) -> bool:
    piece = store.lock_piece(work.session, readable.piece.id)
    if piece.closed_at or piece.settled_at:
        return False
    rows = store.list_shares(work.session, [piece.id])
    shares = [share_of(work, row) for row in rows if row.account_id in readable.members]
    if not may_take(shares, str(reader)):
        return False
    before = store.find_share(work.session, piece.id, reader)
    if before is not None:
        before.left_at, before.taken_at = None, work.now
    else:
        work.session.add(
            MarkingShareRow(
                id=work.new_id(),
                organisation_id=work.organisation_id,
                piece_id=piece.id,
                account_id=reader,
                draft=[],
                taken_at=work.now,
                sheet_hash="",
            )
        )
    work.session.flush()
    work.note("written.share.taken", piece.id)
    return True


def list_readable(work: Work) -> list[Readable]:
    """Every text that waits and whose candidate the actor, a member of the commission, may verify (S2, S8, S10)."""
    reader = reader_of(work)
    exams = exam_store.list_exams_of(work.session, reader, COMMISSION)
    rows = store.list_open_pieces(work.session, exams)
    return [each for each in gather(work, rows) if reader in each.members]


def gather(work: Work, rows: Sequence[tuple[WrittenPieceRow, SittingRow]]) -> list[Readable]:
    """The texts with their markers, in as few queries as there are exams."""
    members = _members(work, [sitting for _, sitting in rows])
    shares: dict[UUID, list[MarkingShareRow]] = defaultdict(list)
    for row in store.list_shares(work.session, [piece.id for piece, _ in rows]):
        shares[row.piece_id].append(row)
    sealed = [row.id for own in shares.values() for row in own if row.sealed_at]
    given: dict[UUID, list[MarkGivenRow]] = defaultdict(list)
    for mark in store.list_given(work.session, sealed):
        given[mark.share_id].append(mark)
    found = []
    for piece, sitting in rows:
        own = tuple(row for row in shares[piece.id] if row.account_id in members[sitting.id])
        made = tuple(_share(row, given[row.id]) for row in own)
        found.append(Readable(piece, sitting, members[sitting.id], own, made))
    return found


def share_of(work: Work, row: MarkingShareRow) -> Share:
    return _share(row, store.list_given(work.session, [row.id]) if row.sealed_at else ())


def _share(row: MarkingShareRow, given: Sequence[MarkGivenRow]) -> Share:
    return Share(str(row.account_id), tuple(GivenMark(each.level, each.reason) for each in given), bool(row.sealed_at))


def read_draft(draft: Sequence[Mapping[str, object]]) -> tuple[GivenMark, ...]:
    """Marks as a share keeps them until the seal; what isn't a level is none."""
    return tuple(
        GivenMark(
            level if isinstance(level := each.get("level"), int) and level in LEVELS else None,
            str(each.get("reason", "")),
        )
        for each in draft
    )


def _members(work: Work, sittings: Sequence[SittingRow]) -> dict[UUID, frozenset[UUID]]:
    """By sitting the members who may verify its candidate today."""
    by_exam: dict[UUID, list[SittingRow]] = defaultdict(list)
    for sitting in sittings:
        by_exam[sitting.exam_id].append(sitting)
    found: dict[UUID, frozenset[UUID]] = {}
    for exam_id, own in by_exam.items():
        edition = get_edition(work, work.session.get_one(ExamRow, exam_id).edition_id)
        checks = check_cases(work, edition, exam_id, store.list_cases(work.session, {each.case_id for each in own}))
        for sitting in own:
            found[sitting.id] = frozenset(seat.account_id for seat in checks[sitting.case_id].members)
    return found


def _queue(criterion: str, words: str, readable: Sequence[Readable], reader: UUID) -> Queue:
    own = [row for each in readable if (row := each.share_of(reader)) is not None]
    return Queue(
        criterion=criterion,
        text=words,
        waiting=len(readable),
        free=sum(may_take(each.shares, str(reader)) for each in readable),
        taken=sum(row.sealed_at is None for row in own),
        sealed=sum(row.sealed_at is not None for row in own),
    )


def _criterion_texts(work: Work, readable: Sequence[Readable]) -> dict[str, str]:
    found: dict[str, str] = {}
    for exam_id in {each.sitting.exam_id for each in readable}:
        edition = get_edition(work, work.session.get_one(ExamRow, exam_id).edition_id)
        found |= {criterion.code: criterion.text for criterion in edition.content.criteria()}
    return found
