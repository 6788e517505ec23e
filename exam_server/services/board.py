"""The board: every seat of an exam as the desk sees it, in a few queries however many seats there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Literal, cast
from uuid import UUID

from exam_server.core.accommodation import NONE, Accommodation
from exam_server.core.delivery import CLOSED, Breaks, Clock, Interval, Outage, SittingState, fold_time
from exam_server.core.problems import NotFound
from exam_server.services.accommodations import as_accommodation
from exam_server.services.compensations import Proposal, pending_of
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.pausing import breaks_of
from exam_server.services.seb_checks import SeatSecurity, list_security
from exam_server.services.silences import group_outages, present_silence
from exam_server.services.sittings import as_time_events
from exam_server.services.work import Work
from exam_server.store import board as store
from exam_server.store.board import SeatRow
from exam_server.store.tables import SittingEventRow

Identity = Literal["none", "entered", "declared", "refused", "confirmed"]


@dataclass(frozen=True)
class Seat:
    """One seat of the board. `contact_at`: a heartbeat or a save; `unsent`: saves that waited at the last heartbeat.

    `refusal` and `document`: codes of the last refused identity. `silence`: what of the present moment's silence no
    contact has ended. `incidents` counts those of this seat.
    """

    sitting_id: UUID
    case_id: UUID
    seat: int
    given_names: str
    family_name: str
    candidate_code: str
    state: SittingState
    identity: Identity
    refusal: str
    document: str
    epoch: int
    saved: int
    item_count: int
    unsent: int
    contact_at: datetime | None
    silence: Interval | None
    remaining_seconds: int
    deadline_at: datetime | None
    has_started: bool
    flags: int
    incidents: int
    proposals: tuple[Proposal, ...]
    breaks: Breaks
    factor_percent: int
    accommodation: Accommodation
    security: SeatSecurity

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"

    @property
    def silence_seconds(self) -> int:
        """How long the present silence is."""
        return round((self.silence.until - self.silence.since).total_seconds()) if self.silence else 0


@dataclass(frozen=True)
class Board:
    """All seats by number, and the outages that nobody has settled."""

    seats: tuple[Seat, ...]
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class _Facts:
    """What the queries found, by sitting (accommodations: by case)."""

    saved: Mapping[UUID, int]
    items: int
    incidents: Mapping[UUID, int]
    events: Mapping[UUID, Sequence[SittingEventRow]]
    accommodations: Mapping[UUID, Accommodation]
    security: Mapping[UUID, SeatSecurity]


def show_board(work: Work, exam_id: UUID) -> Board:
    get_exam_row(work, exam_id)
    session = work.session
    found = store.list_seats(session, exam_id)
    facts = _Facts(
        saved=store.count_saved(session, exam_id),
        items=store.count_items(session, exam_id),
        incidents=store.count_incidents(session, exam_id),
        events=store.list_telling_events(session, exam_id),
        accommodations={row.case_id: as_accommodation(row) for row in store.list_exam_accommodations(session, exam_id)},
        security=list_security(work, exam_id, {row.id: row.seat for row in found}),
    )
    under_way = [Interval(row.started_at, row.ended_at or work.now) for row in found if row.started_at is not None]
    return Board(tuple(_seat(work, row, facts) for row in found), group_outages(work, exam_id, under_way))


def get_seat(work: Work, exam_id: UUID, sitting_id: UUID) -> Seat:
    """One seat of an exam. Raises NotFound for a sitting of another exam."""
    for seat in show_board(work, exam_id).seats:
        if seat.sitting_id == sitting_id:
            return seat
    raise NotFound(str(sitting_id))


def _seat(work: Work, row: SeatRow, facts: _Facts) -> Seat:
    events = facts.events.get(row.id, ())
    accommodation = facts.accommodations.get(row.case_id, NONE)
    identity, refusal, document = _identity_of(row, events)
    return Seat(
        sitting_id=row.id,
        case_id=row.case_id,
        seat=row.seat,
        given_names=row.given_names,
        family_name=row.family_name,
        candidate_code=row.candidate_code,
        state=cast(SittingState, row.state),
        identity=identity,
        refusal=refusal,
        document=document,
        epoch=row.epoch,
        saved=facts.saved.get(row.id, 0),
        item_count=facts.items,
        unsent=row.unsent,
        contact_at=row.contact_at,
        silence=present_silence(row, work.now),
        remaining_seconds=_remaining(work, row, events),
        deadline_at=row.deadline_at,
        has_started=row.started_at is not None,
        flags=len(row.flags),
        incidents=facts.incidents.get(row.id, 0),
        proposals=pending_of(events),
        breaks=breaks_of(accommodation.break_seconds, events) if accommodation.break_seconds else Breaks(),
        factor_percent=row.factor_percent,
        accommodation=accommodation,
        security=facts.security[row.id],
    )


def _identity_of(row: SeatRow, events: Sequence[SittingEventRow]) -> tuple[Identity, str, str]:
    """Where the check of the identity stands, with the codes of the last refusal."""
    if row.state != "waiting":
        return "confirmed", "", ""
    refused = [event for event in events if event.kind == "identity_refused"]
    if refused:
        return "refused", refused[-1].code, refused[-1].document
    if any(event.kind == "identity_declared" for event in events):
        return "declared", "", ""
    return ("entered" if row.epoch else "none"), "", ""


def _remaining(work: Work, row: SeatRow, events: Sequence[SittingEventRow]) -> int:
    """Seconds left; only a paused seat's events are needed for it, and they're all among `events`."""
    if row.state in CLOSED:
        return 0
    if row.state == "open" and row.deadline_at is not None and row.started_at is not None:
        left = row.deadline_at - max(work.now, row.started_at)
        return max(0, ceil(left.total_seconds()))
    clock = Clock(row.base_seconds, row.factor_percent)
    return fold_time(clock, as_time_events(events)).remaining(work.now)
