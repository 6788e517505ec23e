"""Papers as they stand: which seats have one, what an account may type from, and both readings beside each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from exam_server.core.delivery import (
    MARKED,
    READERS,
    Compared,
    Decision,
    PresentedItem,
    Response,
    SittingState,
    Transcript,
    check_typist,
    compare,
    current_transcripts,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import require_state
from exam_server.services.paper_use import Paper, find_paper_use, list_papers_used
from exam_server.services.presenting import present_form
from exam_server.services.sittings import get_row
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store import transcription as paper_store
from exam_server.store.tables import CaseRow, SittingRow, TranscriptRow


@dataclass(frozen=True)
class PaperSeat:
    """A seat of the list of papers; `paper` is None where none is declared, `open` counts undecided positions."""

    sitting_id: UUID
    seat: int
    candidate_code: str
    state: SittingState
    paper: Paper | None
    typed_by: tuple[UUID, ...]
    open: int


@dataclass(frozen=True)
class PaperSheet:
    """What somebody types from: the seat's items, their own reading so far, and which positions they should look at."""

    sitting_id: UUID
    seat: int
    candidate_code: str
    items: tuple[PresentedItem, ...]
    own: Mapping[int, Response]
    differing: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """Both readings beside each other, with who typed them, first and second."""

    sitting_id: UUID
    seat: int
    candidate_code: str
    items: tuple[PresentedItem, ...]
    compared: tuple[Compared, ...]
    typed_by: tuple[UUID, ...]


def list_papers(work: Work, exam_id: UUID) -> list[PaperSeat]:
    """Every seat of an exam with its paper, by number."""
    papers = list_papers_used(work, exam_id)
    rows = paper_store.list_exam_transcripts(work.session, exam_id)
    return [
        _paper_seat(work, row, case.code, papers.get(row.id), _current(rows.get(row.id, ())))
        for row, case, _ in store.list_sittings(work.session, exam_id)
    ]


def _paper_seat(
    work: Work, row: SittingRow, code: str, paper: Paper | None, typed: tuple[Transcript, ...]
) -> PaperSeat:
    waits = paper is not None and paper.use == "declared"
    return PaperSeat(
        sitting_id=row.id,
        seat=row.seat,
        candidate_code=code,
        state=cast(SittingState, row.state),
        paper=paper,
        typed_by=tuple(UUID(each.by) for each in typed),
        open=sum(each.is_open for each in compare_at(work, row, typed)) if waits else 0,
    )


def get_sheet(work: Work, exam_id: UUID, sitting_id: UUID) -> PaperSheet:
    """The paper for the actor to type in. Raises Refused for who can't, NotFound for a sitting of another exam.

    Nothing of the other person's reading is in it: who corrects looks at the paper again.
    """
    row = sitting_at(work, exam_id, sitting_id)
    typed = require_typist(work, row)
    own = next((each.responses for each in typed if each.by == str(work.actor.account_id)), {})
    return PaperSheet(
        sitting_id=row.id,
        seat=row.seat,
        candidate_code=work.session.get_one(CaseRow, row.case_id).code,
        items=present_form(work, row.id),
        own=own,
        differing=tuple(each.position for each in compare_at(work, row, typed) if each.standing == "differs"),
    )


def get_comparison(work: Work, exam_id: UUID, sitting_id: UUID) -> Comparison:
    """Both readings of a paper that waits to be settled. Raises NotFound before there are two, and once it's filed."""
    row = sitting_at(work, exam_id, sitting_id)
    typed = typed_at(work, row.id)
    compared = compare_at(work, row, typed)
    if not compared or find_paper_use(work, row.id) != "declared":
        raise NotFound(str(sitting_id))
    code = work.session.get_one(CaseRow, row.case_id).code
    typists = tuple(UUID(each.by) for each in typed)
    return Comparison(row.id, row.seat, code, present_form(work, row.id), compared, typists)


def sitting_at(work: Work, exam_id: UUID, sitting_id: UUID) -> SittingRow:
    """The row, locked once the work is recording. Raises NotFound for a sitting of another exam."""
    row = get_row(work, sitting_id)
    if row.exam_id != exam_id:
        raise NotFound(str(sitting_id))
    return row


def typed_at(work: Work, sitting_id: UUID) -> tuple[Transcript, ...]:
    """Each person's newest reading of a sitting's paper."""
    return _current(paper_store.list_transcripts(work.session, sitting_id))


def compare_at(work: Work, row: SittingRow, typed: Sequence[Transcript]) -> tuple[Compared, ...]:
    """The readings beside what the screen has and what was decided; nothing before there are two."""
    if len(typed) < READERS:
        return ()
    on_screen = {each.position: json.loads(each.response) for each in store.list_responses(work.session, row.id)}
    decisions = [
        Decision(each.position, json.loads(each.response), json.loads(each.on_screen))
        for each in paper_store.list_decisions(work.session, row.id)
    ]
    return compare(len(present_form(work, row.id)), typed, on_screen, decisions)


def require_typist(work: Work, row: SittingRow) -> tuple[Transcript, ...]:
    """The readings so far, if the actor may add theirs: of a closed test with a declared paper, before the release."""
    require_state(get_exam_row(work, row.exam_id), "frozen", "open", "closed")
    typed = typed_at(work, row.id)
    check_typist(find_paper_use(work, row.id), typed, str(work.actor.account_id))
    if row.state not in MARKED:
        why = text("The test at seat {seat} isn't closed yet.", seat=row.seat)
        raise Refused(text("Nothing was changed."), why, text("End it at the desk first."), rule="R30")
    return typed


def _current(rows: Sequence[TranscriptRow]) -> tuple[Transcript, ...]:
    return current_transcripts(Transcript(str(row.typed_by), dict(row.responses)) for row in rows)
