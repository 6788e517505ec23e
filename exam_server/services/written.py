"""A member marks a written text alone: reads it beside its guide, drafts, seals; the last seal settles it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.core.written import GivenMark, Settled, lacking, require_complete, settle
from exam_server.formats.plain import content_hash
from exam_server.services.commission import list_excluded, refuse_obstacle
from exam_server.services.figures import bank_of, follow_markings
from exam_server.services.marking import mark_anew
from exam_server.services.products import judge_reading
from exam_server.services.sittings import get_row as get_sitting
from exam_server.services.work import Work
from exam_server.services.written_guides import Task, criterion_texts, get_task
from exam_server.services.written_pieces import text_hash
from exam_server.services.written_queue import Readable, gather, read_draft, reader_of
from exam_server.store import delivery as delivery_store
from exam_server.store import written as store
from exam_server.store.tables import (
    CaseRow,
    ExamRow,
    MarkGivenRow,
    MarkingShareRow,
    WrittenPieceRow,
    WrittenResultRow,
)

RULE_VERSION = "1"
LONGEST_REASON = 2000


@dataclass(frozen=True)
class PieceView:
    """A text as its marker sees it: what was asked, what was written, the guide, and the marker's own marks alone.

    Nothing here tells whose it is, who else reads it, or how many have (P5). `response`: the text as it was when it
    began to wait, which its marks are of. `sufficient`: by element the level that suffices. `lacks`: what misses
    before the seal, by element.
    """

    code: str
    criteria: Mapping[str, str]
    task: Task
    response: str
    marks: tuple[GivenMark, ...]
    sealed: bool
    sufficient: tuple[int, ...]
    lacks: Mapping[int, Text]


def show_piece(work: Work, code: str) -> PieceView:
    """A text that the actor has taken, or has sealed and others still read. Raises NotFound for anything else, and
    Refused while the commission isn't legal (S2).
    """
    readable, row = _own(work, code)
    refuse_obstacle(work, "read", readable.check)
    task, texts = get_task(work, readable.piece), criterion_texts(work, readable.piece.exam_id)
    marks = _padded(_marks(work, row), len(task.guide))
    return PieceView(
        code=readable.piece.code,
        criteria={each: texts.get(each, "") for each in readable.piece.criteria},
        task=task,
        response=readable.piece.words,
        marks=marks,
        sealed=row.sealed_at is not None,
        sufficient=tuple(readable.rule.needed(at) for at in range(len(marks))),
        lacks=dict(lacking(marks, len(marks), readable.rule)),
    )


def save_draft(work: Work, code: str, marks: Sequence[GivenMark]) -> dict[int, Text]:
    """Keep levels and reasons as they stand; nobody else sees them. Raises Refused once they're sealed.

    Gives what still misses before the seal, by element. A draft counts for nothing, so that it's kept whatever the
    commission has become meanwhile.
    """
    work.record()
    readable, row = _open(work, code)
    fitting = _fitting(work, readable, marks)
    row.draft = [asdict(mark) for mark in fitting]
    return dict(lacking(fitting, len(fitting)))


def seal(work: Work, code: str, marks: Sequence[GivenMark]) -> bool:
    """Close the actor's marks for good (P2); True where they settle the text, which marks its sitting anew.

    Raises Refused while something is missing, while the commission isn't legal (S2), and where the text isn't the
    sitting's response any more.
    """
    work.record()
    readable, row = _open(work, code)
    refuse_obstacle(work, "mark", readable.check)
    fitting = _fitting(work, readable, marks)
    require_complete(fitting, len(fitting), readable.rule)
    plain = [str(row.piece_id), str(row.account_id), [asdict(mark) for mark in fitting]]
    row.draft, row.sealed_at, row.sheet_hash = [], work.now, content_hash(plain)
    work.session.add_all(_given(work, row, number, mark) for number, mark in enumerate(fitting))
    work.session.flush()
    work.note("written.share.sealed", row.id, digest=row.sheet_hash)
    again = gather(work, [readable.piece])[0]
    settled = settle(again.shares, again.rule)
    if settled is not None:
        _settle(work, again, settled)
    return settled is not None


def put_back(work: Work, code: str) -> None:
    """Let somebody else read it; the draft stays for the case that the actor takes it again."""
    work.record()
    _, row = _open(work, code)
    row.left_at = work.now
    work.note("written.share.left", row.piece_id)


def read_again(work: Work, case_ids: Collection[UUID]) -> int:
    """What somebody had settled who by now takes no part in these cases is settled without them, or waits for another
    one: who was recused (S2), trained the candidate (S10) or advises them (S8).

    Their marks are kept and count for nothing; those of the others were sealed in a legal commission and count, also
    while it waits for a replacement. What waits since an earlier exclusion is settled where who sealed it may take part
    again. Within `record()`, after what excludes them; gives how many texts it touches.
    """
    cases = store.lock_cases(work.session, case_ids)
    settled = store.list_settled_by(work.session, case_ids)
    excluded = list_excluded(work, cases) if settled else {}
    found = [piece for piece, readers in settled if readers & excluded[piece.case_id]]
    for piece in found:
        store.lock_piece(work.session, piece.id).settled_at = None
        work.note("written.piece.reopened", piece.id)
    work.session.flush()
    for readable in gather(work, found):
        _read_anew(work, readable)
    waiting = gather(work, store.list_reopened(work.session, set(case_ids), {piece.id for piece in found}))
    return len(found) + sum(_read_anew(work, each, mark=False) for each in waiting)


def _read_anew(work: Work, readable: Readable, *, mark: bool = True) -> bool:
    """Settle a text by the shares that count now; where they don't suffice it waits, which `mark` puts on record."""
    again = settle(readable.shares, readable.rule)
    if again is not None:
        _settle(work, readable, again)
    elif mark:
        _mark(work, readable.piece)
    return again is not None


