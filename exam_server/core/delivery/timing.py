"""A sitting's time as a fold of events: base × factor + compensations − pauses (DESIGN discipline 10)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

PENDING_PATIENCE = timedelta(minutes=15)
TimeKind = Literal["started", "paused", "resumed", "compensated", "ended", "reopened"]


@dataclass(frozen=True)
class TimeEvent:
    """One thing that happened to a sitting's time, at an aware UTC moment.

    `compensated` carries the `seconds` given back, and counts once it's confirmed (one person proposes, another
    confirms). `paused` carries the most that a break may take (0: no bound); what goes beyond is the candidate's time.
    """

    kind: TimeKind
    at: datetime
    seconds: int = 0
    confirmed: bool = True


@dataclass(frozen=True)
class Clock:
    """What a candidate is given: the blueprint's seconds and the accommodation's factor in percent (150: half more)."""

    base_seconds: int
    percent: int = 100

    @property
    def allowance(self) -> timedelta:
        """The time to work before any compensation."""
        return timedelta(seconds=self.base_seconds * self.percent) / 100


@dataclass(frozen=True)
class TimeState:
    """Where a sitting's time stands. `deadline_at` is None before the start and while paused.

    For an ended sitting it's the moment until which saves count: a compensation confirmed afterwards moves it on.
    """

    allowance: timedelta
    used: timedelta = timedelta()
    running_since: datetime | None = None
    started_at: datetime | None = None
    paused: bool = False
    break_ends_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def deadline_at(self) -> datetime | None:
        """When the time is up, unless something happens to it."""
        if self.running_since is None:
            return None
        return self.running_since + self.allowance - self.used

    def remaining(self, now: datetime) -> int:
        """Whole seconds left at `now`, rounded up and never negative; 0 once ended."""
        if self.ended_at is not None:
            return 0
        left = self.allowance - self.used
        if self.running_since is not None:
            left -= max(now - self.running_since, timedelta())
        left -= self.overstayed(now)
        return max(0, ceil(left.total_seconds()))

    def overstayed(self, now: datetime) -> timedelta:
        """How much longer than agreed a break has lasted at `now`."""
        return max(now - self.break_ends_at, timedelta()) if self.break_ends_at is not None else timedelta()


def is_due(deadline_at: datetime | None, now: datetime, has_pending: bool) -> bool:
    """Whether a running test is closed by the server: at its deadline, but not while a compensation waits for a second
    person. It waits `PENDING_PATIENCE` at most; one that's confirmed after the close reopens the test.
    """
    if deadline_at is None or now <= deadline_at:
        return False
    return not has_pending or now > deadline_at + PENDING_PATIENCE


def fold_time(clock: Clock, events: Iterable[TimeEvent]) -> TimeState:
    """The state after `events`, taken in the order of their moments."""
    state = TimeState(allowance=clock.allowance)
    for event in sorted(events, key=lambda event: event.at):
        state = _apply(state, event)
    return state


def in_time(clock: Clock, events: Iterable[TimeEvent], received_at: datetime) -> bool:
    """Whether a save received then counts, with every compensation confirmed so far, whenever it was confirmed.

    So a save kept as late counts as soon as a confirmed compensation covers it; one that came while nobody's time
    ran (a pause) was made before it.
    """
    known = list(events)
    granted = sum(event.seconds for event in known if event.kind == "compensated" and event.confirmed)
    before = [event for event in known if event.at <= received_at and event.kind != "compensated"]
    state = fold_time(clock, before)
    if state.started_at is None:
        return False
    deadline = state.deadline_at
    return deadline is None or received_at <= deadline + timedelta(seconds=granted)


def _apply(state: TimeState, event: TimeEvent) -> TimeState:
    if event.kind == "compensated":
        seconds = event.seconds if event.confirmed else 0
        return replace(state, allowance=state.allowance + timedelta(seconds=seconds))
    if event.kind == "started":
        fresh = state.started_at is None
        return replace(state, started_at=event.at, running_since=event.at) if fresh else state
    if state.started_at is None:
        return state
    if event.kind == "reopened":
        return _reopen(state, event.at)
    if state.ended_at is not None:
        return state
    if event.kind == "ended":
        return _end(state, event.at)
    return _pause(state, event) if event.kind == "paused" else _resume(state, event.at)


def _end(state: TimeState, at: datetime) -> TimeState:
    """A close that comes after the deadline happened at the deadline: the server's delay is nobody's time."""
    since = state.running_since or at
    deadline = since + state.allowance - state.used
    return replace(state, ended_at=min(at, max(deadline, since)), running_since=since, paused=False, break_ends_at=None)


def _pause(state: TimeState, event: TimeEvent) -> TimeState:
    if state.running_since is None:
        return state
    used = state.used + (event.at - state.running_since)
    break_ends_at = event.at + timedelta(seconds=event.seconds) if event.seconds else None
    return replace(state, paused=True, running_since=None, used=used, break_ends_at=break_ends_at)


def _resume(state: TimeState, at: datetime) -> TimeState:
    if not state.paused:
        return state
    used = state.used + state.overstayed(at)
    return replace(state, paused=False, running_since=at, used=used, break_ends_at=None)


def _reopen(state: TimeState, at: datetime) -> TimeState:
    """The time between the end and the reopening was nobody's to use, so it isn't counted."""
    if state.ended_at is None:
        return state
    ran = state.ended_at - (state.running_since or state.ended_at)
    return replace(state, ended_at=None, running_since=at, used=state.used + ran)
