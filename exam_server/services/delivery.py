"""A candidate's way through the test: ticket, identity, lobby, test, hand-in, receipt."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.delivery import CLOSED, Breaks, Receipt, Response, is_due, receipt_digest
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.core.tickets import normalise_ticket
from exam_server.services.admissions import Visitor, may_take_seat, renew, take_seat
from exam_server.services.closed_room import is_let_in
from exam_server.services.compensations import pending_of
from exam_server.services.contacts import note_contact
from exam_server.services.pausing import breaks_of
from exam_server.services.run_seats import take_run_seat
from exam_server.services.seb_checks import WATCHED, begin_check, needs_check
from exam_server.services.sittings import SittingView, add_event, get_row, move, view_of
from exam_server.services.throttling import Door, is_door_closed, note_failure
from exam_server.services.tokens import Keys, Seat
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store import seat_page as page_store
from exam_server.store.run import find_run_seat_by_ticket
from exam_server.store.seat_page import GivenResponse, SeatEvent, SeatPage
from exam_server.store.tables import ResponseEventRow, RunSeatRow, SittingRow, TestFormRow

NEW_VISITOR = Visitor()
OUTSIDE = text("This exam is taken in its room, and this computer isn't in the room's network. Raise your hand.")


@dataclass(frozen=True)
class Entry:
    """What a ticket opened: tokens for the browser's seat and its device, or why not.

    `run_token`: the seat of who comes for simulations alone. `seat`: what the token names, where that's at hand.
    `check`: no seat yet, but the address part at which the browser has to prove that it's Safe Exam Browser.
    """

    token: str = ""
    device: str = ""
    check: str = ""
    run_token: str = ""
    refusal: Text | None = None
    seat: Seat | None = None


@dataclass(frozen=True)
class Arrived:
    """What the server holds of a seat's saves, so that a page sees whether another window brought some.

    `acknowledged` and `highest`: sequences of one admission; `earlier`: a number that grows with what arrives of those
    before it.
    """

    acknowledged: int = 0
    highest: int = 0
    earlier: int = 0


@dataclass(frozen=True)
class CandidateView:
    """What a candidate's pages show of themselves and the exam; the last three are of the browser that asks."""

    name: str
    candidate_code: str
    exam_title: str
    place: str
    seat: int
    sitting: SittingView
    identity_declared: bool
    announcement: str
    item_count: int
    base_seconds: int
    larger_type: bool
    has_breaks: bool
    breaks: Breaks
    starts_in_seconds: float
    is_held: bool
    uses_seb: bool
    arrived: Arrived
    has_simulation: bool = False


@dataclass(frozen=True)
class Restored:
    """What a page needs to go on: saved responses by position, flags, the next sequence of this admission, and the
    item where the candidate was (0: none yet)."""

    responses: dict[int, Response]
    flags: list[int]
    next_sequence: int
    position: int


NOTHING_YET = Restored({}, [], next_sequence=1, position=0)


def enter_ticket(work: Work, keys: Keys, door: Door, typed: str, visitor: Visitor = NEW_VISITOR) -> Entry:
    """Admit a browser to the seat of a ticket: the next epoch. Another device needs the desk's word first.

    The device that holds the seat already gets its token again: a browser that was closed or crashed comes back. An
    exam in Safe Exam Browser looks at the browser before.
    """
    ticket = normalise_ticket(typed)
    digest = keys.digest("ticket", ticket) if ticket else ""
    if is_door_closed(work, keys, door, digest):
        return Entry(refusal=text("Too many failed attempts. Try again in a few minutes."))
    work.record()
    row = store.find_sitting_by_ticket(work.session, digest) if digest else None
    if row is None and digest and (run_seat := find_run_seat_by_ticket(work.session, digest)) is not None:
        return _enter_run_seat(work, keys, run_seat, visitor)
    if row is None:
        note_failure(work, keys, door, digest)
        return Entry(refusal=text("There is no such ticket. Check the code on your card."))
    if not is_let_in(work, row.exam_id, visitor.address):
        return Entry(refusal=OUTSIDE)
    device = keys.genuine_device(visitor.device)
    if not may_take_seat(work, row, device):
        return Entry(refusal=text("This ticket is in use at another place. Ask the desk to admit this one."))
    if needs_check(work, row):
        return Entry(device=device, check=begin_check(work, row, device))
    return Entry(take_seat(work, keys, row, device), device)