def _settle(work: Work, readable: Readable, settled: Settled) -> None:
    shares = sorted(str(row.id) for row in readable.rows if row.sealed_at)
    sheets = sorted(row.sheet_hash for row in readable.rows if row.sealed_at)
    digest = content_hash([str(readable.piece.id), list(settled.levels), settled.by, sheets, RULE_VERSION])
    work.session.add(
        WrittenResultRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            piece_id=readable.piece.id,
            number=len(store.list_results_of(work.session, readable.piece.id)) + 1,
            levels=list(settled.levels),
            by_rule=settled.by,
            shares=shares,
            rule_version=RULE_VERSION,
            content_hash=digest,
            settled_at=work.now,
        )
    )
    readable.piece.settled_at = work.now
    work.session.flush()
    work.note("written.piece.settled", readable.piece.id, digest=digest, by=settled.by)
    _mark(work, readable.piece)


def _mark(work: Work, piece: WrittenPieceRow) -> None:
    """Mark the text's sitting anew, or judge the product; their evidence follows."""
    if piece.sitting_id is None:
        judge_reading(work, piece)
        return
    exam = work.session.get_one(ExamRow, piece.exam_id)
    mark_anew(work, get_sitting(work, piece.sitting_id), exam.plan_id)
    follow_markings(work, bank_of(work, exam.edition_id), [piece.sitting_id])


def _own(work: Work, code: str) -> tuple[Readable, MarkingShareRow]:
    """A text and the actor's share in it, as long as they're a member who may verify its candidate (S2, S8, S10)."""
    reader = reader_of(work)
    piece = store.find_piece(work.session, work.organisation_id, code)
    if piece is None:
        raise NotFound(code)
    if work.recording:
        # The case first, as a recusal takes it: what is sealed beside it is settled without who leaves, or reopened.
        work.session.get_one(CaseRow, piece.case_id, with_for_update=True)
        piece = store.lock_piece(work.session, piece.id)
    readable = gather(work, [piece])[0]
    row = readable.share_of(reader)
    if row is None:
        raise NotFound(code)
    return readable, row


def _open(work: Work, code: str) -> tuple[Readable, MarkingShareRow]:
    """As `_own`, for changing it: Refused once it's sealed, and where the text doesn't wait any more."""
    readable, row = _own(work, code)
    if row.sealed_at is not None:
        raise _refused(text("They are sealed; sealed marks are final."), text("Go on with the next text."))
    if readable.piece.closed_at or _was_changed(work, readable.piece):
        raise _refused(
            text("This response isn't the one of that test any more."),
            text("Go back to the list: the response that counts will wait there."),
        )
    return readable, row


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The marks weren't kept."), why, remedy)


def _fitting(work: Work, readable: Readable, marks: Sequence[GivenMark]) -> tuple[GivenMark, ...]:
    """One mark per element of the guide; Refused for too many of them or too long a reason."""
    elements = len(get_task(work, readable.piece).guide)
    if len(marks) > elements:
        raise _refused(text("The guide has fewer elements."), text("Reload the page."))
    if any(len(mark.reason) > LONGEST_REASON for mark in marks):
        raise _refused(
            text("A reason has at most {count} characters.", count=LONGEST_REASON), text("Write what matters.")
        )
    return _padded([GivenMark(mark.level, mark.reason.strip()) for mark in marks], elements)


def _padded(marks: Sequence[GivenMark], elements: int) -> tuple[GivenMark, ...]:
    return (*marks[:elements], *(GivenMark() for _ in range(elements - len(marks))))


def _marks(work: Work, row: MarkingShareRow) -> tuple[GivenMark, ...]:
    if row.sealed_at is None:
        return read_draft(row.draft)
    return tuple(GivenMark(each.level, each.reason) for each in store.list_given(work.session, [row.id]))


def _given(work: Work, row: MarkingShareRow, element: int, mark: GivenMark) -> MarkGivenRow:
    return MarkGivenRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        share_id=row.id,
        element=element,
        level=mark.level,
        reason=mark.reason,
    )


def _was_changed(work: Work, piece: WrittenPieceRow) -> bool:
    """Whether the sitting has another response by now; a product that was taken in stays as it is."""
    if piece.sitting_id is None:
        return False
    rows = delivery_store.list_responses(work.session, piece.sitting_id)
    found = next((row.response for row in rows if row.position == piece.position), '""')
    return text_hash(json.loads(found)) != piece.response_hash
