"""Time: base × factor + compensations − pauses, whatever order the log is read in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import PENDING_PATIENCE, Clock, TimeEvent, fold_time, in_time, is_due

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


STARTED = TimeEvent("started", START)
CLOCK = Clock(3600)
WARSAW = ZoneInfo("Europe/Warsaw")
# The nights of 2026 and 2027 in which the clocks of Warsaw change, by the minute of the change in UTC.
CHANGES = [datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)]

EVENTS = st.lists(
    st.builds(
        TimeEvent,
        kind=st.sampled_from(["started", "paused", "resumed", "compensated", "ended", "reopened"]),
        at=st.integers(0, 7200).map(at),
        seconds=st.integers(0, 900),
        confirmed=st.booleans(),
    ),
    max_size=12,
)


def test_nothing_runs_before_the_start() -> None:
    state = fold_time(CLOCK, [])
    assert (state.deadline_at, state.remaining(at(500))) == (None, 3600)


def test_a_factor_of_150_percent_gives_half_the_time_more() -> None:
    assert fold_time(Clock(3601, 150), [STARTED]).deadline_at == at(5401.5)


def test_a_pause_moves_the_deadline_by_its_length_and_stops_the_clock() -> None:
    paused = fold_time(CLOCK, [STARTED, TimeEvent("paused", at(600))])
    assert (paused.deadline_at, paused.paused, paused.remaining(at(3000))) == (None, True, 3000)
    resumed = fold_time(CLOCK, [STARTED, TimeEvent("paused", at(600)), TimeEvent("resumed", at(900))])
    assert resumed.deadline_at == at(3900)


def test_a_break_costs_what_goes_beyond_its_allowance() -> None:
    break_ = [STARTED, TimeEvent("paused", at(600), seconds=300)]
    paused = fold_time(CLOCK, break_)
    assert [paused.remaining(at(moment)) for moment in (700, 900, 960)] == [3000, 3000, 2940]
    in_time_, too_late = (fold_time(CLOCK, [*break_, TimeEvent("resumed", at(moment))]) for moment in (900, 960))
    assert (in_time_.deadline_at, too_late.deadline_at) == (at(3900), at(3900))


def test_only_a_confirmed_compensation_gives_time_back() -> None:
    proposed = TimeEvent("compensated", at(100), seconds=300, confirmed=False)
    confirmed = TimeEvent("compensated", at(200), seconds=300)
    assert fold_time(CLOCK, [STARTED, proposed]).deadline_at == at(3600)
    assert fold_time(CLOCK, [STARTED, proposed, confirmed]).deadline_at == at(3900)


def test_a_second_start_changes_nothing() -> None:
    assert fold_time(CLOCK, [STARTED, TimeEvent("started", at(50))]).deadline_at == at(3600)


def test_a_test_closed_late_by_the_server_was_closed_at_the_deadline() -> None:
    assert fold_time(CLOCK, [STARTED, TimeEvent("ended", at(3700))]).ended_at == at(3600)


def test_a_test_reopened_by_a_compensation_has_that_compensation_left() -> None:
    events = [
        STARTED,
        TimeEvent("ended", at(3605)),
        TimeEvent("compensated", at(4000), seconds=600),
        TimeEvent("reopened", at(4100)),
    ]
    state = fold_time(CLOCK, events)
    assert (state.ended_at, state.deadline_at) == (None, at(4700))


def test_a_late_save_counts_once_a_confirmed_compensation_covers_it() -> None:
    ended = [STARTED, TimeEvent("ended", at(3600))]
    covering = TimeEvent("compensated", at(4000), seconds=120)
    assert not in_time(CLOCK, ended, at(3660))
    assert in_time(CLOCK, [*ended, covering], at(3660))
    assert not in_time(CLOCK, [*ended, covering], at(3721))


def test_a_save_that_arrives_in_a_pause_is_in_time() -> None:
    assert in_time(CLOCK, [STARTED, TimeEvent("paused", at(3599))], at(5000))


def test_a_desk_that_ends_a_paused_test_leaves_no_open_end() -> None:
    events = [STARTED, TimeEvent("paused", at(600)), TimeEvent("ended", at(700))]
    assert not in_time(CLOCK, events, at(700 + 3001))


def test_nothing_is_in_time_before_the_start() -> None:
    assert not in_time(CLOCK, [STARTED], at(-1))


@given(EVENTS, st.integers(0, 9000))
def test_remaining_is_whole_seconds_between_nothing_and_all_that_was_granted(events: list[TimeEvent], now: int) -> None:
    state = fold_time(CLOCK, events)
    granted = 3600 + sum(event.seconds for event in events if event.kind == "compensated" and event.confirmed)
    assert 0 <= state.remaining(at(now)) <= granted


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_reading_events_of_different_moments_changes_nothing(events: list[TimeEvent], random) -> None:
    distinct = list({event.at: event for event in events}.values())
    shuffled = random.sample(distinct, len(distinct))
    assert fold_time(CLOCK, shuffled) == fold_time(CLOCK, distinct)


@given(EVENTS, st.integers(0, 9000), st.integers(0, 600))
def test_a_further_compensation_never_takes_a_save_away(events: list[TimeEvent], received: int, seconds: int) -> None:
    more = [*events, TimeEvent("compensated", at(9001), seconds=seconds)]
    assert in_time(CLOCK, more, at(received)) or not in_time(CLOCK, events, at(received))


@given(st.lists(st.integers(1, 500), min_size=2, max_size=9), st.integers(50, 200))
def test_time_worked_plus_time_left_is_the_allowance(spans: list[int], percent: int) -> None:
    clock, events, now, worked = Clock(6000, percent), [STARTED], 0, 0
    for number, span in enumerate(spans):
        now += span
        worked += span if number % 2 == 0 else 0
        events.append(TimeEvent("resumed" if number % 2 else "paused", at(now)))
    left = 6000 * percent / 100 - worked
    assert fold_time(clock, events).remaining(at(now)) == max(0, -(-left // 1))


@given(st.integers(-3600, 3600), st.booleans())
def test_a_test_is_closed_at_its_deadline_unless_a_second_person_is_waited_for(over: int, pending: bool) -> None:
    deadline = datetime(2027, 3, 1, 11, 30, tzinfo=UTC)
    waits = PENDING_PATIENCE if pending else timedelta()
    assert is_due(deadline, deadline + timedelta(seconds=over), pending) == (timedelta(seconds=over) > waits)
    assert not is_due(None, deadline, pending)


@given(st.sampled_from(CHANGES), st.integers(-14_400, 3_600), EVENTS)
def test_a_night_in_which_the_clocks_change_is_like_any_other(
    change: datetime, begins: int, events: list[TimeEvent]
) -> None:
    """The same events give the same time to work, whether or not the clocks on the wall are moved meanwhile."""
    shift = change + timedelta(seconds=begins) - START
    plain = fold_time(CLOCK, [STARTED, *events])
    moved = [replace(event, at=event.at + shift) for event in [STARTED, *events]]
    tonight = fold_time(CLOCK, moved)
    assert tonight.deadline_at == (plain.deadline_at and plain.deadline_at + shift)
    for moment in (at(0), at(1800), at(7200)):
        assert tonight.remaining(moment + shift) == plain.remaining(moment)
    if tonight.deadline_at is not None:
        local = tonight.deadline_at.astimezone(WARSAW)
        assert local.astimezone(UTC) == tonight.deadline_at
