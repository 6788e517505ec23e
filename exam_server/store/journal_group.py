"""A group of save requests as one transaction: looked up together, judged one by one, written together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from exam_server.core.delivery import judge_save
from exam_server.store.journal_sql import Statements

SaveStatus = Literal["saved", "late", "refused", "duplicate"]
Known = tuple[SaveStatus, int, str]
"""What a version was found to be: its status, position and response."""
CONTACT_EVERY = timedelta(seconds=1)
DESK = -1
"""The holder of saves that the desk brings in a file: no browser's admission, and no sign of life of the seat."""


@dataclass(frozen=True, slots=True)
class StoredSave:
    """One save as it goes to the journal; `response` is canonical JSON text.

    One that doesn't fit its item is kept as refused: its sequence must not leave a gap.
    """

    sequence: int
    position: int
    response: str
    given_at: str
    fits: bool = True


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """The saves of one request; `form` must be the digest of the sitting's form.

    `holder` is the admission that brings them: `epoch` itself (0), a later one on the same PC, or the DESK.
    """

    sitting_id: UUID
    epoch: int
    form: str
    saves: tuple[StoredSave, ...]
    holder: int = 0


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of one save; `response` is what the server holds under its number.

    `renumber`: that is something else, and this save wasn't kept; it has to come again under a newer number.
    """

    sequence: int
    status: SaveStatus
    response: str
    renumber: bool = False


@dataclass(frozen=True, slots=True)
class SaveAnswer:
    """What the journal made of a request. `state` is the sitting's; `elsewhere`: a later admission has the seat.

    `highest`: the highest sequence that the server holds of this admission, whichever window it came from.
    """

    acknowledged: int
    highest: int
    results: tuple[SaveResult, ...]
    saved_at: datetime
    remaining_seconds: int
    state: str


class UnknownSitting(LookupError):
    """The token named a sitting, or a form, that isn't there."""


@dataclass(slots=True)
class _Admission:
    """One browser's admission of a seat with the seat's state; `known` are the versions that this group has met."""

    key: tuple[Any, int]
    state: Any
    newest_epoch: int
    deadline_at: datetime | None
    form: str
    organisation: Any
    contact_at: datetime | None
    acknowledged: int
    highest: int
    has_ended: bool
    known: dict[int, Known] = field(default_factory=dict)


