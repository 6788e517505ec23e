"""Outages: silences beyond the rhythm count while the clock ran, and one of the whole room is recognised as one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import (
    RHYTHM,
    Clock,
    Interval,
    Outage,
    Silence,
    TimeEvent,
    find_gaps,
    fold_time,
    group_silences,
    lost_seconds,
    ran,
)

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLOCK = Clock(3600)
STARTED = TimeEvent("started", START)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def between(since: float, until: float) -> Interval:
    return Interval(at(since), at(until))


def silence(number: int, since: float, until: float) -> Silence:
    return Silence(UUID(int=number), UUID(int=number), between(since, until), int(until - since))


def at_work(count: int) -> list[Interval]:
    return [between(0, 3600)] * count


CONTACTS = st.lists(st.integers(0, 4000).map(at), max_size=30)
PAUSES = st.lists(st.integers(1, 3500), min_size=2, max_size=8, unique=True).map(sorted)


def paused_at(moments: list[int]) -> list[TimeEvent]:
    kinds = ("paused", "resumed")
    return [STARTED, *(TimeEvent(kinds[place % 2], at(moment)) for place, moment in enumerate(moments))]  # type: ignore[arg-type]


def test_half_a_minute_of_silence_is_still_the_rhythm() -> None:
    assert find_gaps([at(0), at(30), at(61), at(70)]) == (between(30, 61),)


@given(CONTACTS)
def test_gaps_are_apart_and_hold_no_contact(contacts: list[datetime]) -> None:
    gaps = find_gaps(contacts)
    assert all(gap.until - gap.since > RHYTHM for gap in gaps)
    assert all(not gap.since < contact < gap.until for gap in gaps for contact in contacts)
    assert list(gaps) == sorted(gaps, key=lambda gap: gap.since)


@given(PAUSES, st.integers(0, 3599))
def test_the_clock_ran_just_as_long_as_it_was_used(moments: list[int], now: int) -> None:
    events = paused_at(moments)
    state = fold_time(CLOCK, [event for event in events if event.at <= at(now)])
    used = sum((each.until - each.since for each in ran(CLOCK, events, at(now))), timedelta())
    assert round((timedelta(seconds=3600) - used).total_seconds()) == state.remaining(at(now))


@given(CONTACTS, PAUSES)
def test_what_is_lost_is_part_of_the_gap_and_of_the_running_clock(contacts: list[datetime], moments: list[int]) -> None:
    running = ran(CLOCK, paused_at(moments), at(4000))
    whole = sum((each.until - each.since for each in running), timedelta()).total_seconds()
    lost = [lost_seconds(gap, running) for gap in find_gaps(contacts)]
    lengths = [(gap.until - gap.since).total_seconds() for gap in find_gaps(contacts)]
    assert all(0 <= seconds <= length for seconds, length in zip(lost, lengths, strict=True))
    assert sum(lost) <= whole


def test_a_gap_across_a_pause_costs_only_what_ran() -> None:
    running = ran(CLOCK, [STARTED, TimeEvent("paused", at(100)), TimeEvent("resumed", at(400))], at(1000))
    assert lost_seconds(between(80, 450), running) == 70


def test_nothing_is_lost_after_the_time_was_up_or_while_nobody_had_reopened_it() -> None:
    events = [
        STARTED,
        TimeEvent("ended", at(3700)),
        TimeEvent("compensated", at(3800), 300),
        TimeEvent("reopened", at(3900)),
    ]
    assert lost_seconds(between(3500, 3950), ran(CLOCK, events, at(4000))) == 100 + 50


def test_silences_that_begin_together_are_one_outage_of_the_room() -> None:
    (outage,) = group_silences([silence(1, 118, 361), silence(2, 110, 372), silence(3, 125, 365)], at_work(4))
    assert outage.is_room_wide
    assert (outage.since, outage.until, outage.seconds) == (at(110), at(372), (240, 262))


def test_two_of_many_seats_are_no_outage_of_the_room() -> None:
    outages = group_silences([silence(1, 100, 200), silence(2, 110, 210), silence(3, 900, 990)], at_work(5))
    assert [(len(each.silences), each.is_room_wide) for each in outages] == [(2, False), (1, False)]


def test_a_seat_whose_test_was_over_does_not_count_for_the_room() -> None:
    under_way = [*at_work(2), *[between(0, 50)] * 6]
    (outage,) = group_silences([silence(1, 100, 200), silence(2, 110, 210)], under_way)
    assert outage.is_room_wide


def test_one_seat_is_never_a_room() -> None:
    assert group_silences([silence(1, 100, 200)], at_work(1)) == (Outage((silence(1, 100, 200),), False),)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(31, 400)), max_size=12))
def test_every_silence_is_in_one_outage(starts: list[tuple[int, int]]) -> None:
    silences = [silence(number, since, since + length) for number, (since, length) in enumerate(starts)]
    grouped = [each for outage in group_silences(silences, at_work(12)) for each in outage.silences]
    assert sorted(each.id for each in grouped) == sorted(each.id for each in silences)
