"""The server's line of time: nobody's time changes while an exam is open, whatever becomes of the wall clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.clock import STEP, Anchor, Reading, anchor_at, decide, has_moved, is_behind, take_up

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
SPANS = st.integers(0, 7_200_000).map(lambda milliseconds: timedelta(milliseconds=milliseconds))
STEPS = st.integers(-90_000_000, 90_000_000).map(lambda milliseconds: timedelta(milliseconds=milliseconds))
SMALL = st.integers(-200, 200).map(lambda milliseconds: timedelta(milliseconds=milliseconds))
# Time passes, the wall clock is stepped, the process is started again, an exam opens or closes.
MOMENTS = st.lists(
    st.tuples(SPANS, STEPS | SMALL | st.just(timedelta()), st.booleans(), st.booleans()), min_size=1, max_size=12
)


@dataclass(frozen=True)
class Machine:
    """Its clocks, and how far the wall clock was stepped in all."""

    since_boot: timedelta = timedelta(hours=1)
    stepped: timedelta = timedelta()
    boot_id: str = "first"

    def read(self) -> Reading:
        return Reading(NOON + self.since_boot + self.stepped, self.since_boot, self.boot_id)

    def later(self, span: timedelta, step: timedelta) -> "Machine":
        return replace(self, since_boot=self.since_boot + span, stepped=self.stepped + step)


@dataclass(frozen=True)
class Line:
    """What a process and its database hold of the line."""

    anchor: Anchor
    noted: timedelta = timedelta()
    entries: int = 0

    def look(self, reading: Reading, exam_is_open: bool) -> "Line":
        offset = self.anchor.offset(reading)
        decision = decide(offset, self.noted, exam_is_open)
        if decision == "adopt":
            return Line(anchor_at(reading), timedelta(), self.entries + 1)
        return self if decision == "keep" else Line(self.anchor, offset, self.entries + 1)


@given(MOMENTS)
def test_while_an_exam_is_open_a_second_is_a_second_whatever_the_wall_clock_does(moments: list[tuple]) -> None:  # type: ignore[type-arg]
    machine = Machine()
    line = Line(anchor_at(machine.read()))
    for span, step, restarted, is_open in moments:
        before = line.anchor.time(machine.since_boot)
        machine = machine.later(span, step)
        if restarted:
            line = replace(line, anchor=take_up(line.anchor, machine.read()))
        line = line.look(machine.read(), is_open)
        passed = line.anchor.time(machine.since_boot) - before
        if is_open:
            assert passed == span
        else:
            assert abs(line.anchor.offset(machine.read())) <= STEP


@given(MOMENTS)
def test_no_step_and_no_change_of_the_line_goes_without_an_entry(moments: list[tuple]) -> None:  # type: ignore[type-arg]
    machine = Machine()
    line = Line(anchor_at(machine.read()))
    for span, step, _, is_open in moments:
        machine = machine.later(span, step)
        seen = line.look(machine.read(), is_open)
        changed = seen.anchor.time(machine.since_boot) != line.anchor.time(machine.since_boot)
        stepped = abs(line.anchor.offset(machine.read()) - line.noted) > STEP
        assert (seen.entries > line.entries) >= (changed or (stepped and is_open))
        assert seen.look(machine.read(), is_open) == seen


@given(STEPS, st.booleans())
def test_a_step_is_noted_once_and_so_is_the_way_back(step: timedelta, twice: bool) -> None:
    machine = Machine()
    line = Line(anchor_at(machine.read()))
    there = line.look(machine.later(timedelta(), step).read(), True)
    back = there.look(machine.read(), True)
    big = abs(step) > STEP
    assert (there.entries, back.entries) == ((1, 2) if big else (0, 0))


@given(STEPS, SPANS)
def test_after_a_new_start_of_the_machine_there_is_only_the_wall_clock(step: timedelta, span: timedelta) -> None:
    kept = anchor_at(Machine().read())
    booted = Machine(span, step, "second").read()
    assert take_up(kept, booted) == take_up(None, booted) == anchor_at(booted)


def test_a_machine_that_cant_say_which_start_it_is_goes_by_the_wall_clock() -> None:
    nameless = Machine(boot_id="").read()
    assert take_up(replace(anchor_at(nameless), at=NOON), nameless) == anchor_at(nameless)


def test_time_before_what_was_recorded_last_is_told() -> None:
    assert is_behind(NOON, NOON + timedelta(days=1))
    assert not is_behind(NOON, NOON - timedelta(days=1))
    assert not is_behind(NOON, None)


def test_a_slow_answer_is_no_step() -> None:
    assert not has_moved(timedelta(seconds=3), timedelta(), doubt=timedelta(seconds=2.5))
    assert has_moved(timedelta(seconds=4), timedelta(), doubt=timedelta(seconds=2.5))