class Group:
    """What one group of requests does, between its first look at the seats and the commit, which is the journal's."""

    def __init__(self, cursor: Any, statements: Statements) -> None:
        self._cursor, self._run = cursor, statements
        self._admissions: dict[tuple[Any, int], _Admission] = {}
        self._events: list[tuple[Any, ...]] = []
        self._projection: dict[tuple[Any, int], tuple[Any, ...]] = {}
        self._touched: dict[tuple[Any, int], _Admission] = {}
        self._heard: set[tuple[Any, int]] = set()
        self.now: datetime | None = None

    def look_up(self, requests: Sequence[SaveRequest], now: datetime | None) -> None:
        """Read, and on PostgreSQL lock, every seat of the group; without `now` the server's clock says it."""
        ids = list({self._run.id(each.sitting_id) for each in requests})
        self._cursor.execute(self._run.seats, (self._run.among(ids),))
        self.now = now
        for (
            sitting,
            epoch,
            state,
            newest,
            deadline,
            form,
            owner,
            contact,
            acknowledged,
            highest,
            ends,
            clock,
        ) in self._cursor.fetchall():
            self.now = self.now or clock
            key, times = (sitting, epoch), (self._run.time(deadline), self._run.time(contact))
            ended = ends is not None and self.now is not None and self._run.moment(self.now) >= ends
            seat = _Admission(key, state, newest, times[0], form, owner, times[1], acknowledged, highest, ended)
            self._admissions[key] = seat

    def take(self, request: SaveRequest) -> SaveAnswer | UnknownSitting:
        """Judge a request by the seat as it stands; nothing is written yet."""
        sitting = self._run.id(request.sitting_id)
        seat = self._admissions.get((sitting, request.epoch))
        if seat is None or seat.form != request.form or self.now is None or not self._may_bring(sitting, request):
            return UnknownSitting(str(request.sitting_id))
        self._touched[seat.key] = seat
        status = judge_save(seat.state, self.now, seat.deadline_at)
        results = tuple(self._take_one(seat, save, status) for save in request.saves)
        shown = "elsewhere" if request.epoch < seat.newest_epoch else seat.state
        remaining = max(0, int((seat.deadline_at - self.now).total_seconds())) if seat.deadline_at else 0
        return SaveAnswer(seat.acknowledged, seat.highest, results, self.now, remaining, shown)

    def _may_bring(self, sitting: Any, request: SaveRequest) -> bool:
        if request.holder == DESK:
            return True
        holder = self._admissions.get((sitting, request.holder or request.epoch))
        self._heard.add((sitting, request.epoch))
        return holder is not None and not holder.has_ended

    def write(self) -> None:
        """Everything that was taken, in as few statements as there are kinds of rows."""
        if self.now is None:
            return
        moment = self._run.moment(self.now)
        silent = {
            seat.key[0]: (moment, seat.key[0])
            for seat in self._touched.values()
            if seat.key in self._heard and (seat.contact_at is None or self.now - seat.contact_at > CONTACT_EVERY)
        }
        progress = [(seat.acknowledged, seat.highest, *seat.key) for seat in self._touched.values()]
        for statement, rows in (
            (self._run.event, self._events),
            (self._run.projection, list(self._projection.values())),
            (self._run.admission, progress),
            (self._run.contact, list(silent.values())),
        ):
            if rows:
                self._cursor.executemany(statement, rows)

    def _take_one(self, seat: _Admission, save: StoredSave, judged: SaveStatus) -> SaveResult:
        if (known := self._find_known(seat, save.sequence)) is not None:
            return self._repeat(seat, save, known)
        status = judged if save.fits else "refused"
        self._append(seat, save, status)
        return SaveResult(save.sequence, status, save.response)

    def _repeat(self, seat: _Admission, save: StoredSave, known: Known) -> SaveResult:
        """A save whose version is known: a repetition if it says the same; else another window used its number.

        One that came again under a newer number, as it was told to, is a repetition of that.
        """
        status, position, response = known
        if (position, response) != (save.position, save.response):
            renumbered = self._find_renumbered(seat, save)
            if renumbered is None:
                return SaveResult(save.sequence, "refused", response, renumber=True)
            status, response = renumbered, save.response
        return SaveResult(save.sequence, "duplicate" if status == "saved" else status, response)

    def _find_renumbered(self, seat: _Admission, save: StoredSave) -> SaveStatus | None:
        content = (save.position, save.response, save.given_at)
        found = [
            (sequence, status)
            for sitting, epoch, sequence, _, *said, status, given_at, _ in self._events
            if (sitting, epoch) == seat.key and sequence > save.sequence and (*said, given_at) == content
        ]
        self._cursor.execute(self._run.renumbered, (*seat.key, save.sequence, *content))
        found += self._cursor.fetchall()
        return max(found)[1] if found else None

    def _find_known(self, seat: _Admission, sequence: int) -> Known | None:
        """What was made of this version before, in this group or in an earlier one: its first arrival stands."""
        if sequence > seat.highest:
            return None
        if sequence not in seat.known:
            self._cursor.execute(self._run.stored, (*seat.key, sequence))
            if (row := self._cursor.fetchone()) is None:
                return None
            seat.known[sequence] = (row[0], row[1], row[2])
        return seat.known[sequence]

    def _append(self, seat: _Admission, save: StoredSave, status: SaveStatus) -> None:
        (sitting, epoch), moment = seat.key, self._run.moment(self.now)  # type: ignore[arg-type]
        seat.known[save.sequence] = (status, save.position, save.response)
        seat.highest = max(seat.highest, save.sequence)
        if save.sequence == seat.acknowledged + 1:
            self._advance(seat)
        version = (epoch, save.sequence)
        self._events.append(
            (sitting, *version, seat.organisation, save.position, save.response, status, save.given_at, moment)
        )
        place = (sitting, save.position)
        if status == "saved" and (place not in self._projection or self._projection[place][3:5] < version):
            self._projection[place] = (*place, seat.organisation, *version, save.response, moment)

    def _advance(self, seat: _Admission) -> None:
        """The next missing sequence is here: acknowledge it, and what had arrived above the gap that it filled."""
        seat.acknowledged += 1
        earlier: set[int] | None = None
        while seat.acknowledged < seat.highest:
            following = seat.acknowledged + 1
            if following not in seat.known:
                earlier = self._read_following(seat) if earlier is None else earlier
                if following not in earlier:
                    return
            seat.acknowledged = following

    def _read_following(self, seat: _Admission) -> set[int]:
        self._cursor.execute(self._run.following, (*seat.key, seat.acknowledged))
        return {sequence for (sequence,) in self._cursor.fetchall()}