def _enter_run_seat(work: Work, keys: Keys, row: RunSeatRow, visitor: Visitor) -> Entry:
    """Who comes for simulations alone."""
    if not is_let_in(work, row.exam_id, visitor.address):
        return Entry(refusal=OUTSIDE)
    token, device = take_run_seat(work, keys, row, visitor)
    return Entry(device=device, run_token=token)


def show_candidate(work: Work, sitting_id: UUID) -> CandidateView:
    """A seat as the browser of the actor's admission sees it. Raises NotFound."""
    row = page_store.find_seat_page(work.session, sitting_id, work.actor.epoch)
    if row is None or (work.organisation_id.int and row.organisation_id != work.organisation_id):
        raise NotFound(str(sitting_id))
    return view_candidate(row, page_store.list_seat_events(work.session, sitting_id), work.now)


def list_welcomes(work: Work) -> list[CandidateView]:
    """A seat of each frozen exam, in whichever organisation, as a browser without an admission would see it."""
    pages = (page_store.find_seat_page(work.session, id, 0) for id in store.list_first_sittings(work.session, "frozen"))
    return [view_candidate(page, (), work.now) for page in pages if page is not None]


def view_candidate(row: SeatPage, events: Sequence[SeatEvent], now: datetime) -> CandidateView:
    """What a seat's page shows at a moment."""
    return CandidateView(
        name=f"{row.given_names} {row.family_name}",
        candidate_code=row.candidate_code,
        exam_title=row.title,
        place=row.place,
        seat=row.seat,
        sitting=view_of(row, events, now),
        identity_declared=any(event.kind == "identity_declared" for event in events),
        announcement=row.announcement,
        item_count=row.item_count,
        base_seconds=row.exam_seconds,
        larger_type=bool(row.larger_type),
        starts_in_seconds=max(0.0, (row.started_at - now).total_seconds()) if row.started_at else 0.0,
        has_breaks=bool(row.break_seconds),
        breaks=breaks_of(row.break_seconds, events) if row.break_seconds else Breaks(),
        is_held=row.held_at is not None,
        uses_seb=row.seb in WATCHED,
        arrived=Arrived(row.acknowledged or 0, row.highest or 0, int(row.earlier)),
        has_simulation=bool(row.has_simulation),
    )


def has_begun(sitting: SittingView, now: datetime) -> bool:
    """Whether the items may be seen: neither before the instant of the start nor after the end."""
    return sitting.state in ("open", "paused") and sitting.started_at is not None and sitting.started_at <= now


def require_begun(sitting: SittingView, now: datetime) -> None:
    """Raises Refused where the items mustn't be seen."""
    if not has_begun(sitting, now):
        raise Refused(
            text("The questions aren't shown."),
            text("The test isn't running."),
            text("Wait for the desk: the test opens on this page by itself."),
        )


def declare_identity(work: Work, sitting_id: UUID) -> None:
    """The candidate says that the shown name is theirs; the desk still confirms it by a document."""
    work.record()
    row = get_row(work, sitting_id)
    if not any(event.kind == "identity_declared" for event in store.list_sitting_events(work.session, row.id)):
        add_event(work, row, "identity_declared")


def restore_responses(work: Work, sitting_id: UUID, epoch: int) -> Restored:
    """Everything acknowledged so far, for a reload or another admitted browser."""
    row = get_row(work, sitting_id)
    responses = {each.position: json.loads(each.response) for each in page_store.list_given(work.session, sitting_id)}
    saves = store.list_response_events(work.session, sitting_id)
    used = [event.sequence for event in saves if event.epoch == epoch]
    return Restored(responses, list(row.flags), max(used, default=0) + 1, _position_of(row, saves))


def _position_of(row: SittingRow, saves: Sequence[ResponseEventRow]) -> int:
    """The item that was shown last: that of a save after the last heartbeat, else the heartbeat's."""
    last = max(saves, key=lambda save: save.received_at, default=None)
    is_newer = last is not None and (not row.position or row.beat_at is None or last.received_at > row.beat_at)
    return last.position if last is not None and is_newer else row.position


