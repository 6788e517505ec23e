"""Time given back: one person proposes it, another confirms it (P7), and until then it's pending."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from exam_server.core.delivery import TIMED, check_compensation, extra_seconds
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.bulk import Outcome, do_each
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.late import recount
from exam_server.services.sittings import add_event, get_row, lock_seat, move, project, require_reason
from exam_server.services.work import Work
from exam_server.store.tables import ExamRow, SittingEventRow, SittingRow


@dataclass(frozen=True)
class Proposal:
    """Time that one person proposed to give back and nobody decided on yet (P7)."""

    event_id: UUID
    seconds: int
    cause: str
    reason: str
    proposed_by: UUID | None


def is_pending(event: SittingEventRow) -> bool:
    """Whether an event is a compensation that waits for a second person."""
    return event.kind == "compensated" and event.confirmed_by is None and event.declined_by is None


def pending_of(events: Iterable[SittingEventRow]) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(event.id, event.seconds, event.code, event.reason, event.actor_id)
        for event in events
        if is_pending(event)
    )


def propose_compensation(
    work: Work, sitting_id: UUID, seconds: int, reason: str, cause: str = "other", gap_id: UUID | None = None
) -> None:
    """One person proposes to give time back; it counts when another confirms it (P7)."""
    require_reason(reason)
    check_compensation(cause, seconds)
    work.record()
    row = get_row(work, sitting_id)
    if row.state not in TIMED:
        raise Refused(
            text("The time wasn't proposed."),
            text("The test at seat {seat} isn't running.", seat=row.seat),
            text("Reload the page to see where it stands."),
        )
    add_event(work, row, "compensated", seconds=seconds, reason=reason, code=cause, gap_id=gap_id)
    work.note("sitting.compensation.proposed", row.id, seconds=seconds, cause=cause)


def propose_extra_time(work: Work, sitting_id: UUID, percent: int, reason: str) -> int:
    """Propose what a time factor of `percent` adds to a test, also to a running one (B13); gives the seconds."""
    row = get_row(work, sitting_id)
    seconds = extra_seconds(row.base_seconds, row.factor_percent, percent)
    propose_compensation(work, sitting_id, seconds, reason, "accommodation")
    return seconds


def confirm_compensation(work: Work, exam_id: UUID, event_id: UUID) -> None:
    """As `confirm_compensations` for one proposal; asked twice, it changes nothing. Raises Refused (P7)."""
    work.record()
    exam = get_exam_row(work, exam_id)
    row = lock_seat(work, exam_id, _get(work, event_id).sitting_id)
    if _get(work, event_id).confirmed_by is None:
        _confirm(work, exam, row, event_id)


def confirm_compensations(work: Work, exam_id: UUID, event_ids: Collection[UUID]) -> Outcome:
    """Another person confirms; late saves that it covers count, and while the exam runs a sitting reopens (P7).

    What the actor proposed, or somebody decided on before, is left as it is and said. Raises NotFound for a proposal
    at another exam.
    """
    work.record()
    # First the exam, then its seats: whoever closes it takes the locks in the same order.
    exam = get_exam_row(work, exam_id)
    pairs = sorted((_get(work, event_id).sitting_id, event_id) for event_id in set(event_ids))
    rows = [(lock_seat(work, exam_id, sitting_id), event_id) for sitting_id, event_id in pairs]
    return do_each((row.seat, partial(_confirm, work, exam, row, event_id)) for row, event_id in rows)


def _confirm(work: Work, exam: ExamRow, row: SittingRow, event_id: UUID) -> None:
    event = _require_pending(work, event_id)
    if event.actor_id == work.actor.account_id:
        raise Refused(
            text("The time wasn't confirmed."),
            text("Who proposes a compensation can't confirm it."),
            text("Ask a colleague to confirm it."),
            rule="P7",
        )
    event.confirmed_by = work.actor.account_id
    work.session.flush()
    project(work, row)
    if row.state == "time_up" and exam.state == "open":
        move(work, row, "reopen")
        add_event(work, row, "reopened", reason=event.reason)
    recount(work, row)
    work.note("sitting.compensation.confirmed", row.id, seconds=event.seconds)


def decline_compensation(work: Work, exam_id: UUID, event_id: UUID, reason: str) -> None:
    """The time isn't given; whoever proposed it may take it back like that. Raises Refused where it's decided on."""
    require_reason(reason)
    work.record()
    row = lock_seat(work, exam_id, _get(work, event_id).sitting_id)
    event = _require_pending(work, event_id)
    event.declined_by = work.actor.account_id
    add_event(work, row, "compensation_declined", reason=reason, seconds=event.seconds)
    work.note("sitting.compensation.declined", row.id, seconds=event.seconds)


def _require_pending(work: Work, event_id: UUID) -> SittingEventRow:
    event = _get(work, event_id)
    if not is_pending(event):
        decided = text("It was confirmed before.") if event.confirmed_by else text("It was declined before.")
        raise Refused(text("Nothing was changed."), decided, text("Reload the page."))
    return event


def _get(work: Work, event_id: UUID) -> SittingEventRow:
    """The proposal as it stands: read again, since another writer may have decided before its seat was locked."""
    event = work.session.get(SittingEventRow, event_id, populate_existing=True)
    if event is None or event.kind != "compensated":
        raise NotFound(str(event_id))
    return event
