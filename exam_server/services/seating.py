"""Who sits where: identity and admission, moving to another seat, and the browsers that a ticket may open."""

from collections.abc import Iterable
from uuid import UUID

from exam_server.core.delivery import CLOSED
from exam_server.core.identity import DOCUMENT_WORDS, REFUSAL_WORDS
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.sittings import add_event, get_row, lock_sittings, move, require_reason
from exam_server.services.work import Work
from exam_server.store.tables import SittingRow

HIGHEST_SEAT = 999


def admit(work: Work, sitting_id: UUID, document: str) -> None:
    """Confirm a candidate's identity by a kind of document (never its number) and admit them."""
    work.record()
    row = get_row(work, sitting_id)
    if move(work, row, "admit"):
        add_event(work, row, "admitted", document=document)
        work.note("sitting.admitted", row.id)


def refuse_identity(work: Work, sitting_id: UUID, code: str, document: str = "") -> None:
    """Note why an identity wasn't confirmed, and by which kind of document; the seat goes on waiting for another one.

    Raises Refused for a code that isn't on the list, and for a seat that was admitted already.
    """
    if code not in REFUSAL_WORDS or document not in ("", *DOCUMENT_WORDS):
        raise _not_noted(text("The reason isn't on the list."), text("Choose a reason of the list."))
    work.record()
    row = get_row(work, sitting_id)
    if row.state != "waiting":
        raise _not_noted(text("The seat doesn't wait for it any more."), text("Reload the page."))
    add_event(work, row, "identity_refused", code=code, document=document)
    work.note("sitting.identity.refused", row.id, code=code)


def allow_readmission(work: Work, sitting_id: UUID, reason: str) -> None:
    """Let the ticket open one more browser; the one before becomes read-only."""
    require_reason(reason)
    work.record()
    _allow_one_more(work, get_row(work, sitting_id), reason)


def move_seat(work: Work, sitting_id: UUID, seat: int, reason: str) -> None:
    """Give the candidate another seat and let the ticket open one more browser there.

    The number must be free; an absent candidate's is exchanged. The test goes on at the same item with the same time,
    and the browser before becomes read-only. The event's code is the number that was left.
    """
    require_reason(reason)
    exam_id = get_row(work, sitting_id).exam_id
    work.record()
    # The exam's row orders two desks that hand out the same number.
    get_exam_row(work, exam_id)
    rows = {row.id: row for row in lock_sittings(work, exam_id)}
    row = rows[sitting_id]
    if row.state in CLOSED:
        raise _not_moved(text("The test at this seat is closed."))
    if not 1 <= seat <= HIGHEST_SEAT or seat == row.seat:
        raise _not_moved(text("Seats are numbered from 1 to {most}, and this one must be another.", most=HIGHEST_SEAT))
    _free_seat(work, rows.values(), seat, row.seat, reason)
    _renumber(work, row, seat, reason)
    if row.epoch:
        _allow_one_more(work, row, reason)


def _free_seat(work: Work, rows: Iterable[SittingRow], seat: int, instead: int, reason: str) -> None:
    for other in rows:
        if other.seat == seat and other.state != "absent":
            raise _not_moved(text("Seat {seat} is taken.", seat=seat))
        if other.seat == seat:
            _renumber(work, other, instead, reason)


def _renumber(work: Work, row: SittingRow, seat: int, reason: str) -> None:
    left, row.seat = row.seat, seat
    add_event(work, row, "moved", reason=reason, code=str(left))
    work.note("sitting.moved", row.id, left=left, seat=seat)


def _allow_one_more(work: Work, row: SittingRow, reason: str) -> None:
    add_event(work, row, "readmission_allowed", reason=reason)
    work.note("sitting.readmission_allowed", row.id)


def _not_noted(why: Text, remedy: Text) -> Refused:
    return Refused(text("The refusal wasn't noted."), why, remedy)


def _not_moved(why: Text) -> Refused:
    return Refused(text("The seat wasn't changed."), why, text("Choose another number."))