def save_flag(work: Work, sitting_id: UUID, position: int, flagged: bool) -> list[int]:
    """Flag or unflag an item for another look; gives all flags."""
    work.record()
    row = get_row(work, sitting_id)
    _require_seat(work, row)
    form = work.session.get_one(TestFormRow, row.test_form_id)
    if row.state in CLOSED:
        raise Refused(text("The flag wasn't saved."), text("The test is closed."), text("Reload the page."))
    if not 1 <= position <= len(form.items):
        raise Refused(
            text("The flag wasn't saved."), text("There is no such item in this test."), text("Reload the page.")
        )
    row.flags = sorted(set(row.flags) | {position} if flagged else set(row.flags) - {position})
    return list(row.flags)


def touch(work: Work, sitting_id: UUID, unsent: int = 0, position: int = 0) -> None:
    """A heartbeat: the desk sees when a seat was last heard of, how many saves wait on its device, and at which item.

    A browser that lost the seat doesn't speak for it.
    """
    work.record()
    row = get_row(work, sitting_id)
    if not _is_elsewhere(work, row):
        note_contact(work, row, unsent, position)
        renew(work, row)


def _is_elsewhere(work: Work, row: SittingRow) -> bool:
    """Whether the actor is a browser of this seat that a later admission made read-only."""
    return work.actor.sitting_id == row.id and work.actor.epoch < row.epoch


def _require_seat(work: Work, row: SittingRow) -> None:
    if _is_elsewhere(work, row) and row.state not in CLOSED:
        raise Refused(
            text("Nothing was changed."),
            text("Another browser has this seat now."),
            text("Go on there, or ask the desk to admit this one."),
        )


def hand_in(work: Work, sitting_id: UUID) -> Receipt:
    """End the test by the candidate's own will; asked twice, it answers the same. Raises core's Refused."""
    work.record()
    row = get_row(work, sitting_id)
    _require_seat(work, row)
    if move(work, row, "hand_in"):
        add_event(work, row, "ended", reason="handed_in")
        receipt = get_receipt(work, sitting_id)
        work.note("sitting.handed_in", row.id, count=receipt.count, digest=receipt.digest)
    return get_receipt(work, sitting_id)


def get_receipt(work: Work, sitting_id: UUID) -> Receipt:
    """Count and digest of the responses that count."""
    return receipt_of(page_store.list_given(work.session, sitting_id))


def receipt_of(given: Iterable[GivenResponse]) -> Receipt:
    return receipt_digest({each.position: json.loads(each.response) for each in given})


def count_late(work: Work, sitting_id: UUID) -> int:
    """Positions whose newest response arrived after the time and doesn't count, as it stands now."""
    arrived = page_store.list_late(work.session, sitting_id)
    return late_of(page_store.list_given(work.session, sitting_id), arrived) if arrived else 0


def late_of(given: Iterable[GivenResponse], arrived: Iterable[tuple[int, int, int]]) -> int:
    counting = {each.position: (each.epoch, each.sequence) for each in given}
    return len({position for position, *save in arrived if tuple(save) > counting.get(position, (0, 0))})


def close_due_sittings(work: Work) -> int:
    """Close what ran out of time: the server does it at the deadline, whatever a page shows."""
    due = [row_id for row_id in store.list_due(work.session, work.now) if _is_due(work, row_id)]
    if not due:
        return 0
    work.record()
    return sum(_close_due(work, sitting_id) for sitting_id in sorted(due))


def _is_due(work: Work, sitting_id: UUID) -> bool:
    """An automatic hand-in waits for a compensation that somebody proposed and nobody decided on yet."""
    row = work.session.get_one(SittingRow, sitting_id)
    pending = pending_of(store.list_sitting_events(work.session, sitting_id))
    return row.state == "open" and is_due(row.deadline_at, work.now, bool(pending))


def _close_due(work: Work, sitting_id: UUID) -> bool:
    """Whichever organisation the seat is of; looked at again under its lock, where another writer may have been."""
    row = work.session.get_one(SittingRow, sitting_id, with_for_update=True)
    if not _is_due(work, sitting_id):
        return False
    work.organisation_id = row.organisation_id
    move(work, row, "time_up")
    add_event(work, row, "ended", reason="time_up")
    receipt = get_receipt(work, sitting_id)
    work.note("sitting.time_up", row.id, count=receipt.count, digest=receipt.digest)
    return True
