"""Outages: silences of seats that were longer than the heartbeats' rhythm, measured while the clock ran."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from exam_server.core.delivery.timing import Clock, TimeEvent, fold_time

# A seat is heard of every 8 to 12 seconds; half a minute of silence is no rhythm any more (LESSONS B5).
RHYTHM = timedelta(seconds=30)


@dataclass(frozen=True)
class Interval:
    """From one moment to a later one."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Silence:
    """A gap at one seat, and the whole seconds of it (rounded up) during which that seat's clock ran."""

    id: UUID
    sitting: UUID
    gap: Interval
    seconds: int


@dataclass(frozen=True)
class Outage:
    """Silences that began together; room-wide where they hit at least half of the seats whose clocks ran."""

    silences: tuple[Silence, ...]
    is_room_wide: bool

    @property
    def since(self) -> datetime:
        return min(each.gap.since for each in self.silences)

    @property
    def until(self) -> datetime:
        return max(each.gap.until for each in self.silences)

    @property
    def seconds(self) -> tuple[int, int]:
        """The shortest and the longest silence of it."""
        lengths = [each.seconds for each in self.silences]
        return min(lengths), max(lengths)


def find_gaps(contacts: Iterable[datetime]) -> tuple[Interval, ...]:
    """The gaps between neighbouring contacts that are longer than the rhythm, in order."""
    moments = sorted(contacts)
    pairs = zip(moments, moments[1:], strict=False)
    return tuple(Interval(since, until) for since, until in pairs if until - since > RHYTHM)


def ran(clock: Clock, events: Iterable[TimeEvent], now: datetime) -> tuple[Interval, ...]:
    """When the clock ran, up to `now`: neither before the start, nor in a pause, nor after the end."""
    ordered = sorted((event for event in events if event.at <= now), key=lambda event: event.at)
    found = []
    for place, following in enumerate([*ordered[1:], None], start=1):
        state = fold_time(clock, ordered[:place])
        until = following.at if following else now
        if state.running_since is None or state.ended_at is not None:
            continue
        if following is not None and following.kind == "ended":
            until = fold_time(clock, ordered[: place + 1]).ended_at or until
        found.append(Interval(ordered[place - 1].at, until))
    return tuple(each for each in found if each.until > each.since)


def lost_seconds(gap: Interval, running: Iterable[Interval]) -> int:
    """How long the clock ran during a gap, in whole seconds, rounded up in the candidate's favour."""
    overlaps = (min(gap.until, each.until) - max(gap.since, each.since) for each in running)
    return ceil(sum((max(each, timedelta()) for each in overlaps), timedelta()).total_seconds())


def group_silences(silences: Iterable[Silence], under_way: Sequence[Interval]) -> tuple[Outage, ...]:
    """One outage per group of silences that began within one rhythm of each other, in order.

    `under_way`: each seat's test from its start to its end. A room-wide outage needs two seats, and half of those
    whose test was under way.
    """
    groups: list[list[Silence]] = []
    for each in sorted(silences, key=lambda silence: silence.gap.since):
        if groups and each.gap.since - groups[-1][0].gap.since <= RHYTHM:
            groups[-1].append(each)
        else:
            groups.append([each])
    return tuple(Outage(tuple(group), _is_room_wide(group, under_way)) for group in groups)


def _is_room_wide(group: Sequence[Silence], under_way: Sequence[Interval]) -> bool:
    moment = group[-1].gap.since
    at_work = sum(each.since <= moment < each.until for each in under_way)
    return len(group) >= 2 and 2 * len(group) >= at_work
