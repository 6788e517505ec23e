"""The server's own line of time: how it goes on after a restart, and what a clock that was stepped may do to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

STEP = timedelta(seconds=1)
Decision = Literal["keep", "note", "adopt"]


@dataclass(frozen=True)
class Reading:
    """A machine's clocks at one moment: the wall clock (UTC), the time since the machine was started, and which start
    that was (empty: unknown).
    """

    wall: datetime
    since_boot: timedelta
    boot_id: str


@dataclass(frozen=True)
class Anchor:
    """A moment of the line by the time since the machine's start, which no step of the wall clock touches."""

    at: datetime
    since_boot: timedelta
    boot_id: str

    def time(self, since_boot: timedelta) -> datetime:
        """The line's time then."""
        return self.at + (since_boot - self.since_boot)

    def offset(self, reading: Reading) -> timedelta:
        """How far the wall clock is ahead of the line."""
        return reading.wall - self.time(reading.since_boot)


def anchor_at(reading: Reading) -> Anchor:
    """The line as the wall clock has it now."""
    return Anchor(reading.wall, reading.since_boot, reading.boot_id)


def take_up(kept: Anchor | None, reading: Reading) -> Anchor:
    """Where a process that starts takes the line up: within one start of the machine it goes on as it was kept,
    whatever became of the wall clock meanwhile; after a new one there's nothing but the wall clock.
    """
    if kept is None or not kept.boot_id or kept.boot_id != reading.boot_id or reading.since_boot < kept.since_boot:
        return anchor_at(reading)
    return kept


def is_behind(now: datetime, last_recorded: datetime | None) -> bool:
    """Whether the line lies before what was recorded last: after a restart the machine's date is probably wrong."""
    return last_recorded is not None and last_recorded - now > STEP


def has_moved(offset: timedelta, noted: timedelta, doubt: timedelta = timedelta()) -> bool:
    """Whether a clock was stepped since its offset was noted; `doubt` is how wrong the measurement may be."""
    return abs(offset - noted) > STEP + doubt


def decide(offset: timedelta, noted: timedelta, exam_is_open: bool) -> Decision:
    """What a look at the wall clock leads to. While an exam is open the line goes on, and each step is noted once;
    otherwise the line takes the wall clock over. It's never slewed: a second is a second for everybody.
    """
    if abs(offset) > STEP and not exam_is_open:
        return "adopt"
    return "note" if has_moved(offset, noted) else "keep"
