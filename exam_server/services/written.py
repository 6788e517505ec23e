"""A member marks a written response alone: reads it beside its guide, drafts, seals; the last seal settles it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import cast
from uuid import UUID

from exam_server.core.bank import GuideElement
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.core.written import RULE, GivenMark, Settled, lacking, require_complete, settle
from exam_server.formats.plain import content_hash
from exam_server.services.figures import bank_of, follow_markings
from exam_server.services.marking import mark_anew
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.qualification import get_edition
from exam_server.services.sittings import get_row as get_sitting
from exam_server.services.work import Work
from exam_server.services.written_pieces import text_hash
from exam_server.services.written_queue import Readable, gather, read_draft, reader_of
from exam_server.store import delivery as delivery_store
from exam_server.store import written as store
from exam_server.store.tables import (
    CaseRow,
    ExamRow,
    MarkGivenRow,
    MarkingShareRow,
    SittingRow,
    WrittenPieceRow,
    WrittenResultRow,
)

RULE_VERSION = "1"
LONGEST_REASON = 2000


@dataclass(frozen=True)
class PieceView:
    """A text as its marker sees it: what was asked, what was written, the guide, and the marker's own marks alone.

    Nothing here tells whose it is, who else reads it, or how many have (P5). `sufficient`: the level from which an
    element suffices. `lacks`: what misses before the seal, by element.
    """

    code: str
    criteria: Mapping[str, str]
    language: str
    stem_html: str
    stimulus_title: str
    stimulus_html: str
    guide: tuple[GuideElement, ...]
    response: str
    marks: tuple[GivenMark, ...]
    sealed: bool
    sufficient: int
    lacks: Mapping[int, Text]


def show_piece(work: Work, code: str) -> PieceView:
    """A text that the actor has taken, or has sealed and others still read. Raises NotFound for anything else."""
    readable, row = _own(work, code)
    item = _frozen(work, readable)
    marks = _padded(_marks(work, row), len(item.item.guide))
    return PieceView(
        code=readable.piece.code,
        criteria=_criteria(work, readable),
        language=item.item.language,
        stem_html=item.html[item.item.stem],
        stimulus_title=item.stimulus.title if item.stimulus else "",
        stimulus_html=item.html[item.stimulus.body] if item.stimulus else "",
        guide=item.item.guide,
        response=_response(work, readable.piece),
        marks=marks,
        sealed=row.sealed_at is not None,
        sufficient=RULE.sufficient,
        lacks=dict(lacking(marks, len(marks))),
    )


def save_draft(work: Work, code: str, marks: Sequence[GivenMark]) -> None:
    """Keep levels and reasons as they stand; nobody else sees them. Raises Refused once they're sealed."""
    work.record()
    readable, row = _open(work, code)
    row.draft = [asdict(mark) for mark in _fitting(work, readable, marks)]


def seal(work: Work, code: str, marks: Sequence[GivenMark]) -> bool:
    """Close the actor's marks for good (P2); True where they settle the text, which marks its sitting anew.

    Raises Refused while something is missing, and where the text isn't the sitting's response any more.
    """
    work.record()
    readable, row = _open(work, code)
    fitting = _fitting(work, readable, marks)
    require_complete(fitting, len(fitting))
    plain = [str(row.piece_id), str(row.account_id), [asdict(mark) for mark in fitting]]
    row.draft, row.sealed_at, row.sheet_hash = [], work.now, content_hash(plain)
    work.session.add_all(_given(work, row, number, mark) for number, mark in enumerate(fitting))
    work.session.flush()
    work.note("written.share.sealed", row.id, digest=row.sheet_hash)
    again = gather(work, [(readable.piece, readable.sitting)])[0]
    settled = settle(again.shares)
    if settled is not None:
        _settle(work, again, settled)
    return settled is not None


def put_back(work: Work, code: str) -> None:
    """Let somebody else read it; the draft stays for the case that the actor takes it again."""
    work.record()
    _, row = _open(work, code)
    row.left_at = work.now
    work.note("written.share.left", row.piece_id)


