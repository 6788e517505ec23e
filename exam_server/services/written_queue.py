"""Who may read which written text now: the queues of a member, by criterion, and the shares of each text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.commission import CommissionCheck
from exam_server.core.commission_acts import find_obstacle
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import LEVELS
from exam_server.core.text import text
from exam_server.core.written import GivenMark, Share, WrittenRule, in_reading_order, may_take
from exam_server.services.commission import check_cases
from exam_server.services.exam import COMMISSION
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.services.written_guides import criterion_texts
from exam_server.services.written_pieces import rule_of
from exam_server.store import delivery as exam_store
from exam_server.store import written as store
from exam_server.store.case import list_cases_by_id
from exam_server.store.tables import ExamRow, MarkGivenRow, MarkingShareRow, WrittenPieceRow


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
    """A text with who of its commission reads it; what members sealed who were replaced since counts (S2).

    `check`: of the commission that marks it, as it is now.
    """

    piece: WrittenPieceRow
    check: CommissionCheck
    rows: tuple[MarkingShareRow, ...]
    shares: tuple[Share, ...]

    @property
    def rule(self) -> WrittenRule:
        return rule_of(self.piece)

    @property
    def members(self) -> frozenset[UUID]:
        return members_of(self.check)

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

    Who may verify whom is asked before the lane of writers; there a text's shares alone are asked again, and the seal
    asks for the rest. Raises Refused where nothing of it waits for the actor any more.
    """
    reader = reader_of(work)
    readable = {each.piece.code: each for each in list_readable(work) if criterion in each.piece.criteria}
    order = in_reading_order({code: _about(each.piece) for code, each in readable.items()})
    own = [code for code in order if (row := readable[code].share_of(reader)) and row.sealed_at is None]
    if own:
        return own[0]
    free = [
        _Free(code, one.piece.id, one.members, replaced_of(one.check))
        for code in order
        if may_take((one := readable[code]).shares, str(reader), one.rule)
    ]
    work.record()
    for each in free:
        if _take(work, each, reader):
            return each.code
    raise Refused(
        text("There is nothing to read."),
        text("Of {criterion} no text waits for you now.", criterion=criterion),
        text("Choose another criterion."),
    )


def _about(piece: WrittenPieceRow) -> str:
    """What a text answers: an item, or a product with its criteria."""
    return str(piece.revision_id) if piece.revision_id else " ".join(piece.criteria)


@dataclass(frozen=True)
class _Free:
    """A text that was free a moment ago, by values: rows that were read before `record()` aren't trusted after it."""

    code: str
    piece_id: UUID
    members: frozenset[UUID]
    replaced: frozenset[UUID]


def _take(work: Work, free: _Free, reader: UUID) -> bool:
    piece = store.lock_piece(work.session, free.piece_id)
    if piece.closed_at or piece.settled_at:
        return False
    rows = store.list_shares(work.session, [piece.id])
    shares = [share_of(work, row) for row in rows if _counts(row, free.members, free.replaced)]
    if not may_take(shares, str(reader), rule_of(piece)):
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
    """Every text that waits and that the actor may read in a legal commission of its candidate (S2, S8, S10)."""
    reader = reader_of(work)
    return [each for each in _list_waiting(work) if find_obstacle("read", each.check, reader) is None]


def count_held_back(work: Work) -> int:
    """Texts that nobody of the actor's commission may read until it's legal again (S2)."""
    return sum(not each.check.is_legal for each in _list_waiting(work))


def _list_waiting(work: Work) -> list[Readable]:
    exams = exam_store.list_exams_of(work.session, reader_of(work), COMMISSION)
    return gather(work, store.list_open_pieces(work.session, exams))


def gather(work: Work, pieces: Sequence[WrittenPieceRow]) -> list[Readable]:
    """The texts with their markers, in as few queries as there are exams."""
    checks = _checks(work, pieces)
    shares: dict[UUID, list[MarkingShareRow]] = defaultdict(list)
    for row in store.list_shares(work.session, [piece.id for piece in pieces]):
        shares[row.piece_id].append(row)
    sealed = [row.id for own in shares.values() for row in own if row.sealed_at]
    given: dict[UUID, list[MarkGivenRow]] = defaultdict(list)
    for mark in store.list_given(work.session, sealed):
        given[mark.share_id].append(mark)
    found = []
    for piece in pieces:
        check = checks[piece.id]
        own = tuple(row for row in shares[piece.id] if _counts(row, members_of(check), replaced_of(check)))
        made = tuple(_share(row, given[row.id]) for row in own)
        found.append(Readable(piece, check, own, made))
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


def members_of(check: CommissionCheck) -> frozenset[UUID]:
    """Who may verify the candidate."""
    return frozenset(seat.account_id for seat in check.members)


def replaced_of(check: CommissionCheck) -> frozenset[UUID]:
    """Who was replaced while what they sealed until then counts (S2)."""
    return frozenset(each.account_id for each in check.excluded if each.ground == "replaced")


def _counts(row: MarkingShareRow, members: frozenset[UUID], replaced: frozenset[UUID]) -> bool:
    return row.account_id in members or (row.sealed_at is not None and row.account_id in replaced)


def _checks(work: Work, pieces: Sequence[WrittenPieceRow]) -> dict[UUID, CommissionCheck]:
    """By piece what the commission of its exam is for its candidate today."""
    by_exam: dict[UUID, list[WrittenPieceRow]] = defaultdict(list)
    for piece in pieces:
        by_exam[piece.exam_id].append(piece)
    found: dict[UUID, CommissionCheck] = {}
    for exam_id, own in by_exam.items():
        edition = get_edition(work, work.session.get_one(ExamRow, exam_id).edition_id)
        checks = check_cases(work, edition, exam_id, list_cases_by_id(work.session, {each.case_id for each in own}))
        for piece in own:
            found[piece.id] = checks[piece.case_id]
    return found


def _queue(criterion: str, words: str, readable: Sequence[Readable], reader: UUID) -> Queue:
    own = [row for each in readable if (row := each.share_of(reader)) is not None]
    return Queue(
        criterion=criterion,
        text=words,
        waiting=len(readable),
        free=sum(may_take(each.shares, str(reader), each.rule) for each in readable),
        taken=sum(row.sealed_at is None for row in own),
        sealed=sum(row.sealed_at is not None for row in own),
    )


def _criterion_texts(work: Work, readable: Sequence[Readable]) -> dict[str, str]:
    found: dict[str, str] = {}
    for exam_id in {each.piece.exam_id for each in readable}:
        found |= criterion_texts(work, exam_id)
    return found
