"""Which seats wrote on paper, declared by the desk with a reason; and which tests there are to mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.delivery import MARKED, PaperUse, paper_use
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.bulk import Outcome, do_each
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import require_state
from exam_server.services.sittings import add_event, get_row, move, require_reason
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store import transcription as paper_store
from exam_server.store.tables import SittingRow


@dataclass(frozen=True)
class Paper:
    """A seat's paper: whether it's declared or in the record, since when, and why it was used."""

    use: PaperUse
    at: datetime
    reason: str


@dataclass(frozen=True)
class TestToMark:
    """A test that somebody sat; `waits` for a paper that isn't in the record yet."""

    __test__ = False

    row: SittingRow
    waits: bool
    is_marked: bool


def list_papers_used(work: Work, exam_id: UUID) -> dict[UUID, Paper]:
    """The papers of an exam's sittings that are declared or filed."""
    found = {}
    for sitting_id, events in paper_store.list_paper_events(work.session, exam_id).items():
        use = paper_use(event.kind for event in events)
        if use != "none":
            reason = next(event.reason for event in reversed(events) if event.kind == "paper_declared")
            found[sitting_id] = Paper(use, events[-1].at, reason)
    return found


def find_paper_use(work: Work, sitting_id: UUID) -> PaperUse:
    return paper_use(event.kind for event in store.list_sitting_events(work.session, sitting_id))


def list_tests(work: Work, exam_id: UUID) -> list[TestToMark]:
    """Every test of an exam that is to be marked: sat on a screen or on paper, and neither withdrawn nor excluded.

    A marking from before the paper was filed isn't one of the whole test.
    """
    papers = list_papers_used(work, exam_id)
    found = []
    for row, _, _ in store.list_sittings(work.session, exam_id):
        paper = papers.get(row.id)
        if row.state in MARKED and (row.started_at is not None or paper is not None):
            marking = store.find_marking(work.session, row.id)
            waits = paper is not None and paper.use == "declared"
            is_marked = marking is not None and not waits and (paper is None or marking.marked_at >= paper.at)
            found.append(TestToMark(row, waits, is_marked))
    return found


def declare_papers(work: Work, exam_id: UUID, sitting_ids: Sequence[UUID], reason: str) -> Outcome:
    """Keep that these seats wrote on paper. What the screens saved stays; the papers are typed in after the test."""
    require_reason(reason)
    work.record()
    require_state(get_exam_row(work, exam_id), "frozen", "open", "closed")
    rows = [get_row(work, sitting_id) for sitting_id in sorted(set(sitting_ids))]
    if any(row.exam_id != exam_id for row in rows):
        raise NotFound(str(exam_id))
    return do_each((row.seat, lambda row=row: _declare(work, row, reason)) for row in rows)  # type: ignore[misc]


def _declare(work: Work, row: SittingRow, reason: str) -> None:
    if find_paper_use(work, row.id) != "none":
        raise _refused(text("The paper of this seat was declared before."))
    if row.state in ("handed_in", "withdrawn", "excluded"):
        raise _refused(text("This seat handed in, withdrew or was excluded."))
    add_event(work, row, "paper_declared", reason=reason)
    if row.state == "absent":
        # Closing the exam took a seat that no browser entered for absent; the paper shows that somebody was there.
        move(work, row, "put_back")
        move(work, row, "end")
        add_event(work, row, "ended", reason=reason)
    work.note("sitting.paper.declared", row.id)


def withdraw_paper(work: Work, exam_id: UUID, sitting_id: UUID, reason: str) -> None:
    """Take a declaration back, as one for the wrong seat. Raises Refused once the paper is in the record."""
    require_reason(reason)
    work.record()
    row = get_row(work, sitting_id)
    if row.exam_id != exam_id:
        raise NotFound(str(sitting_id))
    if find_paper_use(work, sitting_id) != "declared":
        raise _refused(text("There is no paper here that waits to be typed in."))
    add_event(work, row, "paper_withdrawn", reason=reason)
    work.note("sitting.paper.withdrawn", row.id)


def _refused(why: Text) -> Refused:
    return Refused(text("Nothing was changed."), why, text("Reload the page to see where the papers stand."))