def read_again(work: Work, case_id: UUID, account_id: UUID) -> int:
    """What a member who is recused had settled with others is settled without them, or waits for another one (S2).

    Their marks are kept and count for nothing. Within `record()`, after the recusal; gives how many texts it touches.
    """
    found = [each for each in store.list_settled_of(work.session, case_id) if _settled_by(work, each[0], account_id)]
    for piece, _ in found:
        store.lock_piece(work.session, piece.id).settled_at = None
        work.note("written.piece.reopened", piece.id)
    work.session.flush()
    for readable in gather(work, found):
        settled = settle(readable.shares)
        if settled is not None:
            _settle(work, readable, settled)
        else:
            _mark(work, readable)
    return len(found)


def _settled_by(work: Work, piece: WrittenPieceRow, account_id: UUID) -> bool:
    share = store.find_share(work.session, piece.id, account_id)
    newest = store.list_results_of(work.session, piece.id)[-1]
    return share is not None and str(share.id) in newest.shares


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
    _mark(work, readable)


def _mark(work: Work, readable: Readable) -> None:
    """Mark the text's sitting anew; its evidence follows."""
    exam = work.session.get_one(ExamRow, readable.sitting.exam_id)
    mark_anew(work, get_sitting(work, readable.sitting.id), exam.plan_id)
    follow_markings(work, bank_of(work, exam.edition_id), [readable.sitting.id])


def _own(work: Work, code: str) -> tuple[Readable, MarkingShareRow]:
    """A text and the actor's share in it, as long as they're a member who may verify its candidate (S2, S8, S10)."""
    reader = reader_of(work)
    piece = store.find_piece(work.session, work.organisation_id, code)
    if piece is None:
        raise NotFound(code)
    sitting = work.session.get_one(SittingRow, piece.sitting_id)
    if work.recording:
        # The case first, as a recusal takes it: what is sealed beside it is settled without who leaves, or reopened.
        work.session.get_one(CaseRow, sitting.case_id, with_for_update=True)
        piece = store.lock_piece(work.session, piece.id)
    readable = gather(work, [(piece, sitting)])[0]
    row = readable.share_of(reader)
    if row is None:
        raise NotFound(code)
    return readable, row


def _open(work: Work, code: str) -> tuple[Readable, MarkingShareRow]:
    """As `_own`, for changing it: Refused once it's sealed, and where the text doesn't wait any more."""
    readable, row = _own(work, code)
    if row.sealed_at is not None:
        raise _refused(text("They are sealed; sealed marks are final."), text("Go on with the next text."))
    if readable.piece.closed_at or text_hash(_response(work, readable.piece)) != readable.piece.response_hash:
        raise _refused(
            text("This response isn't the one of that test any more."),
            text("Go back to the list: the response that counts will wait there."),
        )
    return readable, row


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The marks weren't kept."), why, remedy)


def _fitting(work: Work, readable: Readable, marks: Sequence[GivenMark]) -> tuple[GivenMark, ...]:
    """One mark per element of the guide; Refused for too many of them or too long a reason."""
    elements = len(_frozen(work, readable).item.guide)
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


def _frozen(work: Work, readable: Readable) -> FrozenItem:
    return list_frozen_items(work, readable.sitting.test_form_id)[readable.piece.position - 1]


def _response(work: Work, piece: WrittenPieceRow) -> str:
    rows = delivery_store.list_responses(work.session, piece.sitting_id)
    found = next((row.response for row in rows if row.position == piece.position), '""')
    return cast(str, json.loads(found))


def _criteria(work: Work, readable: Readable) -> dict[str, str]:
    edition = get_edition(work, work.session.get_one(ExamRow, readable.sitting.exam_id).edition_id)
    texts = {criterion.code: criterion.text for criterion in edition.content.criteria()}
    return {code: texts.get(code, "") for code in readable.piece.criteria}
